"""Attitude: a rigid body with four gyroscopes that saturate, and modules whose thrusters fire.

Angles are those to the local frame, started at zero; it moves on in ticks of the run clock, so that
the way a wait is cut into steps changes nothing, and it must cost nothing while nothing moves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from engine.station.layout import Layout
from engine.station.plant import MotionPlant, Plant

Vector: TypeAlias = tuple[float, float, float]
Quaternion: TypeAlias = tuple[float, float, float, float]
Firing = Literal["off", "fire", "hold"]
Control = Literal["us", "rs", "drift"]

TICK_MS: Final = 100
_ZERO: Final = (0.0, 0.0, 0.0)
# Gains of the attitude controller (DESIGN): natural frequency 0.02 rad/s, critically damped.
_STIFF: Final = 0.02**2
_DAMP: Final = 2 * 0.02
_REST: Final = 1e-7  # rad and rad/s below which a held station is taken to be still (DESIGN)


@dataclass(frozen=True, slots=True)
class Motion:
    """How the station turns: quaternion to the local frame (scalar first), rates in rad/s.

    momentum: N m s held by the gyroscopes; torque: N m they gave last; turned: rad turned about any
    axis since the start; peak: greatest rate yet, rad/s; firing: what each module's thrusters do;
    control: who is master; desat: thrusters may unload the gyroscopes; lost_ms: time without
    attitude control; damping: the rate is taken out before anything else; blocked_ms: time with the antennas hidden.
    """

    attitude: Quaternion = (1.0, 0.0, 0.0, 0.0)
    rate: Vector = _ZERO
    momentum: Vector = _ZERO
    torque: Vector = _ZERO
    turned: float = 0.0
    peak: float = 0.0
    firing: Mapping[str, Firing] = field(default_factory=lambda: MappingProxyType({}))
    control: Control = "us"
    desat: bool = True
    lost: bool = False
    saturated: bool = False
    damping: bool = False
    lost_ms: int = 0
    blocked_ms: int = 0


def still(motion: Motion) -> bool:
    """Tell whether nothing moves, nothing fires and nothing is left to hold."""
    return (
        all(what == "off" for what in motion.firing.values())
        and motion.rate == _ZERO
        and (motion.attitude[1:] == _ZERO or motion.control == "drift")
    )


def error(attitude: Quaternion) -> Vector:
    """Give the attitude error as a rotation vector, rad, the short way round."""
    w, x, y, z = attitude if attitude[0] >= 0 else _minus(attitude)
    sine = math.sqrt(x * x + y * y + z * z)
    if sine < 1e-12:
        return (2 * x, 2 * y, 2 * z)
    angle = 2 * math.atan2(sine, w) / sine
    return (x * angle, y * angle, z * angle)


def _minus(q: Quaternion) -> Quaternion:
    return (-q[0], -q[1], -q[2], -q[3])


def length(one: Vector) -> float:
    """Give the length of a vector."""
    return math.sqrt(one[0] ** 2 + one[1] ** 2 + one[2] ** 2)


def moved(motion: Motion, layout: Layout, t_ms: int, end_ms: int) -> Motion:
    """Move on by every tick of the run clock after `t_ms` up to `end_ms`; see `Motion`."""
    plant = layout.plant.motion
    if plant is None:
        return motion
    for _ in range(end_ms // TICK_MS - t_ms // TICK_MS):
        if still(motion):
            return motion
        motion = _tick(motion, layout.plant, plant)
    return motion


def _tick(motion: Motion, plant: Plant, mine: MotionPlant) -> Motion:
    seconds = TICK_MS / 1000
    inertia = (mine.roll_inertia.value, mine.pitch_inertia.value, mine.yaw_inertia.value)
    outer, authority = _fired(motion, plant)
    strength = authority + (mine.torque.value if motion.control == "us" else 0.0)
    wanted = _wanted(motion, inertia, mine, strength)
    gyros, momentum, full = _gyroscopes(motion, mine, wanted, outer)
    help_ = _held(wanted, gyros, outer, authority)
    momentum = _unloaded(momentum, authority if motion.desat else 0.0, seconds)
    torque = tuple(a + b + c for a, b, c in zip(outer, gyros, help_, strict=True))
    rate = _turned_by(motion.rate, inertia, (torque[0], torque[1], torque[2]), seconds)
    attitude = _rotated(motion.attitude, motion.rate, rate, seconds)
    new = _after(motion, attitude, rate, (momentum, gyros, full), mine)
    return _rested(new) if _is_settled(new) else new


def _fired(motion: Motion, plant: Plant) -> tuple[Vector, float]:
    """Give the torque of thrusters that fire by themselves, and the authority of those that hold."""
    roll = pitch = yaw = authority = 0.0
    for module, what in motion.firing.items():
        one = plant.thrusters[module]
        if what == "fire":
            roll, pitch, yaw = (
                roll + one.roll.value, pitch + one.pitch.value, yaw + one.yaw.value,
            )  # fmt: skip
        elif what == "hold":
            authority += one.authority.value
    return (roll, pitch, yaw), authority


def _wanted(motion: Motion, inertia: Vector, mine: MotionPlant, strength: float) -> Vector:
    """Give the torque a controller asks for: first damp the rate, then go back at a safe rate.

    Safe is what `turn_rate` allows and what the strength (N m) can stop again in the angle left.
    """
    if motion.control == "drift":
        return _ZERO
    off = _ZERO if motion.damping else error(motion.attitude)
    size = length(off)
    most = min(math.radians(mine.turn_rate.value), math.sqrt(strength / max(inertia) * size))
    slow = min(1.0, most * _DAMP / (_STIFF * size)) if size > 0 else 1.0
    asked = [
        -i * (_STIFF * slow * e + _DAMP * w)
        for i, e, w in zip(inertia, off, motion.rate, strict=True)
    ]
    return (asked[0], asked[1], asked[2])


def _gyroscopes(
    motion: Motion, mine: MotionPlant, wanted: Vector, outer: Vector
) -> tuple[Vector, Vector, bool]:
    """Give the torque of the gyroscopes, what they then hold, and whether they are saturated.

    They answer what is wanted and what is felt, up to their torque, and nothing once full.
    """
    if motion.control != "us":
        return _ZERO, motion.momentum, False
    asked = (wanted[0] - outer[0], wanted[1] - outer[1], wanted[2] - outer[2])
    size = length(asked)
    part = min(1.0, mine.torque.value / size) if size > 0 else 0.0
    given = (asked[0] * part, asked[1] * part, asked[2] * part)
    seconds = TICK_MS / 1000
    held = tuple(h - g * seconds for h, g in zip(motion.momentum, given, strict=True))
    full = length((held[0], held[1], held[2])) > mine.momentum.value
    if full:
        return _ZERO, motion.momentum, True
    return given, (held[0], held[1], held[2]), False


def _held(wanted: Vector, gyros: Vector, outer: Vector, authority: float) -> Vector:
    """Give the torque of holding thrusters: what is still missing, up to their authority."""
    if authority <= 0 or wanted == _ZERO:
        return _ZERO
    short = tuple(w - g - o for w, g, o in zip(wanted, gyros, outer, strict=True))
    size = length((short[0], short[1], short[2]))
    part = min(1.0, authority / size) if size > 0 else 0.0
    return (short[0] * part, short[1] * part, short[2] * part)


def _unloaded(momentum: Vector, authority: float, seconds: float) -> Vector:
    """Give what the gyroscopes hold after thrusters have taken their share of it."""
    size = length(momentum)
    part = max(0.0, 1 - 0.1 * authority * seconds / size) if size > 0 else 0.0
    return (momentum[0] * part, momentum[1] * part, momentum[2] * part)


def _turned_by(rate: Vector, inertia: Vector, torque: Vector, seconds: float) -> Vector:
    """Give the rate after a tick, by Euler's equations and the midpoint rule."""
    half = _euler(rate, inertia, torque)
    middle = tuple(w + a * seconds / 2 for w, a in zip(rate, half, strict=True))
    whole = _euler((middle[0], middle[1], middle[2]), inertia, torque)
    return (
        rate[0] + whole[0] * seconds, rate[1] + whole[1] * seconds, rate[2] + whole[2] * seconds,
    )  # fmt: skip


def _euler(w: Vector, i: Vector, torque: Vector) -> Vector:
    return (
        (torque[0] - (i[2] - i[1]) * w[1] * w[2]) / i[0],
        (torque[1] - (i[0] - i[2]) * w[2] * w[0]) / i[1],
        (torque[2] - (i[1] - i[0]) * w[0] * w[1]) / i[2],
    )


def _rotated(q: Quaternion, before: Vector, after: Vector, seconds: float) -> Quaternion:
    """Turn the attitude by the mean rate of a tick: exact for a steady rate."""
    x, y, z = (0.5 * (a + b) * seconds for a, b in zip(before, after, strict=True))
    angle = math.sqrt(x * x + y * y + z * z)
    s = 0.5 if angle < 1e-9 else math.sin(angle / 2) / angle
    c, x, y, z = math.cos(angle / 2), s * x, s * y, s * z
    a, b, d, e = q
    new = (
        a * c - b * x - d * y - e * z, a * x + b * c + d * z - e * y,
        a * y - b * z + d * c + e * x, a * z + b * y - d * x + e * c,
    )  # fmt: skip
    size = math.sqrt(sum(each * each for each in new))
    return (new[0] / size, new[1] / size, new[2] / size, new[3] / size)


def _after(
    before: Motion,
    attitude: Quaternion,
    rate: Vector,
    gyroscopes: tuple[Vector, Vector, bool],
    mine: MotionPlant,
) -> Motion:
    """Give the motion after a tick: whether control is lost, what was counted on the way.

    Written out and not with `replace`, which takes as long as all the rest of a tick.
    """
    momentum, torque, full = gyroscopes
    off, speed = length(error(attitude)), length(rate)
    limit, most = math.radians(mine.lost_error.value), math.radians(mine.turn_rate.value)
    settled = off < limit / 10 and speed < math.radians(0.01)
    drifts = before.control == "drift"
    lost = drifts or (not settled if before.lost else off > limit)
    return Motion(
        attitude=attitude,
        rate=rate,
        momentum=momentum,
        torque=torque,
        turned=before.turned + length(before.rate) * TICK_MS / 1000,
        peak=max(before.peak, speed),
        firing=before.firing,
        control=before.control,
        desat=before.desat,
        lost=lost,
        saturated=full,
        damping=speed > (0.1 * most if before.damping else 1.5 * most),
        lost_ms=before.lost_ms + (TICK_MS if lost else 0),
        blocked_ms=before.blocked_ms + (TICK_MS if hides(attitude, mine) else 0),
    )


def _is_settled(motion: Motion) -> bool:
    """Tell whether a station that is held has come to rest where it should be."""
    if motion.control == "drift" or length(motion.rate) > _REST:
        return False
    fires = any(what == "fire" for what in motion.firing.values())
    return not fires and length(error(motion.attitude)) <= _REST


def _rested(motion: Motion) -> Motion:
    """Give a station that is held as one that is still: thrusters that hold fall silent."""
    idle: dict[str, Firing] = dict.fromkeys(motion.firing, "off")
    return replace(
        motion,
        attitude=(1.0, 0.0, 0.0, 0.0),
        rate=_ZERO,
        torque=_ZERO,
        firing=MappingProxyType(idle),
    )


def hides(attitude: Quaternion, mine: MotionPlant) -> bool:
    """Tell whether the station hides its own antennas from the relay satellites above.

    Local up in the station's frame is (2(xz - wy), 2(yz + wx), 1 - 2(x^2 + y^2)): the antennas are
    hidden while the angle between it and the station's own up is within `blocked` of upside down.
    """
    _, x, y, _ = attitude
    upward = max(-1.0, min(1.0, 1 - 2 * (x * x + y * y)))
    return math.degrees(math.acos(upward)) > 180 - mine.blocked.value
