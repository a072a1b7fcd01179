"""Guards handed to z3, an optional extra: readings at which some hold and others do not, or the proof that there are none.

The only module that loads z3, and only when cutting takes too many cells; a guard's three values are two formulas.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal, TypeAlias

from engine.procedure.guard import Quantity
from engine.procedure.guard_cells import cells
from engine.procedure.guard_joint import Group, Point, told_apart
from engine.procedure.guard_tree import (
    And,
    Compare,
    Guard,
    Is,
    IsUnknown,
    Not,
    Or,
    Relation,
    Value,
    digits,
    names,
)

INSTALL: Final = "pip install 'boldface[z3]'"
# DESIGN: z3's own count of work, some seconds; unlike a time limit it gives the same answer everywhere.
MOST_WORK: Final = 20_000_000

Answer: TypeAlias = Mapping[str, Value] | Literal["none", "unsure"]
_Words: TypeAlias = Mapping[str, Sequence[str]]
_Both: TypeAlias = tuple[Any, Any]  # the formulas for true and for false; neither holds: unknown


def installed() -> bool:
    """Whether z3 is there; looking does not load it."""
    return importlib.util.find_spec("z3") is not None


def solver(environment: Mapping[str, Quantity]) -> Solver | None:
    """A solver for guards over these names, or None without z3."""
    return Solver(environment) if installed() else None


class Solver:
    """Asks z3; each question is answered by itself."""

    def __init__(self, environment: Mapping[str, Quantity]) -> None:
        import z3

        self._z3 = z3
        self._environment = environment

    def point(
        self,
        *,
        true: Sequence[Guard] = (),
        not_true: Sequence[Guard] = (),
        known: bool | None = None,
    ) -> Answer:
        """Readings at which the first are all true and none of the others is.

        `known`: with every reading known, or with one that is not; None: either.
        """
        z3 = self._z3
        read, words, asking = self._asking((*true, *not_true))
        asking.add(*(self._both(guard, words)[0] for guard in true))
        asking.add(*(z3.Not(self._both(guard, words)[0]) for guard in not_true))
        if known is not None:
            every = z3.And(*map(self._known, read))
            asking.add(every if known else z3.Not(every))
        answer = asking.check()
        if answer == z3.unsat:
            return "none"
        if answer != z3.sat:
            return "unsure"
        return self._plain(asking, read, words)

    def every(self, group: Group, most: int) -> list[Point] | None:
        """A point for each way in which the comparisons of a group can come out; None when more than `most`."""
        z3 = self._z3
        read, words, asking = self._asking(group.asked)
        told = [self._known(name) for name in group.names]
        told += [one for atom in group.asked for one in self._both(atom, words)]
        found: list[Point] = []
        while (answer := asking.check()) == z3.sat and len(found) <= most:
            model = asking.model()
            look = [one == model.eval(one, model_completion=True) for one in told]
            asking.push()
            asking.add(*look)
            values = self._plain(asking, read, words)
            asking.pop()
            found.append(tuple(values.get(name) for name in group.names))
            asking.add(z3.Not(z3.And(*look)))
        # A reading that no float can show would come out differently: then nothing is told apart for sure.
        sure = answer == z3.unsat and len(told_apart(group, found)) == len(found)
        return found if sure else None

    def _asking(self, guards: Sequence[Guard]) -> tuple[dict[str, None], _Words, Any]:
        """The names that are read, the states of each, and a solver that knows their ranges."""
        read = dict.fromkeys(name for guard in guards for name in names(guard))
        words = _words(read, guards, self._environment)
        asking = self._z3.Solver()
        asking.set("rlimit", MOST_WORK)
        asking.add(*self._ranges(read, words))
        return read, words, asking

    def _plain(self, asking: Any, read: Mapping[str, None], words: _Words) -> dict[str, Value]:
        """The readings of a solver that has found some: rather whole ones, which people are to read."""
        z3 = self._z3
        asking.push()
        asking.add(*(z3.IsInt(self._number(name)) for name in read if not words[name]))
        whole = asking.check() == z3.sat
        if not whole:
            asking.pop()
            asking.check()
        found = dict(self._readings(asking.model(), read, words))
        if whole:
            asking.pop()
        return found

    def _known(self, name: str) -> Any:
        return self._z3.Bool(f"known {name}")

    def _number(self, name: str) -> Any:
        return self._z3.Real(f"number {name}")

    def _state(self, name: str) -> Any:
        return self._z3.Int(f"state {name}")

    def _ranges(self, read: Mapping[str, None], words: _Words) -> Iterator[Any]:
        for name in read:
            quantity = self._environment.get(name, Quantity(""))
            state, number = self._state(name), self._number(name)
            yield self._z3.And(state >= 0, state < max(1, len(words[name])))
            if quantity.low > -float("inf"):
                yield number >= self._exact(quantity.low)
            if quantity.high < float("inf"):
                yield number <= self._exact(quantity.high)

    def _exact(self, value: float) -> Any:
        return self._z3.RealVal(format(digits(value), "f"))

    def _both(self, guard: Guard, words: _Words) -> _Both:
        """The formulas under which a guard is true, and under which it is false."""
        z3 = self._z3
        match guard:
            case And(parts=parts):
                both = [self._both(part, words) for part in parts]
                return z3.And(*(one for one, _ in both)), z3.Or(*(one for _, one in both))
            case Or(parts=parts):
                both = [self._both(part, words) for part in parts]
                return z3.Or(*(one for one, _ in both)), z3.And(*(one for _, one in both))
            case Not(part=part):
                true, false = self._both(part, words)
                return false, true
            case IsUnknown(name=name):
                return z3.Not(self._known(name)), self._known(name)
            case Is(name=name, state=state):
                there = state in words[name]
                holds = (
                    self._state(name) == words[name].index(state) if there else z3.BoolVal(False)
                )
                return self._if_known((name,), holds)
            case Compare():
                holds = _compared(guard.op, self._number(guard.name), self._exact(guard.value))
                return self._if_known((guard.name,), holds)
            case Relation():
                apart = self._number(guard.name) - self._number(guard.other)
                holds = _compared(guard.op, apart, self._exact(guard.value or 0))
                return self._if_known((guard.name, guard.other), holds)

    def _if_known(self, read: tuple[str, ...], holds: Any) -> _Both:
        known = [self._known(name) for name in read]
        return self._z3.And(*known, holds), self._z3.And(*known, self._z3.Not(holds))

    def _readings(
        self, model: Any, read: Mapping[str, None], words: _Words
    ) -> Iterator[tuple[str, Value]]:
        z3 = self._z3
        for name in read:
            if z3.is_false(model.eval(self._known(name), model_completion=True)):
                yield name, None
            elif words[name]:
                at = model.eval(self._state(name), model_completion=True).as_long()
                yield name, words[name][at]
            else:
                number = model.eval(self._number(name), model_completion=True)
                yield name, float(number.as_fraction())


def _compared(op: str, left: Any, right: Any) -> Any:
    match op:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "=":
            return left == right
    return left != right


def _words(
    read: Mapping[str, None], guards: Sequence[Guard], environment: Mapping[str, Quantity]
) -> dict[str, tuple[str, ...]]:
    """The states each name can have; () for a number. Free text: the words asked for, and another."""
    cut = cells(guards, environment)
    return {name: tuple(one for one in cut[name] if isinstance(one, str)) for name in read}
