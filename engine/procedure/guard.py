"""The door to guards: read, check, evaluate, explain and print the conditions authors write.

A guard that is unknown is never taken for false; a wrong unit is never mended by guessing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

from msgspec import Struct

from engine.procedure.guard_explain import Clause, explain
from engine.procedure.guard_parse import MAX_LENGTH, RESERVED, parse
from engine.procedure.guard_tree import (
    And,
    Atom,
    Compare,
    Guard,
    GuardProblem,
    Is,
    IsUnknown,
    Lookup,
    Not,
    Or,
    Relation,
    Truth,
    Value,
    atoms,
    between,
    evaluate,
    is_known,
    names,
    number_text,
    print_,
)
from engine.procedure.nearest import did_you_mean
from engine.procedure.units import UNITS

__all__ = [
    "MAX_LENGTH",
    "RESERVED",
    "And",
    "Clause",
    "Compare",
    "Guard",
    "GuardProblem",
    "Is",
    "IsUnknown",
    "Lookup",
    "Not",
    "Or",
    "Quantity",
    "Relation",
    "Truth",
    "Value",
    "atoms",
    "between",
    "check",
    "evaluate",
    "explain",
    "is_known",
    "names",
    "number_text",
    "parse",
    "print_",
]


class Quantity(Struct, frozen=True):
    """What a channel or record can hold: states, or numbers in a unit within low..high.

    `unit` "" is a number without a unit (a count); `unit` None without states is free text, of
    which only `is unknown` can be asked. `recorded`: people say it, telemetry does not bring it.
    """

    unit: str | None = None
    states: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    recorded: bool = False


def check(
    guard: Guard, environment: Mapping[str, Quantity], hint: Callable[[], bool] = lambda: True
) -> list[GuardProblem]:
    """Each name, unit, state and number of the guard that does not fit the environment.

    `hint` says whether the nearest name may be looked for once more.
    """
    found: dict[GuardProblem, None] = {}
    for atom in atoms(guard):
        quantity = environment.get(atom.name)
        if quantity is None:
            problem: GuardProblem | None = _no_name(atom.name, atom.column, environment, hint)
        elif isinstance(atom, Relation):
            problem = _relation_misfit(atom, quantity, environment, hint)
        else:
            problem = _misfit(atom, quantity)
        if problem is not None:
            found.setdefault(problem)  # both ends of a range share their name and unit
    return list(found)


def _some(words: Collection[str]) -> str:
    shown = list(words)[:8]
    return ", ".join(shown) + (", ..." if len(words) > len(shown) else "")


def _no_name(
    name: str, column: int, environment: Mapping[str, Quantity], hint: Callable[[], bool]
) -> GuardProblem:
    return GuardProblem(
        column,
        len(name),
        f"no channel or record is called '{name}'",
        _some(sorted(environment)) or "a channel or record of this procedure; there is none",
        did_you_mean(name, environment) if hint() else "",
        "name-unknown",
    )


def _misfit(atom: Atom, quantity: Quantity) -> GuardProblem | None:
    match atom:
        case Compare():
            return _number_misfit(atom, quantity)
        case Is():
            return _state_misfit(atom, quantity)
    return None


def _number_misfit(atom: Compare, quantity: Quantity) -> GuardProblem | None:
    if quantity.states or quantity.unit is None:
        return _no_number(atom.name, atom.column, quantity)
    if atom.unit != quantity.unit:
        return _unit_misfit(atom, quantity.unit)
    return _outside(atom, f"'{atom.name}' can read", quantity.low, quantity.high)


def _no_number(name: str, column: int, quantity: Quantity) -> GuardProblem:
    kind = "has states" if quantity.states else "is text"
    return GuardProblem(
        column,
        len(name),
        f"'{name}' {kind}, and cannot be compared with a number",
        f"{name} is {' or '.join(quantity.states) or 'unknown'}",
        "use is",
        "kind-mismatch",
    )


def _outside(atom: Compare | Relation, what: str, low: float, high: float) -> GuardProblem | None:
    if atom.value is None or low <= atom.value <= high:
        return None
    text = number_text(atom.value)
    return GuardProblem(
        atom.value_column,
        len(text),
        f"{text} is outside what {what}",
        f"{_end(low)} to {_end(high)} {atom.unit}".rstrip(),
        "correct the number, or the range of the channel",
        "out-of-range",
    )


def _relation_misfit(
    atom: Relation,
    first: Quantity,
    environment: Mapping[str, Quantity],
    hint: Callable[[], bool],
) -> GuardProblem | None:
    """Both must be channels with numbers in one unit: nothing is converted, not even between channels."""
    second = environment.get(atom.other)
    if second is None and atom.value is None and (first.states or atom.other in UNITS):
        # A word where a number was forgotten, or a state written as if it were one.
        mend = "use is for states" if first.states else ""
        sentence = f"a number is missing before '{atom.other}'"
        return GuardProblem(atom.other_column, len(atom.other), sentence, "a number", mend)
    if first.states or first.unit is None:
        return _no_number(atom.name, atom.column, first)
    if second is None:
        return _no_name(atom.other, atom.other_column, environment, hint)
    if second.states or second.unit is None:
        return _no_number(atom.other, atom.other_column, second)
    problem = _unrelated(atom, first, second)
    if problem is not None or atom.value is None:
        return problem
    if atom.unit != first.unit:
        return _unit_misfit(atom, first.unit)
    what = f"'{atom.name}' less '{atom.other}' can be"
    return _outside(atom, what, first.low - second.high, first.high - second.low)


def _unrelated(atom: Relation, first: Quantity, second: Quantity) -> GuardProblem | None:
    """Why two numbers are not to be compared with one another."""
    at, length = atom.other_column, len(atom.other)
    if atom.name == atom.other:
        sentence = f"'{atom.name}' is compared with itself, which never tells anything"
        return GuardProblem(at, length, sentence, "another channel", "", "kind-mismatch")
    for name, column, one in (
        (atom.name, atom.column, first),
        (atom.other, atom.other_column, second),
    ):
        if one.recorded:
            return GuardProblem(
                column,
                len(name),
                f"'{name}' is a record, and only channels are compared with one another",
                "two channels in one unit",
                "compare the record with a number",
                "kind-mismatch",
            )
    if first.unit == second.unit:
        return None
    return GuardProblem(
        at,
        length,
        f"'{atom.other}' is {_unit_words(second)}, but '{atom.name}' is {_unit_words(first)}",
        "two channels in one unit; nothing is converted here",
        "compare channels that telemetry brings in the same unit",
        "unit-mismatch",
    )


def _unit_words(quantity: Quantity) -> str:
    return f"in {quantity.unit}" if quantity.unit else "a number without a unit"


def _end(value: float) -> str:
    return number_text(value) if math.isfinite(value) else "any"


def _unit_misfit(atom: Compare | Relation, unit: str) -> GuardProblem:
    """Names both units and stops: the same number in the other unit would be a deadly mend."""
    given = "has no unit here" if not atom.unit else f"is compared in {atom.unit} here"
    channel = f"is in {unit}" if unit else "is a number without a unit"
    mend = "look the limit up in the unit of the channel; the number changes with the unit"
    if not unit:
        mend = "leave the unit out, or give the channel one"
    elif not atom.unit:
        mend = "write the unit the number was given in"
    elif _only_capitals(atom.unit, unit):
        mend = f"capitals count: the unit is spelled {unit}"
    return GuardProblem(
        atom.unit_column,
        max(1, len(atom.unit)),
        f"'{atom.name}' {channel}, but {given}",
        f"a limit in {unit}" if unit else "a number without a unit",
        mend,
        "unit-mismatch" if atom.unit else "unit-missing",
    )


def _only_capitals(given: str, unit: str) -> bool:
    """PPM for ppm, which is no unit itself; but milli and mega differ by their capital alone."""
    prefix = "m" in (given[0], unit[0]) and given[0] != unit[0]
    return given not in UNITS and given.casefold() == unit.casefold() and not prefix


def _state_misfit(atom: Is, quantity: Quantity) -> GuardProblem | None:
    if atom.state in quantity.states:
        return None
    if not quantity.states:
        kind = "is text" if quantity.unit is None else "is a number"
        return GuardProblem(
            atom.column,
            len(atom.name),
            f"'{atom.name}' {kind}, and has no states",
            f"{atom.name} is unknown" if quantity.unit is None else "one of < <= > >= = !=, in",
            "",
            "kind-mismatch",
        )
    return GuardProblem(
        atom.state_column,
        len(atom.state),
        f"'{atom.name}' cannot be '{atom.state}'",
        _some(quantity.states),
        did_you_mean(atom.state, quantity.states),
        "state-unknown",
    )
