"""Whatever is done to the station in whatever order, it answers, and every number is a number."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.station.acts import act, parse_act
from engine.station.layout import Layout
from engine.station.ledger import total
from engine.station.sensors import read_all
from engine.station.vehicle import Vehicle, start_vehicle, step
from tests.station.asking import CREW

LINES = (
    "hole poisk 5 mm", "hole lab 1000 mm", "patch poisk", "patch lab", "vent poisk open",
    "vent poisk shut", "valve poisk open", "valve soyuz open", "hatch poisk clear",
    "hatch poisk shut", "hatch poisk open", "hatch soyuz shut", "hatch soyuz open",
    "fire soyuz", "fire lab", "extinguish lab co2", "extinguish lab water", "power lab off",
    "cabin lab off", "fan imv off", "fan imv on", "thrusters nauka fire", "thrusters nauka off",
    "thrusters sm hold", "thrusters sm fire", "control us", "control rs", "control drift",
    "desat off", "breach node2-ltl 3 mm", "breach node2-ltl 0 mm", "loop a off", "loop a on",
    "coolant soyuz 3 mm", "coolant soyuz 0 mm", "cooling soyuz station-air", "cooling soyuz off",
    "ship soyuz flight", "ship soyuz off", "bottle n2 open", "bottle o2-high open",
    "bottle progress-air open", "bottle progress-air shut", "breathe CDR pba", "mask CDR off",
    "alarm fire on", "alarm fire off", "show p.sm 3", "show p.sm truth", "spill lab 500 mg",
    "command nauka off", "go CDR soyuz", "go CDR node2",
)  # fmt: skip
DEEDS = st.lists(st.tuples(st.sampled_from(LINES), st.integers(0, 20_000)), max_size=12)


@settings(max_examples=25, deadline=None)
@given(DEEDS)
def test_every_reading_is_a_number_after_any_acts(
    layout: Layout, deeds: list[tuple[str, int]]
) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene", people=CREW)
    released = 500 * sum(line == "spill lab 500 mg" for line, _ in deeds)
    for line, wait in deeds:
        after = act(vehicle, layout, parse_act(line))
        vehicle = step(after if isinstance(after, Vehicle) else vehicle, layout, wait)
    vehicle = step(vehicle, layout, 30_000)
    for reading in read_all(vehicle, layout, seed=7).values():
        sensor = layout.sensors[reading.channel]
        if reading.value is None:
            assert reading.channel.startswith("mask.")
        elif sensor.states:
            assert reading.value in sensor.states
        else:
            assert math.isfinite(float(reading.value)), reading
    assert total(vehicle, layout) == math.fsum([released]) or math.isclose(
        total(vehicle, layout), released, rel_tol=1e-6, abs_tol=1e-6
    )
