"""What a store file shows of things that were taken out of it: numbers that are missing, rows that belong to nothing.

Runs and checkpoints are numbered one after another and never deleted by this program, so a gap is a
trace; that there is none proves nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.adapters.sqlite_faults import SQLITE_FAULTS, named
from engine.adapters.sqlite_layout import RUN_SPAN
from engine.adapters.sqlite_open import open_reader, shut

_MOST: Final = 5  # numbers that a sentence names
_NEXT: Final = "SELECT min(k) FROM entry WHERE k >= ?"
_HAS_KEPT: Final = "SELECT 1 FROM sqlite_master WHERE name = 'checkpoint'"


def traces(path: Path) -> tuple[str, ...]:
    """A sentence for each kind of trace in the store `path`; raises StoreError."""
    connection = open_reader(path)
    try:
        return tuple(_found(connection))
    except SQLITE_FAULTS as error:
        raise named(error, path, "cannot be read") from None
    finally:
        shut(connection)


def _found(connection: sqlite3.Connection) -> Iterator[str]:
    runs = [number for (number,) in connection.execute("SELECT n FROM run ORDER BY n")]
    yield from _gap("run", runs)
    lost = list(_entries_of_no_run(connection, set(runs)))
    if lost:
        yield f"entries of {_numbers('run', lost)} lie in the store, and its list of runs has none."
    if connection.execute(_HAS_KEPT).fetchone() is None:
        return
    kept = connection.execute("SELECT n FROM checkpoint ORDER BY n")
    yield from _gap("checkpoint", [number for (number,) in kept])
    kept = connection.execute("SELECT DISTINCT run FROM checkpoint")
    orphans = sorted({number for (number,) in kept} - set(runs))
    if orphans:
        yield f"checkpoints of {_numbers('run', orphans)} lie in the store, and its list of runs has none."


def _entries_of_no_run(connection: sqlite3.Connection, runs: set[int]) -> Iterator[int]:
    """The numbers of runs that have entries and no line; looks at the first entry of each."""
    key = -(2**63)  # also what lies under keys that no run can have
    while (found := connection.execute(_NEXT, (key,)).fetchone()[0]) is not None:
        if found < key:
            return  # a damaged tree of pages gives the same again; reading the runs says so
        number = found // RUN_SPAN
        if number not in runs:
            yield number
        if (key := (number + 1) * RUN_SPAN) >= 2**63:
            return


def _gap(what: str, numbers: list[int]) -> Iterator[str]:
    count, before = 0, 0
    shown: list[int] = []
    for number in numbers:  # a damaged number may be huge: only a few of those missing are made
        count += max(number - before - 1, 0)
        shown += range(before + 1, min(number, before + 2 + _MOST - len(shown)))
        before = number
    if count:
        yield (
            f"the store numbers its {what}s one after another, and {_numbers(what, shown, count)} "
            f"{'is' if count == 1 else 'are'} missing: taken out of it."
        )


def _numbers(what: str, numbers: list[int], count: int | None = None) -> str:
    count = len(numbers) if count is None else count
    shown = ", ".join(map(str, numbers[:_MOST]))
    more = f" and {count - _MOST} more" if count > _MOST else ""
    return f"{what}{'s' if count > 1 else ''} {shown}{more}"
