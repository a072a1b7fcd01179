"""Chance without memory: every draw is a pure function of the seed and of what is drawn.

It must never keep a position: a drill that is opened again from its log must draw what it would
have drawn.
"""

from __future__ import annotations

import math
from hashlib import blake2b
from statistics import NormalDist

_NORMAL = NormalDist()
_SECOND = 1000


def uniform(seed: int, *keys: object) -> float:
    """One number strictly between 0 and 1 for a seed and keys; other keys, another number."""
    text = "\0".join(map(str, (seed, *keys)))
    digest = blake2b(text.encode(), digest_size=8).digest()
    # 52 bits and a half: the ends stay out of reach, and no rounding brings one back.
    return ((int.from_bytes(digest, "big") >> 12) + 0.5) / 2.0**52


def factor(seed: int, spread: float, *keys: object) -> float:
    """A lognormal factor of median 1; `spread` is its geometric standard deviation (1 is none)."""
    return math.exp(math.log(spread) * _NORMAL.inv_cdf(uniform(seed, *keys)))


def delay_ms(seed: int, median_ms: int, spread: float, *keys: object) -> int:
    """How long a person takes: lognormal about the median, in whole seconds, at least one.

    Whole seconds are all a log of people's actions needs (DESIGN).
    """
    seconds = median_ms / _SECOND * factor(seed, spread, *keys)
    return max(1, round(seconds)) * _SECOND
