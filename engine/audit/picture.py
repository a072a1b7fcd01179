"""Statistics as a picture: for each step the 10th to the 90th percentile, the median, and how often it was departed from.

SVG that stands alone: no script, no font, no address outside; every word is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import sqrt

from engine.audit.stats import ProcedureStats, StepStats, percentile
from engine.run.lines import clock

# DESIGN: px
ROW, LEFT, BAR, RIGHT, TOP, MARGIN = 20, 330, 420, 236, 94, 16
FIGURES = LEFT + BAR + 52
KEY = "bar: 10th to 90th percentile; line: median; dashes: longest; the time scale is a root scale"
STYLE = (
    "text{font:11px 'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#111}.head{font-weight:bold;"
    "font-size:13px}.quiet{fill:#555}.bar{fill:#b8c7d9;stroke:#456}.mid{stroke:#123;stroke-width:2.5}"
    ".far{stroke:#789;stroke-dasharray:2 2}.grid{stroke:#e2e6ea}.bad{fill:#fff;stroke:#111;stroke-width:1.2}"
)


def picture(stats: ProcedureStats) -> str:
    """The picture of a procedure's runs, ending in a line feed."""
    steps = [one for one in stats.ordered() if one.durations]
    most = max([1, *(one for step in steps for one in step.durations)])
    wide, high = LEFT + BAR + RIGHT, TOP + ROW * len(steps) + 2 * MARGIN
    title = f"{stats.procedure}: {stats.runs} {'drill' if stats.kind == 'drill' else 'real run'}{'s' * (stats.runs != 1)}"
    body = [*_head(stats, title), *_grid(most, TOP + ROW * len(steps))]
    for n, step in enumerate(steps):
        body += _row(step, TOP + ROW * n, most)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'viewBox="0 0 {wide} {high}" role="img">\n<title>{_safe(title)}</title>\n'
        f'<style>{STYLE}</style>\n<rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _head(stats: ProcedureStats, title: str) -> Iterator[str]:
    outcomes = ", ".join(f"{name} {count}" for name, count in stats.outcomes.most_common())
    middle = percentile(stats.lengths, 0.5)
    whole = f"; whole run, median {clock(middle)}" if middle is not None else ""
    yield _text(MARGIN, 22, title, "head")
    yield _text(MARGIN, 40, f"ended: {outcomes}{whole}", "quiet")
    yield _text(MARGIN, 56, KEY, "quiet")
    yield _text(MARGIN, TOP - 10, "step", "quiet")
    yield _text(FIGURES, TOP - 10, "median    n  departed", "quiet")


def _grid(most: int, bottom: int) -> Iterator[str]:
    for quarter in range(5):
        x = LEFT + BAR * quarter / 4
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 4}" y2="{bottom}"/>'
        # A root scale: seconds and hours stand on one page, and order is kept.
        yield _text(x - 22, TOP - 10, clock(int(most * (quarter / 4) ** 2)), "quiet")


def _row(step: StepStats, y: int, most: int) -> Iterator[str]:
    low, mid, high = (percentile(step.durations, part) or 0 for part in (0.1, 0.5, 0.9))
    name = f"{step.number + '. ' if step.number else ''}{step.title}"
    yield _text(MARGIN, y + 14, name if len(name) <= 46 else name[:45] + "…", "")
    left, right, far = _x(low, most), _x(high, most), _x(max(step.durations), most)
    yield f'<line class="far" x1="{right:.1f}" x2="{far:.1f}" y1="{y + 10}" y2="{y + 10}"/>'
    width = max(1.0, right - left)
    yield f'<rect class="bar" x="{left:.1f}" y="{y + 4}" width="{width:.1f}" height="12"/>'
    x = _x(mid, most)
    yield f'<line class="mid" x1="{x:.1f}" x2="{x:.1f}" y1="{y + 2}" y2="{y + 18}"/>'
    rate = f"{step.rate:4.0%}" if step.departed_stays else "   -"
    yield _text(FIGURES, y + 14, f"{clock(mid):>7} {len(step.durations):>4}  {rate}", "")


def _x(ms: int, most: int) -> float:
    return LEFT + BAR * sqrt(max(0, ms) / most)


def _text(x: float, y: float, text: str, kind: str) -> str:
    mark = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y}"{mark} xml:space="preserve">{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape("".join(one if one.isprintable() else "\ufffd" for one in text))
