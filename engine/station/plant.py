"""The numbers of the systems beside the air: hull, motion, ships, loops, fire, oxygen, windows.

Frozen data, every number a `Figure` with mark and source; a state (what leaks, what burns) must
never be kept here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from engine.station.figure import Figure


@dataclass(frozen=True, slots=True)
class Of:
    """The unit in which a number of a system is read, and the bounds of its value in that unit."""

    unit: str
    low: float = 0.0
    high: float = 1e9


@dataclass(frozen=True, slots=True)
class HullPlant:
    """Pressure: discharge coefficient of a hole, bores of valves, what holds a hatch shut.

    hatch_hold: difference of pressure above which nobody can open a hatch; evacuation: where Tres
    ends; fast: fall of pressure (mmHg in an hour) that raises the alarm; draft: least flow felt.
    """

    discharge: Annotated[Figure, Of("1", 0.1, 1.0)]
    temperature: Annotated[Figure, Of("degC", -20, 50)]
    valve: Annotated[Figure, Of("mm", 0.1)]
    vent: Annotated[Figure, Of("mm", 0.1)]
    hatch_hold: Annotated[Figure, Of("mmHg")]
    evacuation: Annotated[Figure, Of("mmHg")]
    fast: Annotated[Figure, Of("mmHg/h")]
    draft: Annotated[Figure, Of("m3/h")]


@dataclass(frozen=True, slots=True)
class MotionPlant:
    """Attitude: principal moments of inertia, the gyroscopes, and when control is called lost."""

    roll_inertia: Annotated[Figure, Of("kgm2", 1.0)]
    pitch_inertia: Annotated[Figure, Of("kgm2", 1.0)]
    yaw_inertia: Annotated[Figure, Of("kgm2", 1.0)]
    orbit_rate: Annotated[Figure, Of("deg/s")]
    momentum: Annotated[Figure, Of("Nms")]
    torque: Annotated[Figure, Of("Nm")]
    lost_error: Annotated[Figure, Of("deg")]
    turn_rate: Annotated[Figure, Of("deg/s")]
    blocked: Annotated[Figure, Of("deg", 0, 180)]
    mass: Annotated[Figure, Of("kg")]
    beta: Annotated[Figure, Of("deg", -90, 90)]


@dataclass(frozen=True, slots=True)
class Thrusters:
    """A module that can fire: torque about each axis when it fires by itself, and when it holds."""

    roll: Annotated[Figure, Of("Nm", -1e6)]
    pitch: Annotated[Figure, Of("Nm", -1e6)]
    yaw: Annotated[Figure, Of("Nm", -1e6)]
    authority: Annotated[Figure, Of("Nm")]


@dataclass(frozen=True, slots=True)
class ShipPlant:
    """A docked ship: its heat and its own coolant loop.

    heat_*: W with the ship asleep at its port and awake for flight; person: W of one person;
    outside: the temperature it would go to by itself; conductance: W/K to outside; duct: m3/h of
    station air; pressure, volume, density: coolant in its outer loop when full.
    """

    capacity: Annotated[Figure, Of("kJ/K", 1.0)]
    conductance: Annotated[Figure, Of("W/K", 0.1)]
    outside: Annotated[Figure, Of("degC", -100, 100)]
    start: Annotated[Figure, Of("degC", -20, 60)]
    heat_docked: Annotated[Figure, Of("W")]
    heat_flight: Annotated[Figure, Of("W")]
    person: Annotated[Figure, Of("W")]
    loop_set: Annotated[Figure, Of("degC", -20, 60)]
    loop_conductance: Annotated[Figure, Of("W/K")]
    duct: Annotated[Figure, Of("m3/h")]
    pressure: Annotated[Figure, Of("kPa", 1.0)]
    volume: Annotated[Figure, Of("L", 0.1)]
    density: Annotated[Figure, Of("kg/m3", 1.0)]
    gas: Annotated[Figure, Of("L", 0.1)]


@dataclass(frozen=True, slots=True)
class LoopPlant:
    """An outer ammonia loop with its pump, and how water inside warms when it stops."""

    pump: Annotated[Figure, Of("kg/h")]
    pressure: Annotated[Figure, Of("kPa")]
    temperature: Annotated[Figure, Of("degC", -90, 90)]
    inventory: Annotated[Figure, Of("kg", 0.1)]


@dataclass(frozen=True, slots=True)
class ExchangerPlant:
    """An interface heat exchanger: which outer loop and module, and the water loop inside.

    quantity: percent of the accumulator when all is well; room: litres from empty to full.
    """

    water: Annotated[Figure, Of("degC", -10, 90)]
    hot: Annotated[Figure, Of("degC", -10, 150)]
    minutes: Annotated[Figure, Of("s", 1.0)]
    quantity: Annotated[Figure, Of("1", 0, 1)]
    room: Annotated[Figure, Of("L", 0.1)]
    inside: Annotated[Figure, Of("kPa")]
    density: Annotated[Figure, Of("kg/m3", 1.0)]
    loop: str = ""
    compartment: str = ""


@dataclass(frozen=True, slots=True)
class FirePlant:
    """Fire and smoke: growth, what a gram burnt gives off, detectors that need flow, extinguishers.

    growth, decay: time to e times more or less; yields: g of a gas per g burnt, by contaminant.
    """

    start: Annotated[Figure, Of("g/s", 1e-6)]
    most: Annotated[Figure, Of("g/s", 1e-6)]
    growth: Annotated[Figure, Of("s", 1.0)]
    decay: Annotated[Figure, Of("s", 1.0)]
    fuel: Annotated[Figure, Of("mg", 1.0)]
    quench: Annotated[Figure, Of("1", 0, 1)]
    oxygen: Annotated[Figure, Of("1")]
    extinction: Annotated[Figure, Of("m2/g")]
    threshold: Annotated[Figure, Of("1/m")]
    delay: Annotated[Figure, Of("s", 0.1)]
    still: Annotated[Figure, Of("s", 0.1)]
    extinguisher: Annotated[Figure, Of("mg")]
    yields: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BottlePlant:
    """A bottle or tank of gas in a compartment: contents, pressure when full, greatest flow."""

    contents: Annotated[Figure, Of("kg", 0.001)]
    pressure: Annotated[Figure, Of("kPa")]
    flow: Annotated[Figure, Of("kg/min")]
    compartment: str = ""
    gas: str = ""


@dataclass(frozen=True, slots=True)
class WindowPlant:
    """The orbit at the start of a run, and the ground stations of the Russian side."""

    altitude: Annotated[Figure, Of("km", 150)]
    inclination: Annotated[Figure, Of("deg", 0, 180)]
    node: Annotated[Figure, Of("deg", -360, 360)]
    along: Annotated[Figure, Of("deg", -360, 360)]
    elevation: Annotated[Figure, Of("deg", 0, 90)]
    stations: Mapping[str, GroundStation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroundStation:
    """A place on the ground that hears the station."""

    latitude: Annotated[Figure, Of("deg", -90, 90)]
    longitude: Annotated[Figure, Of("deg", -180, 180)]


@dataclass(frozen=True, slots=True)
class Plant:
    """All systems of a station file; what a file leaves out is None or empty, and refuses acts."""

    hull: HullPlant | None = None
    motion: MotionPlant | None = None
    thrusters: Mapping[str, Thrusters] = field(default_factory=dict)
    ships: Mapping[str, ShipPlant] = field(default_factory=dict)
    loops: Mapping[str, LoopPlant] = field(default_factory=dict)
    exchangers: Mapping[str, ExchangerPlant] = field(default_factory=dict)
    fire: FirePlant | None = None
    bottles: Mapping[str, BottlePlant] = field(default_factory=dict)
    masks: Mapping[str, Figure] = field(default_factory=dict)
    windows: WindowPlant | None = None
