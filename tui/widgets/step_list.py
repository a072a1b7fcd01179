"""The list of steps with the state of each, the present one always in sight; drawn by the line.

It shows what the core says of each step and must never guess what comes next.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.run.rows import StepRow
from tui import status
from tui.text import Line, flow, plain
from tui.widgets.pane import Pane

PRESENT = frozenset({"now", "hold"})


class StepList(Pane):
    """Marks, numbers, titles and state words; keeps the present step in the middle."""

    follow = "now"
    centre = True
    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[StepRow] = ()

    def show(self, rows: Sequence[StepRow]) -> None:
        """Take new rows."""
        if rows != self.rows:
            self.rows = rows
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        return [line for row in self.rows for line in step_lines(row, width)]


def step_lines(row: StepRow, width: int) -> list[Line]:
    """One step: mark, number, title, state word."""
    sign, word, tone = status.mark(row.status)
    if row.kind == "heading":
        return flow((("-- ", "heading"),), row.title, "heading", width)
    present = row.status in PRESENT
    tone = "now" if present else tone
    lead: Line = ((f"{'  ' * min(row.depth, 3)}{sign} ", tone), (f"{plain(row.number):>3} ", tone))
    tail: Line = ((word, "caution" if tone == "caution" else tone),) if word and _says(row) else ()
    return flow(lead, row.title, tone, width, tail)


def _says(row: StepRow) -> bool:
    """A done step is said by its mark and tone; words are for what a crew must notice."""
    return row.status not in {"done", "open"}
