"""Heat: the cabin of a docked ship and its coolant loop, outer ammonia loops, water loops inside.

Every answer is a closed form between switchings, so that steps of any length agree; nothing here
may decide whether a cabin is too warm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from engine.station.layout import Layout
from engine.station.plant import ExchangerPlant, LoopPlant, ShipPlant

Cooling = Literal["loop", "station-air", "off"]
Power = Literal["docked", "flight", "off"]

COOLINGS: Final[tuple[Cooling, ...]] = ("loop", "station-air", "off")
POWERS: Final[tuple[Power, ...]] = ("docked", "flight", "off")
_ORIFICE: Final = 0.65  # discharge of a sharp hole into vacuum, lower end of 3.2 (DERIVED there)
_EMPTY: Final = 0.05  # part of its coolant below which a loop no longer carries heat (DESIGN)
_AIR: Final = 1.196 * 1005 / 3600  # W/K for each m3/h of cabin air: density V7, heat RECALL


@dataclass(frozen=True, slots=True)
class Ship:
    """A docked ship: cabin temperature (degC), coolant left (L), the hole in its loop (mm)."""

    celsius: float
    litres: float
    hole: float = 0.0
    cooling: Cooling = "loop"
    power: Power = "docked"


@dataclass(frozen=True, slots=True)
class Loop:
    """An outer ammonia loop: whether its pump runs and the ammonia in it, kg."""

    on: bool
    kg: float


@dataclass(frozen=True, slots=True)
class Exchanger:
    """A water loop at its exchanger: temperature, accumulator (0 to 1), breach (mm), burst or not."""

    celsius: float
    level: float
    breach: float = 0.0


def start_ships(layout: Layout) -> Mapping[str, Ship]:
    """Give every ship as a run finds it."""
    plants = layout.plant.ships.items()
    return MappingProxyType({n: Ship(p.start.value, p.volume.value) for n, p in plants})


def start_loops(layout: Layout) -> Mapping[str, Loop]:
    """Give every outer loop as a run finds it."""
    plants = layout.plant.loops.items()
    return MappingProxyType({n: Loop(on=True, kg=p.inventory.value) for n, p in plants})


def start_exchangers(layout: Layout) -> Mapping[str, Exchanger]:
    """Give every water loop as a run finds it."""
    plants = layout.plant.exchangers.items()
    return MappingProxyType({n: Exchanger(p.water.value, p.quantity.value) for n, p in plants})


def loop_pressure(ship: Ship, plant: ShipPlant) -> float:
    """Give the pressure of a ship's coolant, kPa: the gas of its accumulator expands as it empties.

    Nothing is left to press with once the loop is empty.
    """
    lost = plant.volume.value - ship.litres
    return 0.0 if ship.litres <= 0 else plant.pressure.value * plant.gas.value / (
        plant.gas.value + lost
    )  # fmt: skip


def _rate(ship: Ship, plant: ShipPlant) -> float:
    """Give the leak at full pressure, L/s: Cd A sqrt(2 p / rho)."""
    area = math.pi * (ship.hole / 2000) ** 2
    return 1000 * _ORIFICE * area * math.sqrt(2e3 * plant.pressure.value / plant.density.value)


def litres_after(ship: Ship, plant: ShipPlant, seconds: float) -> float:
    """Give the coolant left after a time, L.

    With u = gas + lost and p = p0 gas / u, du/dt = k sqrt(gas / u): u^1.5 grows evenly (DERIVED).
    """
    if ship.hole <= 0 or ship.litres <= 0:
        return ship.litres
    gas = plant.gas.value
    u = gas + plant.volume.value - ship.litres
    grown = u**1.5 + 1.5 * _rate(ship, plant) * math.sqrt(gas) * seconds
    return max(0.0, gas + plant.volume.value - math.pow(grown, 2 / 3))


def seconds_to(ship: Ship, plant: ShipPlant, litres: float) -> float:
    """Give the time until only `litres` of coolant are left; infinite where nothing leaks."""
    if ship.hole <= 0 or ship.litres <= litres:
        return math.inf
    gas = plant.gas.value
    here, there = (gas + plant.volume.value - left for left in (ship.litres, litres))
    return float((there**1.5 - here**1.5) / (1.5 * _rate(ship, plant) * math.sqrt(gas)))


def ship_after(ship: Ship, plant: ShipPlant, seconds: float, persons: int, station: float) -> Ship:
    """Give a ship after a time with so many persons in it and station air of a temperature."""
    edge = seconds_to(ship, plant, _EMPTY * plant.volume.value)
    first = min(seconds, edge)
    warm = _warmed(ship, plant, first, persons, station)
    after = replace(ship, celsius=warm, litres=litres_after(ship, plant, first))
    if seconds <= edge:
        return after
    spent = replace(after, litres=min(after.litres, _EMPTY * plant.volume.value))
    warm = _warmed(spent, plant, seconds - first, persons, station)
    return replace(spent, celsius=warm, litres=litres_after(spent, plant, seconds - first))


def _warmed(ship: Ship, plant: ShipPlant, seconds: float, persons: int, station: float) -> float:
    """Give the cabin temperature after a time: C dT/dt = heat - sum of G (T - there), exactly."""
    heat = {"docked": plant.heat_docked.value, "flight": plant.heat_flight.value, "off": 0.0}
    power = heat[ship.power] + persons * plant.person.value
    ways = [(plant.conductance.value, plant.outside.value)]
    if ship.cooling == "loop" and ship.litres > _EMPTY * plant.volume.value:
        ways.append((plant.loop_conductance.value, plant.loop_set.value))
    if ship.cooling == "station-air":
        ways.append((_AIR * plant.duct.value, station))
    conductance = sum(way for way, _ in ways)
    steady = (power + sum(way * there for way, there in ways)) / conductance
    left = math.exp(-conductance * seconds / (1000 * plant.capacity.value))
    return steady + (ship.celsius - steady) * left


def ammonia_flow(
    exchanger: Exchanger, plant: ExchangerPlant, loop: Loop, outer: LoopPlant
) -> float:
    """Give the ammonia that passes a breach, kg/s; none once the loop is shut down or empty."""
    if exchanger.breach <= 0 or not loop.on or loop.kg <= 0:
        return 0.0
    over = max(0.0, outer.pressure.value - plant.inside.value)
    area = math.pi * (exchanger.breach / 2000) ** 2
    return _ORIFICE * area * math.sqrt(2e3 * over * plant.density.value)


def exchanger_after(
    exchanger: Exchanger, plant: ExchangerPlant, loop: Loop, outer: LoopPlant, seconds: float
) -> Exchanger:
    """Give a water loop after a time: its temperature nears what cools it, ammonia fills it."""
    steady = plant.water.value if loop.on else plant.hot.value
    left = math.exp(-seconds / plant.minutes.value)
    came = ammonia_flow(exchanger, plant, loop, outer) * seconds
    if came == 0 and exchanger.celsius == steady:
        return exchanger
    room = plant.room.value * plant.density.value / 1000
    return replace(
        exchanger,
        celsius=steady + (exchanger.celsius - steady) * left,
        level=min(1.0, exchanger.level + came / room),
    )


def into_cabin(exchanger: Exchanger, plant: ExchangerPlant, loop: Loop, outer: LoopPlant) -> float:
    """Give the ammonia that reaches the cabin, kg/s: all that comes, once the gas trap has burst."""
    return ammonia_flow(exchanger, plant, loop, outer) if exchanger.level >= 1.0 else 0.0
