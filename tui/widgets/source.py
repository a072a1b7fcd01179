"""An author's text by the line: numbers, marks of findings, YAML in tones, a cursor; only what is seen is built.

It shows the text as it was saved and can change nothing of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.segment import Segment
from textual.events import Resize
from textual.strip import Strip

from engine.procedure.places import Place, Problem
from tui import status
from tui.text import Line, Span, cells, plain
from tui.tones import tones
from tui.widgets.pane import Pane
from tui.yaml_tones import spans

GUTTER = 8  # a mark, five digits, the cursor
SIDEWAYS = 20


class SourceView(Pane):
    """Lines of a file from 1; the cursor's line is always in sight, a finding on it is pointed at."""

    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.text: Sequence[str] = ()
        self.cursor = 1
        self.left = 0
        self._led = 0  # how far to the right a finding led; who goes on from it is not kept there
        self.active = False
        self.found: Mapping[int, Problem] = {}

    def show(self, text: str) -> None:
        """Take a text; the cursor keeps its line while there is such a line."""
        self.text = text.split("\n") if text else []
        self.move_to(self.cursor)

    def mark(self, findings: Sequence[Problem]) -> None:
        """Take the findings; of several on a line the first is marked."""
        self.found = {one.place.line: one for one in reversed(findings)}
        if self.cursor not in self.found:
            self._return()
        self.refresh()

    def move_to(self, line: int) -> None:
        """Put the cursor on a line and bring it into sight."""
        if line != self.cursor:
            self._return()
        self.cursor = max(1, min(len(self.text), line))
        height = max(1, self.size.height)
        if not self.top < self.cursor <= self.top + height:
            self.top = self.cursor - 1 - height // 3
        self.top = max(0, min(max(0, len(self.text) - height), self.top))
        self.refresh()

    def point(self, place: Place) -> None:
        """Put the cursor on a place and bring all of it into sight, moved no further than that takes."""
        self.move_to(place.line)
        end = place.end_column if place.end_line == place.line else place.column + 1
        room = max(1, self.size.width - GUTTER - 1)  # the last column says that there is more
        self.left = self._led = max(0, min(place.column - 1, end - 1 - room))

    def _return(self) -> None:
        """Back to where the lines begin, if it was a finding that led away."""
        if self.left == self._led:
            self.left = 0
        self._led = 0

    def on_resize(self, _: Resize) -> None:
        """Fewer lines may be seen now: the cursor's is one of them."""
        self.move_to(self.cursor)

    def sideways(self, by: int) -> None:
        """Columns to the right or left."""
        self.left = max(0, self.left + by * SIDEWAYS)
        self.refresh()

    def scroll_lines(self, by: int) -> None:
        """The wheel moves the cursor, which the view keeps in sight."""
        self.move_to(self.cursor + by)

    def lines(self, width: int) -> list[Line]:
        """One line at a time is asked for by `render_line`; as a whole there is nothing to build."""
        return [()] if width < 0 else []

    def render_line(self, y: int) -> Strip:
        """One line of the file."""
        number, width = self.top + y + 1, self.size.width
        looks = tones(self.app.theme_variables)
        blank = looks["text"]
        if number > len(self.text):
            return Strip.blank(width, blank)
        line = source_line(
            self.text[number - 1],
            number,
            width,
            self.left,
            self.found.get(number),
            here=number == self.cursor,
            active=self.active,
        )
        strip = Strip([Segment(text, looks[tone]) for text, tone in line])
        return strip.adjust_cell_length(width, blank)


def source_line(
    text: str,
    number: int,
    width: int,
    left: int,
    found: Problem | None,
    *,
    here: bool,
    active: bool,
) -> Line:
    """One line of the file as it is shown, from column `left` (0-based)."""
    sign, _, tone = status.finding(found.level) if found else ("  ", "", "text")
    marked = "cursor" if here and active else "now" if here else "muted"
    lead: list[Span] = [(sign, tone), (f"{number:>5}", marked), (">" if here else " ", marked)]
    room = width - GUTTER
    parts = _window(spans(text), left, left + room)
    if found is not None and here:
        parts = _pointed(parts, left, found, number, tone)
    shown = [(plain(words), one) for words, one in parts]
    used = sum(cells(words) for words, _ in shown)
    more = used > room or len(text) > left + room
    return (*lead, *_fit(shown, room - 1), ("\u2026", "muted")) if more else (*lead, *shown)


def _window(parts: Sequence[Span], first: int, last: int) -> list[Span]:
    """What stands between two columns (0-based, the last not included)."""
    found: list[Span] = []
    at = 0
    for words, tone in parts:
        piece = words[max(0, first - at) : max(0, last - at)]
        if piece:
            found.append((piece, tone))
        at += len(words)
    return found


def _pointed(
    parts: Sequence[Span], left: int, found: Problem, number: int, tone: str
) -> list[Span]:
    """The parts with the stretch of a finding in its own look."""
    place = found.place
    start = place.column - 1 - left
    end = place.end_column - 1 - left if place.end_line == number else 10**6
    box = {"warning": "warning-box", "caution": "caution-box"}.get(tone, "cursor")
    whole = sum(len(words) for words, _ in parts)
    inside = "".join(words for words, _ in _window(parts, max(0, start), max(start + 1, end)))
    return [
        *_window(parts, 0, max(0, start)),
        (inside or " ", box),
        *_window(parts, max(start + 1, end), max(whole, end)),
    ]


def _fit(parts: Sequence[Span], room: int) -> list[Span]:
    found: list[Span] = []
    for words, tone in parts:
        kept = ""
        for char in words:
            if cells(char) > room:
                return [*found, (kept, tone)]
            kept += char
            room -= cells(char)
        found.append((kept, tone))
    return found
