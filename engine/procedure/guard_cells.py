"""The readings that guards can tell apart: one value for each cell of a channel, the unknown last.

Cutting at the constants that guards name is exact for each channel by itself; channels that are compared with one
another are cut together, by `guard_joint.py`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

from engine.procedure.guard import Quantity
from engine.procedure.guard_tree import Compare, Guard, Is, Value, atoms, names_in


def cells(guards: Sequence[Guard], environment: Mapping[str, Quantity]) -> dict[str, list[Value]]:
    """For each channel the guards read, one value per cell, the unknown last."""
    cuts: dict[str, set[float]] = {}
    words: dict[str, list[str]] = {}
    for guard in guards:
        for atom in atoms(guard):
            for name in names_in(atom):
                cuts.setdefault(name, set())
            if isinstance(atom, Compare):
                cuts[atom.name].add(atom.value)
            elif isinstance(atom, Is):
                words.setdefault(atom.name, []).append(atom.state)
    return {
        name: [*_points(environment.get(name, Quantity("")), points, words.get(name, [])), None]
        for name, points in cuts.items()
    }


def _points(quantity: Quantity, cuts: set[float], words: Sequence[str]) -> Iterator[Value]:
    if quantity.states:
        yield from quantity.states
    elif words or quantity.unit is None:
        yield from (*dict.fromkeys(words), "")
    else:
        yield from _numbers(quantity, cuts)


def _numbers(quantity: Quantity, cuts: set[float]) -> Iterator[float]:
    """Every cut inside the range, a point between each two, and the ends of the range."""
    inside = sorted(cut for cut in cuts if quantity.low <= cut <= quantity.high)
    first, last = (inside[0], inside[-1]) if inside else (0.0, 0.0)
    low, high = quantity.low, quantity.high
    if not math.isfinite(low):
        low = _beyond(min(first, high), -1)
    if not math.isfinite(high):
        high = _beyond(max(last, low), 1)
    edges = sorted({low, *inside, high})
    for here, there in itertools.pairwise(edges):
        yield here
        middle = here / 2 + there / 2
        if here < middle < there:
            yield middle
    yield edges[-1]


def _beyond(edge: float, step: int) -> float:
    """A number past the edge by one, or by a hair where one is too little to count."""
    return edge + step if edge + step != edge else math.nextafter(edge, step * math.inf)
