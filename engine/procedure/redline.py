"""From the crew's redlines to a draft: the author's file with the changed words in their places, comments kept.

Pure text edits at places the reader recorded; nothing is printed anew, so a diff shows the redlines and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import ProcedureError
from engine.procedure.places import Place, Places
from engine.procedure.yaml_reader import read_yaml

PRECONDITIONS = "preconditions"


@dataclass(frozen=True)
class Redlining:
    """A change: the step, the item's number in it (1-based; None adds a note to the step), words, who, why."""

    step: str
    item: int | None
    words: str
    role: str
    reason: str


@dataclass(frozen=True)
class _Edit:
    place: Place
    text: str


def adopt(text: str, redlines: Sequence[Redlining], origin: str) -> str:
    """The draft: next revision, each redline in its place and told in a comment at the head.

    Raises ProcedureError when a redline's step or item is not in the text.
    """
    document = read_yaml(text)
    if document.problems or not isinstance(document.data, dict):
        raise ProcedureError("the procedure kept with the run cannot be read; nothing was adopted")
    data, places = document.data, document.places
    edits = [edit for one in redlines for edit in _edits(data, places, one)]
    edits.append(_Edit(places.of(("revision",)), str(int(str(data["revision"])) + 1)))
    draft = _applied(text, edits)
    told = [f"# Draft adopted from run {origin}. Redlines of its crew:"]
    told += [f"#   {one.role}, {_where(one)}: {' '.join(one.reason.split())}" for one in redlines]
    return "\n".join([*told, draft])


def _where(one: Redlining) -> str:
    return f"step {one.step}" + (f", item {one.item}" if one.item is not None else ", note")


def _edits(data: Mapping[str, Any], places: Places, one: Redlining) -> Iterator[_Edit]:
    steps = data.get("steps")
    names = (
        [step.get("step") for step in steps if isinstance(step, dict)]
        if isinstance(steps, list)
        else []
    )
    if one.step == PRECONDITIONS and one.item is not None:
        yield _item_edit(data.get(PRECONDITIONS), places, (PRECONDITIONS,), one)
    elif one.step not in names or not isinstance(steps, list):
        raise ProcedureError(
            f"a redline is for the step '{one.step}', which the procedure does not have"
        )
    elif one.item is not None:
        n = names.index(one.step)
        yield _item_edit(steps[n].get("do"), places, ("steps", n, "do"), one)
    else:
        yield _note_edit(steps[names.index(one.step)], places, names.index(one.step), one)


def _item_edit(do: object, places: Places, at: tuple[int | str, ...], one: Redlining) -> _Edit:
    quoted = json.dumps(one.words, ensure_ascii=False)
    n = (one.item or 1) - 1
    if isinstance(do, str) and n == 0:
        return _Edit(places.of(at), quoted)
    if isinstance(do, dict) and n == 0:
        return _Edit(places.of((*at, "item")), quoted)
    if isinstance(do, list) and n < len(do):
        loc = (*at, n, "item") if isinstance(do[n], dict) else (*at, n)
        return _Edit(places.of(loc), quoted)
    raise ProcedureError(
        f"a redline is for item {one.item} of '{one.step}', which the step does not have"
    )


def _note_edit(step: Mapping[str, Any], places: Places, n: int, one: Redlining) -> _Edit:
    words = json.dumps(one.words, ensure_ascii=False)
    note = step.get("note")
    if isinstance(note, str):
        old = json.dumps(note, ensure_ascii=False)
        return _Edit(places.of(("steps", n, "note")), f"[{old}, {words}]")
    if isinstance(note, list):
        place = places.of(("steps", n, "note", len(note) - 1))
        return _Edit(
            Place(place.end_line, place.end_column, place.end_line, place.end_column), f", {words}"
        )
    name = places.of(("steps", n, "step"))
    indent = " " * (places.of(("steps", n, "step"), key=True).column - 1)
    end = Place(name.end_line, name.end_column, name.end_line, name.end_column)
    return _Edit(end, f"\n{indent}note: {words}")


def _applied(text: str, edits: Sequence[_Edit]) -> str:
    """The text with each place replaced, from the last to the first so that no place moves."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda one: one.place, reverse=True):
        first, last = edit.place.line - 1, edit.place.end_line - 1
        before, after = (
            lines[first][: edit.place.column - 1],
            lines[last][edit.place.end_column - 1 :],
        )
        lines[first : last + 1] = (before + edit.text + after).split("\n")
    return "\n".join(lines)
