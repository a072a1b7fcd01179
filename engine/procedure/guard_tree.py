"""The guard as data: what a condition says, its canonical text, and its three-valued truth.

A reading that is not known makes a condition unknown (None), never false; nothing here knows units
of channels or where a guard stands in a file.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from typing import Any, Final, Literal, TypeAlias

Value: TypeAlias = float | str | None
Lookup: TypeAlias = Callable[[str], Value]
Truth: TypeAlias = bool | None
Operator: TypeAlias = Literal["<", "<=", ">", ">=", "=", "!="]

_HOLDS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}

# Subtracts the digits people see and rounds nothing: two floats are never more digits apart.
_EXACT: Final = Context(prec=700)

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
class Relation:
    """A channel beside another in the same unit, or their difference beside a number.

    `value` None: the two themselves, as in `tube > cabin`; `unit` is then theirs, "" while it is
    not known. Unknown while either has no finite number.
    """

    name: str
    other: str
    op: Operator
    value: float | None = None
    unit: str = ""
    column: int = field(default=0, compare=False)
    other_column: int = field(default=0, compare=False)
    value_column: int = field(default=0, compare=False)
    unit_column: int = field(default=0, compare=False)

    def holds(self, lookup: Lookup) -> Truth:
        """True, False, or None when one of the two is missing, not finite, or a state."""
        apart = self.apart(lookup)
        return None if apart is None else _HOLDS[self.op](apart, digits(self.value or 0))

    def apart(self, lookup: Lookup) -> Decimal | None:
        """The first less the second, exactly as their digits say; None while it is not known."""
        first, second = lookup(self.name), lookup(self.other)
        if first is None or second is None or isinstance(first, str) or isinstance(second, str):
            return None
        if not (math.isfinite(first) and math.isfinite(second)):
            return None
        return _EXACT.subtract(digits(first), digits(second))


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


Atom: TypeAlias = Compare | Relation | Is | IsUnknown
Guard: TypeAlias = Compare | Relation | Is | IsUnknown | And | Or | Not


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


def digits(value: float) -> Decimal:
    """A number as the decimal fraction that people see of it."""
    return Decimal(repr(float(value)))


def number_text(value: float) -> str:
    """A finite number as a guard writes it: the shortest digits that read back the same."""
    text = format(digits(value), "f")
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
    return tuple(dict.fromkeys(name for atom in atoms(guard) for name in names_in(atom)))


def names_in(atom: Atom) -> tuple[str, ...]:
    """The channels and records one comparison reads: two when it relates them."""
    return (atom.name, atom.other) if isinstance(atom, Relation) else (atom.name,)


def condition_text(guard: Guard, *, wanted: bool = True) -> str | None:
    """The guard without its (first) name, "< 4 ppm", "> cabin", "is not open"; None for and, or."""
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
        case Relation(other=other, op=op, value=None) if wanted:
            return f"{op} {other}"
        case Relation(other=other, op=op, value=float() as value, unit=unit) if wanted:
            return f"- {other} {op} {quantity_text(value, unit)}"
    ends = between(guard)
    if ends is None:
        return None
    low, high = ends
    return f"in {number_text(low.value)}..{quantity_text(high.value, high.unit)}"


def retitled(guard: Guard, title: Callable[[str], str]) -> Guard:
    """The guard with other words for its names, to be shown: it is not to be asked any more."""
    match guard:
        case And(parts=parts) | Or(parts=parts):
            return replace(guard, parts=tuple(retitled(part, title) for part in parts))
        case Not(part=part):
            return replace(guard, part=retitled(part, title))
        case Relation(name=name, other=other):
            return replace(guard, name=title(name), other=title(other))
        case _:
            return replace(guard, name=title(guard.name))


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
