"""The outline of a procedure text: its parts, and in them the names they make, in the order of the file.

Holds what can be jumped to; it never judges or sorts.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.language.forms import Kind
from engine.language.names import Mention, Written, str_at
from engine.procedure.places import Path, Place

_PARTS: tuple[tuple[str, Kind], ...] = (
    ("roles", "role"),
    ("ends", "end"),
    ("channels", "channel"),
    ("records", "record"),
    ("steps", "step"),
    ("properties", "property"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the outline: `whole` holds `name_place`, as editors ask."""

    name: str
    about: str
    kind: str
    whole: Place
    name_place: Place
    inside: tuple[Entry, ...] = ()


def outline(known: Written) -> list[Entry]:
    """The parts that the file has, with their names."""
    found = []
    for key, kind in _PARTS:
        if (key,) not in known.places.keys:
            continue
        names = tuple(_entry(known, n, one) for n, one in enumerate(known.made(kind), 1))
        place = Place(*known.places.keys[key,])
        found.append(Entry(key, "", "part", _whole(known, (key,), place), place, names))
    return sorted(found, key=lambda entry: entry.name_place)


def _entry(known: Written, number: int, one: Mention) -> Entry:
    path = one.path[:2]
    if one.kind == "step":
        title = str_at(known.data, (*path, "title"))
        return Entry(
            f"{number} {one.name}", title, "step", _whole(known, path, one.place), one.place
        )
    about = str_at(known.data, path) or str_at(known.data, (*path, "title"))
    about = about or str_at(known.data, (*path, "ask"))
    return Entry(one.name, about, one.kind, _whole(known, path, one.place), one.place)


def _whole(known: Written, path: Path, name: Place) -> Place:
    value = known.places.of(path)
    start = min((name.line, name.column), (value.line, value.column))
    end = max((name.end_line, name.end_column), (value.end_line, value.end_column))
    return Place(*start, *end)
