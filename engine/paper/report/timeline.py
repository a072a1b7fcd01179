"""The timeline of a run as SVG: a row a step, a bar a stay, marks for what people did, dark spans for LOS.

Stands alone: no script, no font, no address outside; meaning is carried by shape and word, colour comes after.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from engine.machine.table import Table
from engine.paper.cells import cut, visible
from engine.paper.report.story import Story, Told, Visit
from engine.run.lines import clock

# DESIGN: px. Names to the left, the chart, then when the step was entered and for how long.
LEFT, WIDE, RIGHT, ROW, TOP, FOOT = 250, 420, 120, 17, 34, 54
NAME: Final = 40  # cells
STYLE: Final = (
    "text{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:9.5px;fill:#111}"
    ".grid{stroke:#d5dbe0;stroke-width:.7}.bar{fill:#5b7c99}.bar.over{fill:#fff;stroke:#b00000;stroke-width:1.4}"
    ".bar.broken{fill:#fff;stroke:#8a5a00;stroke-width:1.4;stroke-dasharray:3 2}.bar.skip{fill:#fff;stroke:#111}"
    ".los{fill:#e8e8e8}.mark{fill:#111}.odd{fill:#b00000}.small{fill:#444}"
)
_BAR: Final = {
    "time over": "bar over",
    "too many visits": "bar over",
    "interrupted": "bar broken",
    "skipped": "bar skip",
}
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400)


def timeline(told: Story, table: Table | None) -> str:
    """The picture as one SVG document, ending in a line feed."""
    names = list(dict.fromkeys(one.step for one in told.visits))
    rows = {name: n for n, name in enumerate(names)}
    end = max(told.state.t, 1)
    tall = TOP + ROW * len(names) + FOOT
    body = [
        *_dark(told, end, ROW * len(names)),
        *_grid(end, ROW * len(names)),
        *(part for one in told.visits for part in _visit(one, rows[one.step], end)),
        *(part for name in names for part in _name(name, rows[name], told, table)),
        *_marks(told, rows, end),
        *_legend(TOP + ROW * len(names)),
    ]
    whole = LEFT + WIDE + RIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{tall}"'
        f' viewBox="0 0 {whole} {tall}" role="img">\n<title>Timeline of the run</title>\n'
        f'<style>{STYLE}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _x(t: int, end: int) -> float:
    return LEFT + WIDE * t / end


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" xml:space="preserve">'
        f"{escape(visible(text))}</text>"
    )


def _grid(end: int, tall: int) -> Iterator[str]:
    seconds = end / 1000
    every = next((one for one in _STEPS if seconds / one <= 7), _STEPS[-1])
    for n in range(int(seconds // every) + 1):
        x = _x(n * every * 1000, end)
        yield f'<path class="grid" d="M{x:.1f} {TOP - 4}V{TOP + tall}"/>'
        yield _text(x, TOP - 8, clock(n * every * 1000), "small", "middle")
    yield _text(0, TOP - 8, "step", "small")
    yield _text(LEFT + WIDE + 8, TOP - 20, "entered, stayed", "small")


def _dark(told: Story, end: int, tall: int) -> Iterator[str]:
    for since, until in told.los:
        x, wide = _x(since, end), max(1.0, _x(until, end) - _x(since, end))
        yield f'<rect class="los" x="{x:.1f}" y="{TOP - 4}" width="{wide:.1f}" height="{tall + 4}"/>'


def _visit(one: Visit, row: int, end: int) -> Iterator[str]:
    x, y = _x(one.since, end), TOP + ROW * row + 4
    wide = max(2.0, _x(one.until, end) - x)
    yield (
        f'<rect class="{_BAR.get(one.how, "bar")}" x="{x:.1f}" y="{y}" width="{wide:.1f}" height="{ROW - 8}">'
        f"<title>entry {one.index}: {clock(one.since)} to {clock(one.until)}, {one.how}</title></rect>"
    )


def _name(name: str, row: int, told: Story, table: Table | None) -> Iterator[str]:
    y = TOP + ROW * row + 12
    state = table.states.get(name) if table is not None else None
    number = table.numbers.get(name, "") if table is not None else ""
    yield _text(0, y, cut(f"{number:<5}{state.title if state else name}", NAME))
    stays = [one for one in told.visits if one.step == name]
    stayed = sum(one.until - one.since for one in stays)
    times = f" x{len(stays)}" if len(stays) > 1 else ""
    yield _text(LEFT + WIDE + 8, y, f"{clock(stays[0].since)} {clock(stayed)}{times}", "small")


def _marks(told: Story, rows: dict[str, int], end: int) -> Iterator[str]:
    """Signatures, answers, observations and departures, each on the row of its step."""
    for name, words in told.told.items():
        if name not in rows:
            continue
        for one in words:
            shape = _shape(told, one)
            if shape:
                yield _drawn(shape, _x(one.t, end), TOP + ROW * rows[name] + ROW / 2, one.words)


def _shape(told: Story, one: Told) -> str:
    if any(signed.told.index == one.index for signed in told.signatures):
        return "signed"
    if any(decided.told.index == one.index for decided in told.decisions):
        return "" if one.words.startswith("->") else "answer"
    if any(left.index == one.index for _, left in told.departures):
        return "" if one.words.startswith(("->", "refused")) else "odd"
    return "seen" if one.words.startswith("OBSERVATION ") else ""


def _drawn(shape: str, x: float, y: float, words: str) -> str:
    d = {
        "signed": f"M{x:.1f} {y - 5:.1f}l5 9h-10z",
        "answer": f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        "seen": f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z",
        "odd": f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z",
    }[shape]
    kind = "odd" if shape == "odd" else "mark"
    title = escape(visible(words))
    return f'<path class="{kind}" stroke="#fff" stroke-width="0.8" d="{d}"><title>{title}</title></path>'


def _legend(y: float) -> Iterator[str]:
    marks = (
        ("signed", "signature"),
        ("answer", "answer"),
        ("seen", "observation"),
        ("odd", "departure"),
    )
    for n, (shape, word) in enumerate(marks):
        x = 10 + n * 120
        yield _drawn(shape, x, y + 18, word)
        yield _text(x + 10, y + 21, word)
    bars = (
        ("bar", "stay"),
        ("bar over", "time over"),
        ("bar broken", "interrupted"),
        ("los", "LOS"),
    )
    for n, (kind, word) in enumerate(bars):
        x = n * 120
        yield f'<rect class="{kind}" x="{x + 2}" y="{y + 33}" width="16" height="9"/>'
        yield _text(x + 24, y + 41, word)
