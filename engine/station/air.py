"""The air as a linear system: exact between switchings, by the exponential of one matrix.

The state is a vector of plain floats (see `Rows`); it must never be advanced by small steps, and
the numerical libraries are only loaded when the first matrix is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.station.layout import Layout, Scrubber, Sensor
from engine.station.net import Configuration, flows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

_MINUTES_A_DAY: Final = 1440.0
# Steps are made of these pieces and their doubles, so that a long run needs few matrices and the
# same length is always worked out in the same order, whatever was worked out before.
_COARSE_MS: Final = 10_000
TICKS_MS: Final = (1000, 5000)
"""The ticks at which systems beside the air move on, ms."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where each quantity stands in the vector.

    masses: mg in the air of each compartment; integrals: mg min/m3 of concentration of each
    compartment since the start; removed: mg held by each scrubber; lags: mg/m3 that each slow air
    sensor shows; spills: mg not yet evaporated of each spill. Each is the index of its first row.
    """

    masses: int
    integrals: int
    removed: int
    lags: int
    spills: int


@lru_cache(maxsize=64)
def rows(layout: Layout) -> Rows:
    """Give the first row of each block of the vector."""
    n, beds = len(layout.compartments), len(layout.scrubbers)
    lags = 2 * n + beds
    return Rows(0, n, 2 * n, lags, lags + len(slow_sensors(layout)))


@lru_cache(maxsize=64)
def places(layout: Layout) -> dict[str, int]:
    """Give the place of each compartment among the compartments."""
    return {name: place for place, name in enumerate(layout.compartments)}


@lru_cache(maxsize=64)
def volumes(layout: Layout) -> tuple[float, ...]:
    """Give the volume of each compartment, m3, in the order of the layout."""
    return tuple(each.volume.value for each in layout.compartments.values())


@lru_cache(maxsize=64)
def slow_sensors(layout: Layout) -> tuple[Sensor, ...]:
    """Give the air sensors that lag, each of which has a row of its own."""
    sensors = layout.sensors.values()
    return tuple(each for each in sensors if each.lag is not None and each.lag.value > 0)


def leak_flow(layout: Layout, compartment: str) -> float:
    """Give the air lost to vacuum by a compartment in m3/min, from kg/day and the air density."""
    leak = layout.compartments[compartment].leak.value
    return leak / layout.air_density.value / _MINUTES_A_DAY


def clean_flow(layout: Layout, scrubber: Scrubber, contaminant: str) -> float:
    """Give the flow in m3/min that a scrubber makes free of a contaminant: Q eta (section 5.5)."""
    capture = layout.contaminants[contaminant].capture.get(scrubber.takes)
    return scrubber.flow.value / 60 * (capture.value if capture else 0.0)


def rates(layout: Layout, configuration: Configuration) -> Matrix:
    """Give the matrix A of dx/dt = A x, rates per minute, for one setting of everything."""
    import numpy as np

    at = rows(layout)
    size = at.spills + len(configuration.spills)
    matrix = np.zeros((size, size))
    volume = volumes(layout)
    for source, sink, flow in flows(layout, configuration):
        _move(matrix, source, sink, flow / 60 / volume[source])
    for name, place in places(layout).items():
        matrix[place, place] -= leak_flow(layout, name) / volume[place]
        matrix[at.integrals + place, place] = 1 / volume[place]
    for hole, flow in configuration.holes:
        place = places(layout)[hole]
        matrix[place, place] -= flow / 60 / volume[place]
    _add_scrubbers(matrix, layout, configuration)
    _add_lags(matrix, layout)
    for row, (compartment, minutes) in enumerate(configuration.spills, start=at.spills):
        _move(matrix, row, places(layout)[compartment], 1 / minutes)
    return matrix


def _move(matrix: Matrix, source: int, sink: int, rate: float) -> None:
    """Let what is in `source` go to `sink` at `rate` per minute; nothing is lost on the way."""
    matrix[sink, source] += rate
    matrix[source, source] -= rate


def _add_scrubbers(matrix: Matrix, layout: Layout, configuration: Configuration) -> None:
    first, place, volume = rows(layout).removed, places(layout), volumes(layout)
    beds = zip(layout.scrubbers.values(), configuration.scrubbers, strict=True)
    for row, (bed, is_on) in enumerate(beds, start=first):
        if is_on:
            source = place[bed.compartment]
            clean = clean_flow(layout, bed, configuration.contaminant)
            _move(matrix, source, row, clean / volume[source])


def _add_lags(matrix: Matrix, layout: Layout) -> None:
    """Let each slow sensor follow the concentration: dL/dt = (C - L) / tau."""
    for row, sensor in enumerate(slow_sensors(layout), start=rows(layout).lags):
        place = places(layout)[sensor.of]
        rate = 60 / sensor.lag.value if sensor.lag else 0.0
        matrix[row, place] = rate / volumes(layout)[place]
        matrix[row, row] = -rate


@lru_cache(maxsize=1024)
def _over(layout: Layout, configuration: Configuration, piece_ms: int) -> Matrix:
    """Give the matrix that carries the vector over one piece of `_pieces`.

    Only the two smallest pieces need the exponential, the others are squares: a setting costs two
    exponentials and not fifteen, for at most 1e-12 of the whole lost to rounding.
    """
    from scipy.linalg import expm

    if piece_ms in {1, _COARSE_MS}:
        matrix: Matrix = expm(rates(layout, configuration) * (piece_ms / 60_000))
        return matrix
    half = _over(layout, configuration, piece_ms // 2)
    return half @ half


@lru_cache(maxsize=1024)
def _masses_over(layout: Layout, configuration: Configuration, piece_ms: int) -> Matrix:
    """Give the matrix that carries the masses in the air alone over one piece of `_pieces`.

    The ticks of the systems have matrices of their own: they are asked for every second.
    """
    from scipy.linalg import expm

    n = len(layout.compartments)
    if piece_ms in {1, _COARSE_MS, *TICKS_MS}:
        matrix: Matrix = expm(rates(layout, configuration)[:n, :n] * (piece_ms / 60_000))
        return matrix
    half = _masses_over(layout, configuration, piece_ms // 2)
    return half @ half


@lru_cache(maxsize=256)
def _alike(layout: Layout, gases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Give the gases in groups that every bed captures alike: one matrix carries a whole group."""
    groups: dict[tuple[tuple[str, float], ...], list[str]] = {}
    for gas in gases:
        capture = layout.contaminants[gas].capture
        key = tuple(sorted((bed, share.value) for bed, share in capture.items()))
        groups.setdefault(key, []).append(gas)
    return tuple(tuple(group) for group in groups.values())


def carry(
    layout: Layout,
    configuration: Configuration,
    gases: Mapping[str, tuple[float, ...]],
    dt_ms: int,
) -> dict[str, tuple[float, ...]]:
    """Carry the masses (mg, by compartment) of further gases over `dt_ms`, exactly."""
    import numpy as np

    found: dict[str, tuple[float, ...]] = {}
    for group in _alike(layout, tuple(gases)):
        setting = replace(configuration, contaminant=group[0], spills=())
        state = np.array([gases[gas] for gas in group]).T
        for piece in (dt_ms,) if dt_ms in TICKS_MS else _pieces(dt_ms):
            state = _masses_over(layout, setting, piece) @ state
        found.update(zip(group, map(tuple, state.T.tolist()), strict=True))
    return {gas: found[gas] for gas in gases}


def _pieces(dt_ms: int) -> tuple[int, ...]:
    """Cut a length into doubles of the coarse piece and powers of two, always the same way."""
    coarse, fine = divmod(dt_ms, _COARSE_MS)
    doubles = [_COARSE_MS << bit for bit in range(coarse.bit_length()) if coarse >> bit & 1]
    powers = [1 << bit for bit in range(fine.bit_length()) if fine >> bit & 1]
    return tuple(doubles + powers)


def propagate(
    layout: Layout, configuration: Configuration, vector: tuple[float, ...], dt_ms: int
) -> tuple[float, ...]:
    """Carry the vector over `dt_ms` milliseconds in which nothing is switched.

    `vector` has the blocks of `Rows` and one row for each spill of the configuration. Exact up to
    rounding: the result is the matrix exponential applied to the vector. Raises ValueError for a
    negative length.
    """
    import numpy as np

    if dt_ms < 0:
        message = f"the air cannot be carried back in time: found {dt_ms} ms, expected 0 or more"
        raise ValueError(message)
    state = np.array(vector)
    for piece in _pieces(dt_ms):
        state = _over(layout, configuration, piece) @ state
    after: list[float] = state.tolist()
    return tuple(after)
