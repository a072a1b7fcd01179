"""What the attitude channels show: the quantities of the public telemetry, in the served units.

Codes of the public telemetry are shown as words in the order of their codes; nothing here may
decide what follows from them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engine.station.layout import Layout, Sensor
from engine.station.motion import Motion, error, hides, length, still
from engine.station.plant import MotionPlant
from engine.station.state import Vehicle

UNITS: Final = ("deg", "deg/s", "Nm", "Nms", "%", "kg", "1")
_AXES: Final = {"roll": 0, "pitch": 1, "yaw": 2}
_FLAG: Final = ("normal", "alarm")
# Words in the order of the codes of domain-facts.md 6.2 (READ T1 T2).
STATES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "gyro": ("off", "online"),
        "desat-request": ("enabled", "inhibited"),
        "mode": (
            "default", "wait", "reserved", "standby", "cmg-attitude-control",
            "cmg-thruster-assist", "user-data-generation", "free-drift",
        ),
        "lost-gyros": _FLAG,
        "lost": _FLAG,
        "maneuver": ("no", "yes"),
        "rs-master": ("no", "yes"),
        "rs-dynamic": (
            "reserve", "thrusters", "gyrodines", "gyrodines-us-desat", "gyrodines-rs-desat",
            "translational-thrusters", "thrusters-help-cmg", "free-drift",
        ),
        "rs-attitude": (
            "inertial", "lvlh-sm", "solar", "current-lvlh", "current-inertial", "damping", "tea",
            "x-pop",
        ),
        "master": ("us", "rs", "drift"),
    }
)  # fmt: skip
QUANTITIES: Final = (
    *STATES, "gyros", "momentum", "capacity", "momentum-part", "mass", "beta", "excursion",
    *(f"{what}-{axis}" for what in ("torque", "error", "rate") for axis in _AXES),
    *(f"{what}-{n}" for what in ("quaternion", "commanded") for n in range(4)),
)  # fmt: skip


def truth(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float | str | None:
    """Give one quantity of attitude and control; None where the station has no numbers for it."""
    plant, motion = layout.plant.motion, vehicle.motion
    if plant is None:
        return None
    if sensor.of in STATES:
        return STATES[sensor.of][_code(motion, sensor.of)]
    what, _, which = sensor.of.rpartition("-")
    if which in _AXES:
        return _about(motion, plant, what, _AXES[which])
    if what == "quaternion":
        return motion.attitude[int(which)]
    if what == "commanded":
        return 1.0 if which == "0" else 0.0
    return _single(motion, plant, sensor.of)


def _about(motion: Motion, plant: MotionPlant, what: str, axis: int) -> float:
    """Give a quantity about an axis; rates are inertial: the orbit turns the frame in pitch."""
    if what == "torque":
        return motion.torque[axis]
    if what == "error":
        return math.degrees(error(motion.attitude)[axis])
    turning = -plant.orbit_rate.value if axis == 1 else 0.0
    return math.degrees(motion.rate[axis]) + turning


def _single(motion: Motion, plant: MotionPlant, what: str) -> float:
    held, most = length(motion.momentum), plant.momentum.value
    return {
        "gyros": 4.0,
        "momentum": held,
        "capacity": most,
        "momentum-part": 100 * held / most,
        "mass": plant.mass.value,
        "beta": plant.beta.value,
        "excursion": math.degrees(motion.turned),
    }[what]


def _code(motion: Motion, what: str) -> int:
    holds = "hold" in motion.firing.values()
    rs, drift = motion.control == "rs", motion.control == "drift"
    return {
        "gyro": 1,
        "desat-request": int(not motion.desat),
        "mode": 7 if drift or rs else 5 if holds else 4,
        "lost-gyros": int(motion.saturated or motion.lost),
        "lost": int(motion.lost),
        "maneuver": int(not still(motion) and not motion.lost),
        "rs-master": int(rs),
        "rs-dynamic": 7 if drift else 1 if rs else 6 if holds else 3,
        "rs-attitude": 5 if rs and motion.lost else 1,
        "master": ("us", "rs", "drift").index(motion.control),
    }[what]


def relay(vehicle: Vehicle, layout: Layout) -> str:
    """Give AOS, or LOS while the station hides its own antennas from the relay satellites."""
    plant = layout.plant.motion
    return "LOS" if plant is not None and hides(vehicle.motion.attitude, plant) else "AOS"
