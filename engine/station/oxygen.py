"""Oxygen: what a mask still holds, bottles and tanks that feed the cabin, partial pressures.

A mask that is empty must never protect; what fills a cabin is taken from the bottle it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from engine.station.layout import Layout
from engine.station.plant import BottlePlant

# Shares of the cabin air by volume: 80, 21 and 0.4 of 101.4 kPa (READ, domain-facts.md 5.1b V7).
SHARES: Final[Mapping[str, float]] = MappingProxyType(
    {"nitrogen": 80 / 101.4, "oxygen": 21 / 101.4, "carbon-dioxide": 0.4 / 101.4}
)
GAS_CONSTANT: Final = 8.314462618  # J/(mol K), exact by definition of its parts
AIR_MOLAR: Final = 28.97  # g/mol, RECALL


@dataclass(frozen=True, slots=True)
class Supply:
    """What someone breathes from: the kind of mask and the seconds left in it."""

    kind: str
    left: float


@dataclass(frozen=True, slots=True)
class Bottle:
    """A bottle or tank: the gas left in it, kg, and whether its valve to the cabin is open."""

    kg: float
    open: bool = False


def start_bottles(layout: Layout) -> Mapping[str, Bottle]:
    """Give every bottle full and shut."""
    plants = layout.plant.bottles.items()
    return MappingProxyType({name: Bottle(plant.contents.value) for name, plant in plants})


def bottle_pressure(bottle: Bottle, plant: BottlePlant) -> float:
    """Give the pressure of a bottle, kPa, at a steady temperature."""
    return plant.pressure.value * bottle.kg / plant.contents.value


def let_out(bottle: Bottle, plant: BottlePlant, seconds: float) -> tuple[Bottle, float]:
    """Give a bottle after a time and the kg that came out of it."""
    if not bottle.open:
        return bottle, 0.0
    kg = min(bottle.kg, plant.flow.value / 60 * seconds)
    return replace(bottle, kg=bottle.kg - kg), kg


def breathed_from(supply: Supply, seconds: float) -> Supply:
    """Give a supply after a time of breathing from it."""
    return replace(supply, left=max(0.0, supply.left - seconds))
