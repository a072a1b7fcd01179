"""What the crew can smell and see: words, and never a number.

A nose is no instrument: nothing here may be used to clear a cabin, and a mask takes it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from engine.station.air import rows
from engine.station.errors import UnknownNameError
from engine.station.layout import Layout
from engine.station.limits import contaminant_of, ppm_of
from engine.station.state import Person, Vehicle, mass_of

Strength = Literal["none", "faint", "distinct", "strong"]

_ORDER: Final[tuple[Strength, ...]] = ("strong", "distinct", "faint")
_DROPLETS_MG: Final = 20.0  # less than this left of a spill is not seen (DESIGN)


@dataclass(frozen=True, slots=True)
class Sensation:
    """How strong a smell is, and how the person would say it."""

    strength: Strength
    text: str


def person_of(vehicle: Vehicle, role: str) -> Person:
    """Give the person in a role; raises UnknownNameError with the roles there are."""
    if role not in vehicle.people:
        message = f"found nobody in the role {role!r}; use one of {', '.join(vehicle.people)}."
        raise UnknownNameError(message)
    return vehicle.people[role]


def smell(vehicle: Vehicle, layout: Layout, role: str) -> Sensation:
    """Give what the person in `role` smells where they are now: the strongest of all gases.

    Thresholds are the contaminant's `odor` in ppm (domain-facts.md 2.4, RECALL and DESIGN).
    """
    person = person_of(vehicle, role)
    if person.masked:
        return Sensation("none", "Mask on: cannot smell the cabin air.")
    found = [
        _smelt(vehicle, layout, name, person.compartment)
        for name in (vehicle.contaminant, *vehicle.gases)
    ]
    known = [one for one in found if one is not None]
    strongest = min(known, key=lambda one: _ORDER.index(one.strength), default=None)
    return strongest or Sensation("none", "No unusual smell.")


def _smelt(vehicle: Vehicle, layout: Layout, name: str, compartment: str) -> Sensation | None:
    """Give how one gas smells in a compartment, None where it does not."""
    gas = contaminant_of(layout, name)
    ppm = ppm_of(mass_of(vehicle, layout, name, compartment) / _volume(layout, compartment), gas)
    for strength in _ORDER:
        threshold = gas.odor.get(strength)
        if threshold is not None and ppm >= threshold.value:
            return Sensation(strength, f"A {strength} smell, like {gas.smells_like}.")
    return None


def _volume(layout: Layout, compartment: str) -> float:
    return layout.compartments[compartment].volume.value


def see(vehicle: Vehicle, layout: Layout, role: str) -> str | None:
    """Give what the person in `role` sees of a spill where they are, in words, or None."""
    compartment = person_of(vehicle, role).compartment
    left = vehicle.vector[rows(layout).spills :]
    spills = zip(vehicle.spills, left, strict=True)
    near = sum(mass for spill, mass in spills if spill.compartment == compartment)
    return "Small droplets, floating and on surfaces." if near >= _DROPLETS_MG else None
