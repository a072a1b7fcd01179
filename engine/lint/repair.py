"""A file with faults in its forms made whole enough for the rest of it to be checked in the same pass.

What is put in is never reported and never kept: it only lets the checks go on past the fault.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.procedure.model import VERBS, Procedure, StepParts
from engine.procedure.places import Path, Places
from engine.procedure.yaml_walk import MAX_PROBLEMS

ROUNDS: Final = 3  # DESIGN: a repair may show a fault below it
_STAND_IN: Final[dict[str, Any]] = {
    "title": "x", "revision": "1", "entry": "x", "for": "x", "ask": "x", "type": "text", "item": "x",
    "within": "365 d",
}  # fmt: skip
_VALUES: Final = {"duration": "1 min", "number": "1", "whole": "1", "yes": "no"}


@dataclass(frozen=True, slots=True)
class Repaired:
    """A procedure that stands in for the one in the file.

    `renamed` says that nothing but misspelt keys were touched, so that every rule may look at it.
    """

    procedure: Procedure
    places: Places
    renamed: bool


def repaired(data: dict[str, Any], places: Places, error: ValidationError) -> Repaired | None:
    """The file with its faults patched, or None when they go too deep; changes `data`."""
    if error.error_count() > MAX_PROBLEMS:
        return None
    places = Places(dict(places.values), dict(places.keys))  # the author's own stay as they are
    renamed = True
    for _ in range(ROUNDS):
        details = error.errors(include_url=False)
        for detail in sorted(details, key=lambda one: one["type"] != "extra_forbidden"):
            done = _patch(data, places, detail)
            if done is None:
                return None
            renamed = renamed and done == "renamed"
        try:
            return Repaired(Procedure.model_validate(data), places, renamed)
        except ValidationError as again:
            error = again
    return None


def _patch(data: dict[str, Any], places: Places, detail: ErrorDetails) -> str | None:
    path, kind = _path(data, detail["loc"]), detail["type"]
    holder = _at(data, path[:-1])
    if kind == "extra_forbidden" and isinstance(holder, dict):
        return _rename(holder, places, path, detail["loc"])
    if kind == "too_short" and _at(data, path):
        return "renamed"  # its entries are at fault, not their number
    if kind == "verb":
        return _stub(data, path)
    if kind == "missing":
        return _add(_at(data, _path(data, detail["loc"][:-1])), str(detail["loc"][-1]))
    if kind == "guard_key":
        arms = _at(data, path)
        return _drop(arms, detail["ctx"]["key"]) if isinstance(arms, dict) else None
    if kind == "guard":
        return _set(holder, path, _any_guard(data))
    if kind == "duration" and path[-1] == "within":
        return _set(holder, path, _STAND_IN["within"])  # longer than any hold beside it
    if kind in _VALUES:
        return _set(holder, path, _VALUES[kind])
    return None


def _path(data: Any, loc: tuple[int | str, ...]) -> Path:
    """The parts of a place that are keys and positions of the data."""
    node, path = data, []
    for part in loc:
        inside = isinstance(node, dict) and part in node
        entry = isinstance(node, list) and isinstance(part, int) and part < len(node)
        if inside or entry:
            path.append(part)
            node = node[part]
    return tuple(path)


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _rename(
    holder: dict[str, Any], places: Places, path: Path, loc: tuple[int | str, ...]
) -> str | None:
    wrong = str(path[-1])
    value = holder.pop(wrong, None)
    near = difflib.get_close_matches(wrong, sorted(_known(loc)), 1)
    if near and near[0] not in holder and value is not None:
        holder[near[0]] = value
        _move(places.keys, path, (*path[:-1], near[0]))
        _move(places.values, path, (*path[:-1], near[0]))
    return "renamed"


def _known(loc: tuple[int | str, ...]) -> Iterator[str]:
    """The keys of the form in which a fault stands, by the tags of its place."""
    forms: list[type[Procedure | StepParts]] = [VERBS[t] for t in VERBS if f"<{t}>" in loc]
    for form in forms or [Procedure]:
        yield from (field.alias or name for name, field in form.model_fields.items())


def _move(table: dict[Path, Any], old: Path, new: Path) -> None:
    for path in [path for path in table if path[: len(old)] == old]:
        table[new + path[len(old) :]] = table[path]


def _stub(data: Any, path: Path) -> str | None:
    """A step whose verb cannot be told becomes an action that keeps its name and its ways."""
    step = _at(data, path)
    if not isinstance(step, dict) or not isinstance(step.get("step"), str):
        return None
    for key in [key for key in step if key not in {"step", "by", "within", "else", "next", "end"}]:
        del step[key]
    step["do"] = "x"
    return "stubbed"


def _add(holder: Any, key: str) -> str | None:
    if not isinstance(holder, dict):
        return None
    if key in holder:
        return "renamed"  # by the mend of a misspelt key
    if key not in _STAND_IN:
        return None
    holder[key] = _STAND_IN[key]
    return "added"


def _drop(arms: dict[str, Any], key: str) -> str:
    arms.pop(key, None)
    return "dropped"


def _set(holder: Any, path: Path, value: Any) -> str | None:
    if not path or value is None:
        return None
    last = path[-1]
    if isinstance(holder, dict):
        holder[str(last)] = value
    elif isinstance(holder, list) and isinstance(last, int):
        holder[last] = value
    else:
        return None
    return "set"


def _any_guard(data: dict[str, Any]) -> str | None:
    """A condition that can always be read, about whatever the file declares first."""
    for key in ("channels", "records"):
        declared = data.get(key)
        if isinstance(declared, dict) and declared:
            return f"{next(iter(declared))} is unknown"
    return None
