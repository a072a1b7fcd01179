"""How the systems meet: what one gives off reaches the air, the hull and the people of another.

Each system knows only itself; this is the one place that hands on, and it must hand on everything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from engine.station import fire, heat, oxygen
from engine.station.air import TICKS_MS, carry, places, rows, volumes
from engine.station.hull import busy, filled, through_valves, vent_for
from engine.station.layout import Layout
from engine.station.net import Configuration
from engine.station.state import Vehicle, configuration_of, mass_of

_CABIN_K: Final = 22.2 + 273.15  # READ, domain-facts.md 5.1b V7
CABIN_C: Final = 22.2
_FAINT: Final = 1e-3  # 1/m of extinction below which a detector is at rest (DESIGN)


def _frozen(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(dict(data))


def tick_ms(vehicle: Vehicle, layout: Layout) -> int:
    """Give how often the systems must be looked after, ms: 0 where all have closed forms."""
    if (
        vehicle.fires
        or any(bottle.open and bottle.kg > 0 for bottle in vehicle.bottles.values())
        or any(_comes_in(vehicle, layout, name) for name in vehicle.exchangers)
        or busy(vehicle.hull, layout, vehicle.hatches)
    ):
        return TICKS_MS[0]
    return TICKS_MS[1] if vehicle.detectors else 0


def _comes_in(vehicle: Vehicle, layout: Layout, name: str) -> bool:
    """Tell whether ammonia comes through an exchanger."""
    mine = layout.plant.exchangers[name]
    loop = vehicle.loops[mine.loop]
    outer = layout.plant.loops[mine.loop]
    return heat.ammonia_flow(vehicle.exchangers[name], mine, loop, outer) > 0


def spent_at(vehicle: Vehicle) -> int:
    """Give the time at which the next mask is empty, ms of the run clock; far off if none is."""
    left = [one.left for one in vehicle.supplies.values() if one.left > 0]
    return vehicle.t_ms + max(1, math.ceil(1000 * min(left))) if left else 2**62


def systems_after(
    before: Vehicle, after: Vehicle, layout: Layout, configuration: Configuration
) -> Vehicle:
    """Let the same time pass in every system that has a closed form.

    `after` is `before` with the air and the clock moved on.
    """
    dt_ms = after.t_ms - before.t_ms
    seconds = dt_ms / 1000
    changes: dict[str, Any] = {}
    if configuration.holes:
        changes["hull"] = vent_for(before.hull, layout, before.hatches, seconds)
        changes["vented"] = _vented(before, after, layout, configuration)
    if before.gases:
        changes["gases"] = _frozen(carry(layout, configuration, before.gases, dt_ms))
    if before.supplies:
        changes |= _breathing(after, seconds)
    if before.ships:
        changes["ships"] = _ships(before, layout, seconds)
    if not _waters_rest(before, layout):
        changes |= _exchangers(before, layout, seconds)
    return replace(after, **changes) if changes else after


def _vented(
    before: Vehicle, after: Vehicle, layout: Layout, configuration: Configuration
) -> Mapping[str, float]:
    """Add what holes took of the contaminant: flow times the integral of concentration, exactly."""
    first, place = rows(layout).integrals, places(layout)
    found = dict(before.vented)
    for name, flow in configuration.holes:
        row = first + place[name]
        gone = flow / 60 * (after.vector[row] - before.vector[row])
        found[name] = found.get(name, 0.0) + gone
    return _frozen(found)


def _breathing(after: Vehicle, seconds: float) -> dict[str, Any]:
    """Use up what people breathe from; a mask that is empty protects nobody any more."""
    supplies = {
        role: oxygen.breathed_from(supply, seconds) for role, supply in after.supplies.items()
    }
    people = {
        role: replace(person, masked=False)
        if role in supplies and supplies[role].left <= 0
        else person
        for role, person in after.people.items()
    }
    return {"supplies": _frozen(supplies), "people": _frozen(people)}


def _ships(before: Vehicle, layout: Layout, seconds: float) -> Mapping[str, heat.Ship]:
    aboard = [person.compartment for person in before.people.values()]
    return _frozen(
        {
            name: heat.ship_after(
                ship, layout.plant.ships[name], seconds, aboard.count(name), CABIN_C
            )
            for name, ship in before.ships.items()
        }
    )


def _waters_rest(vehicle: Vehicle, layout: Layout) -> bool:
    """Tell whether every water loop stays as it is: nothing comes in and it is as cold as it gets."""
    plants, loops = layout.plant.exchangers, vehicle.loops
    return all(
        one.breach == 0 and loops[plants[name].loop].on and one.celsius == plants[name].water.value
        for name, one in vehicle.exchangers.items()
    )


def _exchangers(before: Vehicle, layout: Layout, seconds: float) -> dict[str, Any]:
    plant = layout.plant
    found: dict[str, heat.Exchanger] = {}
    taken: dict[str, float] = {}
    for name, one in before.exchangers.items():
        mine = plant.exchangers[name]
        loop, outer = before.loops[mine.loop], plant.loops[mine.loop]
        found[name] = heat.exchanger_after(one, mine, loop, outer, seconds)
        gone = heat.ammonia_flow(one, mine, loop, outer) * seconds
        taken[mine.loop] = taken.get(mine.loop, 0.0) + gone
    loops = {
        name: replace(loop, kg=max(0.0, loop.kg - taken[name])) if taken.get(name) else loop
        for name, loop in before.loops.items()
    }
    return {"exchangers": _frozen(found), "loops": _frozen(loops)}


def tick(vehicle: Vehicle, layout: Layout, every_ms: int) -> Vehicle:
    """Do what happens at a tick: fires burn, breaches and bottles let out, detectors feel."""
    if every_ms == TICKS_MS[0]:
        vehicle = _second(vehicle, layout)
    return _felt(vehicle, layout) if vehicle.t_ms % TICKS_MS[1] == 0 else vehicle


def _second(vehicle: Vehicle, layout: Layout) -> Vehicle:
    hull = through_valves(vehicle.hull, layout, vehicle.hatches, 1.0)
    vehicle = replace(vehicle, hull=hull)
    if vehicle.fires:
        vehicle = _burning(vehicle, layout, _moving(vehicle, layout))
    for name, one in vehicle.exchangers.items():
        mine = layout.plant.exchangers[name]
        outer = layout.plant.loops[mine.loop]
        kg = heat.into_cabin(one, mine, vehicle.loops[mine.loop], outer)
        if kg > 0:
            vehicle = given(vehicle, layout, mine.compartment, {"ammonia": 1e6 * kg})
    for name, bottle in vehicle.bottles.items():
        if bottle.open:
            vehicle = _let_out(vehicle, layout, name)
    return vehicle


def _moving(vehicle: Vehicle, layout: Layout) -> frozenset[str]:
    """Give the compartments in which air moves."""
    cabin = {name: name not in vehicle.cabin_off for name in layout.compartments}
    return fire.blown(layout, configuration_of(vehicle, layout), cabin)


def given(vehicle: Vehicle, layout: Layout, compartment: str, mg: Mapping[str, float]) -> Vehicle:
    """Put gases (mg) into the air of a compartment, the drill's own contaminant among them."""
    place = places(layout)[compartment]
    vector, gases = list(vehicle.vector), dict(vehicle.gases)
    for gas, mass in mg.items():
        if gas == vehicle.contaminant:
            vector[place] += mass
        elif mass:
            now = list(gases.get(gas) or (0.0,) * len(layout.compartments))
            now[place] += mass
            gases[gas] = tuple(now)
    return replace(vehicle, vector=tuple(vector), gases=_frozen(gases))


def _burning(vehicle: Vehicle, layout: Layout, moving: frozenset[str]) -> Vehicle:
    plant = layout.plant.fire
    if plant is None:
        return vehicle
    for name, one in vehicle.fires.items():
        powered = one.powered and name not in vehicle.power_off
        now, grams = fire.burnt(replace(one, powered=powered), plant, flow=name in moving)
        fires = {key: each for key, each in vehicle.fires.items() if key != name}
        if now is not None:
            fires[name] = replace(now, powered=one.powered)
        used = -1000 * grams * plant.oxygen.value if "oxygen" in layout.contaminants else 0.0
        off = {**fire.given_off(plant, grams), "oxygen": used}
        vehicle = given(replace(vehicle, fires=_frozen(fires)), layout, name, off)
    return vehicle


def _felt(vehicle: Vehicle, layout: Layout) -> Vehicle:
    """Let every smoke detector with smoke near it take a sample."""
    plant = layout.plant.fire
    if plant is None or not (vehicle.fires or vehicle.detectors):
        return vehicle
    moving, seconds = _moving(vehicle, layout), TICKS_MS[1] / 1000
    volume, place, found = volumes(layout), places(layout), {}
    for name in layout.compartments:
        before = vehicle.detectors.get(name)
        smoke = max(0.0, mass_of(vehicle, layout, fire.SMOKE, name)) / volume[place[name]]
        if before is None and fire.extinction(plant, smoke) < _FAINT:
            continue
        flow = name in moving
        now = fire.felt(before or fire.Detector(), plant, smoke, seconds, flow=flow)
        if now.felt >= _FAINT or now.alarm or fire.extinction(plant, smoke) >= _FAINT:
            found[name] = now
    return replace(vehicle, detectors=_frozen(found))


def _let_out(vehicle: Vehicle, layout: Layout, name: str) -> Vehicle:
    """Let a second's worth out of a bottle: its pressure falls, that of the cabin rises."""
    plant = layout.plant.bottles[name]
    bottle, kg = oxygen.let_out(vehicle.bottles[name], plant, 1.0)
    air = plant.gas == "air"
    molar = oxygen.AIR_MOLAR if air else layout.contaminants[plant.gas].molar_mass.value
    kpa_m3 = kg * oxygen.GAS_CONSTANT * _CABIN_K / molar
    vehicle = replace(
        vehicle,
        bottles=_frozen({**vehicle.bottles, name: bottle}),
        hull=filled(vehicle.hull, layout, vehicle.hatches, plant.compartment, kpa_m3),
    )
    if air:
        return vehicle
    moles = kg / molar
    over = {
        gas: 1e6 * moles * ((gas == plant.gas) - share) * layout.contaminants[gas].molar_mass.value
        for gas, share in oxygen.SHARES.items()
        if gas in layout.contaminants
    }
    return given(vehicle, layout, plant.compartment, over)
