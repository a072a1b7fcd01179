"""Faults of a scenario's forms in words, each with its place, what was expected, and the nearest key.

It reads what pydantic found; it must never decide what may be written: the forms in `scenario.py` do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.drill.forms import NOT_A_GUARD
from engine.procedure.checked import first
from engine.procedure.nearest import did_you_mean, nearest
from engine.procedure.places import Places, Problem
from engine.procedure.reader import PATTERNS
from engine.procedure.written import Written

_SENTENCES = {
    "missing": "'{}' is missing",
    "extra_forbidden": "'{}' is not a key here",
    "too_short": "'{}' is empty; at least one is needed",
}
_RULES = {"missing": "missing-key", "extra_forbidden": "unknown-key"}


def faults(error: ValidationError, places: Places, form: type[Written]) -> list[Problem]:
    """Every fault of the forms.

    A list is called too short only where no entry of it is at fault, and a key missing only where none
    was misspelt for it.
    """
    details = error.errors(include_url=False)
    meant = {
        (*one["loc"][:-1], nearest(str(one["loc"][-1]), sorted(_keys(form, one["loc"][:-1]))))
        for one in details
        if one["type"] == "extra_forbidden"
    }
    told = (
        _problem(one, places, form)
        for one in details
        if (one["type"] != "missing" or one["loc"] not in meant)
        and (
            one["type"] != "too_short"
            or not any(_inside(other["loc"], one["loc"]) for other in details)
        )
    )
    return list(first(told))


def _inside(one: tuple[int | str, ...], other: tuple[int | str, ...]) -> bool:
    return len(one) > len(other) and one[: len(other)] == other


def _problem(error: ErrorDetails, places: Places, form: type[Written]) -> Problem:
    kind, loc = error["type"], tuple(part for part in error["loc"] if part != "[key]")
    key = "[key]" in error["loc"] or kind == "extra_forbidden"
    last = str(loc[-1]) if loc else "the file"
    expected = mend = ""
    if kind in _SENTENCES:
        said = _SENTENCES[kind].format(last)
    elif kind == "string_pattern_mismatch":
        given = f"'{str(error['input'])[:60]}' is not as it must be written"
        said = given if key else f"{last}: {given}"
        expected = PATTERNS.get(error["ctx"]["pattern"], "")
    else:
        said = f"{last}: {error['msg'].removeprefix('Value error, ')}"
    if kind == "extra_forbidden":
        mend = did_you_mean(last, sorted(_keys(form, loc[:-1])))
    place = places.of(loc, key=key)
    if kind == NOT_A_GUARD:
        where = error["ctx"]
        place = places.within(loc, str(error["input"]), where["column"], where["length"])
    return Problem(place, _RULES.get(kind, "value"), said, expected, mend)


def _keys(form: type[Written], loc: Sequence[int | str]) -> Iterator[str]:
    """The keys that may stand in the map at a place; none where only names of the author stand."""
    parts = iter(loc)
    for part in parts:
        field = next(
            (one for name, one in form.model_fields.items() if part in {name, one.alias}), None
        )
        found = _form_of(field.annotation) if field is not None else None
        if field is None or found is None:
            return
        if _holds_many(field.annotation):
            next(parts, None)  # an entry's number, or its name
        form = found
    yield from (field.alias or name for name, field in form.model_fields.items())


def _form_of(annotation: Any) -> type[Written] | None:
    """The form that stands somewhere in an annotation: itself, in a list or in a map."""
    if isinstance(annotation, type) and issubclass(annotation, Written):
        return annotation
    return next((one for arg in get_args(annotation) if (one := _form_of(arg)) is not None), None)


def _holds_many(annotation: Any) -> bool:
    origin = get_origin(annotation)
    return isinstance(origin, type) and issubclass(origin, tuple | Mapping)
