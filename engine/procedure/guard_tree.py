"""The guard as data: what a condition says, its canonical text, and its three-valued truth.

A reading that is not known makes a condition unknown (None), never false; nothing here knows units
of channels or where a guard stands in a file.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeAlias

Value: TypeAlias = float | str | None
Lookup: TypeAlias = Callable[[str], Value]
Truth: TypeAlias = bool | None
Operator: TypeAlias = Literal["<", "<=", ">", ">=", "=", "!="]

_HOLDS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}

# Columns are 0-based offsets into the guard's text and take no part in equality.


@dataclass(frozen=True, slots=True)
class Compare:
    """A channel or record beside a number; unknown when there is no finite number to compare."""

    name: str
    op: Operator
    value: float
    unit: str
    column: int = field(default=0, compare=False)
    value_column: int = field(default=0, compare=False)
    unit_column: int = field(default=0, compare=False)

    def holds(self, lookup: Lookup) -> Truth:
        """True, False, or None when the value is missing, not finite, or a state."""
        value = lookup(self.name)
        if value is None or isinstance(value, str) or not math.isfinite(value):
            return None
        return _HOLDS[self.op](value, self.value)


@dataclass(frozen=True, slots=True)
class Is:
    """A channel or record that has states, beside one of them."""

    name: str
    state: str
    column: int = field(default=0, compare=False)
    state_column: int = field(default=0, compare=False)

    def holds(self, lookup: Lookup) -> Truth:
        """True, False, or None when the value is missing or a number."""
        value = lookup(self.name)
        return value == self.state if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class IsUnknown:
    """Whether nothing is known of a channel or record: always answered, never unknown itself."""

    name: str
    column: int = field(default=0, compare=False)

    def holds(self, lookup: Lookup) -> Truth:
        """True when the value is missing or not a finite number."""
        return not is_known(lookup(self.name))


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; the opposite of unknown is unknown."""

    part: Guard
    column: int = field(default=0, compare=False)

    def holds(self, lookup: Lookup) -> Truth:
        """Kleene's not."""
        truth = self.part.holds(lookup)
        return None if truth is None else not truth


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more parts."""

    parts: tuple[Guard, ...]
    column: int = field(default=0, compare=False)

    def holds(self, lookup: Lookup) -> Truth:
        """Kleene's and: one false part decides, else one unknown part leaves it unknown."""
        result: Truth = True
        for part in self.parts:
            truth = part.holds(lookup)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more parts."""

    parts: tuple[Guard, ...]
    column: int = field(default=0, compare=False)

    def holds(self, lookup: Lookup) -> Truth:
        """Kleene's or: one true part decides, else one unknown part leaves it unknown."""
        result: Truth = False
        for part in self.parts:
            truth = part.holds(lookup)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result


Atom: TypeAlias = Compare | Is | IsUnknown
Guard: TypeAlias = Compare | Is | IsUnknown | And | Or | Not


@dataclass(frozen=True, slots=True)
class GuardProblem:
    """One fault in a guard: `column` is a 0-based offset into its text, `length` in code points."""

    column: int
    length: int
    sentence: str
    expected: str = ""
    mend: str = ""
    rule: str = "guard"


def evaluate(guard: Guard, lookup: Lookup) -> Truth:
    """True, False, or None where not enough is known (Kleene).

    `lookup` gives the number, the state or None for a name. A number that is not finite is not
    known; nor is a state where a number is wanted.
    """
    return guard.holds(lookup)


def is_known(value: Value) -> bool:
    """Whether there is a state or a finite number."""
    return isinstance(value, str) or (value is not None and math.isfinite(value))


def number_text(value: float) -> str:
    """A finite number as a guard writes it: the shortest digits that read back the same."""
    text = format(Decimal(repr(float(value))), "f")
    return text.removesuffix(".0")


def quantity_text(value: float, unit: str | None) -> str:
    """A number with its unit, "20 ppm"; the number alone where there is no unit."""
    return f"{number_text(value)} {unit}" if unit else number_text(value)


def between(guard: Guard) -> tuple[Compare, Compare] | None:
    """Both ends when the guard is a range, `name in low..high unit`; a range is an And of two."""
    match guard:
        case And(parts=(Compare(op=">=") as low, Compare(op="<=") as high)):
            same = (low.name, low.unit) == (high.name, high.unit)
            return (low, high) if same and low.value <= high.value else None
    return None


def atoms(guard: Guard) -> Iterator[Atom]:
    """Every comparison of the guard, from left to right."""
    match guard:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                yield from atoms(part)
        case Not(part=part):
            yield from atoms(part)
        case _:
            yield guard


def names(guard: Guard) -> tuple[str, ...]:
    """The channels and records the guard reads, each once, from left to right."""
    return tuple(dict.fromkeys(atom.name for atom in atoms(guard)))


def condition_text(guard: Guard, *, wanted: bool = True) -> str | None:
    """The guard without its name, "< 4 ppm", "in 20..30 ppm", "is not open"; None for and, or."""
    negation = "" if wanted else "not "
    match guard:
        case Not(part=(Is() | IsUnknown()) as part) if wanted:
            return condition_text(part, wanted=False)
        case Is(state=state):
            return f"is {negation}{state}"
        case IsUnknown():
            return f"is {negation}unknown"
        case Compare(op=op, value=value, unit=unit) if wanted:
            return f"{op} {quantity_text(value, unit)}"
    ends = between(guard)
    if ends is None:
        return None
    low, high = ends
    return f"in {number_text(low.value)}..{quantity_text(high.value, high.unit)}"


def print_(guard: Guard) -> str:
    """The guard in canonical text; reading it gives the same guard, columns apart."""
    condition = condition_text(guard)
    if condition is not None:
        return f"{names(guard)[0]} {condition}"
    match guard:
        case Not(part=part):
            return f"not {_inner(part)}"
        case And(parts=parts):
            return " and ".join(map(_inner, parts))
        case Or(parts=parts):
            return " or ".join(_inner(p) if isinstance(p, Or) else print_(p) for p in parts)
    raise AssertionError(guard)  # every atom has a condition


def _inner(guard: Guard) -> str:
    """The guard in brackets where `and` and `or` beside it would take it apart."""
    text = print_(guard)
    joined = isinstance(guard, And | Or) and between(guard) is None
    return f"({text})" if joined else text
