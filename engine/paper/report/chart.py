"""What the pictures of a report share: sizes, the axis of the run clock, dark spans, words; SVG that stands alone.

No script, no font, no address outside; meaning is carried by shape and word, colour comes after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from msgspec import Struct

from engine.paper.cells import visible
from engine.run.lines import clock

# DESIGN: px. Names to the left, the chart, then when the step was entered and for how long.
LEFT, WIDE, RIGHT, ROW, TOP, FOOT = 250, 420, 165, 17, 34, 54
NAME: Final = 40  # cells
STYLE: Final = (
    "text{font-family:'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:9.5px;fill:#111}"
    ".grid{stroke:#d5dbe0;stroke-width:.7}.bar{fill:#5b7c99}.bar.over{fill:#fff;stroke:#b00000;stroke-width:1.4}"
    ".bar.broken{fill:#fff;stroke:#8a5a00;stroke-width:1.4;stroke-dasharray:3 2}.bar.skip{fill:#fff;stroke:#111}"
    ".bar.front{fill:#222}.bar.waits{fill:#fff;stroke:#222;stroke-width:.9}.turn{stroke:#b00000;stroke-width:1.2;fill:none}"
    ".los{fill:#e8e8e8}.mark{fill:#111}.odd{fill:#b00000}.small{fill:#444}"
)
DAY: Final = 86_400  # seconds
_STEPS: Final = (
    *(1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200),
    *(days * DAY for days in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
)


class Axis(Struct, frozen=True):
    """The run clock (ms) from the left edge of the chart to the right."""

    since: int
    until: int

    def x(self, t: int) -> float:
        """Where a moment stands, px."""
        part = (t - self.since) / max(self.until - self.since, 1)
        return LEFT + WIDE * min(max(part, 0.0), 1.0)


def whole(title: str, tall: int, body: Iterable[str]) -> str:
    """One SVG document of so many px below the axis, ending in a line feed."""
    wide, high = LEFT + WIDE + RIGHT, TOP + tall + FOOT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"'
        f' viewBox="0 0 {wide} {high}" role="img">\n<title>{escape(title)}</title>\n'
        f'<style>{STYLE}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """Words in one line."""
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" xml:space="preserve">'
        f"{escape(visible(words))}</text>"
    )


def bar(x: float, y: float, wide: float, tall: float, kind: str, words: str) -> str:
    """A span, at least 2 px wide, with words for who points at it."""
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{max(2.0, wide):.1f}" height="{tall}">'
        f"<title>{escape(visible(words))}</title></rect>"
    )


def grid(axis: Axis, tall: int, left: str, right: str) -> Iterator[str]:
    """Lines and words of the axis; what stands over the names and over the figures."""
    seconds = (axis.until - axis.since) / 1000
    most = (
        7 if len(clock(axis.until)) <= len("0:00:00") else 5
    )  # words must not run into each other
    every = next((one for one in _STEPS if seconds / one <= most), _STEPS[-1]) * 1000
    days = every % (DAY * 1000) == 0
    for t in range(-(-axis.since // every) * every, axis.until + 1, every):
        x = axis.x(t)
        yield f'<path class="grid" d="M{x:.1f} {TOP - 4}V{TOP + tall}"/>'
        yield text(x, TOP - 8, f"{t // 1000 // DAY} d" if days else clock(t), "small", "middle")
    yield text(0, TOP - 8, left, "small")
    yield text(LEFT + WIDE + 8, TOP - 20, right, "small")


def dark(spans: Iterable[tuple[int, int]], axis: Axis, tall: int) -> Iterator[str]:
    """The spans without signal that are on the axis; one too short to be drawn to scale is a tick above."""
    for since, until in spans:
        x, wide = axis.x(since), axis.x(until) - axis.x(since)
        if until > axis.since and since < axis.until:
            high = tall + 4 if wide >= 1.0 else 4
            yield (
                f'<rect class="los" x="{x:.1f}" y="{TOP - 4}" width="{max(1.0, wide):.1f}"'
                f' height="{high}"/>'
            )


def legend(y: float, bars: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What the kinds of bars mean, in one line at `y`."""
    for n, (kind, word) in enumerate(bars):
        x = n * 120
        yield f'<rect class="{kind}" x="{x + 2}" y="{y + 33}" width="16" height="9"/>'
        yield text(x + 24, y + 41, word)
