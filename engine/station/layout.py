"""What a station is made of: compartments, hatches, fans, scrubbers, sensors, contaminants.

Frozen data and nothing else; a state (which hatch is shut now) must never be kept here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.station.figure import Figure
from engine.station.plant import Plant

HatchState = Literal["open", "shut", "obstructed"]

HATCH_STATES: Final[tuple[HatchState, ...]] = ("open", "shut", "obstructed")


@dataclass(frozen=True, slots=True)
class Compartment:
    """A well-mixed volume of air: net free volume in m3, leak to vacuum in kg of air a day."""

    name: str
    title: str
    volume: Figure
    leak: Figure


@dataclass(frozen=True, slots=True)
class Hatch:
    """A joint between two compartments that can be shut; `start` is how a run finds it."""

    name: str
    title: str
    between: tuple[str, str]
    start: HatchState


@dataclass(frozen=True, slots=True)
class Fan:
    """A fan that carries air along `path`, compartment by compartment.

    It blows while it is on, no hatch in `through` is shut and every hatch in `duct` is obstructed,
    for what obstructs it is the fan's own flexible duct. `groups` are names that switch many fans.
    """

    name: str
    path: tuple[str, ...]
    through: tuple[str, ...]
    duct: tuple[str, ...]
    groups: tuple[str, ...]
    flow: Figure
    start: bool


@dataclass(frozen=True, slots=True)
class Scrubber:
    """A unit that draws `flow` from one compartment and takes what its bed (`takes`) holds back."""

    name: str
    title: str
    compartment: str
    takes: str
    flow: Figure
    start: bool


@dataclass(frozen=True, slots=True)
class Sensor:
    """A telemetry channel: what it looks at (`kind`, `of`) and how well.

    low, high, resolution and noise are in `unit`; lag and period are seconds. State channels have
    `states` and no numbers but the period; `gas` is what a gas channel looks for. What each
    kind looks at stands in `gauges.py`.
    """

    channel: str
    kind: str
    of: str
    period: Figure
    unit: str | None = None
    states: tuple[str, ...] = ()
    low: Figure | None = None
    high: Figure | None = None
    resolution: Figure | None = None
    noise: Figure | None = None
    lag: Figure | None = None
    gas: str = ""


@dataclass(frozen=True, slots=True)
class Contaminant:
    """A gas: molar mass, exposure limits by period, odour thresholds, capture by kind of bed.

    `limits` maps a period as written ("1 h") to ppm; `odor` maps faint, distinct, strong to ppm
    and is empty for an odourless gas; `capture` maps a bed to its single-pass efficiency, 0 to 1.
    """

    name: str
    title: str
    smells_like: str
    molar_mass: Figure
    limits: Mapping[str, Figure]
    odor: Mapping[str, Figure]
    capture: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A whole station. Two layouts are equal only if they are the same object.

    Identity makes a layout a cheap key for the matrices worked out from it.
    """

    name: str
    title: str
    compartments: Mapping[str, Compartment]
    hatches: Mapping[str, Hatch]
    fans: Mapping[str, Fan]
    scrubbers: Mapping[str, Scrubber]
    sensors: Mapping[str, Sensor]
    contaminants: Mapping[str, Contaminant]
    exchange_open: Figure
    exchange_shut: Figure
    air_density: Figure
    pressure: Figure
    plant: Plant = field(default_factory=Plant)


def fans_named(layout: Layout, name: str) -> tuple[str, ...]:
    """Give the fan of that name, or all fans of that group; empty where there is neither."""
    if name in layout.fans:
        return (name,)
    return tuple(fan.name for fan in layout.fans.values() if name in fan.groups)


def reachable(layout: Layout, start: str, passable: frozenset[str]) -> frozenset[str]:
    """Give the compartments that can be reached from `start` through the `passable` hatches."""
    found, edge = {start}, [start]
    ways = [layout.hatches[name].between for name in layout.hatches if name in passable]
    while edge:
        here = edge.pop()
        beyond = {b if a == here else a for a, b in ways if here in (a, b)} - found
        found |= beyond
        edge.extend(sorted(beyond))
    return frozenset(found)
