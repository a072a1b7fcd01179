"""A new name for a step, role, record, channel, end or property, everywhere it stands; or one sentence why not.

Changes text at known places and nothing else; it must never change what a crew would do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from engine.errors import BoldfaceError
from engine.language.names import Mention, Written
from engine.procedure.guard import RESERVED
from engine.procedure.places import Place
from engine.procedure.yaml_reader import read_yaml
from engine.run.channels import LINK

_FORM: Final = {
    "step": (r"[a-z][a-z0-9-]{0,59}", "small letters, digits and -, as in shut-hatch"),
    "property": (r"[a-z][a-z0-9-]{0,59}", "small letters, digits and -, as in masks-first"),
    # Telemetry of others comes with the capitals it was given: RUSSEG000022.
    "channel": (r"[A-Za-z][A-Za-z0-9.-]{0,59}", "letters, digits, . and -, as in air.sm.voc"),
    "record": (r"[a-z][a-z0-9.-]{0,59}", "small letters, digits, . and -, as in tube-sm"),
    "role": (r"[A-Z][A-Za-z0-9-]{0,19}", "a capital, then letters, digits and -, as in FE-1"),
    "end": (r"[A-Za-z0-9](?:[A-Za-z0-9 -]*[A-Za-z0-9])?", "letters, digits, blanks and -"),
}
# Keys of a scenario whose values are prose for people.
_PROSE: Final = frozenset({"title", "briefing", "notice", "label", "source", "note"})


class RenameError(BoldfaceError):
    """Why a name cannot be given: one sentence."""


@dataclass(frozen=True, slots=True)
class Change:
    """The text at a place becomes the new name."""

    place: Place
    new: str


def renamable(known: Written, line: int, column: int) -> Mention:
    """The mention to be renamed; raises RenameError when none is there or it cannot be."""
    one = known.at(line, column)
    if one is None:
        raise RenameError(
            "there is no name here; put the cursor on a step, role, record or channel"
        )
    if one.kind == "unit":
        raise RenameError(f"'{one.name}' is a unit, and a unit is never renamed")
    if one.kind == "procedure":
        raise RenameError(
            f"'{one.name}' is called as its file is; rename the file, then the name in it"
        )
    if one.owner:
        raise RenameError(f"'{one.name}' is an end of '{one.owner}'; rename it in that file")
    if one.name == LINK and one.kind == "channel":
        raise RenameError(f"the signal to the ground is looked for under this name, '{LINK}'")
    if not any(other.made for other in known.same(one)):
        raise RenameError(f"no {one.kind} is called '{one.name}'; nothing to rename")
    return one


def rename(known: Written, one: Mention, new: str) -> list[Change]:
    """The changes in this text; raises RenameError when the name is bad, taken, or out of reach."""
    pattern, words = _FORM[one.kind]
    if not re.fullmatch(pattern, new):
        raise RenameError(f"'{new[:60]}' is no name for a {one.kind}; write {words}")
    if one.kind in {"channel", "record"} and new in RESERVED:
        raise RenameError(f"'{new}' is a word of guards; choose another name")
    if one.kind == "step" and new == "preconditions":
        raise RenameError("'preconditions' is the step made from preconditions:; choose another")
    taken = next((other for other in _beside(known, one) if other.name == new), None)
    if taken is not None and new != one.name:
        raise RenameError(
            f"a {taken.kind} is called '{new}' already, on line {taken.place.line}; choose another"
        )
    found = known.same(one)
    odd = next((other for other in found if not other.exact), None)
    if odd is not None:
        raise RenameError(
            f"'{one.name}' on line {odd.place.line} is written with escapes or over several lines; "
            "write it plainly first"
        )
    return [Change(place, new) for place in dict.fromkeys(other.place for other in found)]


def _beside(known: Written, one: Mention) -> list[Mention]:
    """What may not share a name with it: channels and records are one family in guards."""
    if one.kind in {"channel", "record"}:
        return [*known.made("channel"), *known.made("record")]
    return known.made(one.kind)


def elsewhere(other: Written, procedure: str, one: Mention, new: str) -> list[Change]:
    """The changes in another procedure that performs this one and names its end."""
    if one.kind != "end":
        return []
    return [
        Change(mention.place, new)
        for mention in other.mentions
        if (mention.kind, mention.name, mention.owner) == ("end", one.name, procedure)
        and mention.exact
    ]


def applied(text: str, changes: list[Change]) -> str:
    """The text after the changes."""
    lines = text.split("\n")
    for one in sorted(changes, key=lambda change: change.place, reverse=True):
        at = one.place.line - 1
        line = lines[at]
        lines[at] = line[: one.place.column - 1] + one.new + line[one.place.end_column - 1 :]
    return "\n".join(lines)


def scenario_lines(text: str, names: frozenset[str], one: Mention) -> list[int]:
    """The lines of a scenario that would no longer fit, when it plays one of the procedures `names`.

    Scenarios are not changed by a rename: an item such as `masks#1` is theirs to keep or lose.
    """
    document = read_yaml(text)
    data: Any = document.data
    if not isinstance(data, dict) or data.get("procedure") not in names:
        return []
    word = re.compile(rf"(?<![\w.-]){re.escape(one.name)}(?![\w.-])")
    lines = text.split("\n")
    found = set()
    for path, span in [*document.places.keys.items(), *document.places.values.items()]:
        here = lines[span[0] - 1][span[1] - 1 : span[3] - 1] if span[0] == span[2] else ""
        if word.search(here) and not any(part in _PROSE for part in path):
            found.add(span[0])
    return sorted(found)
