"""How a store file is opened, laid out, and proved to be as durable as promised.

Nothing may be written to a file before it is known to be ours and of a version we know.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final
from weakref import WeakSet

from engine.adapters.sqlite_faults import SQLITE_FAULTS, broken, named, no_database
from engine.adapters.sqlite_layout import FIRST, SCHEMA, SECOND, recognise
from engine.log import (
    NoStore,
    NotAStore,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
)

BUSY_S: Final = 5.0  # how long a lock of another program is waited for (fault F14)
FULL: Final = 2  # PRAGMA synchronous=FULL reads back as 2


_MAGIC: Final = b"SQLite format 3\0"
_HEAD_BYTES: Final = 100
_PAGE_BYTES: Final = 2048
_WAL_FRAMES: Final = 1024  # write-ahead log of 2 MiB, then it is copied home and used again


class _Connection(sqlite3.Connection):
    """A connection that knows which file it holds (device and inode)."""

    file: tuple[int, int] | None = None


# A process that opens and closes a file loses every lock it holds on it (POSIX fcntl). SQLite takes
# care not to, and so must we: a file that is in use here is never opened beside SQLite, or another
# program would think itself alone, and its closing would take away a log that is being written.
_IN_USE: Final[WeakSet[_Connection]] = WeakSet()
_OPENING: Final = threading.Lock()


def open_writer(path: Path, *, create: bool) -> sqlite3.Connection:
    """A connection that keeps every commit (WAL, synchronous=FULL, both read back).

    Makes the file and its folders if `create`. Raises StoreError only.
    """
    try:
        with _OPENING:
            _check_place(path, create=create)
            connection = _connect(path, "rwc" if create else "rw")
    except SQLITE_FAULTS as error:
        raise named(error, path, "cannot be opened for recording") from None
    except OSError as error:
        raise broken(error, path, "cannot be opened for recording") from None
    try:
        _prepare(connection, path)
    except SQLITE_FAULTS as error:
        shut(connection)
        raise named(error, path, "cannot be opened for recording") from None
    except OSError as error:
        shut(connection)
        raise broken(error, path, "cannot be opened for recording") from None
    except StoreError:
        shut(connection)
        raise
    return connection


def open_reader(path: Path) -> sqlite3.Connection:
    """A connection for reading only, also where the folder cannot be written.

    Without the right to write, SQLite reads a store only if it was closed in order; a log left
    beside it (`-wal`) is never silently ignored. Raises StoreError only.
    """
    try:
        if not path.exists():
            raise NoStore(str(path))
        with _OPENING:
            _check_place(path, create=False)
        at_rest = _log_beside(path) == 0
    except OSError as error:
        raise broken(error, path, "cannot be read") from None
    try:
        return _reader(path, "ro")
    except StoreUnavailable:
        if not at_rest:
            raise
    return _reader(path, "ro&immutable=1")


def _reader(path: Path, mode: str) -> sqlite3.Connection:
    connection = None
    try:
        with _OPENING:
            connection = _connect(path, mode)
        if recognise(connection, path) == 0:
            raise NoStore(str(path))
    except SQLITE_FAULTS as error:
        shut(connection)
        raise named(error, path, "cannot be read") from None
    except StoreError:
        shut(connection)
        raise
    return connection


def shut(connection: sqlite3.Connection | None) -> None:
    """Close, whatever state it is in: what was acknowledged is already on the disk."""
    with _OPENING, suppress(sqlite3.Error):
        if isinstance(connection, _Connection):
            _IN_USE.discard(connection)
        if connection is not None:
            connection.close()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_S,
        isolation_level=None,  # each statement commits by itself; Python begins nothing
        check_same_thread=False,  # the store has one lock around every use
        factory=_Connection,
    )
    connection.file = _identity(path)
    _IN_USE.add(connection)
    connection.text_factory = lambda raw: raw.decode(errors="replace")  # damage is not a crash
    return connection


def _check_place(path: Path, *, create: bool) -> None:
    if path.exists():
        if not path.is_file():
            sentence = (
                f"store {path}: found a {'folder' if path.is_dir() else 'device'}, "
                "expected a file; name a file in it with --store."
            )
            raise NotAStore(sentence)
    elif not create:
        sentence = f"store {path}: the file is gone; what was in it can no longer be recorded to."
        raise StoreUnavailable(sentence, "moved")
    else:
        _make_folder(path.parent)
    _check_file(path)


def _check_file(path: Path) -> None:
    """Refuse what SQLite would take for a new database and write over, and what was cut short."""
    if path.exists() and any(one.file == _identity(path) for one in _IN_USE):
        return  # it was looked at when it was opened first
    log = _log_beside(path)
    head = b""
    if path.exists():
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    if not head and log:
        # SQLite deletes a log beside an empty or missing file: it may be all that is left.
        sentence = (
            f"store {path}: found it empty or gone but its log {path.name}-wal still there, "
            "expected both; copy both to a safe place, then choose another place with --store."
        )
        raise StoreDamaged(sentence)
    if head and (len(head) < _HEAD_BYTES or not head.startswith(_MAGIC)):
        raise no_database(path)
    # sqlite.org/fileformat2.html 1.3: page size at byte 16, number of pages at byte 28.
    expected = int.from_bytes(head[16:18], "big") * int.from_bytes(head[28:32], "big")
    if not log and path.exists() and path.stat().st_size < expected:
        sentence = (
            f"store {path}: found {path.stat().st_size} bytes, expected {expected}: it was cut "
            "short; copy it to a safe place before anything else."
        )
        raise StoreDamaged(sentence)


def _log_beside(path: Path) -> int:
    """Bytes in the write-ahead log beside `path`; 0 if there is none."""
    wal = path.with_name(path.name + "-wal")
    return wal.stat().st_size if wal.exists() else 0


def _make_folder(folder: Path) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for place in missing:  # a new folder is only there after a power cut if its parent was synced
        with suppress(OSError):  # some file systems cannot sync a folder
            handle = os.open(place.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    found = recognise(connection, path)
    if found == 0:
        connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
    if found < SCHEMA:
        _enter_wal(connection)
        _lay_out(connection, path)
    _enter_wal(connection)
    connection.execute(f"PRAGMA wal_autocheckpoint={_WAL_FRAMES}")
    # What a killed program left in the log was perhaps never synced: make it durable before it
    # is read, so that nothing is shown which a power cut could still take away.
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    _stretch_wal(connection, path)
    _prove_durable(connection, path)


def _enter_wal(connection: sqlite3.Connection) -> None:
    # Changing the journal mode does not wait for locks by itself.
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _lay_out(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        found = recognise(connection, path)  # another program may have been first
        for statement in (*(FIRST if found == 0 else ()), *(SECOND if found < SCHEMA else ())):
            connection.execute(statement)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _stretch_wal(connection: sqlite3.Connection, path: Path) -> None:
    # A log that has its full length is overwritten in place, and a sync need not sync the file's
    # new size as well: without this the first thousand commits take half as long again. Zeros are
    # no frames (sqlite.org/fileformat2.html 4.1 and 4.4: neither salt nor sum fits), and whoever
    # holds the lock for writing is the only one who may lengthen the file.
    full, wal = _WAL_FRAMES * _PAGE_BYTES, path.with_name(path.name + "-wal")
    if _log_beside(path) >= full:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # No log is a file system that cannot keep one: `_prove_durable` says so.
        with suppress(FileNotFoundError), wal.open("r+b", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            file.write(bytes(max(0, full - end)))
            os.fsync(file.fileno())
    finally:
        connection.execute("ROLLBACK")


def _prove_durable(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    for pragma in ("fullfsync", "checkpoint_fullfsync"):  # macOS: a sync that reaches the disk
        connection.execute(f"PRAGMA {pragma}=ON")
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    if (journal, synchronous) != ("wal", FULL):
        sentence = (
            f"store {path}: found journal {journal} and synchronous {synchronous}, expected wal "
            f"and {FULL} (FULL); this file system cannot keep a log, choose another with --store."
        )
        raise StoreUnavailable(sentence, "open")
