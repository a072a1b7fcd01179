"""Bad ways of working that simulated people can have: a scenario NAME is played so under the name NAME-HABIT.

A habit is laid over the section `crew` of the file, as the hard variant is over all of it; it must never lose a place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.drill.harder import laid, moved_to
from engine.procedure.places import Path, Places

KEY: Final = "habits"
Data = dict[str, Any]

_LATE: Final = "20 h"  # later than any step waits that is not counted in days
_HASTE: Final = "5"
_SLIP: Final = "10"  # the decimal point one place off


def _idle(crew: Data) -> Data:
    delays = crew.get("delays")
    every = delays.get("everyone", {}) if isinstance(delays, dict) else {}
    late = dict.fromkeys(("tick", "record", "answer"), _LATE)
    return {**crew, "delays": {"everyone": {**every, **late}}, "own": {}}


HABITS: Final[Mapping[str, tuple[str, Callable[[Data], Data]]]] = {
    "idle": ("nobody does anything in time", _idle),
    "hasty": (
        "everything at once, and before its time",
        lambda crew: {**crew, "haste": _HASTE, "waits": {}},
    ),
    "careless": (
        "masks are reported on and not put on",
        lambda crew: {**crew, "omits": ["mask", "breathe"]},
    ),
    "misreading": (
        "instruments are read wrong",
        lambda crew: {**crew, "misreads": _SLIP},
    ),
    "deaf": (
        "the ground is not heard, and nothing noticed is passed on",
        lambda crew: {**crew, "deaf": "yes"},
    ),
    "backwards": (
        "the items of a step from the last to the first",
        lambda crew: {**crew, "backwards": "yes", "waits": {}},
    ),
}  # DESIGN: what goes wrong with procedures is skipping, slips of reading and order, not hearing


def without_habit(name: str) -> tuple[str, str]:
    """The name of the scenario, and of the habit with which it is to be played, or ''."""
    for habit in HABITS:
        if name.endswith(f"-{habit}"):
            return name.removesuffix(f"-{habit}"), habit
    return name, ""


def with_habit(data: Data, places: Places, habit: str) -> tuple[Data, Places]:
    """The data and the places of a scenario played with a habit: the general part, then the file's own."""
    crew = data.get("crew")
    if not isinstance(crew, dict):
        return data, places
    changed = HABITS[habit][1](crew)
    own = data[KEY].get(habit) if isinstance(data.get(KEY), dict) else None
    if isinstance(own, dict):
        moved: dict[Path, Path] = {}
        changed = laid(changed, own, ("crew",), (KEY, habit), moved)
        places = moved_to(places, moved)
    title, words = data.get("title"), HABITS[habit][0]
    name = f"{data.get('scenario')}-{habit}"
    return {**data, "scenario": name, "title": f"{title} ({words})", "crew": changed}, places
