"""The order in which people list the steps of a table, and the numbers by which they call them.

Made once when a procedure is compiled; numbers are never written by authors, so moving a step is one line of a diff.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.machine.table import State


def ordered(states: Mapping[str, State]) -> Iterator[State]:
    """Steps in file order, each followed by the steps of what it performs; then the frames left for."""
    steps = [one for one in states.values() if one.kind == "step"]
    frames = dict.fromkeys(one.frame for one in steps if ">" not in one.frame)
    for frame in frames:
        for one in steps:
            if one.frame == frame:
                yield one
                yield from (inner for inner in steps if inner.id.startswith(one.id + ">"))


def numbers(order: tuple[State, ...]) -> dict[str, str]:
    """1, 2 for the steps of the procedure, 2.1 for those of what step 2 performs, T1 for one left for."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    marks: dict[str, str] = {"": ""}
    for one in order:
        counts[one.frame] = counts.get(one.frame, 0) + 1
        if ">" in one.frame:
            caller = one.frame.rstrip(">")
            found[one.id] = f"{found.get(caller, '')}.{counts[one.frame]}"
        else:
            found[one.id] = f"{_mark(one, marks)}{counts[one.frame]}"
    return found


def _mark(one: State, marks: dict[str, str]) -> str:
    """The letter of a procedure left for, doubled where another has it already."""
    mark = one.procedure[0].upper()
    while one.frame not in marks and mark in marks.values():
        mark += mark[0]
    return marks.setdefault(one.frame, mark)
