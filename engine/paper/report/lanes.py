"""Several procedures at once as one picture: a lane each, filled while it was before the crew, hollow while it waited.

An arrow says that the crew was turned from one to another: an interruption, a return, or their own wish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from msgspec import Struct

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
from engine.run.lines import clock
from engine.run.together import Together, Turn

LANE = 2 * ROW + 6  # DESIGN: px; a row for its name and one for what stands at its turns


class Lane(Struct, frozen=True):
    """A run in the picture: its name and words, and since when it was open (ms)."""

    run: str
    title: str
    level: str
    since: int


def lanes(runs: Sequence[Lane], together: Together, los: Sequence[tuple[int, int]]) -> str:
    """The picture of all runs, in the order of opening."""
    axis, tall = Axis(0, max(together.end, 1)), LANE * len(runs)
    rows = {one.run: n for n, one in enumerate(runs)}
    body = [
        *dark(los, axis, tall),
        *grid(axis, tall, "procedure", "opened, over"),
        *(part for n, one in enumerate(runs) for part in _lane(one, n, together, axis)),
        *(part for one in together.turns[1:] for part in _turn(one, rows, axis)),
        *legend(
            TOP + tall - 12,
            (("bar front", "before the crew"), ("bar waits", "open, waits"), ("los", "LOS")),
        ),
        f'<path class="turn" d="M362 {TOP + tall + 26}h16m-4 -3l4 3l-4 3"/>',
        text(384, TOP + tall + 29, "the crew is turned to another"),
    ]
    return whole("The procedures that were open", tall, body)


def _lane(one: Lane, n: int, together: Together, axis: Axis) -> Iterator[str]:
    y, over = TOP + LANE * n, together.over(one.run)
    yield text(0, y + 14, cut(one.title, NAME))
    yield text(0, y + 27, cut(one.level, NAME), "small")
    words = f"open from {clock(one.since)} to {clock(over)}"
    yield bar(axis.x(one.since), y + 6, axis.x(over) - axis.x(one.since), 12, "bar waits", words)
    for since, until in together.shown(one.run):
        words = f"before the crew's eyes, {clock(since)} to {clock(until)}"
        yield bar(axis.x(since), y + 6, axis.x(until) - axis.x(since), 12, "bar front", words)
    end = clock(over) if one.run in together.closed else "still open"
    yield text(LEFT + WIDE + 8, y + 14, f"{clock(one.since)}  {end}", "small")


def _turn(one: Turn, rows: Mapping[str, int], axis: Axis) -> Iterator[str]:
    if one.from_ not in rows or one.to not in rows:
        return
    down = 1 if rows[one.to] > rows[one.from_] else -1
    x, start = axis.x(one.t), TOP + LANE * rows[one.from_] + 12 + 6 * down
    end = TOP + LANE * rows[one.to] + 12 - 7 * down
    title = escape(visible(f"{clock(one.t)} {one.by}: {one.why}"))
    yield (
        f'<path class="turn" d="M{x:.1f} {start}V{end}m-3 {-4 * down}l3 {4 * down}l3 {-4 * down}">'
        f"<title>{title}</title></path>"
    )
