"""The only way words from files, people and telemetry reach a widget: as literal spans, wrapped, controls visible.

Nothing here is ever read as markup, and no character that is given is lost; colour is named here by tone only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rich.cells import cell_len

Span = tuple[str, str]
Line = tuple[Span, ...]

BLANK: Line = ()
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def plain(text: str) -> str:
    """The text with everything that a terminal would act on or hide written out.

    Control codes become their Unicode pictures; direction marks, zero-width and unassigned
    characters become <U+202E>. Spaces of any width stay as they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<U+{code:04X}>" if unicodedata.category(char) in _HIDDEN else char


def cells(text: str) -> int:
    """How many columns a text takes on the screen."""
    return cell_len(text)


def pad(text: str, width: int) -> str:
    """The text, filled with spaces to `width` columns; longer text stays whole."""
    return text + " " * (width - cell_len(text))


def wrap(text: str, width: int, first: int | None = None) -> list[str]:
    """The text as lines of at most `width` columns (the first: `first`), broken at spaces.

    A word longer than a line is broken where it must be. Line breaks of the author are kept.
    A character wider than `width` gets a line of its own.
    """
    lines: list[str] = []
    room = width if first is None else first
    for part in text.replace("\r\n", "\n").split("\n"):
        lines += _wrap_words(plain(part), max(1, width), max(1, room))
        room = width
    return lines


def _wrap_words(text: str, width: int, first: int) -> list[str]:
    if cell_len(text) <= first:
        return [text]
    lines: list[str] = []
    line, room = "", first
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= room:
            line = joined
            continue
        if line:
            lines.append(line)
            room = width
        *full, line = _break(word, room, width)
        if full:
            lines += full
            room = width
    return [*lines, line]


def _break(word: str, room: int, width: int) -> list[str]:
    """A word in pieces of at most `room`, then `width`, columns."""
    if cell_len(word) <= room:
        return [word]
    pieces, piece = [], ""
    for char in word:
        if piece and cell_len(piece + char) > room:
            pieces.append(piece)
            piece, room = "", width
        piece += char
    return [*pieces, piece]


def flow(lead: Line, text: str, tone: str, width: int, tail: Line = ()) -> list[Line]:
    """Words after a lead (mark, role), wrapped with a hanging indent; a tail follows where it fits.

    The lead and the tail are our own short words; they must not come from outside unwrapped.
    """
    hang = min(length(lead), max(0, width - 12))
    rows = wrap(text, width - hang)
    lines: list[Line] = [(*lead, (rows[0], tone))]
    lines += [((" " * hang, tone), (row, tone)) for row in rows[1:]]
    if tail:
        lines = _with_tail(lines, tail, width, hang)
    return lines


def _with_tail(lines: list[Line], tail: Line, width: int, hang: int) -> list[Line]:
    last = lines[-1]
    if length(last) + 2 + length(tail) <= width:
        return [*lines[:-1], (*last, ("  ", "text"), *tail)]
    return [*lines, ((" " * max(0, min(hang, width - length(tail))), "text"), *tail)]


def length(line: Line) -> int:
    """Columns of a line."""
    return sum(cell_len(text) for text, _ in line)


def tabular(cells_: Iterable[Line], column: int, columns: int) -> list[Line]:
    """Short lines side by side in columns of equal width; one that is too long has its own line."""
    lines: list[Line] = []
    row: list[Span] = []
    used = 0
    for cell in cells_:
        wide = length(cell)
        if row and (used == columns or wide >= column):
            lines.append(tuple(row))
            row, used = [], 0
        if wide >= column:
            lines.append(cell)
            continue
        row += [*cell, (" " * (column - wide), "text")]
        used += 1
    return [*lines, tuple(row)] if row else lines


def about(minutes: int) -> str:
    """How long a drill takes, roughly: `45 min`, `2 h 30 min`, `15 h`, `104 days`."""
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{round(minutes / 1_440)} days"
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
