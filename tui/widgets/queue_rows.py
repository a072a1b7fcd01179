"""The queue in at most two rows of the banner: every open or offered procedure with its mark, what comes first at the left.

Marks and words before colour; it shows the rows of the core in their order and leaves out only words, never a procedure.
"""

from __future__ import annotations

from engine.run.rows import QueueRow
from tui import status
from tui.text import BLANK, Line, cells, length, plain

ROWS = 2
LEAST = 6  # columns of a title below which it says nothing
LEVELS = {"warning": "!!", "caution": "!", "advisory": "i", "unannunciated": "-"}


def queue_lines(queue: tuple[QueueRow, ...], width: int) -> list[Line]:
    """The rows at a width; none where there is only one procedure."""
    shown = [row for row in queue if row.status not in {"to sense", "declined"}]
    if len(shown) < 2:
        return []
    longest = max(cells(plain(row.title)) for row in shown)
    for room in range(longest, LEAST - 1, -1):
        lines = _laid(shown, width, room)
        if len(lines) <= ROWS:
            return lines
    return _counted(shown, width)


def _laid(queue: list[QueueRow], width: int, room: int) -> list[Line]:
    lines: list[Line] = []
    line: Line = (("QUEUE", "muted"),)
    for row in queue:
        part = _part(row, room)
        if line and length(line) + 2 + length(part) > width:
            lines.append(line)
            line = BLANK
        line = (*line, ("  ", "text"), *part) if line else part
    return [*lines, line]


def _part(row: QueueRow, room: int) -> Line:
    sign, word, tone = status.in_queue(row)
    words = f" {word}" if word else ""
    return (
        (f"{sign} {LEVELS.get(row.level, '?')}{words}", tone),
        (f" {short(plain(row.title), room)}", "strong" if row.status == "now" else "text"),
    )


def short(text: str, room: int) -> str:
    """The text in at most `room` columns; three dots say that it goes on."""
    if cells(text) <= room:
        return text
    while text and cells(text) > room - 3:
        text = text[:-1]
    return text.rstrip() + "..."


def _counted(queue: list[QueueRow], width: int) -> list[Line]:
    """Where not all fit: as many as do, and how many more there are."""
    for kept in range(len(queue) - 1, 0, -1):
        more: Line = ((f"  and {len(queue) - kept} more", "strong"),)
        lines = _laid(queue[:kept], width, LEAST)
        if len(lines) <= ROWS and length(lines[-1]) + length(more) <= width:
            return [*lines[:-1], (*lines[-1], *more)]
    return [((f"QUEUE {len(queue)}", "strong"),)]
