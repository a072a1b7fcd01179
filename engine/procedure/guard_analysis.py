"""Proofs about the arms of a decision: do two hold at once, does none, can one ever hold.

Every comparison is between one channel and a constant, so cutting each channel at its constants and
trying one point per cell is exact; what would take too many cells is reported as not proved.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.procedure.guard import Compare, Guard, Is, Quantity, Value, atoms, number_text

MAX_CELLS: Final = 20_000  # DESIGN (authoring.md 3.2): cells of one proof, tens of milliseconds
MAX_FILE: Final = 300_000  # DESIGN: comparisons in all the looks at one file, a third of a second
MAX_TOTAL: Final = 200_000  # DESIGN: cells of all the proofs about one decision

Witness = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two arms that hold at once, and the readings at which they do."""

    first: str
    second: str
    witness: Witness


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is proved about the arms; `not_proved` names, in words, what was too large to try.

    `gaps` are readings, all of them known, at which no arm holds (the first one found);
    `unknown_gap` is one with something unknown, which the arm `unknown` must take.
    """

    overlaps: tuple[Overlap, ...] = ()
    gaps: tuple[Witness, ...] = ()
    dead: tuple[str, ...] = ()
    unknown_gap: Witness | None = None
    not_proved: tuple[str, ...] = ()


@dataclass(slots=True)
class Budget:
    """What may still be tried: comparisons for all of a file, cells for one decision."""

    comparisons: float = math.inf
    cells: int = MAX_TOTAL

    def for_one(self) -> Budget:
        """The budget of one more decision, out of what is left of the file's."""
        return Budget(self.comparisons)

    def takes(self, cells: int, guards: Collection[Guard]) -> bool:
        """Whether so many cells may be tried with these guards; they are then spent."""
        if cells > min(MAX_CELLS, self.cells):
            return False
        wanted = cells * sum(1 for guard in guards for _ in atoms(guard))
        if wanted > self.comparisons:
            return False
        self.comparisons -= wanted
        self.cells -= cells
        return True


@dataclass(slots=True)
class _Findings:
    overlaps: dict[tuple[str, str], Witness] = field(default_factory=dict)
    gap: Witness | None = None
    unknown_gap: Witness | None = None
    live: set[str] = field(default_factory=set)


def analyse(
    arms: Mapping[str, Guard], environment: Mapping[str, Quantity], budget: Budget | None = None
) -> Analysis:
    """Overlaps, gaps and dead arms of a decision whose guards have passed `guard.check`.

    Exact while the cells of all channels together stay below MAX_CELLS; beyond that, overlaps are
    looked for in pairs of arms and gaps are not proved. `budget` is what a file has left for it.
    """
    if not arms:
        return Analysis()
    budget = budget or Budget()
    axes = cells(list(arms.values()), environment)
    if budget.takes(_cells(axes), arms.values()):
        found = _try_all(arms, axes)
        return _analysis(arms, found, ())
    return _in_pairs(arms, environment, budget)


def _analysis(arms: Mapping[str, Guard], found: _Findings, not_proved: Sequence[str]) -> Analysis:
    return Analysis(
        tuple(Overlap(*pair, witness) for pair, witness in found.overlaps.items()),
        () if found.gap is None else (found.gap,),
        tuple(label for label in arms if label not in found.live),
        found.unknown_gap,
        tuple(not_proved),
    )


def _in_pairs(
    arms: Mapping[str, Guard], environment: Mapping[str, Quantity], budget: Budget
) -> Analysis:
    found = _Findings()
    not_proved = ["that one of the arms always holds"]
    for label, guard in arms.items():
        axes = cells([guard], environment)
        if budget.takes(_cells(axes), [guard]):
            found.live |= _try_all({label: guard}, axes).live
        else:
            found.live.add(label)
            not_proved.append(f"that '{label}' can hold")
    for first, second in itertools.combinations(arms, 2):
        pair = {first: arms[first], second: arms[second]}
        axes = cells(list(pair.values()), environment)
        if budget.takes(_cells(axes), pair.values()):
            found.overlaps |= _try_all(pair, axes).overlaps
        else:
            not_proved.append(f"that '{first}' and '{second}' never hold at once")
    return _analysis(arms, found, not_proved)


def _try_all(arms: Mapping[str, Guard], axes: Mapping[str, Sequence[Value]]) -> _Findings:
    found = _Findings()
    for values in itertools.product(*axes.values()):
        point = dict(zip(axes, values, strict=True))
        hit = [label for label, guard in arms.items() if guard.holds(point.get) is True]
        found.live.update(hit)
        for pair in itertools.combinations(hit, 2):
            found.overlaps.setdefault(pair, point)
        if not hit and None in values:
            found.unknown_gap = found.unknown_gap or point
        elif not hit:
            found.gap = found.gap or point
    return found


def _cells(axes: Mapping[str, Sequence[Value]]) -> int:
    return math.prod(len(points) for points in axes.values())


def cells(guards: Sequence[Guard], environment: Mapping[str, Quantity]) -> dict[str, list[Value]]:
    """For each channel the guards read, one value per cell, the unknown last."""
    cuts: dict[str, set[float]] = {}
    words: dict[str, list[str]] = {}
    for guard in guards:
        for atom in atoms(guard):
            cuts.setdefault(atom.name, set())
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


def witness_text(witness: Witness, environment: Mapping[str, Quantity]) -> str:
    """The readings of a witness for a sentence: "tube 20 ppm, hatch shut, cabin.nh3 unknown"."""
    return ", ".join(
        f"{name} {_reading(value, environment.get(name, Quantity()))}"
        for name, value in witness.items()
    )


def _reading(value: Value, quantity: Quantity) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, str):
        return value or "another state"
    return f"{number_text(value)} {quantity.unit or ''}".rstrip()
