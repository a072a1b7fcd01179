"""A run as one bar: a cell for each piece of its log, where steps begin, where something stands out, where one is.

It shows places; what they mean is said in words beneath, because a bar alone says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from tui.text import Line, plain
from tui.widgets.pane import Pane

MARKS = {"error": "!", "warning": "!", "info": "."}


class Timeline(Pane):
    """Three rows: what stands out, the bar with the steps, the words of the present place."""

    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.count = 0
        self.here = 0
        self.steps: Sequence[tuple[int, str]] = ()
        self.marks: Sequence[tuple[int, str]] = ()

    def show(
        self,
        count: int,
        here: int,
        steps: Sequence[tuple[int, str]],
        marks: Sequence[tuple[int, str]] = (),
    ) -> None:
        """`count` entries; `here` the present one; `steps` and `marks` by entry: a title, a level."""
        seen = (count, here, steps, marks)
        if seen != (self.count, self.here, self.steps, self.marks):
            self.count, self.here, self.steps, self.marks = seen
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        return [
            ((_marks(self.marks, self.count, width), "caution"),),
            _bar(self.steps, self.count, self.here, width),
            ((_words(self.steps, self.count, self.here), "text"),),
        ]


def place(index: int, count: int, width: int) -> int:
    """The cell of an entry."""
    return min(width - 1, index * width // max(1, count))


def _marks(marks: Sequence[tuple[int, str]], count: int, width: int) -> str:
    cells = [" "] * width
    for index, level in marks:
        at = place(index, count, width)
        if cells[at] != "!":
            cells[at] = MARKS.get(level, ".")
    return "".join(cells)


def _bar(steps: Sequence[tuple[int, str]], count: int, here: int, width: int) -> Line:
    cells = ["-"] * width
    for index, _ in steps:
        cells[place(index, count, width)] = "|"
    at = place(here, count, width)
    before, after = "".join(cells[:at]), "".join(cells[at + 1 :])
    return ((before, "muted"), ("#", "cursor"), (after, "muted"))


def _words(steps: Sequence[tuple[int, str]], count: int, here: int) -> str:
    title = next((title for index, title in reversed(steps) if index <= here), "")
    return f"entry {here} of {max(0, count - 1)}   {plain(title)}"
