"""Where the rows and the arcs of a spine lie: lines, and lanes at their right; a terminal and an SVG draw the same.

Every line carries at most one arc (in or out), so that a drawing can be read back without guessing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.paper.cells import visible, wrapped
from engine.paper.outline import Edge, End, Outline, Part, Row

ON, JUMP, ACROSS, OUT = "↓", "→", "▸", "■"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the row it belongs to, the step its arc leads to (or `arrow`: arcs arrive), words."""

    row: Row
    first: bool
    arrow: bool = False
    jump: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """The arcs to one step: from line to line (0-based, both inclusive), in a column (0 innermost)."""

    dest: str
    top: int
    bottom: int
    column: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A part laid out; `written` counts the jumps that have words but no arc, for want of lanes."""

    part: Part
    lines: tuple[Line, ...]
    lanes: tuple[Lane, ...]
    columns: int
    written: int


def lay_out(shape: Outline, part: Part, most_lanes: int) -> Layout:
    """A part with its words unwrapped: one line for each arc, and the lanes of the arcs."""
    lines = [line for row in part.rows for line in _row_lines(shape, part, row)]
    columns = _columns(_spans(lines))
    kept = {dest: column for dest, column in columns.items() if column < most_lanes}
    written = sum(line.jump is not None and line.jump not in kept for line in lines)
    lines = [_without_arc(line, kept) for line in lines]
    laid = Layout(part, tuple(lines), (), 1 + max(kept.values(), default=-1), written)
    return _with_lanes(laid, kept)


def wrap(laid: Layout, width: int) -> Layout:
    """The layout with words broken to `width` cells; lines are added, lanes keep their columns."""
    lines = []
    for line in laid.lines:
        first, *rest = wrapped(line.words, width) or [""]
        lines.append(replace(line, words=first))
        lines += [Line(line.row, first=False, words=text) for text in rest]
    columns = {lane.dest: lane.column for lane in laid.lanes}
    return _with_lanes(replace(laid, lines=tuple(lines)), columns)


def _without_arc(line: Line, kept: dict[str, int]) -> Line:
    if line.jump is not None and line.jump not in kept:
        return replace(line, jump=None)
    return replace(line, arrow=False) if line.arrow and line.row.state not in kept else line


def _with_lanes(laid: Layout, columns: dict[str, int]) -> Layout:
    spans = _spans(laid.lines)
    lanes = [Lane(dest, *spans[dest], column) for dest, column in columns.items() if dest in spans]
    return replace(laid, lanes=tuple(lanes))


def _spans(lines: Sequence[Line]) -> dict[str, tuple[int, int]]:
    """For each step that arcs lead to, the first and the last line that its lane touches."""
    targets = {line.jump for line in lines if line.jump is not None}
    touched: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        for dest in {line.jump, line.row.state if line.arrow else None} & targets:
            touched.setdefault(str(dest), []).append(n)
    return {dest: (found[0], found[-1]) for dest, found in touched.items()}


def _columns(spans: dict[str, tuple[int, int]]) -> dict[str, int]:
    """The innermost free column for each lane, short lanes first; lanes of a column never meet."""
    taken: list[list[tuple[int, int]]] = []
    found: dict[str, int] = {}
    for dest, (top, bottom) in sorted(
        spans.items(), key=lambda one: (one[1][1] - one[1][0], one[1])
    ):
        free = (
            n
            for n, lane in enumerate(taken)
            if all(bottom < low or high < top for low, high in lane)
        )
        column = next(free, len(taken))
        if column == len(taken):
            taken.append([])
        taken[column].append((top, bottom))
        found[dest] = column
    return found


def _row_lines(shape: Outline, part: Part, row: Row) -> Iterator[Line]:
    """The lines of a step: its name and what leads on or out, then one line for each step it jumps to."""
    here: list[str] = []
    jumps: dict[str, list[str]] = {}
    for edge in shape.ways(row.state):
        text = entry(shape, part, row, edge)
        inside = edge.dest in {one.state for one in part.rows}
        if inside and not text.endswith(ON):
            jumps.setdefault(edge.dest, []).append(text)
        else:
            here.append(text)
    arrow = any(_jumps_to(shape, part, row.state))
    groups = [("; ".join(texts), dest) for dest, texts in jumps.items()]
    if not arrow and groups and not here:
        text, jump = groups.pop(0)
        here, first = [text], jump
    elif not arrow and groups:
        text, jump = groups.pop(0)
        here, first = [*here, text], jump
    else:
        first = None
    words = ["; ".join(here), *(text for text, _ in groups)]
    marked = [text + (";" if text and any(words[n + 1 :]) else "") for n, text in enumerate(words)]
    yield Line(row, first=True, arrow=arrow, jump=first, words=marked[0])
    for text, (_, dest) in zip(marked[1:], groups, strict=True):
        yield Line(row, first=False, jump=dest, words=text)


def _jumps_to(shape: Outline, part: Part, state: str) -> Iterator[Edge]:
    follows = _before(part)
    names = {one.state for one in part.rows}
    for edge in shape.edges:
        if edge.dest == state and edge.source in names and follows.get(edge.source) != state:
            yield edge


def _before(part: Part) -> dict[str, str]:
    """For each step the one written after it."""
    return {one.state: two.state for one, two in zip(part.rows, part.rows[1:], strict=False)}


def entry(shape: Outline, part: Part, row: Row, edge: Edge) -> str:
    """A way in words: `after 15 min →26`, `GO →18`, `↓` for the step below, `■ reopened` for an end."""
    if _before(part).get(row.state) == edge.dest:
        target = ON
    elif edge.dest in {one.state for one in part.rows}:
        target = JUMP + shape.numbers[edge.dest]
    else:
        target = place(shape, edge.dest, part.frame)
    return visible(f"{edge.label} {target}".strip())


def place(shape: Outline, state: str, frame: str) -> str:
    """How words of a part name a state of another part, or an end."""
    if state in shape.numbers:
        return ACROSS + shape.numbers[state]
    return f"{OUT} {end_name(next(one for one in shape.ends if one.state == state), frame)}"


def leads_to(shape: Outline, state: str) -> str:
    """How words that belong to no part name a state: `→21` for a step, `■ reopened` for an end."""
    return JUMP + shape.numbers[state] if state in shape.numbers else place(shape, state, "")


def end_name(end: End, frame: str) -> str:
    """The outcome; with its procedure's name when it is another part's."""
    owner = end.frame.rstrip("/>")
    return end.outcome if end.frame == frame else f"{end.outcome} ({owner or 'this procedure'})"
