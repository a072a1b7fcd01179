"""What is known of a guard, clause by clause, as people are told of it while they wait.

Nothing of the reader is loaded here: a crew's first step must not wait for it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.procedure.guard_tree import (
    And,
    Compare,
    Guard,
    Lookup,
    Or,
    Relation,
    Truth,
    Value,
    atoms,
    condition_text,
    names,
    names_in,
    number_text,
    print_,
    retitled,
)


class Clause(NamedTuple):
    """One comparison as people are told of it: what is asked, what is known, whether it holds, which names it reads."""

    text: str
    value: str
    truth: Truth
    reads: tuple[str, ...] = ()

    def __str__(self) -> str:
        """`air.poisk.voc < 4 ppm: 23.1 ppm, not yet`; the mark and colour are the display's."""
        word = {True: "yes", False: "not yet", None: "cannot tell"}[self.truth]
        return f"{self.text}: {self.value}, {word}"


def explain(guard: Guard, lookup: Lookup, title: Callable[[str], str] = str) -> list[Clause]:
    """The comparisons of the guard with what is known of each, from left to right; `title`: words for its names.

    Ranges and negated states are one clause each; so is the negation of anything joined.
    """
    return [
        Clause(
            print_(retitled(part, title)),
            _known_text(part, lookup, title),
            part.holds(lookup),
            names(part),
        )
        for part in _clauses(guard)
    ]


def _clauses(guard: Guard) -> Iterator[Guard]:
    if isinstance(guard, And | Or) and condition_text(guard) is None:
        for part in guard.parts:
            yield from _clauses(part)
    else:
        yield guard


def _known_text(guard: Guard, lookup: Lookup, title: Callable[[str], str]) -> str:
    units = {
        name: atom.unit
        for atom in atoms(guard)
        if isinstance(atom, Compare | Relation)
        for name in names_in(atom)
    }
    known = names(guard)
    texts = [_value_text(lookup(name), units.get(name, "")) for name in known]
    if len(texts) == 1:
        return texts[0]
    said = [f"{title(name)} {text}" for name, text in zip(known, texts, strict=True)]
    if isinstance(guard, Relation) and guard.value is not None:
        apart = guard.apart(lookup)
        said += [f"{_value_text(float(apart), guard.unit)} apart"] if apart is not None else []
    return ", ".join(said)


def _value_text(value: Value, unit: str) -> str:
    if isinstance(value, str):
        return value
    if value is None or not math.isfinite(value):
        return "unknown"
    return f"{number_text(float(f'{value:.6g}'))} {unit}".rstrip()
