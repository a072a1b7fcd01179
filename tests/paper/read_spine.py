"""Reads a spine back from its characters: arcs by following the lines, ways by their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HEADING = re.compile(
    r"── (?P<name>.+?)(, performed by step (?P<by>\S+)|, left for|, begins at \S+) ─+$"
)
ROW = re.compile(r" *(?P<number>[A-Z]*\d+(\.\d+)*) ")
WAY = re.compile(r"(?P<label>.*?) ?(?P<sign>[↓→▸■]) ?(?P<to>[^↓→▸■]*)$", re.DOTALL)
FOOT = ("Ends", "At any time")


@dataclass
class Read:
    """What a drawing says: (from, to, words) for ways, (from, to) for arcs, all by number or outcome."""

    ways: list[tuple[str, str, str]] = field(default_factory=list)
    arcs: set[tuple[str, str]] = field(default_factory=set)
    anytime: list[tuple[str, str, set[str]]] = field(default_factory=list)
    returns: dict[str, set[str]] = field(default_factory=dict)
    ends: dict[str, str] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)


def read_spine(drawn):
    """Everything the drawing says."""
    found, part, k = Read(), [], -1
    body, foot = _parted(list(drawn.lines))
    for line in [*body, "── x, left for ──"]:
        if HEADING.match(line) or line.startswith("── x"):
            if part:
                _part(found, part, *drawn.columns[k])
            part, k = [], k + 1
        elif line:
            part.append(line)
    _foot(found, foot)
    return found


def _parted(lines):
    at = lines.index("Ends")
    return lines[:at], lines[at:]


def _part(found, lines, left, words):
    grid = [line.ljust(words + 1) for line in lines]
    owner, rows, spoken = [], [], {}
    for line in grid:
        row = ROW.match(line[:left])
        if row and not line[:left].strip().startswith("─"):
            rows.append(row["number"])
        owner.append(rows[-1])
        spoken.setdefault(rows[-1], []).append(line[words:].strip())
    found.rows += rows
    for number, texts in spoken.items():
        _ways(found, rows, number, " ".join(text for text in texts if text))
    lanes = [line[left : words - 1] for line in grid]
    for n, line in enumerate(lanes):
        if line[:1] == "─":
            found.arcs.add((owner[n], owner[_arrival(lanes, n)]))


def _ways(found, rows, number, text):
    for one in text.split("; "):
        way = WAY.match(one)
        assert way is not None, one
        to = way["to"].strip().rstrip(";")
        if way["sign"] == "↓":
            to = rows[rows.index(number) + 1]
        found.ways.append((number, to, way["label"].strip()))


def _end_of(line):
    """The column of the lane at which a horizontal line from the left ends."""
    return next(n for n, sign in enumerate(line) if sign in "╮╯┤")


def _arrival(lanes, start):
    """The line on which the lane that begins (or is joined) at `start` has its arrow."""
    column = _end_of(lanes[start])
    top, bottom = start, start
    while lanes[top][column] != "╮":
        top -= 1
        assert lanes[top][column] in "│┼┤╮", lanes[top]
    while lanes[bottom][column] != "╯":
        bottom += 1
        assert lanes[bottom][column] in "│┼┤╯", lanes[bottom]
    arrows = [
        n for n in range(top, bottom + 1) if lanes[n][0] == "◄" and _end_of(lanes[n]) == column
    ]
    assert len(arrows) == 1, (start, arrows)
    return arrows[0]


def _foot(found, lines):
    joined: list[str] = []
    for line in lines:
        if line.startswith("    "):
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
    for line in joined:
        text = line.strip()
        if line.startswith("  ■ "):
            name, _, rest = text[2:].rpartition(": ")
            found.ends[name] = rest.split(";")[0]
        elif "(looked at in " in text:
            guard, _, seen = text.partition("(looked at in ")
            way = WAY.match(guard.strip())
            spans = seen.rstrip(")")
            found.anytime.append((way["label"], way["to"].strip(), _numbers(found.rows, spans)))
        elif "goes back to the interrupted step: one of" in text:
            number, spans = text.split(" ", 1)[0], text.rsplit("one of ", 1)[1]
            found.returns.setdefault(number, set()).update(_numbers(found.rows, spans))


def _numbers(rows, spans):
    seen = set()
    for span in filter(None, spans.split(", ")):
        first, _, last = span.partition("-")
        seen |= set(rows[rows.index(first) : rows.index(last or first) + 1])
    return seen
