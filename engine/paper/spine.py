"""A procedure in a terminal: one row a step in the written order, jumps as arcs in lanes at the right, ways in words.

Shows every way of the outline and none besides; what has no lane is written, and the legend says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.paper.cells import cut, padded, visible, width
from engine.paper.layout import OUT, Layout, Line, end_name, lay_out, leads_to, wrap
from engine.paper.outline import Outline, Part

NARROW = 60  # DESIGN: below this many columns nothing would be readable
LEAST_TITLE = 16  # DESIGN: a title cut shorter says nothing, and is left out
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawing in lines; for each part the columns (0-based cells) where lanes and words begin."""

    lines: tuple[str, ...]
    columns: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        """The drawing as one text."""
        return "\n".join(self.lines) + "\n"


def spine(shape: Outline, columns: int = 80) -> Drawn:
    """The drawing, at most `columns` wide (and never made for less than NARROW)."""
    wide = max(columns, NARROW)
    lines: list[str] = []
    where: list[tuple[int, int]] = []
    written = 0
    for part in shape.parts:
        lines += ["", *_heading(shape, part, wide)] if lines else _heading(shape, part, wide)
        laid = lay_out(shape, part, (wide - 44) // 2)
        left, right = _split(laid, wide)
        laid = wrap(laid, right)
        written += laid.written
        lines += [_line(laid, n, left) for n in range(len(laid.lines))]
        where.append((left, left + 2 * laid.columns + 1))
    lines += ["", *_folded(_ends(shape), wide), *_folded(_anytime(shape), wide)]
    lines += ["", *_folded(_legend(written), wide)]
    return Drawn(tuple(visible(line).rstrip() for line in lines), tuple(where))


def _heading(shape: Outline, part: Part, wide: int) -> Iterator[str]:
    if part.caller:
        said = f"{part.procedure}, performed by step {shape.numbers[part.caller]}"
    elif part.frame:
        said = f"{part.procedure}, left for"
    else:
        said = f"{part.procedure}, begins at {shape.numbers[shape.start]}"
    yield cut(f"── {visible(said)} " + "─" * wide, wide - 1).removesuffix("…")


def _split(laid: Layout, wide: int) -> tuple[int, int]:
    """Cells for the names at the left and for the words at the right."""
    names, titles = _widths(laid)
    words = max(width(line.words) for line in laid.lines)
    room = wide - 2 * laid.columns - 1
    left = min(names + titles, max(room - words, room * 9 // 20))
    if left < names + min(titles, LEAST_TITLE):
        left = min(names, room // 2)
    return left, room - left


def _widths(laid: Layout) -> tuple[int, int]:
    """Cells for number and name, and for the title after them."""
    names = [len(row.number) + 1 + len(row.name) for row in laid.part.rows]
    return max(names) + 2, max(width(row.title) for row in laid.part.rows) + 2


def _name(laid: Layout, line: Line, left: int) -> str:
    digits = max(len(row.number) for row in laid.part.rows)
    names, _ = _widths(laid)
    name = f"{line.row.number.rjust(digits)} {line.row.name}"
    title = visible(line.row.title) if left > names else ""
    return cut(f"{padded(name, names)}{title}".rstrip(), left - 1)


def _line(laid: Layout, n: int, left: int) -> str:
    line = laid.lines[n]
    name = _name(laid, line, left) if line.first else ""
    text = padded(name, left)
    if line.jump is not None:
        blank = max(1, left - 3 - width(name)) if not line.first else 1
        text = name + " " * blank + "─" * (left - width(name) - blank)
    return f"{text}{_lanes(laid, n)} {line.words}"


def _lanes(laid: Layout, n: int) -> str:
    """The lanes beside a line: two cells each, a horizontal one and a vertical one."""
    line = laid.lines[n]
    dest = line.jump or (line.row.state if line.arrow else None)
    active = {lane.column: lane for lane in laid.lanes if lane.top <= n <= lane.bottom}
    mine = next((one.column for one in active.values() if dest and one.dest == dest), -1)
    drawn = ""
    for column in range(laid.columns):
        lane = active.get(column)
        across = "─" if column <= mine else " "
        drawn += "◄" if line.arrow and column == 0 and mine >= 0 else across
        if column == mine and lane is not None:
            drawn += "╮" if n == lane.top else "╯" if n == lane.bottom else "┤"
        elif column < mine:
            drawn += "┼" if lane else "─"
        else:
            drawn += "│" if lane else " "
    return drawn


def _ends(shape: Outline) -> Iterator[str]:
    yield "Ends"
    for end in shape.ends:
        signed = ", signed by " + " and ".join(end.signed) if end.signed else ""
        safety = "safe" if end.safe else "unsafe"
        yield f"{INDENT}{OUT} {end_name(end, '')}: {safety}; closed when nothing is open{signed}"


def _anytime(shape: Outline) -> Iterator[str]:
    if shape.anytime:
        yield "At any time, the first that holds"
    for one in shape.anytime:
        seen = shape.ranges(one.states)
        yield f"{INDENT}{one.guard} {leads_to(shape, one.dest)}  (looked at in {seen})"
    for back in shape.returns:
        why = f"{back.label}, " if back.label else ""
        origins = shape.ranges(back.origins)
        number = shape.numbers[back.source]
        yield f"{INDENT}{number} {why}goes back to the interrupted step: one of {origins}"


def _legend(written: int) -> Iterator[str]:
    yield "↓ the step below   →5 step 5 (◄ where its arc arrives)   ▸ a step of another part   ■ an end"
    yield "Left out: skipping a step and aborting the run, which every step allows."
    if written:
        yield f"{written} jumps are written without an arc, for want of columns."


def _folded(lines: Iterator[str], wide: int) -> Iterator[str]:
    """Lines broken at blanks; what goes on is set in."""
    for line in lines:
        indent = len(line) - len(line.lstrip())
        text = ""
        first = indent
        for word in visible(line.strip()).split(" "):
            if text and indent + width(text) + 1 + width(word) > wide:
                yield " " * indent + text
                text, indent = word, 2 * first
            else:
                text = f"{text} {word}" if text else word
        yield " " * indent + text
