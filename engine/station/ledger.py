"""Where the contaminant is: in the air, not yet evaporated, held by beds, lost to vacuum.

Every figure is mg and is read from the state; the parts must always add up to what was released.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.station.air import leak_flow, places, rows
from engine.station.errors import UnknownNameError
from engine.station.layout import Layout
from engine.station.vehicle import Vehicle


def _known(layout: Layout, names: Iterable[str]) -> list[str]:
    """Give the names, or raise UnknownNameError: a misspelled one must not count as empty."""
    listed = list(names)
    for name in listed:
        if name not in layout.compartments:
            message = f"found no compartment {name!r}; use one of {', '.join(layout.compartments)}."
            raise UnknownNameError(message)
    return listed


def mass_in(vehicle: Vehicle, layout: Layout, names: Iterable[str]) -> float:
    """Give the mg in the air of these compartments."""
    place = places(layout)
    return sum(vehicle.vector[place[name]] for name in _known(layout, names))


def unevaporated(vehicle: Vehicle, layout: Layout, names: Collection[str]) -> float:
    """Give the mg of spill still lying in these compartments."""
    _known(layout, names)
    left = vehicle.vector[rows(layout).spills :]
    spills = zip(vehicle.spills, left, strict=True)
    return sum(mass for spill, mass in spills if spill.compartment in names)


def removed(vehicle: Vehicle, layout: Layout, names: Collection[str]) -> float:
    """Give the mg held by the scrubbers that stand in these compartments."""
    _known(layout, names)
    beds = enumerate(layout.scrubbers.values(), start=rows(layout).removed)
    return sum(vehicle.vector[row] for row, bed in beds if bed.compartment in names)


def leaked(vehicle: Vehicle, layout: Layout, names: Iterable[str]) -> float:
    """Give the mg lost to vacuum from these compartments.

    A leak is a fixed flow, so it is that flow times the integral of concentration: exact. What
    went through holes and vents, which come and go, was added up on the way.
    """
    first, place = rows(layout).integrals, places(layout)
    return sum(
        leak_flow(layout, name) * vehicle.vector[first + place[name]]
        + vehicle.vented.get(name, 0.0)
        for name in _known(layout, names)
    )


def total(vehicle: Vehicle, layout: Layout) -> float:
    """Give all the mg there ever were: in air, lying, removed, leaked and wiped up."""
    names = list(layout.compartments)
    parts = (mass_in, unevaporated, removed, leaked)
    return sum(part(vehicle, layout, names) for part in parts) + vehicle.wiped


def escaped(vehicle: Vehicle, layout: Layout, isolated: Collection[str]) -> float:
    """Give the mg outside the isolated compartments: in air, lying, removed or leaked there."""
    _known(layout, isolated)
    outside = [name for name in layout.compartments if name not in isolated]
    parts = (mass_in, unevaporated, removed, leaked)
    return sum(part(vehicle, layout, outside) for part in parts)
