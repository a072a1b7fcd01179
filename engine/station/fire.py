"""Fire: it grows where air flows and power feeds it, gives off gases and smoke, is felt by flow.

Its state moves on by whole seconds of the run clock; it must never say what the crew should do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from engine.station.layout import Layout
from engine.station.net import Configuration, streams
from engine.station.plant import FirePlant

SMOKE: Final = "smoke"
_OUT: Final = 0.02  # part of the starting rate below which a fire is out (DESIGN)


@dataclass(frozen=True, slots=True)
class Fire:
    """A fire: what it burns now, g/s; what is left to burn, g; whether power still feeds it."""

    rate: float
    fuel: float
    powered: bool = True


@dataclass(frozen=True, slots=True)
class Detector:
    """A smoke detector: extinction it feels (1/m), samples over the threshold, alarm or not."""

    felt: float = 0.0
    over: int = 0
    alarm: bool = False


def blown(
    layout: Layout, configuration: Configuration, cabin: Mapping[str, bool]
) -> frozenset[str]:
    """Give the compartments in which air moves: a cabin fan runs, or ventilation passes."""
    names = list(layout.compartments)
    found = {name for name, on in cabin.items() if on}
    for here, there, _ in streams(layout, configuration):
        found |= {names[here], names[there]}
    return frozenset(found)


def burnt(fire: Fire, plant: FirePlant, *, flow: bool) -> tuple[Fire | None, float]:
    """Give a fire a second later, None when it is out, and the grams burnt in that second.

    It grows with flow and power, stands with one of them and dies without both (DESIGN): in
    weightlessness a flame without flow starves (domain-facts.md 3.1).
    """
    feeds = flow + fire.powered
    change = {2: 1 / plant.growth.value, 1: 0.0, 0: -1 / plant.decay.value}[feeds]
    grams = min(fire.fuel, fire.rate)
    rate = min(plant.most.value, fire.rate * math.exp(change))
    fuel = fire.fuel - grams
    if fuel <= 0 or rate < _OUT * plant.start.value:
        return None, grams
    return replace(fire, rate=rate, fuel=fuel), grams


def given_off(plant: FirePlant, grams: float) -> dict[str, float]:
    """Give the gases of so many grams burnt, mg by contaminant."""
    return {gas: 1000 * grams * share.value for gas, share in plant.yields.items()}


def quenched(fire: Fire, plant: FirePlant) -> Fire | None:
    """Give a fire after one discharge of an extinguisher; None when that put it out."""
    rate = fire.rate * (1 - plant.quench.value)
    return None if rate < _OUT * plant.start.value else replace(fire, rate=rate)


def extinction(plant: FirePlant, smoke: float) -> float:
    """Give the extinction of smoke, 1/m, from mg/m3: mass extinction times soot (3.1, F2)."""
    return plant.extinction.value * 1000 * smoke / 1000 / 1000


def felt(
    detector: Detector, plant: FirePlant, smoke: float, seconds: float, *, flow: bool
) -> Detector:
    """Give a detector at its next sample: it nears the smoke quickly only while air passes it.

    The alarm needs the threshold to be exceeded at two samples running (3.1, F2); it goes off again
    when the smoke has gone.
    """
    slow = plant.delay.value if flow else plant.still.value
    there = extinction(plant, smoke)
    now = there + (detector.felt - there) * math.exp(-seconds / slow)
    over = detector.over + 1 if now > plant.threshold.value else 0
    return Detector(now, over, over >= 2)


def plume(fuel_moles: float, molar: float, soot: float) -> float:
    """Give the CO yield, g/g, by Koylu and Faeth: (12 x / M)(0.0014 + 0.37 y_soot) (3.1, F2)."""
    return 12 * fuel_moles / molar * (0.0014 + 0.37 * soot)
