"""From the part of a station file about its systems to a `Plant`.

It takes data and never a path; a number must have its unit, mark and source, or one sentence says
where it does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeVar, get_type_hints

from engine.station.part import Part
from engine.station.plant import (
    BottlePlant,
    ExchangerPlant,
    FirePlant,
    GroundStation,
    HullPlant,
    LoopPlant,
    MotionPlant,
    Of,
    Plant,
    ShipPlant,
    Thrusters,
    WindowPlant,
)

_T = TypeVar("_T")
SECTIONS: Final[tuple[str, ...]] = (
    "hull", "motion", "thrusters", "ships", "loops", "exchangers", "fire", "bottles", "masks",
    "windows",
)  # fmt: skip
"""The sections of a station file that tell of systems beside the air."""


def plant_from(top: Part, compartments: Collection[str], gases: Collection[str]) -> Plant:
    """Build the systems of a station file from its top; raises LayoutError.

    Every section may be left out: a station without it refuses the acts that need it.
    """
    loops = _each(top, "loops", LoopPlant)
    return Plant(
        hull=_one(top, "hull", HullPlant),
        motion=_one(top, "motion", MotionPlant),
        thrusters=_each(top, "thrusters", Thrusters),
        ships=_ships(top, compartments),
        loops=loops,
        exchangers=_exchangers(top, compartments, loops),
        fire=_fire(top, gases),
        bottles=_bottles(top, compartments, gases),
        masks=_figures(top.at("masks"), "s") if top.has("masks") else MappingProxyType({}),
        windows=_windows(top),
    )


def _declared(kind: type[Any]) -> Mapping[str, Of]:
    """Give the numbers that a kind of plant declares, with their units and bounds."""
    return {
        name: bound
        for name, hint in get_type_hints(kind, include_extras=True).items()
        for bound in getattr(hint, "__metadata__", ())
        if isinstance(bound, Of)
    }


def numbers(part: Part, kind: type[Any], *others: str) -> dict[str, Any]:
    """Read every figure that a kind of plant declares; `others` are further keys that may stand."""
    declared = _declared(kind)
    part.only(*declared, *others)
    return {
        name: part.at(name).figure(bound.unit, bound.low, bound.high)
        for name, bound in declared.items()
    }


def _one(top: Part, section: str, kind: type[_T]) -> _T | None:
    return kind(**numbers(top.at(section), kind)) if top.has(section) else None


def _each(top: Part, section: str, kind: type[_T]) -> Mapping[str, _T]:
    if not top.has(section):
        return MappingProxyType({})
    found = {name: kind(**numbers(part, kind)) for name, part in top.at(section).items()}
    return MappingProxyType(found)


def _figures(part: Part, unit: str, high: float = 1e9) -> Mapping[str, Any]:
    return MappingProxyType({name: under.figure(unit, high=high) for name, under in part.items()})


def _ships(top: Part, compartments: Collection[str]) -> Mapping[str, ShipPlant]:
    found = _each(top, "ships", ShipPlant)
    for name in found:
        if name not in compartments:
            raise (
                top.at("ships")
                .at(name)
                .fault(f"found the ship {name!r}", "give it the name of its compartment")
            )
    return found


def _exchangers(
    top: Part, compartments: Collection[str], loops: Collection[str]
) -> Mapping[str, ExchangerPlant]:
    found = {}
    for name, part in top.at("exchangers").items() if top.has("exchangers") else ():
        read = numbers(part, ExchangerPlant, "loop", "in")
        loop, place = part.at("loop").one_of(loops), part.at("in").one_of(compartments)
        found[name] = ExchangerPlant(**read, loop=loop, compartment=place)
    return MappingProxyType(found)


def _fire(top: Part, gases: Collection[str]) -> FirePlant | None:
    if not top.has("fire"):
        return None
    part = top.at("fire")
    read = numbers(part, FirePlant, "yields")
    for name in part.at("yields").mapping():
        part.at("yields").known(str(name), gases)
    return FirePlant(**read, yields=_figures(part.at("yields"), "1", high=10))


def _bottles(
    top: Part, compartments: Collection[str], gases: Collection[str]
) -> Mapping[str, BottlePlant]:
    found = {}
    for name, part in top.at("bottles").items() if top.has("bottles") else ():
        read = numbers(part, BottlePlant, "in", "gas")
        place, gas = part.at("in").one_of(compartments), part.at("gas").one_of((*gases, "air"))
        found[name] = BottlePlant(**read, compartment=place, gas=gas)
    return MappingProxyType(found)


def _windows(top: Part) -> WindowPlant | None:
    if not top.has("windows"):
        return None
    part = top.at("windows")
    stations = {
        name: GroundStation(**numbers(under, GroundStation))
        for name, under in part.at("stations").items()
    }
    read = numbers(part, WindowPlant, "stations")
    return WindowPlant(**read, stations=MappingProxyType(stations))
