"""What the instruments show: the truth with lag, noise, range, resolution and faults.

A reading is worked out from the state, a seed and the reading before; it must never show a number
that is not one, and a doubtful reading says so in its quality.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import blake2b
from typing import Final, Literal

from engine.station.errors import UnknownNameError
from engine.station.gauges import GAUGES
from engine.station.layout import Layout, Sensor
from engine.station.state import Vehicle

Quality = Literal["good", "missing", "stale", "out-of-range", "frozen"]
FaultKind = Literal["missing", "frozen", "stale", "nan"]

QUALITIES: Final[tuple[Quality, ...]] = ("good", "missing", "stale", "out-of-range", "frozen")
_OWN: Final = frozenset({"good", "out-of-range"})  # qualities of a reading a sensor made itself


@dataclass(frozen=True, slots=True)
class Reading:
    """What a channel shows: text (a decimal number or a state) or None, and how far to trust it.

    `taken_ms` is the run clock when it was sampled.
    """

    channel: str
    value: str | None
    quality: Quality
    taken_ms: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A channel misbehaves from `from_ms` up to but not at `until_ms`.

    missing: no value. nan: the instrument sends what is not a number, which is no value either.
    frozen: the value stays while its time goes on. stale: value and time both stay.
    """

    channel: str
    from_ms: int
    until_ms: int
    kind: FaultKind


def noise(seed: int, channel: str, sample: int) -> float:
    """Give one draw from the standard normal law: always the same for the same three.

    Two uniform numbers from a BLAKE2b digest, turned by Box and Muller's formula.
    """
    digest = blake2b(f"{seed}\0{channel}\0{sample}".encode(), digest_size=16).digest()
    radius = (int.from_bytes(digest[:8], "big") + 0.5) / 2.0**64
    turn = int.from_bytes(digest[8:], "big") / 2.0**64
    return math.sqrt(-2.0 * math.log(radius)) * math.cos(2.0 * math.pi * turn)


def read(
    vehicle: Vehicle,
    layout: Layout,
    channel: str,
    seed: int,
    faults: Sequence[Fault] = (),
    last: Reading | None = None,
) -> Reading:
    """Give the reading of a channel now.

    `last` is the reading of the same channel before: a sensor holds it until its next period, and
    a frozen or stale one shows it on. Without `last` a frozen or stale channel has no value.
    Raises UnknownNameError for a channel the station does not have.
    """
    sensor = layout.sensors.get(channel)
    if sensor is None:
        message = f"found no channel {channel!r}; use one of {', '.join(layout.sensors)}."
        raise UnknownNameError(message)
    now = vehicle.t_ms
    for fault in faults:
        if fault.channel == channel and fault.from_ms <= now < fault.until_ms:
            return _faulty(channel, fault.kind, now, last)
    period = max(1, round(sensor.period.value * 1000))
    sample = now // period
    if last is not None and last.quality in _OWN and last.taken_ms // period == sample:
        return last
    shown = vehicle.shown.get(channel)
    if shown is not None:
        return Reading(channel, shown, "good", now)
    truth = GAUGES[sensor.kind].truth(vehicle, layout, sensor)
    if truth is None or isinstance(truth, str):
        return Reading(channel, truth, "missing" if truth is None else "good", now)
    return _measured(vehicle, sensor, truth, noise(seed, channel, sample))


def true_value(vehicle: Vehicle, layout: Layout, channel: str) -> float | str | None:
    """What a channel would show without noise, limits and faults; None where there is nothing.

    Raises KeyError for a channel the station does not have.
    """
    sensor = layout.sensors[channel]
    return GAUGES[sensor.kind].truth(vehicle, layout, sensor)


def read_all(
    vehicle: Vehicle,
    layout: Layout,
    seed: int,
    faults: Sequence[Fault] = (),
    last: Mapping[str, Reading] | None = None,
) -> dict[str, Reading]:
    """Give the readings of all channels now, by channel; see `read`."""
    before = last or {}
    return {
        channel: read(vehicle, layout, channel, seed, faults, before.get(channel))
        for channel in layout.sensors
    }


def _faulty(channel: str, kind: FaultKind, now: int, last: Reading | None) -> Reading:
    if kind in ("missing", "nan") or last is None or last.value is None:
        return Reading(channel, None, "missing", now)
    if kind == "frozen":
        return replace(last, quality="frozen", taken_ms=now)
    return replace(last, quality="stale")


def _measured(vehicle: Vehicle, sensor: Sensor, signal: float, draw: float) -> Reading:
    """Add noise, keep it in the range, round to the resolution.

    Whether it is out of range goes by the signal before noise, so that noise around the lower end
    (clean air) does not make a good sensor doubtful. A time without end (nothing leaks) is shown as
    the longest the instrument can show, and that is good.
    """
    low, high, grain, spread = sensor.low, sensor.high, sensor.resolution, sensor.noise
    if low is None or high is None or grain is None or spread is None:  # not from layout_from
        return Reading(sensor.channel, None, "missing", vehicle.t_ms)
    signal = min(signal, high.value) if math.isinf(signal) else signal
    shown = min(max(signal + spread.value * draw, low.value), high.value)
    grains = round(shown / grain.value)
    text = str(grains * Decimal(grain.written.split()[0]))
    quality: Quality = "good" if low.value <= signal <= high.value else "out-of-range"
    return Reading(sensor.channel, text, quality, vehicle.t_ms)
