"""The timeline of a run as SVG: a row a step, a bar a stay, marks for what people did, dark spans for LOS.

Where several procedures were open, the first row says when this one was before the crew's eyes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from engine.machine.table import Table
from engine.paper.cells import cut, visible
from engine.paper.report.chart import (
    LEFT,
    NAME,
    ROW,
    TOP,
    WIDE,
    Axis,
    bar,
    dark,
    grid,
    legend,
    text,
    whole,
)
from engine.paper.report.story import Story, Told, Visit
from engine.run.lines import clock

_BAR: Final = {
    "time over": "bar over",
    "too many visits": "bar over",
    "interrupted": "bar broken",
    "skipped": "bar skip",
}
_BARS: Final = (
    ("bar", "stay"),
    ("bar over", "time over"),
    ("bar broken", "interrupted"),
    ("los", "LOS"),
)
FRONT: Final = "     before the crew's eyes"


def timeline(
    told: Story, table: Table | None, since: int = 0, shown: Sequence[tuple[int, int]] | None = None
) -> str:
    """The picture from `since` (ms) on; `shown`: when it was before the crew's eyes, None: always."""
    names = list(dict.fromkeys(one.step for one in told.visits))
    first = 0 if shown is None else 1
    rows = {name: n for n, name in enumerate(names, first)}
    axis, tall = Axis(since, max(told.state.t, since + 1)), ROW * (len(names) + first)
    body = [
        *dark(told.los, axis, tall),
        *grid(axis, tall, "step", "entered, stayed"),
        *(_front(shown, axis) if shown is not None else ()),
        *(_visit(one, rows[one.step], axis) for one in told.visits),
        *(part for name in names for part in _name(name, rows[name], told, table)),
        *_marks(told, rows, axis),
        *_legend(TOP + tall, several=shown is not None),
    ]
    return whole("Timeline of the run", tall, body)


def _front(shown: Sequence[tuple[int, int]], axis: Axis) -> Iterator[str]:
    yield text(0, TOP + 12, FRONT, "small")
    for since, until in shown:
        words = f"before the crew's eyes, {clock(since)} to {clock(until)}"
        yield bar(axis.x(since), TOP + 6, axis.x(until) - axis.x(since), 5, "bar front", words)
    stayed = sum(until - since for since, until in shown)
    times = f" x{len(shown)}" if len(shown) > 1 else ""
    begun = clock(shown[0][0]) if shown else "never"
    yield text(LEFT + WIDE + 8, TOP + 12, f"{begun}  {clock(stayed)}{times}", "small")


def _visit(one: Visit, row: int, axis: Axis) -> str:
    x = axis.x(one.since)
    words = f"entry {one.index}: {clock(one.since)} to {clock(one.until)}, {one.how}"
    kind = _BAR.get(one.how, "bar")
    return bar(x, TOP + ROW * row + 4, axis.x(one.until) - x, ROW - 8, kind, words)


def _name(name: str, row: int, told: Story, table: Table | None) -> Iterator[str]:
    y = TOP + ROW * row + 12
    state = table.states.get(name) if table is not None else None
    number = table.numbers.get(name, "") if table is not None else ""
    yield text(0, y, cut(f"{number:<5}{state.title if state else name}", NAME))
    stays = [one for one in told.visits if one.step == name]
    stayed = sum(one.until - one.since for one in stays)
    times = f" x{len(stays)}" if len(stays) > 1 else ""
    yield text(LEFT + WIDE + 8, y, f"{clock(stays[0].since)}  {clock(stayed)}{times}", "small")


def _marks(told: Story, rows: dict[str, int], axis: Axis) -> Iterator[str]:
    """Signatures, answers, observations and departures, each on the row of its step."""
    for name, words in told.told.items():
        if name not in rows:
            continue
        for one in words:
            shape = _shape(told, one)
            if shape:
                yield _drawn(shape, axis.x(one.t), TOP + ROW * rows[name] + ROW / 2, one.words)


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


def _legend(y: float, *, several: bool) -> Iterator[str]:
    marks = (
        ("signed", "sign-off"),
        ("answer", "answer"),
        ("seen", "observation"),
        ("odd", "departure"),
    )
    for n, (shape, word) in enumerate(marks):
        x = 10 + n * 120
        yield _drawn(shape, x, y + 18, word)
        yield text(x + 10, y + 21, word)
    yield from legend(y, (*_BARS, ("bar front", "before the crew's eyes")) if several else _BARS)
