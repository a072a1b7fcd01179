"""What `audit backup` does: a bundle for each run, and the proof that a store can be made of it again.

A bundle counts when an empty store that takes it in has the run's bytes, reviews and checkpoints.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from msgspec import Struct

from engine.adapters.stores import open_store
from engine.audit.review import KIND
from engine.bootstrap import open_reading
from engine.bootstrap.bringing import bring_in
from engine.bootstrap.reviews import logs_of
from engine.cli.audit.bundling import bundle_run, notes_of
from engine.cli.progress import Tell, progress
from engine.errors import BoldfaceError
from engine.log.checkpoint import quoted
from engine.log.tree import Frontier
from engine.ports import Store


class Kept(Struct, frozen=True):
    """A run and its bundle: entries and root in it, whether it was written now, or why there is none."""

    run: str
    bundle: str
    entries: int
    root: str
    written: bool
    fault: str = ""

    @property
    def said(self) -> str:
        """In a line."""
        if self.fault:
            return f"NOT backed up: {self.fault}"
        done = "written and read back" if self.written else "already there, read back"
        return f"{done}: {self.entries} entries, root {self.root}"


class _Held(Struct, frozen=True):
    """What must be in a bundle: the size and root of a run and of each review log, and all checkpoints."""

    run: tuple[int, str]
    reviews: tuple[tuple[int, str], ...]
    notes: frozenset[bytes]


def back_up(address: str | None, folder: Path) -> Iterator[Kept]:
    """A word on each run, as it is done; raises a BoldfaceError when the folder or the store cannot be used."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BoldfaceError(f"{folder}: is no folder to write to ({fault.strerror})") from None
    with closing(open_reading(address)) as store, progress() as tell:
        for row in store.runs():
            if row.kind != KIND:  # reviews go with the run that they are of
                yield _kept(store, row.run, address, folder / f"{quoted(row.run)}.zip", tell)


def _kept(store: Store, run: str, address: str | None, path: Path, tell: Tell) -> Kept:
    try:
        return _kept_or_not(store, run, address, path, tell)
    except BoldfaceError as fault:
        return Kept(run, str(path), 0, "", written=False, fault=str(fault))


def _kept_or_not(store: Store, run: str, address: str | None, path: Path, tell: Tell) -> Kept:
    wanted, there = _held(store, run, address), _there(path, tell)
    if there is not None and there.run != _head(store, run, there.run[0]):
        raise BoldfaceError(
            f"{path} holds {there.run[0]} entries that are not the first of this run here: the "
            "store lost some or is another; keep both, and say where else to back up"
        )
    if there != wanted:
        bundle_run(store, run, address, str(path), tell)
        if _read_back(path, tell) != wanted:
            raise BoldfaceError(
                f"{path} does not hold what the store does; if the run goes on, back up again"
            )
    return Kept(run, str(path), *wanted.run, written=there != wanted)


def _held(store: Store, run: str, address: str | None) -> _Held:
    reviews = logs_of(store, run)
    notes = (note for log in (run, *reviews) for note in notes_of(store, log, address))
    heads = sorted(_head(store, log) for log in reviews)
    return _Held(_head(store, run), tuple(heads), frozenset(notes))


def _head(store: Store, log: str, most: int | None = None) -> tuple[int, str]:
    """Size and root of a log, or of as many of its first entries."""
    tree = Frontier()
    for row in islice(store.read(log), most):
        tree.add(row.leaf)
    return tree.size, tree.root().hex()


def _there(path: Path, tell: Tell) -> _Held | None:
    """What the bundle there holds; one that is damaged is moved out of the way, and there is none."""
    if not path.exists():
        return None
    try:
        return _read_back(path, tell)
    except BoldfaceError:
        try:
            path.replace(path.with_name(f"{path.name}.damaged"))
        except OSError as fault:
            raise BoldfaceError(
                f"{path}: is damaged and cannot be moved away ({fault.strerror})"
            ) from None
        return None


def _read_back(path: Path, tell: Tell) -> _Held:
    memory = "memory:"
    with closing(open_store(memory)) as store:
        done = bring_in(store, path, memory, None, tell)
        return _held(store, done.run, memory)
