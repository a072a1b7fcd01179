"""The state of the station at one moment: a value, with every system beside the air.

It holds and answers; how time passes in it is told in `vehicle.py`, and nothing must ever change
one in place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from engine.station.air import places, volumes
from engine.station.errors import UnknownNameError
from engine.station.fire import Detector, Fire
from engine.station.heat import Exchanger, Loop, Ship
from engine.station.hull import Hull, to_vacuum
from engine.station.layout import HatchState, Layout
from engine.station.limits import always_there, contaminant_of
from engine.station.motion import Motion
from engine.station.net import Configuration
from engine.station.oxygen import Bottle, Supply


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on board: where, mask on or off, and what they breathed without one.

    `breathed` is mg min/m3; `peak` is the highest mg/m3 met unmasked at a ten-second mark.
    """

    compartment: str
    masked: bool = False
    breathed: float = 0.0
    peak: float = 0.0


@dataclass(frozen=True, slots=True)
class Spill:
    """Liquid or solid that evaporates: `left` of it falls to 1/e in `minutes`."""

    compartment: str
    minutes: float


def _none() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Vehicle:
    """The station at `t_ms` of the run clock.

    Mappings are in the order of the layout. `vector` holds masses, doses and the rest (see
    `air.Rows`); `wiped` is mg of spill that the crew took up, `vented` mg of the contaminant gone
    through holes and vents, by compartment.

    The systems beside the air: hull, motion, ships, loops, exchangers, bottles, and fires and smoke
    detectors by compartment. gases: mg of every other gas, by compartment; supplies: what people
    breathe from; cabin_off, power_off: compartments whose fan or power is off; pressed: alarms
    raised by hand; shown: what channels are made to show instead of the truth.
    """

    t_ms: int
    contaminant: str
    hatches: Mapping[str, HatchState]
    fans: Mapping[str, bool]
    scrubbers: Mapping[str, bool]
    people: Mapping[str, Person]
    spills: tuple[Spill, ...]
    vector: tuple[float, ...]
    wiped: float = 0.0
    vented: Mapping[str, float] = field(default_factory=_none)
    hull: Hull = field(default_factory=Hull)
    motion: Motion = field(default_factory=Motion)
    ships: Mapping[str, Ship] = field(default_factory=_none)
    loops: Mapping[str, Loop] = field(default_factory=_none)
    exchangers: Mapping[str, Exchanger] = field(default_factory=_none)
    bottles: Mapping[str, Bottle] = field(default_factory=_none)
    fires: Mapping[str, Fire] = field(default_factory=_none)
    detectors: Mapping[str, Detector] = field(default_factory=_none)
    gases: Mapping[str, tuple[float, ...]] = field(default_factory=_none)
    supplies: Mapping[str, Supply] = field(default_factory=_none)
    cabin_off: frozenset[str] = frozenset()
    power_off: frozenset[str] = frozenset()
    pressed: frozenset[str] = frozenset()
    shown: Mapping[str, str] = field(default_factory=_none)


def must_know(name: str, known: Collection[str], a: str) -> None:
    """Raise UnknownNameError, with the names there are, for one that is not among them."""
    if name not in known:
        message = f"found no {a} {name!r}; use one of {', '.join(known)}."
        raise UnknownNameError(message)


def configuration_of(vehicle: Vehicle, layout: Layout) -> Configuration:
    """Give the part of the state that decides the flows: the key of the matrices."""
    return Configuration(
        vehicle.contaminant,
        tuple(vehicle.hatches.values()),
        tuple(vehicle.fans.values()),
        tuple(vehicle.scrubbers.values()),
        tuple((spill.compartment, spill.minutes) for spill in vehicle.spills),
        to_vacuum(vehicle.hull, layout),
    )


def concentration(vehicle: Vehicle, layout: Layout, compartment: str) -> float:
    """Give the concentration of the contaminant in a compartment, mg/m3.

    What the cabin air holds of it from the start counts; the vector holds only what came beside.
    """
    must_know(compartment, layout.compartments, "compartment")
    place = places(layout)[compartment]
    return vehicle.vector[place] / volumes(layout)[place] + nominal_of(vehicle, layout)


def nominal_of(vehicle: Vehicle, layout: Layout) -> float:
    """Give the mg/m3 of the contaminant that the cabin air holds from the start."""
    return always_there(contaminant_of(layout, vehicle.contaminant))


def mass_of(vehicle: Vehicle, layout: Layout, gas: str, compartment: str) -> float:
    """Give the mg of any gas in the air of a compartment: the contaminant's or another's.

    For oxygen, nitrogen and carbon dioxide it is what is there over or under the nominal air.
    """
    place = places(layout)[compartment]
    if gas == vehicle.contaminant:
        return vehicle.vector[place]
    return vehicle.gases[gas][place] if gas in vehicle.gases else 0.0
