"""How time passes in the station: the one way, `step`, and how a run finds the station.

A `Vehicle` is a value: `step` gives a new one, exact and additive, and nothing must ever change
one in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, cast

from engine.station.air import places, propagate, rows, volumes
from engine.station.coupling import spent_at, systems_after, tick, tick_ms
from engine.station.heat import start_exchangers, start_loops, start_ships
from engine.station.layout import HATCH_STATES, HatchState, Layout, fans_named
from engine.station.limits import contaminant_of
from engine.station.motion import moved
from engine.station.oxygen import start_bottles
from engine.station.state import (
    Person,
    Spill,
    Vehicle,
    concentration,
    configuration_of,
    must_know,
    nominal_of,
)

__all__ = [
    "Person",
    "Spill",
    "Vehicle",
    "concentration",
    "configuration_of",
    "start_vehicle",
    "step",
]

PEAK_EVERY_MS: Final = 10_000
"""Peaks are read at these marks of the run clock, so that no step changes them (DESIGN)."""


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
        must_know(name, layout.hatches, "hatch")
        must_know(state, HATCH_STATES, "hatch state")
        states[name] = cast("HatchState", state)
    fans, scrubbers = _switched(layout, switches or {})
    for compartment in (people or {}).values():
        must_know(compartment, layout.compartments, "compartment")
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
        ships=start_ships(layout),
        loops=start_loops(layout),
        exchangers=start_exchangers(layout),
        bottles=start_bottles(layout),
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
            must_know(name, [*layout.fans, *beds], "fan or scrubber")
        fans.update(dict.fromkeys(named, is_on))
    return fans, beds


def step(vehicle: Vehicle, layout: Layout, dt_ms: int) -> Vehicle:
    """Let `dt_ms` milliseconds pass in which nobody acts.

    Pure, exact and additive: `a + b` at once is `a` and then `b`, up to rounding. What is not
    linear (fire, a cabin filled from a bottle, an open valve, a turning station) moves on at whole
    ticks of the run clock, which no cutting changes. Raises ValueError for a negative length.
    """
    if dt_ms < 0:
        message = f"time cannot run back: found a step of {dt_ms} ms, expected 0 or more"
        raise ValueError(message)
    start, end = vehicle.t_ms, vehicle.t_ms + dt_ms
    while vehicle.t_ms < end:
        stop = min(end, spent_at(vehicle))
        every = tick_ms(vehicle, layout)
        if every:
            stop = min(stop, (vehicle.t_ms // every + 1) * every)
        vehicle = _passed(vehicle, layout, stop)
        if every and stop % every == 0:
            vehicle = tick(vehicle, layout, every)
    motion = moved(vehicle.motion, layout, start, end)
    return vehicle if motion is vehicle.motion else replace(vehicle, motion=motion)


def _passed(vehicle: Vehicle, layout: Layout, end: int) -> Vehicle:
    """Let time pass up to `end` in everything that has a closed form; the air first.

    Clean air stays clean: months of it cost nothing.
    """
    configuration = configuration_of(vehicle, layout)
    vector, t = vehicle.vector, vehicle.t_ms
    peaks = {role: person.peak for role, person in vehicle.people.items()}
    nominal = nominal_of(vehicle, layout)
    if nominal and t // PEAK_EVERY_MS < end // PEAK_EVERY_MS and not any(vector):
        _raise_peaks(peaks, vehicle, layout, vector, nominal)
    while t < end and any(vector):
        mark = min(end, (t // PEAK_EVERY_MS + 1) * PEAK_EVERY_MS)
        vector = propagate(layout, configuration, vector, mark - t)
        t = mark
        if t % PEAK_EVERY_MS == 0:
            _raise_peaks(peaks, vehicle, layout, vector, nominal)
    people = _breathe(vehicle, layout, vector, peaks, nominal * (end - vehicle.t_ms) / 60_000)
    after = replace(vehicle, t_ms=end, vector=vector, people=people)
    return systems_after(vehicle, after, layout, configuration)


def _raise_peaks(
    peaks: dict[str, float],
    vehicle: Vehicle,
    layout: Layout,
    vector: tuple[float, ...],
    nominal: float,
) -> None:
    """Note the concentration around each unmasked person where it is the highest yet."""
    place, volume = places(layout), volumes(layout)
    for role, person in vehicle.people.items():
        if not person.masked:
            here = place[person.compartment]
            peaks[role] = max(peaks[role], vector[here] / volume[here] + nominal)


def _breathe(
    vehicle: Vehicle,
    layout: Layout,
    after: tuple[float, ...],
    peaks: Mapping[str, float],
    nominal: float,
) -> Mapping[str, Person]:
    """Add the integral of concentration over the step to each unmasked person's exposure.

    nominal: what of it is breathed everywhere, mg min/m3.
    """
    first, place = rows(layout).integrals, places(layout)
    crew: dict[str, Person] = {}
    for role, person in vehicle.people.items():
        row = first + place[person.compartment]
        dose = 0.0 if person.masked else nominal + after[row] - vehicle.vector[row]
        crew[role] = replace(person, breathed=person.breathed + dose, peak=peaks[role])
    return MappingProxyType(crew)
