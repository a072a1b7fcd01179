"""F3: the power goes at SQLite's file layer; of what was not synced, any sectors may have reached the disk.

The writer runs the statements of the product on a file layer of ours (APSW); what is left is opened
by the product. Write-ahead logging without shared memory needs an exclusive lock, nothing else differs.
"""

from __future__ import annotations

import random
import shutil
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from engine.adapters import sqlite_layout, sqlite_open, store_sqlite
from engine.adapters.stores import open_store
from engine.log import FIRST_PREV, Entry, StoreError, encode, first_fault, leaf_hash

SECTOR = 512
ENTRIES = 60


class Disk:
    """What was written to each file since it was last synced, and when the power goes."""

    def __init__(self, limit: int | None = None) -> None:
        self.pending: dict[str, list[tuple[int, bytes | None, bytes | None]]] = {}
        self.count, self.limit, self.dead = 0, limit, False

    def tick(self) -> None:
        self.count += 1
        self.dead |= self.limit is not None and self.count > self.limit
        if self.dead:
            raise apsw.IOError("the power is off")

    def cut(self, name: str, file: Path, chance: random.Random) -> None:
        """Take back what was not synced in `file`, then let some of its sectors have come through."""
        done = self.pending.get(name, [])
        share = chance.choice([0.0, 0.5, 0.5, 1.0])
        with file.open("r+b") as raw:
            for at, old, new in reversed(done):
                if new is None:
                    raw.truncate(at)
                    raw.seek(0)
                    raw.write(old or b"")
                else:
                    raw.seek(at)
                    raw.write(old or b"")
                    if len(old or b"") < len(new):
                        raw.truncate(at + len(old or b""))
            for at, _, new in done:
                for first in range(0, len(new or b""), SECTOR):
                    if chance.random() < share:
                        raw.seek(at + first)
                        raw.write((new or b"")[first : first + SECTOR])


class Files(apsw.VFS):
    """A file layer that notes on `disk` what is written and not yet synced."""

    def __init__(self) -> None:
        super().__init__("boldface-crash", "unix")
        self.disk = Disk()

    def xOpen(self, name, flags):  # noqa: N802 - SQLite's name
        return File(self.disk, name, flags)


class File(apsw.VFSFile):
    """One file of it."""

    def __init__(self, disk: Disk, name: apsw.URIFilename | str, flags: list[int]) -> None:
        self.disk = disk
        self.name = name.filename() if isinstance(name, apsw.URIFilename) else name
        super().__init__("unix", name, flags)

    def xWrite(self, data, offset):  # noqa: N802
        self.disk.tick()
        size = super().xFileSize()
        old = b""
        if offset < size:
            old = super().xRead(min(len(data), size - offset), offset)
        self.disk.pending.setdefault(self.name, []).append((offset, old, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size):  # noqa: N802
        self.disk.tick()
        before = super().xFileSize()
        if size < before:
            whole = super().xRead(before, 0)
            self.disk.pending.setdefault(self.name, []).append((before, whole, None))
        super().xTruncate(size)

    def xSync(self, flags):  # noqa: N802 - `cut` decides what a sync has kept; the real one is not needed
        self.disk.tick()
        self.disk.pending.pop(self.name, None)


@pytest.fixture(scope="module")
def files():
    made = Files()
    yield made
    made.unregister()


def rows():
    prev = FIRST_PREV
    for index in range(ENTRIES):
        said = {"n": index, "note": "n" * 300}
        body = encode(Entry(index, prev, index, "2024-11-23T17:31:00.000Z", "CDR", "ticked", said))
        leaf = leaf_hash(body)
        yield index, body, leaf
        prev = leaf.hex()


def laid_out(path: Path, synchronous: str) -> apsw.Connection:
    """A store as the product makes one, on the file layer that loses things."""
    base = apsw.Connection(str(path), vfs="boldface-crash")
    base.execute("PRAGMA locking_mode=EXCLUSIVE")
    base.execute(f"PRAGMA page_size={sqlite_open._PAGE_BYTES}")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute(f"PRAGMA synchronous={synchronous}")
    base.execute("PRAGMA wal_autocheckpoint=20")  # often, so that cuts fall into copying home too
    base.execute("BEGIN IMMEDIATE")
    for statement in (*sqlite_layout.FIRST, *sqlite_layout.SECOND):
        base.execute(statement)
    base.execute("COMMIT")
    base.execute(store_sqlite._OPEN, ("r", "drill", "2024-11-23T17:31:00.000Z", "{}"))
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return base


def cut_short(files: Files, folder: Path, limit: int | None, chance: random.Random, synchronous):
    """Write until the power goes at write `limit`; entries acknowledged, kept, and what was wrong."""
    shutil.rmtree(folder, ignore_errors=True)
    live, image = folder / "live", folder / "image"
    live.mkdir(parents=True)
    files.disk = Disk()
    with closing(laid_out(live / "s.db", synchronous)) as base:
        files.disk.pending.clear()
        files.disk.count, files.disk.limit, acked = 0, limit, 0
        try:
            for index, body, leaf in rows():
                base.execute(store_sqlite._INSERT, (sqlite_layout.RUN_SPAN + index, body, leaf))
                acked = index + 1
        except apsw.Error:
            pass
        total, files.disk.dead = files.disk.count, True
        shutil.copytree(live, image)
        for file in image.iterdir():
            files.disk.cut(str(live / file.name), file, chance)
        files.disk.dead, files.disk.limit = False, None
    return acked, total, *looked_at(image / "s.db")


def looked_at(path: Path) -> tuple[int, str]:
    """What the product finds: entries of a whole chain, and what is wrong."""
    path.with_name(path.name + "-shm").unlink(missing_ok=True)
    try:
        with closing(open_store(str(path))) as store:
            found = list(store.read("r"))
    except StoreError as error:
        return 0, str(error)
    fault = first_fault(found)
    return len(found), "" if fault is None else f"{fault.index} {fault.rule}"


def cuts(files, folder, points, synchronous="FULL"):
    chance = random.Random(9)
    _, total, kept, wrong = cut_short(files, folder, None, chance, synchronous)
    assert wrong == ""
    assert kept == ENTRIES or synchronous != "FULL"
    lost = corrupt = acked_all = 0
    for _ in range(points):
        acked, _, kept, wrong = cut_short(
            files, folder, chance.randrange(1, total), chance, synchronous
        )
        acked_all += acked
        corrupt += wrong != ""
        lost += max(0, acked - kept)
    return acked_all, lost, corrupt


def held(files, folder, points, record_property):
    acked, lost, corrupt = cuts(files, folder, points)
    said = f"{points} cuts, {acked} entries acknowledged, {lost} lost, {corrupt} stores corrupt"
    record_property("figure", said)
    assert (lost, corrupt) == (0, 0)
    assert acked > points


def test_forty_power_cuts_with_torn_sectors_lose_nothing(files, tmp_path, record_property):
    held(files, tmp_path / "w", 40, record_property)


@pytest.mark.slow
def test_four_hundred_power_cuts_with_torn_sectors_lose_nothing(files, tmp_path, record_property):
    held(files, tmp_path / "w", 400, record_property)


def test_the_cuts_can_lose_something_where_commits_are_not_synced(files, tmp_path, record_property):
    _, lost, _ = cuts(files, tmp_path / "w", 40, "NORMAL")
    record_property("figure", f"against it, with synchronous=NORMAL: {lost} lost in 40 cuts")
    assert lost > 0
