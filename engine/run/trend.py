"""Which way a channel goes: over a minute at least, and by more than its own noise and its last decimal.

Two readings beside each other tell noise; nothing here knows an instrument, its band is read off what it showed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from statistics import mean, median
from typing import Literal

SPACING_MS = 5_000  # DESIGN: kept no closer than this, so that ten readings a second keep no more
KEPT = 13  # and so many before the latest: a minute, or thirteen readings that come more slowly
WINDOW_MS = 60_000
FEWEST = 6  # DESIGN: of slow readings; with fewer there is no telling noise
SURE = 4.5  # DESIGN: times the standard error: of calm readings one in 300 shows a trend (DERIVED, by simulation)
STEP_OF_NOISE = (
    1.128  # the mean step between normal readings, in their standard deviations (2 by root pi)
)

Past = tuple[tuple[int, float], ...]
"""Readings by time (ms), the oldest first."""


def and_then(past: Past, t: int, value: float) -> Past:
    """The past with one more reading; what is much older than readings come now is forgotten."""
    if past and t <= past[-1][0]:
        return past
    # The latest takes the place of the one before it while they stand too close.
    close = len(past) > 1 and past[-1][0] - past[-2][0] < SPACING_MS
    before = past[:-1] if close else past
    oldest = t - 2 * KEPT * max(SPACING_MS, t - past[-1][0]) if past else t
    return (*(one for one in before[-KEPT:] if one[0] >= oldest), (t, value))


def trend(past: Past, text: str | None) -> Literal["up", "down", ""]:
    """Up or down between the first and the last third of the past; '' is no promise that it stands still.

    text: the latest reading as it came, for the unit of its last decimal.
    """
    if len(past) < FEWEST or past[-1][0] - past[0][0] < WINDOW_MS:
        return ""
    values = [value for _, value in past]
    third = max(1, len(values) // 3)
    change = mean(values[-third:]) - mean(values[:third])
    band = SURE * _noise(values) * math.sqrt(2 / third)
    if abs(change) <= max(band, _decimal(text)):
        return ""
    return "up" if change > 0 else "down"


def _noise(values: Sequence[float]) -> float:
    """By how much readings differ although nothing has changed: their standard deviation."""
    steps = [b - a for a, b in pairwise(values)]
    usual = median(steps)  # of what goes up or down evenly; the rest is noise
    return mean(abs(one - usual) for one in steps) / STEP_OF_NOISE


def _decimal(text: str | None) -> float:
    """One of the last decimal that is shown: 0.1 of 760.6."""
    try:
        exponent = Decimal(text or "0").as_tuple().exponent
    except InvalidOperation:
        return 0.0
    return float(10.0**exponent) if isinstance(exponent, int) else 0.0
