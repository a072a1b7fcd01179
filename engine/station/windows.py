"""Windows: when a Russian ground station sees the station, from a circular orbit.

A pure function of the run clock and the numbers of the station file; the epoch is the run's own, so
it must never be taken for a prediction of a real pass.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

from engine.station.layout import Layout
from engine.station.plant import WindowPlant

_EARTH: Final = 6371.0  # km, mean radius, RECALL
_MU: Final = 398600.4418  # km3/s2, RECALL
_SIDEREAL: Final = 360 / 86164.1  # deg/s that the ground turns, RECALL
_LOOK_S: Final = 10  # windows are looked for at this spacing and then bisected to the second
_DAY_S: Final = 86400


def period(plant: WindowPlant) -> float:
    """Give the time of one orbit, s."""
    return 2 * math.pi * math.sqrt((_EARTH + plant.altitude.value) ** 3 / _MU)


def elevation(plant: WindowPlant, latitude: float, longitude: float, t_s: float) -> float:
    """Give how high the station stands over a place, deg (negative: below the horizon)."""
    radius = _EARTH + plant.altitude.value
    along = math.radians(plant.along.value) + 2 * math.pi * t_s / period(plant)
    tilt = math.radians(plant.inclination.value)
    node = math.radians(plant.node.value - _SIDEREAL * t_s)
    x, y = math.cos(along), math.sin(along) * math.cos(tilt)
    here = (
        radius * (x * math.cos(node) - y * math.sin(node)),
        radius * (x * math.sin(node) + y * math.cos(node)),
        radius * math.sin(along) * math.sin(tilt),
    )
    lat, lon = math.radians(latitude), math.radians(longitude)
    up = (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))
    away = tuple(a - _EARTH * b for a, b in zip(here, up, strict=True))
    size = math.sqrt(sum(a * a for a in away))
    return math.degrees(math.asin(sum(a * b for a, b in zip(away, up, strict=True)) / size))


def seen(layout: Layout, t_ms: int) -> bool:
    """Tell whether any ground station hears the station at `t_ms`."""
    plant = layout.plant.windows
    return plant is not None and _seen(plant, t_ms / 1000)


def _seen(plant: WindowPlant, t_s: float) -> bool:
    return any(
        elevation(plant, one.latitude.value, one.longitude.value, t_s) >= plant.elevation.value
        for one in plant.stations.values()
    )


@lru_cache(maxsize=64)
def _edges(layout: Layout, day: int) -> tuple[int, ...]:
    """Give every second of a day of the run at which a pass begins or ends."""
    plant = layout.plant.windows
    if plant is None:
        return ()
    found, first = [], day * _DAY_S
    was = _seen(plant, first)
    for t in range(first, first + _DAY_S, _LOOK_S):
        now = _seen(plant, t + _LOOK_S)
        if now != was:
            found.append(next(s for s in range(t + 1, t + 11) if _seen(plant, s) == now))
        was = now
    return tuple(found)


def next_edge(layout: Layout, t_ms: int) -> int | None:
    """Give the first whole second after `t_ms` at which a pass begins or ends, in ms.

    None where no station of the file hears anything within two days.
    """
    day = t_ms // 1000 // _DAY_S
    later = (edge * 1000 for n in (0, 1, 2) for edge in _edges(layout, day + n))
    return next((edge for edge in later if edge > t_ms), None)


def passes(layout: Layout, day: int) -> tuple[tuple[int, int], ...]:
    """Give the whole passes of a day of the run: begin and end, in seconds of the run clock."""
    plant, edges = layout.plant.windows, _edges(layout, day)
    if plant is None or not edges:
        return ()
    start = 0 if not _seen(plant, day * _DAY_S) else 1
    return tuple(zip(edges[start::2], edges[start + 1 :: 2], strict=False))
