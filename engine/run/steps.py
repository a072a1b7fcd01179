"""The step list as rows: the procedure in the order of its file, what is performed within it indented beneath its step.

A procedure that was left for follows under a heading; steps of frames never entered are not shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.machine.table import State, Table
from engine.run.rows import StepRow
from engine.run.state import RunState


def step_rows(table: Table, state: RunState) -> tuple[StepRow, ...]:
    """Every line of the step list, in order."""
    number = numbers(table)
    rows: list[StepRow] = []
    shown = ""
    for one in _ordered(table):
        if not _entered(one, table, state):
            continue
        if one.frame != shown and one.frame.endswith("/"):
            title = one.procedure.replace("-", " ")
            rows.append(
                StepRow(one.frame, "", title, _frame_status(one.frame, state), 0, "heading")
            )
            shown = one.frame
        rows.append(
            StepRow(
                one.id, number.get(one.id, ""), one.title, status(state, one.id), one.id.count(">")
            )
        )
    return tuple(rows)


def _ordered(table: Table) -> Iterator[State]:
    """Steps in file order, each followed by the steps of what it performs; then the frames left for."""
    steps = [one for one in table.states.values() if one.kind == "step"]
    frames = dict.fromkeys(one.frame for one in steps if ">" not in one.frame)
    for frame in frames:
        for one in steps:
            if one.frame == frame:
                yield one
                yield from (inner for inner in steps if inner.id.startswith(one.id + ">"))


def _entered(one: State, table: Table, state: RunState) -> bool:
    """Root steps always; steps of other frames once any step of the frame has been entered."""
    if one.frame == "":
        return True
    return any(
        name in state.marks for name, other in table.states.items() if other.frame == one.frame
    )


def _frame_status(frame: str, state: RunState) -> str:
    return "now" if state.at.startswith(frame) else "done"


def status(state: RunState, step: str) -> str:
    """The status word of a step: open, now, or how it was left."""
    mark = state.marks.get(step)
    if step == state.at and not state.closed:
        return "hold" if state.held_since is not None else "now"
    return mark.status if mark is not None and mark.status != "now" else "open"


def numbers(table: Table) -> dict[str, str]:
    """The numbers by which people call steps: 1, 2, 2.1 (performed), T1 (left for), made, never written."""
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for one in _ordered(table):
        counts[one.frame] = counts.get(one.frame, 0) + 1
        if ">" in one.frame:
            caller = one.frame.rstrip(">")
            found[one.id] = f"{found.get(caller, '')}.{counts[one.frame]}"
        else:
            letter = one.procedure[0].upper() if one.frame else ""
            found[one.id] = f"{letter}{counts[one.frame]}"
    return found
