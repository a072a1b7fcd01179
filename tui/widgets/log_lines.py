"""The step log by the line: its tail on the drill screen, the whole of it, however long, on a screen of its own.

Only rows that are on the screen are asked for; nothing in the log can be changed from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.strip import Strip

from engine.run.lines import clock
from engine.run.rows import LogRow
from tui.text import Line, flow, plain
from tui.tones import tones
from tui.widgets.pane import Pane

PAGE = 200
MORE = " ..."


class LogTail(Pane):
    """The last rows but telemetry, wrapped, the newest at the bottom."""

    at_end = True
    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[LogRow] = ()

    def show(self, rows: Sequence[LogRow]) -> None:
        """Take the last rows."""
        told = [row for row in rows if not _telemetry(row)]
        if told != self.rows:
            self.rows = told
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """The rows at a width; no more than the pane can show, and each from its first word on."""
        found: list[Line] = []
        room = max(1, self.size.height)
        for row in reversed(self.rows[-room:]):
            found = _begun(row, width, room - len(found)) + found
            if len(found) == room:
                break
        return found


def _begun(row: LogRow, width: int, room: int) -> list[Line]:
    """One entry whole, or as much of its beginning as there is room for, with `...`."""
    lines = log_lines(row, width)
    if len(lines) <= room:
        return lines
    *above, last = log_lines(row, width - len(MORE))[:room]
    return [*above, (*last, (MORE, "muted"))]


def _telemetry(row: LogRow) -> bool:
    """Readings stand on the screen already; in the tail they would push out what people did."""
    return row.role == "station" and row.text.startswith("readings: ")


def log_lines(row: LogRow, width: int) -> list[Line]:
    """One entry: run clock, role, words."""
    tone = "muted" if row.role in {"engine", "station"} else "text"
    lead: Line = ((f"{clock(row.t)} ", "muted"), (f"{plain(row.role):<7} ", tone))
    return flow(lead, row.text, tone, width)


def entry_words(row: LogRow) -> list[tuple[str, str]]:
    """One entry whole, for a place of its own."""
    return [(f"entry {row.index}   {clock(row.t)}   {row.role}", "heading"), (row.text, "text")]


class LogView(Pane):
    """The whole log, an entry a row; of a long entry the first line, with `...`.

    The entry under the cursor is shown whole by the screen, beneath the list.
    """

    hints = False

    def __init__(self, ask: Callable[[int, int], None], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.ask = ask
        self.count = 0
        self.cursor = 0
        self.known: dict[int, LogRow] = {}
        self._asked: set[int] = set()

    def grow(self, count: int) -> None:
        """The log has `count` entries now; a cursor at the end stays at the end."""
        at_end = self.cursor >= self.count - 1
        self.count = count
        if at_end:
            self.move_to(count - 1)
        self.refresh()

    def arrived(self, rows: Sequence[LogRow]) -> None:
        """Entries that were asked for."""
        self.known.update({row.index: row for row in rows})
        self._asked.difference_update({row.index // PAGE for row in rows})
        self.refresh()

    def move_to(self, place: int) -> None:
        """Put the cursor on an entry and bring it into sight."""
        self.cursor = max(0, min(self.count - 1, place))
        height = max(1, self.size.height)
        self.top = max(0, min(self.cursor, max(self.top, self.cursor - height + 1)))
        self.refresh()

    def scroll_lines(self, by: int) -> None:
        """The wheel moves the cursor, which the list keeps in sight."""
        self.move_to(self.cursor + by)

    def lines(self, width: int) -> list[Line]:
        """One line an entry is asked for by `render_line`; as a whole there is nothing to build."""
        return [()] if width < 0 else []

    def render_line(self, y: int) -> Strip:
        """One entry."""
        index, width = y + self.top, self.size.width
        looks = tones(self.app.theme_variables)
        blank = looks["text"]
        if index >= self.count:
            return Strip.blank(width, blank)
        line = self._line(index, width)
        strip = Strip([Segment(text, looks[tone]) for text, tone in line])
        return strip.adjust_cell_length(width, blank)

    def _line(self, index: int, width: int) -> Line:
        row = self.known.get(index)
        if row is None:
            self._want(index)
            return ((f"{index:>7}", "muted"),)
        tone = "cursor" if index == self.cursor else "text"
        rows = log_lines(row, max(20, width - 10))
        more = (MORE, "muted") if len(rows) > 1 else ("", "muted")
        words = tuple((text, tone if index == self.cursor else old) for text, old in rows[0])
        return ((f"{index:>7} ", tone if index == self.cursor else "muted"), *words, more)

    def _want(self, index: int) -> None:
        page = index // PAGE
        if page not in self._asked:
            self._asked.add(page)
            self.ask(page * PAGE, PAGE)
