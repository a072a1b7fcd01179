"""Every name of a procedure text: where it is made, where it is used, and what it stands for there.

Works on what could be read, so that an editor has answers while a file is half written; it never judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.language.forms import (
    GUARD_KEYS,
    MADE_BY_KEY,
    MADE_BY_VALUE,
    OTHERS_ENDS,
    USED_BY_VALUE,
    Kind,
    form_of,
)
from engine.procedure.guard import RESERVED, GuardProblem, atoms, parse
from engine.procedure.guard_tree import Compare, Relation
from engine.procedure.places import Path, Place, Places
from engine.procedure.stated import ANSWERED, EVERY_STEP
from engine.procedure.yaml_reader import read_yaml

_NAME: Final = re.compile(r"[a-z][a-z0-9.-]*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place: `made` where the file gives it its meaning; `exact` when the text there is the name.

    `owner` is the procedure an end belongs to, "" for this one. What is not exact (escapes, several
    lines) can be gone to but not renamed.
    """

    kind: Kind
    name: str
    place: Place
    path: Path
    made: bool = False
    owner: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Written:
    """A text with its data and names; `data` is {} where nothing could be read."""

    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    mentions: tuple[Mention, ...] = ()

    @property
    def readable(self) -> bool:
        """Whether there is data to speak of."""
        return bool(self.data)

    @property
    def procedure(self) -> str:
        """The name of the procedure, "" when it has none."""
        return str_at(self.data, ("procedure",))

    def made(self, kind: Kind) -> list[Mention]:
        """Where names of a kind are made, in the order of the file."""
        return [one for one in self.mentions if one.made and one.kind == kind]

    def known(self, kind: Kind) -> list[str]:
        """The names of a kind, each once."""
        return list(dict.fromkeys(one.name for one in self.made(kind)))

    def same(self, other: Mention) -> list[Mention]:
        """Every mention of what `other` mentions, in this text."""
        return [
            one
            for one in self.mentions
            if (one.kind, one.name, one.owner) == (other.kind, other.name, other.owner)
        ]

    def at(self, line: int, column: int) -> Mention | None:
        """The mention at a place in code points; the end of a name counts as the name."""
        return next(
            (
                one
                for one in self.mentions
                if (one.place.line, one.place.column)
                <= (line, column)
                <= (one.place.end_line, one.place.end_column)
            ),
            None,
        )


def written(text: str) -> Written:
    """The names of a text; none when its YAML cannot be read."""
    document = read_yaml(text)
    if not isinstance(document.data, dict):
        return Written(text)
    index = _Index(text, document.data, document.places)
    found = sorted(index.all(), key=lambda one: (one.place, one.name))
    return Written(text, document.data, document.places, tuple(found))


def str_at(data: Any, path: Path) -> str:
    """The text at a path of the data, "" when there is none."""
    for part in path:
        here = isinstance(data, dict) and part in data
        listed = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if not (here or listed):
            return ""
        data = data[part]
    return data if isinstance(data, str) else ""


class _Index:
    """One walk over the places of a text."""

    def __init__(self, text: str, data: dict[str, Any], places: Places) -> None:
        self.data, self.places = data, places
        self.lines = text.split("\n")
        records = data.get("records")
        self.records = frozenset(records) if isinstance(records, dict) else frozenset()

    def all(self) -> Iterator[Mention]:
        for path in self.places.keys:
            yield from self._key(path)
        for path in self.places.values:
            value = str_at(self.data, path)
            if value:
                yield from self._value(path, value)

    def _key(self, path: Path) -> Iterator[Mention]:
        form, name = form_of(path), str(path[-1])
        if form in MADE_BY_KEY:
            yield self._mention(MADE_BY_KEY[form], name, path, key=True, made=True)
        elif form == OTHERS_ENDS:
            owner = str_at(self.data, (*path[:2], "perform"))
            yield self._mention("end", name, path, key=True, owner=owner)
        elif form == GUARD_KEYS and name != "unknown":
            yield from self._guard(name, path, key=True)

    def _value(self, path: Path, value: str) -> Iterator[Mention]:
        form = form_of(path)
        if form in MADE_BY_VALUE:
            yield self._mention(MADE_BY_VALUE[form], value, path, made=True)
            return
        use = USED_BY_VALUE.get(form)
        match use:
            case None:
                return
            case "way":
                yield self._way(value, path)
            case "guard":
                yield from self._guard(value, path)
            case "need":
                yield from self._need(value, path)
            case "step-or-every":
                if value != EVERY_STEP:
                    yield self._mention("step", value, path)
            case _:
                yield self._mention(use, value, path)

    def _way(self, value: str, path: Path) -> Mention:
        """A destination: a step, `end NAME` or `leave NAME`."""
        for word, kind in _AWAY.items():
            if value.startswith(word):
                name = value[len(word) :].strip()
                return self._mention(kind, name, path, within=value, start=value.rindex(name))
        return self._mention("step", value.strip(), path)

    def _need(self, value: str, path: Path) -> Iterator[Mention]:
        answered = ANSWERED.fullmatch(value)
        if answered:
            yield self._mention("step", answered["step"], path, within=value)
        elif re.fullmatch(r"[a-z][a-z0-9-]*", value):
            yield self._mention("step", value, path)
        else:
            yield from self._guard(value, path)

    def _guard(self, value: str, path: Path, *, key: bool = False) -> Iterator[Mention]:
        """Names and units of a guard; of one that cannot be parsed, the words that are names."""
        guard = parse(value)
        if isinstance(guard, GuardProblem):
            for match in _NAME.finditer(value):
                if match[0] not in RESERVED and self._known(match[0]):
                    yield self._reading(match[0], path, value, match.start(), key=key)
            return
        seen = set()
        for atom in atoms(guard):
            if atom.column not in seen:  # both ends of a range share their name and unit
                seen.add(atom.column)
                yield self._reading(atom.name, path, value, atom.column, key=key)
                if isinstance(atom, Relation):
                    at = atom.other_column
                    yield self._reading(atom.other, path, value, at, key=key)
                if isinstance(atom, Compare | Relation) and atom.unit:
                    at = atom.unit_column
                    yield self._mention("unit", atom.unit, path, within=value, start=at, key=key)

    def _known(self, name: str) -> bool:
        channels = self.data.get("channels")
        return name in self.records or (isinstance(channels, dict) and name in channels)

    def _reading(self, name: str, path: Path, value: str, start: int, *, key: bool) -> Mention:
        kind: Kind = "record" if name in self.records else "channel"
        return self._mention(kind, name, path, within=value, start=start, key=key)

    def _mention(
        self,
        kind: Kind,
        name: str,
        path: Path,
        *,
        key: bool = False,
        within: str = "",
        start: int = 0,
        made: bool = False,
        owner: str = "",
    ) -> Mention:
        place = self.places.within(path, within or name, start, len(name), key=key)
        found = self._text(place)
        return Mention(kind, name, place, path, made, owner, found == name)

    def _text(self, place: Place) -> str:
        if place.line != place.end_line:
            return ""
        return self.lines[place.line - 1][place.column - 1 : place.end_column - 1]


_AWAY: Final[dict[str, Kind]] = {"end ": "end", "leave ": "procedure"}
