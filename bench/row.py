"""One line of what `make bench` prints: a name, a figure, a bar and whether it was met.

A row must hold figures measured in one run on one machine; a figure from another day is no row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADINGS = ("what", "figure", "bar", "verdict")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure as text, its bar as text (empty: only reported) and the verdict in a word."""

    name: str
    figure: str
    bar: str = ""
    verdict: str = "reported"


def at_most(name: str, ratio: float, bar: float, detail: str = "") -> Row:
    """A ratio that should not exceed its bar; `detail` holds the absolute figures."""
    return Row(name, _figure(ratio, detail), f"<= {bar:.2f}", _verdict(met=ratio <= bar))


def at_least(name: str, ratio: float, bar: float, detail: str = "") -> Row:
    """A ratio that should reach its bar; `detail` holds the absolute figures."""
    return Row(name, _figure(ratio, detail), f">= {bar:.2f}", _verdict(met=ratio >= bar))


def table(rows: Sequence[Row]) -> str:
    """The rows under their headings, columns aligned."""
    cells = [HEADINGS, *((row.name, row.figure, row.bar, row.verdict) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True))
        for line in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _figure(ratio: float, detail: str) -> str:
    return f"{ratio:.2f}  ({detail})" if detail else f"{ratio:.2f}"


def _verdict(*, met: bool) -> str:
    return "met" if met else "MISSED"
