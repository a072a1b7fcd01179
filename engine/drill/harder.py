"""The hard variant of a scenario: what its section `hard` says instead, laid over the rest of the file.

It must never lose a place: what is wrong in the variant is shown where its author wrote it.
"""

from __future__ import annotations

from typing import Any, Final

from engine.procedure.places import Path, Places

HARD: Final = "-hard"
KEY: Final = "hard"
_BY_NAME: Final = ("injects", "inject")  # of the lists only this one is laid over by name


def is_hard(data: dict[str, Any], name: str) -> bool:
    """Whether `name` asks for the hard variant of the scenario in a file's data."""
    return isinstance(data.get(KEY), dict) and name == f"{data.get('scenario')}{HARD}"


def harder(data: dict[str, Any], places: Places) -> tuple[dict[str, Any], Places]:
    """The data and the places of the variant, under the name with `-hard` behind it.

    A map is laid over a map key by key, an inject over the inject of its name or behind the others;
    anything else is put in the place of what stood there.
    """
    easy = {key: value for key, value in data.items() if key != KEY}
    moved: dict[Path, Path] = {}
    made = laid(easy, data[KEY], (), (KEY,), moved)
    made["scenario"] = f"{data['scenario']}{HARD}"
    return made, moved_to(places, moved)


def moved_to(places: Places, moved: dict[Path, Path]) -> Places:
    """The places with those of what was laid over the rest at its new path."""
    found = Places(dict(places.values), dict(places.keys))
    for old, new in moved.items():
        _move(places.values, found.values, old, new)
        _move(places.keys, found.keys, old, new)
    return found


def _move(source: dict[Path, Any], target: dict[Path, Any], old: Path, new: Path) -> None:
    for path, span in source.items():
        if path[: len(old)] == old:
            target[(*new, *path[len(old) :])] = span


def laid(
    easy: dict[str, Any], hard: dict[str, Any], at: Path, come: Path, moved: dict[Path, Path]
) -> dict[str, Any]:
    """What stands at path `at` with what stands at `come` laid over it; `moved` takes new paths by old."""
    made = dict(easy)
    for key, value in hard.items():
        old, new, under = (*come, key), (*at, key), made.get(key)
        if isinstance(value, dict) and isinstance(under, dict):
            made[key] = laid(under, value, new, old, moved)
        elif not at and key == _BY_NAME[0] and isinstance(value, list) and isinstance(under, list):
            made[key] = _named(under, value, new, old, moved)
        else:
            made[key], moved[old] = value, new
    return made


def _named(
    easy: list[Any], hard: list[Any], at: Path, come: Path, moved: dict[Path, Path]
) -> list[Any]:
    made = list(easy)
    for n, one in enumerate(hard):
        name = one.get(_BY_NAME[1]) if isinstance(one, dict) else None
        place = next(
            (
                i
                for i, each in enumerate(made)
                if isinstance(each, dict) and each.get(_BY_NAME[1]) == name
            ),
            len(made),
        )
        made[place : place + 1] = [one]
        moved[(*come, n)] = (*at, place)
    return made
