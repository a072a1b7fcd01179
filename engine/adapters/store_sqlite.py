"""The store in one SQLite file: an entry is on the disk when `append` returns.

One statement is one commit, so nothing can be half done; an exception of SQLite must never leave
this module, and a connection that failed while writing must never be used again.

A lone INSERT takes the write lock in its first step as BEGIN IMMEDIATE does, and waits for it the
same way; there is no read before it whose snapshot could grow old (audit research 2.2).
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from engine.adapters.contract import check_checkpoint, check_entry, check_run, closed, is_name
from engine.adapters.sqlite_faults import SQLITE_FAULTS, named
from engine.adapters.sqlite_layout import RUN_SPAN, SCHEMA
from engine.adapters.sqlite_open import open_reader, open_writer, shut
from engine.log import Conflict, StoreDamaged, StoredEntry, StoreUnavailable, UnknownRun
from engine.log.page import PAGE, StoredPage, consecutive
from engine.ports import Clock, RunRow, StoredCheckpoint

_CHUNK: Final = 512  # entries read at a time: memory stays flat and nobody is kept waiting
_LOOK_S: Final = 1.0  # seconds between two looks at whether the file is still in its place
_INSERT: Final = "INSERT INTO entry(k, body, leaf) VALUES(?, ?, ?)"
_KEYED: Final = "SELECT k, body, leaf FROM entry WHERE k >= ? AND k < ? ORDER BY k LIMIT ?"
_BARE: Final = "SELECT body, leaf FROM entry WHERE k >= ? AND k < ? ORDER BY k"
_LAST: Final = "SELECT max(k) FROM entry WHERE k >= ? AND k < ?"
_OPEN: Final = "INSERT INTO run(run, kind, created, meta) VALUES(?, ?, ?, ?)"
# As bytes: SQLite gives none of the rows where the text of one is damaged.
_RUNS: Final = (
    "SELECT n, CAST(run AS BLOB), CAST(kind AS BLOB), CAST(created AS BLOB), CAST(meta AS BLOB),"
    " typeof(run) || typeof(kind) || typeof(created) || typeof(meta) FROM run ORDER BY n"
)
_KEEP: Final = "INSERT INTO checkpoint(run, size, note) VALUES(?, ?, ?)"
_KEPT: Final = "SELECT size, note FROM checkpoint WHERE run = ? ORDER BY n"
_HAS_KEPT: Final = "SELECT 1 FROM sqlite_master WHERE name = 'checkpoint'"
_NUMBER: Final = "SELECT n FROM run WHERE run = ?"
_ONE: Final = "SELECT n, kind, meta FROM run WHERE run = ?"


class SqliteStore:
    """The contract of `Store`, in the file `path`."""

    def __init__(self, path: Path, clock: Clock, *, writable: bool = True) -> None:
        """Open, making the file if needed; with `writable` false only to read. StoreError."""
        self._path = path
        self._names = (str(path), f"{path}-wal")
        self._clock = clock
        self._writable = writable
        self._lock = threading.Lock()
        self._closed = False
        self._heads: dict[str, tuple[int, int]] = {}  # run -> its number, its next index
        self._look_at = 0.0  # when to see again whether the files are where they were
        self._files: tuple[tuple[int, int], ...] = ()
        self._connection: sqlite3.Connection | None = None
        self._cursor: sqlite3.Cursor | None = None  # of the open connection, for appending
        self._open(create=True)

    def open_run(self, run: str, kind: str, meta: Mapping[str, str]) -> None:
        """See `Store.open_run`."""
        check_run(run, kind, meta)
        text = json.dumps(dict(meta), sort_keys=True, ensure_ascii=False)
        with self._lock:
            connection = self._writer()
            try:
                connection.execute(_OPEN, (run, kind, self._clock.at(), text))
                self._confirm_place()
            except sqlite3.IntegrityError:
                self._recognise_run(run, kind, text)
            except SQLITE_FAULTS as error:
                raise self._failed(error, f"run {run} is not opened") from None

    def append(self, run: str, index: int, body: bytes, leaf: bytes) -> None:
        """See `Store.append`."""
        check_entry(index, body, leaf)
        with self._lock:
            cursor = self._cursor or self._writer().cursor()
            try:
                number, size = self._heads.get(run) or self._head(run)
                if index > size:
                    number, size = self._head(run)
                if index != size:
                    return self._recognise_entry(run, index, body)
                cursor.execute(_INSERT, (number * RUN_SPAN + index, body, leaf))
            except sqlite3.IntegrityError:
                return self._recognise_entry(run, index, body)
            except SQLITE_FAULTS as error:
                doing = f"entry {index} of run {run} is not recorded"
                raise self._failed(error, doing) from None
            self._confirm_place()
            self._heads[run] = (number, index + 1)
            self._cursor = cursor  # a new one for every append would be a tenth of its work
        return None

    def read(self, run: str, first: int = 0) -> Iterator[StoredEntry]:
        """See `Store.read`."""
        with self._lock:
            number, _ = self._asked(run)
        return self._entries(run, number, max(first, 0))

    def pages(self, run: str) -> Iterator[StoredPage]:
        """See `Store.pages`."""
        with self._lock:
            number, size = self._asked(run)
        return self._pages(run, number, size)

    def runs(self) -> list[RunRow]:
        """See `Store.runs`."""
        with self._lock:
            connection = self._reader()
            try:
                rows = connection.execute(_RUNS).fetchall()
                return [self._run_row(*row) for row in rows]
            except SQLITE_FAULTS as error:
                raise self._failed(error, "the runs cannot be listed") from None

    def size(self, run: str) -> int:
        """See `Store.size`."""
        with self._lock:
            return self._asked(run)[1]

    def add_checkpoint(self, run: str, size: int, note: bytes) -> None:
        """See `Store.add_checkpoint`."""
        check_checkpoint(size, note)
        with self._lock:
            connection = self._writer()
            try:
                number, _ = self._heads.get(run) or self._head(run)
                connection.execute(_KEEP, (number, size, note))
            except SQLITE_FAULTS as error:
                doing = f"checkpoint {size} of run {run} is not kept"
                raise self._failed(error, doing) from None
            self._confirm_place()

    def checkpoints(self, run: str) -> list[StoredCheckpoint]:
        """See `Store.checkpoints`."""
        with self._lock:
            number, _ = self._asked(run)
            connection = self._reader()
            try:
                if connection.execute(_HAS_KEPT).fetchone() is None:
                    return []  # a store of the first layout, read without the right to write
                rows = connection.execute(_KEPT, (number,)).fetchall()
            except SQLITE_FAULTS as error:
                doing = f"the checkpoints of run {run!a} cannot be read"
                raise self._failed(error, doing) from None
        if not all(isinstance(s, int) and isinstance(note, bytes) for s, note in rows):
            sentence = (
                f"store {self._path}: run {run}: a checkpoint is damaged, expected a size and "
                "bytes; copy the store to a safe place before anything else."
            )
            raise StoreDamaged(sentence)
        return [StoredCheckpoint(size, note) for size, note in rows]

    def close(self) -> None:
        """See `Store.close`. The last one to close leaves a single file, with no log beside it."""
        with self._lock:
            self._closed = True
            self._drop()

    def _open(self, *, create: bool) -> sqlite3.Connection:
        if self._writable:
            self._connection = open_writer(self._path, create=create)
            self._files = self._identities()
        else:
            self._connection = open_reader(self._path)
        return self._connection

    def _reader(self) -> sqlite3.Connection:
        if self._closed:
            raise closed(str(self._path))
        return self._connection or self._open(create=False)

    def _writer(self) -> sqlite3.Connection:
        if not self._writable:
            sentence = f"store {self._path}: it was opened for reading only; nothing is recorded."
            raise StoreUnavailable(sentence, "read-only")
        return self._reader()

    def _drop(self) -> None:
        connection, self._connection, self._cursor = self._connection, None, None
        self._heads.clear()
        shut(connection)

    def _failed(self, error: Exception, doing: str) -> Exception:
        # After a failed sync nothing that this connection believes can be trusted (fault F6).
        self._drop()
        return named(error, self._path, doing)

    def _identities(self) -> tuple[tuple[int, int], ...]:
        try:
            found = [Path(name).stat() for name in self._names]
        except OSError:
            return ()
        return tuple((one.st_dev, one.st_ino) for one in found)

    def _confirm_place(self) -> None:
        # A file that was moved or removed takes every write, and nobody will find it again. Asked
        # once a second at most: after a look at its times the next write of a file costs half as
        # much again (measured on ext4), and a crew is slower than that anyway.
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _LOOK_S
        if self._files != self._identities():
            self._drop()
            sentence = (
                f"store {self._path}: the file or its -wal was moved, replaced or removed while in "
                "use, so nothing more is recorded; put it back, or choose another with --store."
            )
            raise StoreUnavailable(sentence, "moved")

    def _head(self, run: str) -> tuple[int, int]:
        """Number and size of `run`, from the file."""
        row = self._reader().execute(_NUMBER, (run,)).fetchone() if is_name(run) else None
        if row is None:
            raise UnknownRun(run)
        head = (int(row[0]), self._size(row[0]))
        self._heads[run] = head
        return head

    def _size(self, number: int) -> int:
        start = number * RUN_SPAN
        (last,) = self._reader().execute(_LAST, (start, start + RUN_SPAN)).fetchone()
        return 0 if last is None else int(last) - start + 1

    def _asked(self, run: str) -> tuple[int, int]:
        self._reader()
        try:
            return self._head(run)
        except SQLITE_FAULTS as error:
            raise self._failed(error, f"run {run!a} cannot be read") from None

    def _run_row(self, number: int, *line: bytes | str | None) -> RunRow:
        """One line of the list; what is damaged in it is told in the row, for it must not hide the others."""
        *texts, types = (_text(one) for one in line)
        run, kind, created, meta = texts
        words = _words(meta or "")
        try:
            size = self._size(number)
        except OverflowError:  # the number of the run is damaged, so that no key can be made of it
            size, words = 0, None
        if types == "text" * 4 and run and kind and created and words is not None:
            return RunRow(run, kind, created, words, size)
        name = run or str(line[0])
        sentence = (
            f"store {self._path}: run {name!r}: its line in the list of runs ({number}) is damaged; "
            "if its name is whole its entries can still be read by it; copy the store to a safe "
            "place first."
        )
        return RunRow(name, "?", "", {}, size, sentence)

    def _recognise_run(self, run: str, kind: str, meta: str) -> None:
        try:
            number, *known = self._reader().execute(_ONE, (run,)).fetchone()
            if known != [kind, meta]:
                raise Conflict(run, 0, self._size(number))
        except SQLITE_FAULTS as error:
            raise self._failed(error, f"run {run} is not opened") from None
        self._make_durable(f"run {run}")

    def _recognise_entry(self, run: str, index: int, body: bytes) -> None:
        """Return if the entry is there with these very bytes; otherwise Conflict."""
        try:
            number, size = self._head(run)
            key = number * RUN_SPAN + index
            row = self._reader().execute(_KEYED, (key, key + 1, 1)).fetchone()
        except SQLITE_FAULTS as error:
            raise self._failed(error, f"entry {index} of run {run} is not recorded") from None
        if row is None or row[1] != body:
            raise Conflict(run, index, size)
        self._make_durable(f"entry {index} of run {run}")

    def _make_durable(self, what: str) -> None:
        # It was read, not written by this connection: a commit of what is there already syncs the
        # log with all that lies before it. (What a dead program left was copied home at opening.)
        try:
            self._reader().execute(f"PRAGMA user_version={SCHEMA}")
        except SQLITE_FAULTS as error:
            raise self._failed(error, f"{what} is not confirmed") from None
        self._confirm_place()

    def _entries(self, run: str, number: int, first: int) -> Iterator[StoredEntry]:
        for page in self._keyed(run, number, first, _CHUNK):
            bodies, leaves = zip(*page.rows, strict=True)
            if {*map(type, bodies), *map(type, leaves)} != {bytes}:
                right = (type(body) is type(leaf) is bytes for body, leaf in page.rows)
                good = next(at for at, one in enumerate(right) if not one)
                yield from map(StoredEntry, page.indices[:good], bodies, leaves)
                raise self._not_bytes(run, page.indices[good])
            yield from map(StoredEntry, page.indices, bodies, leaves)

    def _pages(self, run: str, number: int, size: int) -> Iterator[StoredPage]:
        first, start = 0, number * RUN_SPAN
        # As many rows as there are keys from the first to the last: each key is there, so none is
        # read. It is a tenth of the time of a long verification. No more than `size` are believed:
        # in a damaged tree of pages the same rows may come again for ever.
        while (
            first < size
            and len(rows := self._rows(run, _BARE, (start + first, start + first + PAGE))) == PAGE
        ):
            yield StoredPage(range(first, first + PAGE), rows)
            first += PAGE
        yield from self._keyed(run, number, first, PAGE)

    def _keyed(self, run: str, number: int, first: int, most: int) -> Iterator[StoredPage]:
        key, end = number * RUN_SPAN + first, (number + 1) * RUN_SPAN
        while rows := self._rows(run, _KEYED, (key, end, most)):
            if rows[-1][0] < key:
                raise self._out_of_order(run, first)
            indices = consecutive([one % RUN_SPAN for one, _, _ in rows])
            yield StoredPage(indices, [(body, leaf) for _, body, leaf in rows])
            key = rows[-1][0] + 1

    def _rows(self, run: str, query: str, bounds: tuple[int, ...]) -> list[Any]:
        with self._lock:
            connection = self._reader()
            try:
                return connection.execute(query, bounds).fetchall()
            except SQLITE_FAULTS as error:
                doing = f"run {run} cannot be read from entry {bounds[0] % RUN_SPAN}"
                raise self._failed(error, doing) from None

    def _out_of_order(self, run: str, index: int) -> StoreDamaged:
        return StoreDamaged(
            f"store {self._path}: run {run}: its entries from {index} on come in no order, expected one "
            "after another: pages of the file were exchanged; copy it to a safe place before anything else."
        )

    def _not_bytes(self, run: str, index: int) -> StoreDamaged:
        return StoreDamaged(
            f"store {self._path}: run {run}, entry {index}: found no bytes, expected the entry; "
            "copy the store to a safe place before anything else."
        )


def _text(stored: bytes | str | None) -> str | None:
    """Text as it was stored, None if it is damaged."""
    if not isinstance(stored, bytes):
        return stored
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return None


def _words(meta: str) -> dict[str, str] | None:
    """Text by text as `meta` was stored, None if it is damaged."""
    try:
        return {str(key): str(value) for key, value in json.loads(meta).items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
