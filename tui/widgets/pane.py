"""A pane of literal lines drawn by the line: what every part of the drill screen is made of.

It never reads markup and makes no child widgets, so that a screen of eight panes costs eight widgets.
"""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.text import BLANK, Line
from tui.tones import tones

HINT = 11


class Pane(Widget):
    """Shows lines; when there are more than fit it keeps the line of tone `follow` in sight and says so at its edge."""

    DEFAULT_CSS = "Pane { height: auto; background: $background; }"

    follow: ClassVar[str] = "cursor"
    centre: ClassVar[bool] = False
    at_end: ClassVar[bool] = False
    hints: ClassVar[bool] = True

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  the name Textual gives it
        super().__init__(id=id)
        self.top = 0
        self._made: dict[tuple[int, int], list[Line]] = {}
        self._placed: tuple[int, int] | None = None
        self._drawn: list[tuple[Line, str]] = []  # a row: its line, and the hint over its end
        self._rows: dict[int, int] = {}  # what Textual was told that a width needs

    def lines(self, width: int) -> list[Line]:
        """The lines at a width in columns; each pane says its own."""
        raise NotImplementedError

    def changed(self, *, layout: bool = False) -> None:
        """What is shown has changed; `layout` when the number of lines may have."""
        self._made.clear()
        self._placed = None
        # A new layout costs two more frames: ask for one only when the number of rows is another.
        moved = layout and any(len(self.built(w)) != rows for w, rows in self._rows.items())
        if moved or not self._drawn:
            self.refresh(layout=moved or (layout and not self._rows))
        else:
            self._repaint()

    def built(self, width: int) -> list[Line]:
        """The lines at a width, made once until something changes (some depend on the height too)."""
        key = width, self.size.height
        if key not in self._made:
            self._made[key] = self.lines(max(1, width))
        return self._made[key]

    def _repaint(self) -> None:
        """Ask for the rows that look different now: most of a screen stays as it is at a key."""
        before, width = self._drawn, self.size.width
        now = self._draw()
        rows = [y for y, row in enumerate(now) if y >= len(before) or row != before[y]]
        if rows:
            self.refresh(*(Region(0, y, width, 1) for y in rows))

    def _draw(self) -> list[tuple[Line, str]]:
        """The rows of the pane as they are to be seen."""
        lines, height = self.shown(), self.size.height
        part: list[Line] = lines[self.top : self.top + height]
        part += [BLANK] * (height - len(part))
        self._drawn = [(line, self._hint(y, height, len(lines))) for y, line in enumerate(part)]
        return self._drawn

    def shown(self) -> list[Line]:
        """The lines at the present size; where not all fit, narrower, so that the hint hides no word."""
        width, height = self.size
        lines = self.built(width)
        if self.hints and 1 < height < len(lines):
            lines = self.built(width - HINT)
        if self._placed != (width, height):
            self._placed = (width, height)
            self._place(lines, height)
        return lines

    def get_content_height(  # the signature is Textual's
        self,
        container: Size,  # noqa: ARG002
        viewport: Size,  # noqa: ARG002
        width: int,
    ) -> int:
        """Rows needed: one a line."""
        self._rows = {width: len(self.built(width))}
        return self._rows[width]

    def notify_style_update(self) -> None:
        """Theme or style has changed: draw again."""
        super().notify_style_update()
        self.refresh()

    def _place(self, lines: list[Line], height: int) -> None:
        """Choose the first line shown, so that the followed line (or the end) is in sight."""
        last = max(0, len(lines) - height)
        focus = next(
            (i for i, line in enumerate(lines) if any(tone == self.follow for _, tone in line)),
            None,
        )
        if self.at_end:
            self.top = last
        elif focus is not None and self.centre:
            self.top = focus - height // 2
        elif focus is not None and last:
            # one line of company below: the line after the cursor is seen coming
            lowest = focus - height + 2
            self.top = 0 if focus < height - 1 else max(lowest, min(self.top, focus))
        self.top = max(0, min(last, self.top))

    def render_line(self, y: int) -> Strip:
        """One row of the screen."""
        width, height = self.size
        if self._placed != (width, height):
            self._draw()
        line, hint = self._drawn[y]
        looks = tones(self.app.theme_variables)
        strip, blank = Strip([Segment(text, looks[tone]) for text, tone in line]), looks["text"]
        if not hint:
            return strip.adjust_cell_length(width, blank)
        tail = Segment(hint, looks["key"])
        return Strip([*strip.adjust_cell_length(width - len(hint), blank), tail])

    def _hint(self, y: int, height: int, count: int) -> str:
        if not self.hints or height < 2 or count <= height:
            return ""
        if y == height - 1 and self.top + height < count:
            return f" v {count - self.top - height} more "
        return f" ^ {self.top} more " if y == 0 and self.top > 0 else ""

    def scroll_lines(self, by: int) -> None:
        """Move what is shown by some lines."""
        lines = self.shown()
        self.top = max(0, min(max(0, len(lines) - self.size.height), self.top + by))
        self._repaint()

    def on_mouse_scroll_down(self, _: MouseScrollDown) -> None:
        """Wheel down."""
        self.scroll_lines(2)

    def on_mouse_scroll_up(self, _: MouseScrollUp) -> None:
        """Wheel up."""
        self.scroll_lines(-2)
