"""From the text of a procedure file to a Procedure, or to every problem in it with its line and column.

Takes text, never a path, and never raises for anything that stands in the text.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.procedure.checks import check_procedure
from engine.procedure.model import VERBS, Procedure
from engine.procedure.nearest import did_you_mean, nearest
from engine.procedure.places import Places, Problem
from engine.procedure.yaml_reader import read_yaml
from engine.procedure.yaml_walk import MAX_PROBLEMS

SENTENCES = {
    "missing": "'{last}' is missing here",
    "extra_forbidden": "'{last}' is not a key here",
    "string_type": "text is needed here",
    "tuple_type": "a list is needed here, as in [a, b]",
    "dict_type": "a map is needed here, as in {{a: b}}",
    "model_type": "a map of keys is needed here",
    "model_attributes_type": "a map of keys is needed here",
    "too_long": "there are {actual_length} entries here, and {max_length} is the most",
    "too_short": "this is empty; at least one is needed",
    "string_too_short": "this is empty",
    "string_too_long": "this is longer than {max_length} characters",
    "string_pattern_mismatch": "'{found}' is not a name here",
    "literal_error": "'{found}' is not one of {expected}",
    "verb": "{message}",
}
# Words of other systems, and of everyday speech, for keys of ours.
MEANT = {
    "action": "do",
    "actor": "by",
    "timeout": "within",
    "time": "within",
    "then": "else",
    "otherwise": "else",
    "goto": "next",
    "who": "by",
    "role": "by",
    "duration": "hold",
    "name": "step",
    "id": "step",
    "text": "item",
    "units": "unit",
    "question": "ask",
}
PATTERNS = {
    "^[A-Z][A-Za-z0-9-]*$": "a role: a capital, then letters, digits and -, as in FE-1",
    "^[a-z][a-z0-9-]*$": "a name: small letters, digits and -, as in shut-hatch",
    "^([a-z][a-z0-9.-]*|[A-Z][A-Z0-9]*[0-9]{6})$": (
        "a name: small letters, digits, . and -, as in air.sm.voc, or USLAB000058"
    ),
}


@dataclass(frozen=True, slots=True)
class ReadResult:
    """A procedure, or None with the problems that stand in the way; warnings come with a procedure."""

    procedure: Procedure | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the file unusable."""
        return tuple(problem for problem in self.problems if problem.level == "error")


def read_procedure(text: str) -> ReadResult:
    """Read one procedure file; all problems at once, in the order of the file."""
    document = read_yaml(text)
    problems = list(document.problems)
    if not isinstance(document.data, dict):
        return ReadResult(None, tuple(problems))
    procedure = None
    try:
        procedure = Procedure.model_validate(document.data)
    except ValidationError as error:
        said = {one.place for one in problems}
        problems += (
            one for one in placed(error, document.data, document.places) if one.place not in said
        )
    if procedure is not None:
        problems += check_procedure(procedure, document.places)
    problems = sorted(set(problems), key=lambda one: (one.place, one.rule))
    usable = procedure if not any(one.level == "error" for one in problems) else None
    return ReadResult(usable, tuple(problems))


def placed(error: ValidationError, data: Any, places: Places) -> Iterator[Problem]:
    """What the forms say against a document, each at its place."""
    details = error.errors(include_url=False)
    if len(details) > MAX_PROBLEMS:
        yield _too_many(_problem(details[MAX_PROBLEMS], data, places), len(details))
        details = details[:MAX_PROBLEMS]
    misspelt = {
        _path(places, one)[:-1]: str(one["loc"][-1])
        for one in details
        if one["type"] == "extra_forbidden"
    }
    for one in details:
        if one["type"] == "missing" and _folds(one, misspelt, places):
            continue  # one mistake, one message: the misspelt key names what is missing
        yield _problem(one, data, places)


def _too_many(first: Problem, count: int) -> Problem:
    return Problem(
        first.place,
        "too-many",
        f"there are {count} problems; those from here on are not told",
        "fewer",
        "mend those above, then check again",
    )


def _path(places: Places, detail: ErrorDetails) -> tuple[int | str, ...]:
    return places.path(detail["loc"])


def _folds(
    missing: ErrorDetails, misspelt: dict[tuple[int | str, ...], str], places: Places
) -> bool:
    near = misspelt.get(_path(places, missing))
    return near is not None and bool(difflib.get_close_matches(str(missing["loc"][-1]), [near], 1))


def _problem(detail: ErrorDetails, data: Any, places: Places) -> Problem:
    loc, kind, context = detail["loc"], detail["type"], detail.get("ctx", {})
    if kind in {"guard", "guard_key"}:
        return _guard_problem(detail, places)
    if kind == "verb" and (misspelt := _misspelt_verb(detail, places)):
        return misspelt
    many = kind == "too_long" and context["max_length"] > 2  # ends of a range are told as a whole
    if many:  # at the first of those that are too many
        loc = _nth(loc, detail["input"], context["max_length"])
    is_key = kind in {"extra_forbidden", "guard_key"} or many or loc[-1] == "[key]"
    place = places.of(loc, key=is_key)
    last = next((str(part) for part in reversed(loc) if part != "[key]"), "the file")
    found = str(detail["input"])[:60] if isinstance(detail["input"], str) else ""
    template = SENTENCES.get(kind, "{message}")
    sentence = template.format(
        last=last,
        found=found,
        message=detail["msg"],
        expected=context.get("expected", ""),
        max_length=context.get("max_length", ""),
        actual_length=context.get("actual_length", ""),
    )
    expected = PATTERNS.get(str(context.get("pattern", "")), "")
    rule = {"extra_forbidden": "unknown-key", "missing": "missing-key", "verb": "verb"}.get(
        kind, "value"
    )
    mend = _mend(kind, detail["input"])
    if kind == "extra_forbidden":
        mend = _nearest_key(last, detail, data, places)
    return Problem(place, rule, sentence, expected=expected, mend=mend)


def _misspelt_verb(detail: ErrorDetails, places: Places) -> Problem | None:
    """For a step without a verb: the key that was meant for one, at its place."""
    given = detail["input"]
    if not isinstance(given, dict) or any(verb in given for verb in VERBS):
        return None
    known = {key for form in VERBS.values() for key in _keys(form)}
    for key in given:
        meant = MEANT.get(key.lower(), "") if key not in known else ""
        near = (meant if meant in VERBS else nearest(key, VERBS)) if key not in known else ""
        if near:
            place = places.of((*detail["loc"], key), key=True)
            mend = f"did you mean '{near}'?"
            return Problem(place, "unknown-key", f"'{key}' is not a key here", mend=mend)
    return None


def _mend(kind: str, given: Any) -> str:
    """What to write where a form of another kind was wanted."""
    if kind in {"dict_type", "model_type", "model_attributes_type"} and isinstance(given, list):
        return "take the '- ' or the brackets away, and write one 'key: value' a line"
    if kind == "tuple_type" and isinstance(given, dict):
        return "write '- ' before each entry"
    if kind == "string_pattern_mismatch" and isinstance(given, str):
        several = [one for one in re.split(r",\s*| and | & ", given.strip()) if one]
        if len(several) > 1 and all(re.fullmatch(r"[A-Za-z0-9.-]{1,60}", one) for one in several):
            return f"for several write a list: [{', '.join(several)}]"
    return ""


def _nth(loc: tuple[int | str, ...], given: Any, number: int) -> tuple[int | str, ...]:
    """The place of an entry of a list or map, by its number; that of the whole where it has none."""
    if isinstance(given, list | tuple) and len(given) > number:
        return (*loc, number)
    return (*loc, list(given)[number]) if isinstance(given, dict) else loc


def _guard_problem(detail: ErrorDetails, places: Places) -> Problem:
    context = detail["ctx"]
    loc = (*detail["loc"], context["key"]) if "key" in context else detail["loc"]
    text = context.get("key", detail["input"])
    place = places.within(loc, text, context["offset"], context["length"], key="key" in context)
    return Problem(
        place, "guard", context["sentence"], expected=context["expected"], mend=context["mend"]
    )


def _nearest_key(key: str, detail: ErrorDetails, data: Any, places: Places) -> str:
    """The known key of the same map that looks most like the one that is not known."""
    node = data
    for part in _path(places, detail)[:-1]:
        node = node[part]
    known = sorted(_known_keys(detail["loc"], node) - set(node))
    meant = MEANT.get(key.lower(), "")
    return f"did you mean '{meant}'?" if meant in known else did_you_mean(key, known)


def _known_keys(loc: tuple[int | str, ...], node: Any) -> set[str]:
    tags = [part for part in loc if isinstance(part, str) and part.startswith("<")]
    if tags and loc.index(tags[-1]) == len(loc) - 2:
        return _keys(VERBS[tags[-1].strip("<>")])
    models = {
        "channels": "Channel",
        "records": "Record",
        "anytime": "Contingency",
        "close": "Close",
        "properties": "Property",
        "called": "Called",
        "consequences": "Consequence",
    }
    from engine.procedure import model as forms

    if "item" in node:
        return _keys(forms.Item)
    for part in loc[:-1]:
        if part in models:
            return _keys(getattr(forms, models[str(part)]))
    return _keys(Procedure) if len(loc) == 1 else {str(key) for key in node}


def _keys(form: Any) -> set[str]:
    return {field.alias or name for name, field in form.model_fields.items()}
