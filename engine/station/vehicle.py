"""The state of the station at one moment, and the one way time passes in it.

A `Vehicle` is a value: `step` gives a new one, exact and additive, and nothing must ever change
one in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, cast

from engine.station.air import places, propagate, rows, volumes
from engine.station.errors import UnknownNameError
from engine.station.layout import HATCH_STATES, HatchState, Layout, fans_named
from engine.station.limits import contaminant_of
from engine.station.net import Configuration

PEAK_EVERY_MS: Final = 10_000
"""Peaks are read at these marks of the run clock, so that no step changes them (DESIGN)."""


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


@dataclass(frozen=True, slots=True)
class Vehicle:
    """The station at `t_ms` of the run clock.

    Mappings are in the order of the layout. `vector` holds masses, doses and the rest (see
    `air.Rows`); `wiped` is mg of spill that the crew took up.
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


def start_vehicle(
    layout: Layout,
    *,
    contaminant: str,
    people: Mapping[str, str] | None = None,
    hatches: Mapping[str, str] | None = None,
    switches: Mapping[str, bool] | None = None,
) -> Vehicle:
    """Give the station at time 0 with clean air.

    `people` maps roles to compartments; `hatches` (to open, shut or obstructed) and `switches`
    (fans, groups of fans, scrubbers) override the start in the layout. Raises UnknownNameError.
    """
    contaminant_of(layout, contaminant)
    states = {hatch.name: hatch.start for hatch in layout.hatches.values()}
    for name, state in (hatches or {}).items():
        _must_know(name, layout.hatches, "hatch")
        _must_know(state, HATCH_STATES, "hatch state")
        states[name] = cast("HatchState", state)
    fans, scrubbers = _switched(layout, switches or {})
    for compartment in (people or {}).values():
        _must_know(compartment, layout.compartments, "compartment")
    crew = {role: Person(compartment) for role, compartment in (people or {}).items()}
    return Vehicle(
        t_ms=0,
        contaminant=contaminant,
        hatches=MappingProxyType(states),
        fans=MappingProxyType(fans),
        scrubbers=MappingProxyType(scrubbers),
        people=MappingProxyType(crew),
        spills=(),
        vector=(0.0,) * rows(layout).spills,
    )


def _switched(
    layout: Layout, switches: Mapping[str, bool]
) -> tuple[dict[str, bool], dict[str, bool]]:
    """Give what is on at the start: fans, then scrubbers."""
    fans = {fan.name: fan.start for fan in layout.fans.values()}
    beds = {bed.name: bed.start for bed in layout.scrubbers.values()}
    for name, is_on in switches.items():
        if name in beds:
            beds[name] = is_on
            continue
        named = fans_named(layout, name)
        if not named:
            _must_know(name, [*layout.fans, *beds], "fan or scrubber")
        fans.update(dict.fromkeys(named, is_on))
    return fans, beds


def _must_know(
    name: str, known: Mapping[str, object] | list[str] | tuple[str, ...], a: str
) -> None:
    if name not in known:
        message = f"found no {a} {name!r}; use one of {', '.join(known)}."
        raise UnknownNameError(message)


def configuration_of(vehicle: Vehicle) -> Configuration:
    """Give the part of the state that decides the flows: the key of the matrices."""
    return Configuration(
        vehicle.contaminant,
        tuple(vehicle.hatches.values()),
        tuple(vehicle.fans.values()),
        tuple(vehicle.scrubbers.values()),
        tuple((spill.compartment, spill.minutes) for spill in vehicle.spills),
    )


def concentration(vehicle: Vehicle, layout: Layout, compartment: str) -> float:
    """Give the concentration in a compartment, mg/m3."""
    _must_know(compartment, layout.compartments, "compartment")
    place = places(layout)[compartment]
    return vehicle.vector[place] / volumes(layout)[place]


def step(vehicle: Vehicle, layout: Layout, dt_ms: int) -> Vehicle:
    """Let `dt_ms` milliseconds pass in which nobody acts.

    Pure, exact and additive: `a + b` at once is `a` and then `b`, up to rounding. Raises
    ValueError for a negative length.
    """
    if dt_ms < 0:
        message = f"time cannot run back: found a step of {dt_ms} ms, expected 0 or more"
        raise ValueError(message)
    configuration = configuration_of(vehicle)
    vector, t, end = vehicle.vector, vehicle.t_ms, vehicle.t_ms + dt_ms
    peaks = {role: person.peak for role, person in vehicle.people.items()}
    while t < end:
        mark = min(end, (t // PEAK_EVERY_MS + 1) * PEAK_EVERY_MS)
        vector = propagate(layout, configuration, vector, mark - t)
        t = mark
        if t % PEAK_EVERY_MS == 0:
            _raise_peaks(peaks, vehicle, layout, vector)
    people = _breathe(vehicle, layout, vector, peaks)
    return replace(vehicle, t_ms=end, vector=vector, people=people)


def _raise_peaks(
    peaks: dict[str, float], vehicle: Vehicle, layout: Layout, vector: tuple[float, ...]
) -> None:
    """Note the concentration around each unmasked person where it is the highest yet."""
    place, volume = places(layout), volumes(layout)
    for role, person in vehicle.people.items():
        if not person.masked:
            here = place[person.compartment]
            peaks[role] = max(peaks[role], vector[here] / volume[here])


def _breathe(
    vehicle: Vehicle, layout: Layout, after: tuple[float, ...], peaks: Mapping[str, float]
) -> Mapping[str, Person]:
    """Add the integral of concentration over the step to each unmasked person's exposure."""
    first, place = rows(layout).integrals, places(layout)
    crew: dict[str, Person] = {}
    for role, person in vehicle.people.items():
        row = first + place[person.compartment]
        dose = 0.0 if person.masked else after[row] - vehicle.vector[row]
        crew[role] = replace(person, breathed=person.breathed + dose, peak=peaks[role])
    return MappingProxyType(crew)
