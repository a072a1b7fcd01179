"""Proofs about the arms of a decision: do two hold at once, does none, can one ever hold.

Cutting each channel at its constants (channels that are compared with one another: all together)
and trying one point per cell is exact. What would take too many cells is solved by z3 where that is
installed (`guard_solver.py`), and is reported as not proved where it is not.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, TypeGuard

from engine.procedure.guard import Quantity
from engine.procedure.guard_cells import cells
from engine.procedure.guard_joint import MOST_POINTS, Point, groups, joint, product_of
from engine.procedure.guard_solver import INSTALL, Answer, Solver, solver
from engine.procedure.guard_tree import Guard, Value, atoms, number_text

MAX_CELLS: Final = 20_000  # DESIGN (authoring.md 3.2): cells of one proof, tens of milliseconds
MAX_FILE: Final = 300_000  # DESIGN: comparisons in all the looks at one file, a third of a second
QUESTION: Final = 4_000  # DESIGN: comparisons that one question to the solver is counted as
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
    `unknown_gap` is one with something unknown, which the arm `unknown` must take. `lacking`: what
    must be installed for the rest to be proved, "" when nothing would help.
    """

    overlaps: tuple[Overlap, ...] = ()
    gaps: tuple[Witness, ...] = ()
    dead: tuple[str, ...] = ()
    unknown_gap: Witness | None = None
    not_proved: tuple[str, ...] = ()
    lacking: str = ""


class _Axes(NamedTuple):
    """The names that guards read, and the points of those that are cut together."""

    names: tuple[str, ...]
    points: tuple[Sequence[Point], ...]

    @property
    def size(self) -> int:
        """How many readings there are to try."""
        return math.prod(map(len, self.points))


@dataclass(slots=True)
class Budget:
    """What may still be tried: comparisons for all of a file, cells for one decision."""

    comparisons: float = math.inf
    cells: int = MAX_TOTAL

    def for_one(self) -> Budget:
        """The budget of one more decision, out of what is left of the file's."""
        return Budget(self.comparisons)

    def takes(self, axes: _Axes | None, guards: Collection[Guard]) -> TypeGuard[_Axes]:
        """Whether all of them may be tried with these guards; they are then spent."""
        if axes is None or axes.size > min(MAX_CELLS, self.cells):
            return False
        if not self.spends(axes.size * sum(1 for guard in guards for _ in atoms(guard))):
            return False
        self.cells -= axes.size
        return True

    def spends(self, wanted: float) -> bool:
        """Whether so many comparisons are left; they are then spent."""
        if wanted > self.comparisons:
            return False
        self.comparisons -= wanted
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

    Exact while the cells of all channels together stay below MAX_CELLS, and beyond with z3; without
    it, overlaps are then looked for in pairs of arms and gaps are not proved. `budget` is what a
    file has left for it.
    """
    if not arms:
        return Analysis()
    budget = budget or Budget()
    axes = _axes(list(arms.values()), environment, budget)
    if budget.takes(axes, arms.values()):
        return _analysis(arms, _try_all(arms, axes), ())
    solving = solver(environment)
    if solving is None:
        return replace(_in_pairs(arms, environment, budget), lacking=INSTALL)
    return _solved(arms, solving, budget)


def _axes(
    guards: Sequence[Guard], environment: Mapping[str, Quantity], budget: Budget
) -> _Axes | None:
    """What there is to try; None when channels that are compared with one another take too many points."""
    together = groups(guards)
    related = {name for group in together for name in group.names}
    alone = {name: one for name, one in cells(guards, environment).items() if name not in related}
    points: list[Sequence[Point]] = [[(value,) for value in one] for one in alone.values()]
    for group in together:
        most = min(MOST_POINTS, budget.comparisons // len(group.asked))
        found = joint(group, environment, int(most))
        budget.spends((most if found is None else len(found)) * len(group.asked))
        if found is None:
            return None
        points.append(found)
    names = (*alone, *(name for group in together for name in group.names))
    return _Axes(names, tuple(points))


def _solved(arms: Mapping[str, Guard], solving: Solver, budget: Budget) -> Analysis:
    """The same by asking the solver each question by itself."""
    found, not_proved = _Findings(), []

    def answer(**wanted: Any) -> Answer:
        return solving.point(**wanted) if budget.spends(QUESTION) else "unsure"

    for label, guard in arms.items():
        one = answer(true=[guard])
        if one != "none":
            found.live.add(label)
        if one == "unsure":
            not_proved.append(f"that '{label}' can hold")
    for first, second in itertools.combinations(arms, 2):
        one = answer(true=[arms[first], arms[second]])
        if one == "unsure":
            not_proved.append(f"that '{first}' and '{second}' never hold at once")
        elif one != "none":
            found.overlaps[first, second] = one
    for known in (True, False):
        one = answer(not_true=list(arms.values()), known=known)
        if one == "unsure":
            not_proved.append("that one of the arms always holds")
        elif one != "none" and known:
            found.gap = one
        elif one != "none":
            found.unknown_gap = one
    return _analysis(arms, found, tuple(dict.fromkeys(not_proved)))


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
        axes = _axes([guard], environment, budget)
        if budget.takes(axes, [guard]):
            found.live |= _try_all({label: guard}, axes).live
        else:
            found.live.add(label)
            not_proved.append(f"that '{label}' can hold")
    for first, second in itertools.combinations(arms, 2):
        pair = {first: arms[first], second: arms[second]}
        axes = _axes(list(pair.values()), environment, budget)
        if budget.takes(axes, pair.values()):
            found.overlaps |= _try_all(pair, axes).overlaps
        else:
            not_proved.append(f"that '{first}' and '{second}' never hold at once")
    return _analysis(arms, found, not_proved)


def _try_all(arms: Mapping[str, Guard], axes: _Axes) -> _Findings:
    found = _Findings()
    for values in product_of(axes.points):
        point = dict(zip(axes.names, values, strict=True))
        hit = [label for label, guard in arms.items() if guard.holds(point.get) is True]
        found.live.update(hit)
        for pair in itertools.combinations(hit, 2):
            found.overlaps.setdefault(pair, point)
        if not hit and None in values:
            found.unknown_gap = found.unknown_gap or point
        elif not hit:
            found.gap = found.gap or point
    return found


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
