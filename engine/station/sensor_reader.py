"""From the part of a station file about its channels to sensors.

A channel with a `*` stands for one of every thing its kind can look at; a `grade` is an instrument
described once for many channels; nothing may be filled in that neither of them gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType

from engine.station.gauges import GAUGES, states_of
from engine.station.layout import Layout, Sensor
from engine.station.part import Part

_GRADE = ("period", "range", "resolution", "noise")


def with_sensors(layout: Layout, top: Part) -> Layout:
    """Give the layout with the channels of the file; raises LayoutError."""
    grades = top.at("grades") if top.has("grades") else Part({}, "grades", ("grades",))
    found = {
        sensor.channel: sensor
        for channel, part in top.at("sensors").items()
        for sensor in _sensors(channel, part, grades, layout)
    }
    return replace(layout, sensors=MappingProxyType(found))


def _sensors(channel: str, part: Part, grades: Part, layout: Layout) -> Iterator[Sensor]:
    kind = part.at("kind").one_of(GAUGES)
    subjects = list(GAUGES[kind].subjects(layout))
    if part.at("of").text() != "*":
        yield _sensor(channel, kind, part.at("of").one_of(subjects), part, grades, layout)
        return
    if "*" not in channel:
        raise part.at("of").fault("found '*'", "put a * into the name of the channel too")
    if not subjects:
        return
    first = _sensor(channel, kind, subjects[0], part, grades, layout)
    for subject in subjects:
        one = replace(first, channel=channel.replace("*", subject), of=subject)
        yield replace(one, states=states_of(layout, one)) if first.states else one


def _sensor(channel: str, kind: str, of: str, part: Part, grades: Part, layout: Layout) -> Sensor:
    instrument = _instrument(part, grades)
    period = instrument.at("period").figure("s", low=0.001)
    sensor = Sensor(channel, kind, of, period)
    states = states_of(layout, sensor)
    if states:
        part.only("kind", "of", "period", "grade")
        return replace(sensor, states=states)
    part.only("kind", "of", "grade", "unit", "gas", "lag", *_GRADE)
    if kind == "gas":
        sensor = replace(sensor, gas=part.at("gas").one_of(layout.contaminants))
    return _meter(sensor, part, instrument)


def _instrument(part: Part, grades: Part) -> Part:
    """Give where the numbers of the instrument stand: at its grade, or at the channel itself."""
    if not part.has("grade"):
        return part
    name = part.at("grade").one_of(map(str, grades.mapping()))
    grades.at(name).only("unit", *_GRADE)
    return grades.at(name)


def _meter(sensor: Sensor, part: Part, instrument: Part) -> Sensor:
    """Add the unit, range, resolution, noise and lag of a sensor that measures a number."""
    units = GAUGES[sensor.kind].units
    given = part if part.has("unit") else instrument
    plain = len(units) == 1 or sensor.kind == "pressure"  # kPa, as the first station files have it
    unit = units[0] if plain and not given.has("unit") else given.at("unit").one_of(units)
    instrument.at("range").only("low", "high")
    low = instrument.at("range").at("low").served(unit, low=-1e9)
    lag = sensor.kind == "air" and part.at("lag").figure("s")
    return replace(
        sensor,
        unit=unit,
        low=low,
        high=instrument.at("range").at("high").served(unit, low=low.value + 1e-9),
        resolution=instrument.at("resolution").served(unit, low=1e-9),
        noise=instrument.at("noise").served(unit),
        lag=lag or None,
    )
