"""The step list as rows: the procedure in the order of its file, what is performed within it indented beneath its step.

A procedure that was left for follows under a heading; steps of frames never entered are not shown.
"""

from __future__ import annotations

from engine.machine.table import Table
from engine.run.rows import StepRow
from engine.run.state import RunState


def step_rows(table: Table, state: RunState) -> tuple[StepRow, ...]:
    """Every line of the step list, in order."""
    rows: list[StepRow] = []
    shown = ""
    entered = {table.states[name].frame for name in state.marks if name in table.states}
    for one in (table.states[name] for name in table.order):
        if one.frame and one.frame not in entered:
            continue
        if one.frame != shown and one.frame.endswith("/"):
            title = one.procedure.replace("-", " ")
            rows.append(
                StepRow(one.frame, "", title, _frame_status(one.frame, state), 0, "heading")
            )
            shown = one.frame
        rows.append(
            StepRow(
                one.id,
                table.numbers.get(one.id, ""),
                one.title,
                status(state, one.id),
                one.id.count(">"),
            )
        )
    return tuple(rows)


def _frame_status(frame: str, state: RunState) -> str:
    return "now" if state.at.startswith(frame) else "done"


def status(state: RunState, step: str) -> str:
    """The status word of a step: open, now, performing (another is done within it), or how it was left."""
    mark = state.marks.get(step)
    if state.at.startswith(f"{step}>") and not state.closed:
        return "performing"
    if step == state.at and not state.closed:
        return "hold" if state.held_since is not None else "now"
    return mark.status if mark is not None and mark.status != "now" else "open"
