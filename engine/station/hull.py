"""Pressure: holes to vacuum, vent and equalisation valves, hatches that part volumes.

Compartments joined by hatches that are not shut are one volume at one pressure; it must never be
advanced by small steps where the answer is known, which is everywhere but at an open valve.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from engine.station.layout import HatchState, Layout, reachable
from engine.station.plant import HullPlant

KPA_PER_MMHG: Final = 0.133322387415  # RECALL: conventional millimetre of mercury
_GAMMA: Final = 1.4  # air, RECALL
_R_AIR: Final = 287.05  # J/(kg K), RECALL
_CRITICAL: Final = (2 / (_GAMMA + 1)) ** (_GAMMA / (_GAMMA - 1))
# Compartments of a group, their volume in m3 and the flow out of them to vacuum in m3/s.
Group = tuple[tuple[int, ...], float, float]


@dataclass(frozen=True, slots=True)
class Hull:
    """Pressures in kPa by compartment (in the order of the layout; empty: all nominal).

    holes: bore in mm by compartment; vents: compartments whose valve to vacuum is open; valves:
    hatches whose equalisation valve is open.
    """

    pressures: tuple[float, ...] = ()
    holes: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    vents: tuple[str, ...] = ()
    valves: tuple[str, ...] = ()


def pressures(hull: Hull, layout: Layout) -> tuple[float, ...]:
    """Give the pressure of each compartment, kPa, in the order of the layout."""
    return hull.pressures or (layout.pressure.value,) * len(layout.compartments)


def outflow_speed(plant: HullPlant) -> float:
    """Give the speed, m/s, at which air of the cabin goes through an ideal hole to vacuum.

    Choked and isothermal, the flow by volume does not depend on the pressure:
    Q/A = sqrt(gamma R T) (2/(gamma+1))^((gamma+1)/(2(gamma-1))); domain-facts.md 3.2 (DERIVED).
    """
    t = plant.temperature.value + 273.15
    power = (_GAMMA + 1) / (2 * (_GAMMA - 1))
    return math.sqrt(_GAMMA * _R_AIR * t) * math.pow(2 / (_GAMMA + 1), power)


def hole_flow(plant: HullPlant, bore: float) -> float:
    """Give the flow, m3/s of cabin air, through a hole of `bore` mm to vacuum."""
    return plant.discharge.value * math.pi * (bore / 2000) ** 2 * outflow_speed(plant)


def to_vacuum(hull: Hull, layout: Layout) -> tuple[tuple[str, float], ...]:
    """Give what goes to vacuum through holes and open vents: compartment and m3/h."""
    plant = layout.plant.hull
    if plant is None or not (hull.holes or hull.vents):
        return ()
    holes = [(name, hole_flow(plant, bore)) for name, bore in hull.holes.items()]
    holes += [(name, hole_flow(plant, plant.vent.value)) for name in hull.vents]
    return tuple((name, 3600 * flow) for name, flow in sorted(holes))


@lru_cache(maxsize=256)
def _parts(layout: Layout, hatches: tuple[HatchState, ...]) -> tuple[tuple[int, ...], ...]:
    """Give the compartments of each volume that hatches part, as places in the layout."""
    names = list(layout.compartments)
    passable = frozenset(
        name for name, state in zip(layout.hatches, hatches, strict=True) if state != "shut"
    )
    found: list[tuple[int, ...]] = []
    left = set(names)
    while left:
        first = next(name for name in names if name in left)
        whole = reachable(layout, first, passable)
        left -= whole
        found.append(tuple(n for n, name in enumerate(names) if name in whole))
    return tuple(found)


def groups(hull: Hull, layout: Layout, hatches: Mapping[str, HatchState]) -> tuple[Group, ...]:
    """Give each volume that hatches part, with its size and what leaves it to vacuum."""
    names = list(layout.compartments)
    out: dict[str, float] = {}
    for name, flow in to_vacuum(hull, layout):
        out[name] = out.get(name, 0.0) + flow / 3600
    return tuple(
        (
            places,
            sum(layout.compartments[names[n]].volume.value for n in places),
            sum(out.get(names[n], 0.0) for n in places),
        )
        for places in _parts(layout, tuple(hatches.values()))
    )


def group_of(
    hull: Hull, layout: Layout, hatches: Mapping[str, HatchState], compartment: str
) -> Group:
    """Give the volume that a compartment is part of."""
    here = list(layout.compartments).index(compartment)
    return next(one for one in groups(hull, layout, hatches) if here in one[0])


def fall(hull: Hull, layout: Layout, hatches: Mapping[str, HatchState], compartment: str) -> float:
    """Give how fast the pressure of a compartment falls, as a part of itself in a second."""
    _, volume, flow = group_of(hull, layout, hatches, compartment)
    return flow / volume


def vent_for(hull: Hull, layout: Layout, hatches: Mapping[str, HatchState], seconds: float) -> Hull:
    """Let air go to vacuum for a time: exact, P(t) = P0 exp(-Q t / V) in each volume."""
    if not to_vacuum(hull, layout):
        return hull
    after = list(pressures(hull, layout))
    for places, volume, flow in groups(hull, layout, hatches):
        left = math.exp(-flow / volume * seconds)
        for n in places:
            after[n] *= left
    return replace(hull, pressures=tuple(after))


def equalised(hull: Hull, layout: Layout, hatches: Mapping[str, HatchState]) -> Hull:
    """Give one pressure to each volume, the air in it kept: what happens when a hatch opens."""
    if not hull.pressures:
        return hull
    after, names = list(hull.pressures), list(layout.compartments)
    for places, volume, _ in groups(hull, layout, hatches):
        held = sum(after[n] * layout.compartments[names[n]].volume.value for n in places)
        for n in places:
            after[n] = held / volume
    return replace(hull, pressures=tuple(after))


def difference(hull: Hull, layout: Layout, hatch: str) -> float:
    """Give the pressure behind a hatch less that before it, mmHg: second side less first."""
    now, names = pressures(hull, layout), list(layout.compartments)
    here, there = (names.index(side) for side in layout.hatches[hatch].between)
    return (now[there] - now[here]) / KPA_PER_MMHG


def valve_flow(plant: HullPlant, high: float, low: float) -> float:
    """Give what an open equalisation valve lets through, kPa m3/s, from `high` to `low` kPa.

    The orifice equation for air at one temperature, choked below 0.528 of the higher pressure.
    """
    ratio = max(low / high, _CRITICAL) if high > 0 else 1.0
    t = plant.temperature.value + 273.15
    area = plant.discharge.value * math.pi * (plant.valve.value / 2000) ** 2
    speed = 2 * _GAMMA / (_GAMMA - 1) * _R_AIR * t
    square = speed * (ratio ** (2 / _GAMMA) - ratio ** ((_GAMMA + 1) / _GAMMA))
    return area * high * math.sqrt(max(0.0, square))


def through_valves(
    hull: Hull, layout: Layout, hatches: Mapping[str, HatchState], seconds: float
) -> Hull:
    """Let air pass open equalisation valves for a short time; never more than makes both equal."""
    plant = layout.plant.hull
    if plant is None or not busy(hull, layout, hatches):
        return hull
    after, names = list(hull.pressures), list(layout.compartments)
    volumes = groups(hull, layout, hatches)
    for hatch in hull.valves:
        sides = [names.index(side) for side in layout.hatches[hatch].between]
        high, low = sorted(sides, key=lambda n: -after[n])
        (places, size, _), (others, room, _) = (
            next(one for one in volumes if n in one[0]) for n in (high, low)
        )
        most = (after[high] - after[low]) * size * room / (size + room)
        moved = min(valve_flow(plant, after[high], after[low]) * seconds, most)
        _add(after, places, -moved / size)
        _add(after, others, moved / room)
    return replace(hull, pressures=tuple(after))


def _add(after: list[float], places: Iterable[int], change: float) -> None:
    for n in places:
        after[n] += change


def busy(hull: Hull, layout: Layout, hatches: Mapping[str, HatchState]) -> bool:
    """Tell whether an open valve has anything to do."""
    return bool(hull.pressures) and any(
        hatches[hatch] == "shut" and abs(difference(hull, layout, hatch)) > 1e-6
        for hatch in hull.valves
    )


def filled(
    hull: Hull, layout: Layout, hatches: Mapping[str, HatchState], compartment: str, kpa_m3: float
) -> Hull:
    """Add air or gas, kPa m3, to the volume of a compartment."""
    after = list(pressures(hull, layout))
    places, volume, _ = group_of(hull, layout, hatches, compartment)
    _add(after, places, kpa_m3 / volume)
    return replace(hull, pressures=tuple(after))


def reserve_minutes(plant: HullPlant, kpa: float, rate: float) -> float:
    """Give Tres in minutes: until the evacuation pressure, tau ln(P0/490) (3.2, DERIVED)."""
    over = math.log(max(kpa / KPA_PER_MMHG / plant.evacuation.value, 1e-9))
    return math.inf if rate <= 0 else max(0.0, over / rate / 60)
