"""A list to choose from, by the line: rows of literal text with marks, headings between, a cursor.

The rows come from the screen; nothing is chosen by it that the person did not press.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tui.text import Line, flow
from tui.widgets.pane import Pane


class MenuRow(Struct, frozen=True):
    """`key` is '' for a heading; `mark` stands before the words; `detail` beneath them."""

    key: str
    text: str
    mark: str = ""
    detail: str = ""


class Menu(Pane):
    """Headings and rows; the cursor goes over the rows."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[MenuRow] = ()
        self.place = 0

    def show(self, rows: Sequence[MenuRow]) -> None:
        """Take new rows; the cursor stays on its key if that is still there."""
        before = self.chosen()
        self.rows = rows
        keys = [row.key for row in self._choices()]
        self.place = keys.index(before.key) if before and before.key in keys else 0
        self.changed(layout=True)

    def _choices(self) -> list[MenuRow]:
        return [row for row in self.rows if row.key]

    def chosen(self) -> MenuRow | None:
        """The row under the cursor."""
        found = self._choices()
        return found[min(self.place, len(found) - 1)] if found else None

    def go_to(self, key: str) -> None:
        """Put the cursor on the row of a key, if it is there."""
        keys = [row.key for row in self._choices()]
        if key in keys:
            self.place = keys.index(key)
            self.changed()

    def move(self, by: int) -> None:
        """The cursor up or down."""
        self.place = max(0, min(len(self._choices()) - 1, self.place + by))
        self.changed()

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        here = self.chosen()
        found: list[Line] = []
        for row in self.rows:
            if not row.key:
                found += (
                    [(), *flow((), row.text, "heading", width)]
                    if found
                    else flow((), row.text, "heading", width)
                )
                continue
            tone = "cursor" if row is here else "text"
            lead: Line = (
                ("> " if row is here else "  ", tone),
                (row.mark + " " if row.mark else "", tone),
            )
            found += flow(lead, row.text, tone, width)
            if row.detail:
                found += flow((("      ", "muted"),), row.detail, "muted", width)
        return found
