"""What each kind of sensor looks at: the truth of a channel, in the unit or the words it is served.

One table, `GAUGES`, is the whole list of kinds; a gauge reads the state and must never change it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeAlias

from engine.station import gauges_motion, heat, hull, oxygen, windows
from engine.station.air import places, rows, slow_sensors, volumes
from engine.station.coupling import CABIN_C
from engine.station.layout import HATCH_STATES, Layout, Sensor, fans_named
from engine.station.limits import contaminant_of, ppm_of
from engine.station.net import blowing, drafts
from engine.station.state import Vehicle, concentration, configuration_of, mass_of, nominal_of

Names: TypeAlias = Callable[[Layout], Iterable[str]]
Truth: TypeAlias = Callable[[Vehicle, Layout, Sensor], "float | str | None"]
ON: Final = ("off", "on")
SIDES: Final = ("still", "disturbed")
_TORR_PER_KPA: Final = 760 / 101.325  # DERIVED: 1 torr = 101325/760 Pa
_K: Final = 22.2 + 273.15  # READ, domain-facts.md 5.1b V7


@dataclass(frozen=True, slots=True)
class Gauge:
    """A kind of sensor: the names it can look at, its truth, and its units or its states.

    `states` None: it measures a number in one of `units`. `states` empty: see `states_of`.
    """

    subjects: Names
    truth: Truth
    units: tuple[str, ...] = ()
    states: tuple[str, ...] | None = None


def states_of(layout: Layout, sensor: Sensor) -> tuple[str, ...]:
    """Give the words a sensor can show, () for one that measures a number."""
    if sensor.kind == "draft":
        return (*SIDES, *layout.hatches[sensor.of].between)
    if sensor.kind == "attitude":
        return gauges_motion.STATES.get(sensor.of, ())
    return GAUGES[sensor.kind].states or ()


def _air(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    row = _lag_rows(layout).get(sensor.channel)
    mg_m3 = (
        concentration(vehicle, layout, sensor.of)
        if row is None
        else vehicle.vector[row] + nominal_of(vehicle, layout)
    )
    return ppm_of(max(0.0, mg_m3), contaminant_of(layout, vehicle.contaminant))


@lru_cache(maxsize=64)
def _lag_rows(layout: Layout) -> dict[str, int]:
    """Give the row of the vector for each slow sensor."""
    first = rows(layout).lags
    return {each.channel: row for row, each in enumerate(slow_sensors(layout), start=first)}


def _pressure(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    kpa = hull.pressures(vehicle.hull, layout)[places(layout)[sensor.of]]
    return kpa if sensor.unit == "kPa" else kpa / hull.KPA_PER_MMHG


def _t1mm(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    rate = hull.fall(vehicle.hull, layout, vehicle.hatches, sensor.of)
    kpa = hull.pressures(vehicle.hull, layout)[places(layout)[sensor.of]]
    return hull.KPA_PER_MMHG / (rate * kpa) if rate * kpa > 0 else math.inf


def _tres(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    plant = layout.plant.hull
    rate = hull.fall(vehicle.hull, layout, vehicle.hatches, sensor.of)
    kpa = hull.pressures(vehicle.hull, layout)[places(layout)[sensor.of]]
    return math.inf if plant is None else hull.reserve_minutes(plant, kpa, rate)


def _across(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    return hull.difference(vehicle.hull, layout, sensor.of)


def _draft(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> str:
    """Give the side towards which air flows through a hatch; fans that blow through hide it."""
    plant, hatch = layout.plant.hull, layout.hatches[sensor.of]
    configuration = configuration_of(vehicle, layout)
    if any(hatch.name in (*fan.through, *fan.duct) for fan in blowing(layout, configuration)):
        return "disturbed"
    names, least = list(layout.compartments), plant.draft.value if plant else math.inf
    for here, there, flow in drafts(layout, configuration):
        if {names[here], names[there]} == set(hatch.between) and flow >= least:
            return names[there]
    return "still"


def _gas(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    """Give a gas: ppm, or for oxygen, nitrogen and carbon dioxide also the partial pressure."""
    if sensor.unit == "ppm":
        return ppm_in(vehicle, layout, sensor.gas, sensor.of)
    partial, kpa = _partial(vehicle, layout, sensor.gas, sensor.of)
    if sensor.unit in {"torr", "mmHg"}:  # they differ by less than a millionth
        return partial * _TORR_PER_KPA
    return 100 * partial / kpa if kpa > 0 else 0.0


def ppm_in(vehicle: Vehicle, layout: Layout, gas: str, compartment: str) -> float:
    """Give a gas in a compartment, ppm, as it truly is."""
    if gas in oxygen.SHARES:
        partial, kpa = _partial(vehicle, layout, gas, compartment)
        return 1e6 * partial / kpa if kpa > 0 else 0.0
    volume = volumes(layout)[places(layout)[compartment]]
    mg_m3 = mass_of(vehicle, layout, gas, compartment) / volume
    return ppm_of(max(0.0, mg_m3), layout.contaminants[gas])


def _partial(vehicle: Vehicle, layout: Layout, gas: str, compartment: str) -> tuple[float, float]:
    """Give the partial pressure of a gas of the air, and the pressure, kPa."""
    place = places(layout)[compartment]
    mg_m3 = mass_of(vehicle, layout, gas, compartment) / volumes(layout)[place]
    moles = mg_m3 / 1000 / layout.contaminants[gas].molar_mass.value
    kpa = hull.pressures(vehicle.hull, layout)[place]
    share = oxygen.SHARES.get(gas, 0.0)
    return max(0.0, share * kpa + moles * oxygen.GAS_CONSTANT * _K / 1000), kpa


def _smoke(vehicle: Vehicle, _: Layout, sensor: Sensor) -> float:
    """Give what a smoke detector feels, as percent of light lost in a foot (3.1)."""
    felt = vehicle.detectors[sensor.of].felt if sensor.of in vehicle.detectors else 0.0
    return 100 * (1 - math.exp(-felt * 0.3048))


def _smoke_alarm(vehicle: Vehicle, _: Layout, sensor: Sensor) -> str:
    one = vehicle.detectors.get(sensor.of)
    return ON[one is not None and one.alarm]


def _alarm(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> str:
    """Give one of the three emergency alarms: raised by hand, or by what can be sensed (2.1)."""
    if sensor.of in vehicle.pressed:
        return "on"
    plant = layout.plant.hull
    if sensor.of == "fire":
        return ON[any(one.alarm for one in vehicle.detectors.values())]
    if sensor.of == "toxic":
        return ON[any(_breached(vehicle, layout, name) for name in vehicle.exchangers)]
    if plant is None:
        return "off"
    now = hull.pressures(vehicle.hull, layout)
    falls = hull.groups(vehicle.hull, layout, vehicle.hatches)
    fast = plant.fast.value * hull.KPA_PER_MMHG / 3600
    return ON[any(flow / volume * now[group[0]] > fast for group, volume, flow in falls)]


def _breached(vehicle: Vehicle, layout: Layout, name: str) -> bool:
    """Tell whether a water loop holds more than it did: ammonia has come in (2.1, READ-2)."""
    return vehicle.exchangers[name].level > layout.plant.exchangers[name].quantity.value + 0.05


def _toxic(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> str:
    return ("ok", "leak")[_breached(vehicle, layout, sensor.of)]


def _ship(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    ship, plant = vehicle.ships[sensor.of], layout.plant.ships[sensor.of]
    if sensor.unit == "kPa":
        return heat.loop_pressure(ship, plant)
    return ship.celsius if sensor.unit == "degC" else 100 * ship.litres / plant.volume.value


def _loop(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    loop, plant = vehicle.loops[sensor.of], layout.plant.loops[sensor.of]
    full = loop.kg / plant.inventory.value
    if sensor.unit == "kg/h":
        return plant.pump.value if loop.on and full > 0.2 else 0.0
    if sensor.unit == "kPa":
        return plant.pressure.value * full if loop.on else 0.0
    return plant.temperature.value if sensor.unit == "degC" else loop.kg


def _water(vehicle: Vehicle, _: Layout, sensor: Sensor) -> float:
    one = vehicle.exchangers[sensor.of]
    return one.celsius if sensor.unit == "degC" else 100 * one.level


def _bottle(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> float:
    bottle = vehicle.bottles[sensor.of]
    if sensor.unit == "kg":
        return bottle.kg
    kpa = oxygen.bottle_pressure(bottle, layout.plant.bottles[sensor.of])
    return kpa if sensor.unit == "kPa" else kpa * _TORR_PER_KPA


def _mask(vehicle: Vehicle, _: Layout, sensor: Sensor) -> float | None:
    """Give the minutes left in someone's mask, None while they wear none that is counted."""
    supply = vehicle.supplies.get(sensor.of.upper())
    return None if supply is None else supply.left / 60


def _compartments(layout: Layout) -> Iterable[str]:
    return layout.compartments


def _ships(layout: Layout) -> Iterable[str]:
    return layout.plant.ships


def _waters(layout: Layout) -> Iterable[str]:
    return layout.plant.exchangers


def _bottles(layout: Layout) -> Iterable[str]:
    return layout.plant.bottles


_CREW: Final = ("cdr", *(f"fe-{n}" for n in range(1, 10)))


def _state_of_fan(vehicle: Vehicle, layout: Layout, sensor: Sensor) -> str:
    return ON[any(vehicle.fans[name] for name in fans_named(layout, sensor.of))]


def _fans(layout: Layout) -> Iterable[str]:
    return [*layout.fans, *dict.fromkeys(g for fan in layout.fans.values() for g in fan.groups)]


GAUGES: Final[Mapping[str, Gauge]] = MappingProxyType(
    {
        "air": Gauge(_compartments, _air, ("ppm",)),
        "pressure": Gauge(_compartments, _pressure, ("kPa", "torr", "mmHg")),
        "t1mm": Gauge(_compartments, _t1mm, ("s",)),
        "tres": Gauge(_compartments, _tres, ("min",)),
        "gas": Gauge(_compartments, _gas, ("ppm", "torr", "mmHg", "%")),
        "smoke": Gauge(_compartments, _smoke, ("%",)),
        "smoke-alarm": Gauge(_compartments, _smoke_alarm, states=ON),
        "power": Gauge(_compartments, lambda v, _, s: ON[s.of not in v.power_off], states=ON),
        "cabin-fan": Gauge(_compartments, lambda v, _, s: ON[s.of not in v.cabin_off], states=ON),
        "cabin-temperature": Gauge(_compartments, lambda _v, _l, _s: CABIN_C, ("degC",)),
        "alarm": Gauge(lambda _: ("fire", "depress", "toxic"), _alarm, states=ON),
        "hatch": Gauge(
            lambda layout: layout.hatches, lambda v, _, s: v.hatches[s.of], states=HATCH_STATES
        ),
        "valve": Gauge(
            lambda layout: layout.hatches,
            lambda v, _, s: ("shut", "open")[s.of in v.hull.valves],
            states=("shut", "open"),
        ),
        "vent": Gauge(
            _compartments,
            lambda v, _, s: ("shut", "open")[s.of in v.hull.vents],
            states=("shut", "open"),
        ),
        "across": Gauge(lambda layout: layout.hatches, _across, ("mmHg",)),
        "draft": Gauge(lambda layout: layout.hatches, _draft, states=()),
        "fan": Gauge(_fans, _state_of_fan, states=("on", "off")),
        "scrubber": Gauge(
            lambda layout: layout.scrubbers,
            lambda v, _, s: ON[v.scrubbers[s.of]],
            states=("on", "off"),
        ),
        "ship": Gauge(_ships, _ship, ("degC", "kPa", "%")),
        "cooling": Gauge(_ships, lambda v, _, s: v.ships[s.of].cooling, states=heat.COOLINGS),
        "loop": Gauge(lambda layout: layout.plant.loops, _loop, ("kg/h", "kPa", "degC", "kg")),
        "water": Gauge(_waters, _water, ("degC", "%")),
        "toxic": Gauge(_waters, _toxic, states=("ok", "leak")),
        "bottle": Gauge(_bottles, _bottle, ("kPa", "torr", "kg")),
        "bottle-valve": Gauge(
            _bottles,
            lambda v, _, s: ("closed", "open")[v.bottles[s.of].open],
            states=("closed", "open", "in-transit", "failed"),
        ),
        "mask": Gauge(lambda _: _CREW, _mask, ("min",)),
        "attitude": Gauge(
            lambda _: gauges_motion.QUANTITIES, gauges_motion.truth, gauges_motion.UNITS
        ),
        "firing": Gauge(
            lambda layout: layout.plant.thrusters,
            lambda v, _, s: v.motion.firing.get(s.of, "off"),
            states=("off", "fire", "hold"),
        ),
        "window": Gauge(
            lambda _: ("rs-ground", "relay"),
            lambda v, layout, s: _window(v, layout, s.of),
            states=("AOS", "LOS"),
        ),
    }
)
"""Every kind of sensor a station file can name."""


def _window(vehicle: Vehicle, layout: Layout, of: str) -> str:
    """Give whether a Russian ground station sees the station, or its antennas see the relays."""
    if of == "rs-ground":
        return "AOS" if windows.seen(layout, vehicle.t_ms) else "LOS"
    return gauges_motion.relay(vehicle, layout)
