"""What was noticed and still needs a word before the run can close, and what was said of the rest.

It lists every matter the core names and must never drop one that is open.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.run.lines import clock
from engine.run.rows import ObservationRow
from tui.text import Line, flow, plain
from tui.widgets.pane import Pane


class Observations(Pane):
    """Open matters first; at 80x24 the open ones in one flowing line."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[ObservationRow] = ()
        self.dense = True

    def show(self, rows: Sequence[ObservationRow], *, dense: bool) -> None:
        """Take new rows."""
        if rows != self.rows or dense != self.dense:
            self.rows, self.dense = rows, dense
            self.changed(layout=True)

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        return dense_lines(self.rows, width) if self.dense else roomy_lines(self.rows, width)


def dense_lines(rows: Sequence[ObservationRow], width: int) -> list[Line]:
    """How many are open, and the words of each."""
    waiting = [row for row in rows if row.disposition is None]
    if not waiting:
        said = f"Observations: none open, {len(rows)} with a word" if rows else "Observations: none"
        return [((said, "muted"),)]
    text = "; ".join(row.text for row in waiting)
    return flow(((f" {len(waiting)} OPEN ", "caution-box"), (" ", "text")), text, "text", width)


def roomy_lines(rows: Sequence[ObservationRow], width: int) -> list[Line]:
    """One row a matter: box, words, who and when, and what was said of it."""
    if not rows:
        return [(("none; press o when you notice something", "muted"),)]
    lines: list[Line] = []
    for row in sorted(rows, key=lambda one: one.disposition is not None):
        closed = row.disposition is not None
        lead: Line = (("[x] " if closed else "[ ] ", "normal" if closed else "caution"),)
        when = f"{plain(row.role)} {clock(row.t)}" if row.t is not None else plain(row.kind)
        lines += flow(lead, row.text, "muted" if closed else "text", width, ((when, "muted"),))
        if closed:
            said = f"{row.disposition}: {row.note}"
            lines += flow((("      ", "muted"),), said, "muted", width)
    return lines
