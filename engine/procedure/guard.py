"""The door to guards: read, check, evaluate, explain and print the conditions authors write.

A guard that is unknown is never taken for false; a wrong unit is never mended by guessing.
"""

from __future__ import annotations

import difflib
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
    which only `is unknown` can be asked.
    """

    unit: str | None = None
    states: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf


def check(
    guard: Guard, environment: Mapping[str, Quantity], hint: Callable[[], bool] = lambda: True
) -> list[GuardProblem]:
    """Each name, unit, state and number of the guard that does not fit the environment.

    `hint` says whether the nearest name may be looked for once more.
    """
    found: dict[GuardProblem, None] = {}
    for atom in atoms(guard):
        quantity = environment.get(atom.name)
        problem = _no_name(atom, environment, hint) if quantity is None else _misfit(atom, quantity)
        if problem is not None:
            found.setdefault(problem)  # both ends of a range share their name and unit
    return list(found)


def _nearest(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"did you mean '{near[0]}'?" if near else ""


def _some(words: Collection[str]) -> str:
    shown = list(words)[:8]
    return ", ".join(shown) + (", ..." if len(words) > len(shown) else "")


def _no_name(
    atom: Atom, environment: Mapping[str, Quantity], hint: Callable[[], bool]
) -> GuardProblem:
    return GuardProblem(
        atom.column,
        len(atom.name),
        f"no channel or record is called '{atom.name}'",
        _some(sorted(environment)) or "a channel or record of this procedure; there is none",
        _nearest(atom.name, environment) if hint() else "",
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
        kind = "has states" if quantity.states else "is text"
        return GuardProblem(
            atom.column,
            len(atom.name),
            f"'{atom.name}' {kind}, and cannot be compared with a number",
            f"{atom.name} is {' or '.join(quantity.states) or 'unknown'}",
            "use is",
            "kind-mismatch",
        )
    if atom.unit != quantity.unit:
        return _unit_misfit(atom, quantity.unit)
    if quantity.low <= atom.value <= quantity.high:
        return None
    text = number_text(atom.value)
    return GuardProblem(
        atom.value_column,
        len(text),
        f"{text} is outside what '{atom.name}' can read",
        f"{_end(quantity.low)} to {_end(quantity.high)} {quantity.unit}".rstrip(),
        "correct the number, or the range of the channel",
        "out-of-range",
    )


def _end(value: float) -> str:
    return number_text(value) if math.isfinite(value) else "any"


def _unit_misfit(atom: Compare, unit: str) -> GuardProblem:
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
        _nearest(atom.state, quantity.states),
        "state-unknown",
    )
