"""The systems beside the air: what acts do to them, what channels show, and that time is additive."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.station.acts import FORMS, Refused, act, parse_act, unfit_value
from engine.station.errors import ActError, LayoutError
from engine.station.layout import Layout
from engine.station.layout_reader import layout_from
from engine.station.noses import smell
from engine.station.plant_reader import SECTIONS
from engine.station.vehicle import Vehicle, start_vehicle, step
from tests.station.asking import CREW, MINUTE, number, play, show

BUSY = (
    "hole poisk 6 mm",
    "fire node1",
    "breach node2-ltl 2 mm",
    "coolant soyuz 0.8 mm",
    "breathe CDR pba",
    "bottle n2 open",
    "thrusters nauka fire",
    "thrusters sm hold",
)


@pytest.fixture
def start(layout: Layout) -> Vehicle:
    return start_vehicle(layout, contaminant="ammonia", people=CREW)


def flat(vehicle: Vehicle) -> list[float]:
    """Everything of the state that is a number and changes with time."""
    found = [*vehicle.vector, *hull_of(vehicle), *vehicle.vented.values()]
    found += [*vehicle.motion.attitude, *vehicle.motion.rate, *vehicle.motion.momentum]
    for gas in sorted(vehicle.gases):
        found += vehicle.gases[gas]
    for ship in vehicle.ships.values():
        found += [ship.celsius, ship.litres]
    for one in vehicle.exchangers.values():
        found += [one.celsius, one.level]
    found += [loop.kg for loop in vehicle.loops.values()]
    found += [bottle.kg for bottle in vehicle.bottles.values()]
    found += [supply.left for supply in vehicle.supplies.values()]
    return found + [blaze.rate for blaze in vehicle.fires.values()]


def hull_of(vehicle: Vehicle) -> tuple[float, ...]:
    return vehicle.hull.pressures


@settings(max_examples=15, deadline=None)
@given(a=st.integers(0, 90_000), b=st.integers(0, 90_000), lead=st.integers(0, 12_345))
def test_steps_add_with_everything_going_on(layout: Layout, a: int, b: int, lead: int) -> None:
    vehicle = start_vehicle(layout, contaminant="ammonia", people=CREW)
    vehicle = step(play(vehicle, layout, *BUSY), layout, lead)
    at_once, in_two = step(vehicle, layout, a + b), step(step(vehicle, layout, a), layout, b)
    assert at_once.t_ms == in_two.t_ms
    assert flat(at_once) == pytest.approx(flat(in_two), rel=1e-9, abs=1e-7)
    assert at_once.detectors.keys() == in_two.detectors.keys()


def test_a_station_at_rest_stays_as_it_is(layout: Layout, start: Vehicle) -> None:
    later = step(start, layout, 24 * 60 * MINUTE)
    assert later.hull == start.hull
    assert later.motion == start.motion
    assert later.gases == {}
    assert show(later, layout, "alarm.depress") == "off"


def test_systems_at_rest_leave_the_air_as_it_is_to_the_last_bit(
    station_data: Callable[[], dict[str, Any]], layout: Layout
) -> None:
    data = station_data()
    for section in SECTIONS:
        data.pop(section)
    data["sensors"] = {name: one for name, one in data["sensors"].items() if one["kind"] == "air"}
    bare, found = layout_from(data), []
    for each in (bare, layout):
        vehicle = start_vehicle(each, contaminant="toluene", people=CREW)
        vehicle = step(play(vehicle, each, "spill poisk 3 g over 20 min"), each, 333_333)
        vehicle = play(vehicle, each, "hatch poisk clear", "hatch poisk shut", "fan imv off")
        found.append(step(vehicle, each, 7_654_321))
    assert found[0].vector == found[1].vector
    assert found[0].people == found[1].people


def test_months_pass_in_clean_air_without_work(layout: Layout, start: Vehicle) -> None:
    leaking = play(start, layout, "coolant soyuz 0.8 mm")
    months = step(leaking, layout, 90 * 24 * 60 * MINUTE)
    assert number(months, layout, "ship.soyuz.coolant") < 5
    assert months.vector == start.vector


def test_the_same_way_gives_the_same_bits(layout: Layout, start: Vehicle) -> None:
    ways = [step(play(start, layout, *BUSY), layout, 123_456) for _ in range(2)]
    assert ways[0] == ways[1]


# --- ships and loops --------------------------------------------------------------------------


def test_a_ship_warms_without_its_loop_and_cools_with_station_air(
    layout: Layout, start: Vehicle
) -> None:
    leaking = play(start, layout, "coolant soyuz 0.8 mm")
    warm = step(leaking, layout, 4 * 24 * 60 * MINUTE)
    assert number(warm, layout, "ship.soyuz.coolant") < 5
    assert number(warm, layout, "ship.soyuz.loop") < number(leaking, layout, "ship.soyuz.loop")
    cooled = step(play(warm, layout, "cooling soyuz station-air"), layout, 24 * 60 * MINUTE)
    assert number(cooled, layout, "ship.soyuz.temperature") < number(
        warm, layout, "ship.soyuz.temperature"
    )


def test_ammonia_first_fills_the_water_loop_then_reaches_the_cabin(
    layout: Layout, start: Vehicle
) -> None:
    vehicle = play(start, layout, "breach node2-ltl 2 mm")
    soon = step(vehicle, layout, 20_000)
    assert show(soon, layout, "alarm.toxic") == "on"
    assert show(soon, layout, "alarm.nh3.node2-ltl") == "leak"
    assert number(soon, layout, "NODE2000001") > 65
    assert number(soon, layout, "air.node2.nh3") < 2
    later = step(soon, layout, 5 * MINUTE)
    assert number(later, layout, "air.node2.nh3") > 100
    assert later.people["CDR"].breathed > 0
    shut = step(play(soon, layout, "loop a off"), layout, 5 * MINUTE)
    assert number(shut, layout, "air.node2.nh3") < 2
    assert number(shut, layout, "S1000001") < 10


def test_water_warms_when_its_outer_loop_stops(layout: Layout, start: Vehicle) -> None:
    off = step(play(start, layout, "loop b off"), layout, 120 * MINUTE)
    assert number(off, layout, "USLAB000061") > 40
    assert number(off, layout, "USLAB000060") < 5


# --- fire -------------------------------------------------------------------------------------


def test_a_fire_is_seen_where_air_moves_and_starves_where_it_does_not(layout: Layout) -> None:
    start = start_vehicle(layout, contaminant="carbon-monoxide", people=CREW)
    burning = step(play(start, layout, "fire fgb"), layout, 6 * MINUTE)
    assert show(burning, layout, "alarm.smoke.fgb") == "on"
    assert show(burning, layout, "alarm.fire") == "on"
    for gas, least in (("co", 1), ("hcn", 0.1), ("hcl", 0.1)):
        assert number(burning, layout, f"air.fgb.{gas}") > least
    assert number(burning, layout, "air.fgb.o2") < number(start, layout, "air.fgb.o2") + 0.2
    stopped = play(
        burning, layout, "fan imv off", "fan ducts off", "cabin fgb off", "power fgb off"
    )
    assert step(stopped, layout, 10 * MINUTE).fires == {}
    still = play(start, layout, "fan imv off", "fan ducts off", "cabin fgb off", "fire fgb")
    assert show(step(still, layout, 3 * MINUTE), layout, "alarm.smoke.fgb") == "off"


def test_an_extinguisher_puts_it_down_and_carbon_dioxide_stays(
    layout: Layout, start: Vehicle
) -> None:
    burning = step(play(start, layout, "fire lab"), layout, 3 * MINUTE)
    rate = burning.fires["lab"].rate
    once = play(burning, layout, "extinguish lab co2")
    assert once.fires["lab"].rate == pytest.approx(0.1 * rate)
    assert number(once, layout, "air.lab.co2") > number(burning, layout, "air.lab.co2") + 5000
    twice = play(once, layout, "extinguish lab water", "extinguish lab water")
    assert twice.fires == {}
    assert number(twice, layout, "air.lab.co2") == pytest.approx(
        number(once, layout, "air.lab.co2"), abs=60
    )


# --- oxygen, alarms, channels that lie ----------------------------------------------------------


def test_a_mask_that_is_empty_protects_nobody(layout: Layout, start: Vehicle) -> None:
    vehicle = play(start, layout, "breathe FE-1 pba", "spill poisk 2 g")
    assert number(vehicle, layout, "mask.fe-1") == 7
    last = step(vehicle, layout, 7 * MINUTE)
    assert last.people["FE-1"].breathed == 0
    assert not last.people["FE-1"].masked
    assert step(last, layout, MINUTE).people["FE-1"].breathed > 0
    again = play(last, layout, "breathe FE-1 isolating")
    assert step(again, layout, 30 * MINUTE).people["FE-1"].breathed == 0
    assert isinstance(act(last, layout, parse_act("breathe FE-1 snorkel")), Refused)


def test_a_bottle_raises_the_pressure_by_what_it_lost(layout: Layout, start: Vehicle) -> None:
    vehicle = play(start, layout, "bottle progress-air open", "bottle o2-high open")
    vehicle = step(vehicle, layout, 20 * MINUTE)
    lost = {
        "air": 50 - vehicle.bottles["progress-air"].kg,
        "o2": 90 - vehicle.bottles["o2-high"].kg,
    }
    assert lost == pytest.approx({"air": 10.0, "o2": 1.8}, rel=1e-6)
    size = sum(one.volume.value for one in layout.compartments.values())
    kpa = 8.314462618 * 295.35 * (lost["air"] / 28.97 + lost["o2"] / 32) / size
    assert vehicle.hull.pressures[0] == pytest.approx(101.4 + kpa, rel=1e-9)
    assert number(vehicle, layout, "AIRLOCK000055") < number(start, layout, "AIRLOCK000055")
    assert show(vehicle, layout, "AIRLOCK000050") == "open"
    assert number(vehicle, layout, "air.airlock.o2") > number(start, layout, "air.airlock.o2")


def test_an_alarm_raised_by_hand_stops_the_ventilation(layout: Layout, start: Vehicle) -> None:
    vehicle = play(start, layout, "alarm toxic on")
    assert show(vehicle, layout, "alarm.toxic") == "on"
    assert show(vehicle, layout, "imv") == "off"
    assert show(play(vehicle, layout, "alarm toxic off"), layout, "alarm.toxic") == "off"


def test_a_channel_can_be_made_to_lie_and_to_tell_the_truth(layout: Layout, start: Vehicle) -> None:
    lying = play(start, layout, "show alarm.nh3.node2-ltl leak")
    assert show(lying, layout, "alarm.nh3.node2-ltl") == "leak"
    honest = play(lying, layout, "show alarm.nh3.node2-ltl truth")
    assert show(honest, layout, "alarm.nh3.node2-ltl") == "ok"


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("show air.sm.co2 5600 ppm", "5600"),
        ("show air.sm.co2 5600", "5600"),
        ("show tres.fgb 2 h", "120"),
        ("show imv off", "off"),
    ],
)
def test_a_lie_is_shown_in_the_unit_of_its_channel(
    layout: Layout, start: Vehicle, line: str, seen: str
) -> None:
    channel = line.split()[1]
    assert show(play(start, layout, line), layout, channel) == seen


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("show air.sm.co2 5600 mmHg", "expected ppm"),
        ("show air.sm.co2 much", "expected a number and its unit, such as 5 ppm"),
        ("show imv maybe", "expected on or off"),
    ],
)
def test_a_lie_that_its_channel_cannot_show_is_refused(
    layout: Layout, start: Vehicle, line: str, expected: str
) -> None:
    refused = act(start, layout, parse_act(line))
    assert isinstance(refused, Refused)
    assert expected in refused.reason
    assert unfit_value(layout, parse_act(line)) == refused.reason


def test_a_number_to_be_shown_is_written_with_its_unit(layout: Layout) -> None:
    told = unfit_value(layout, parse_act("show air.sm.co2 5600"))
    assert told == "air.sm.co2: found '5600' without a unit, expected 5600 ppm."
    assert unfit_value(layout, parse_act("show air.sm.co2 5600 ppm")) is None
    assert "pba" in (unfit_value(layout, parse_act("breathe CDR scarf")) or "")


def test_windows_open_and_shut(layout: Layout, start: Vehicle) -> None:
    seen = set()
    vehicle = start
    for _ in range(200):
        vehicle = step(vehicle, layout, 5 * MINUTE)
        seen.add(show(vehicle, layout, "window.rs-ground"))
    assert seen == {"AOS", "LOS"}
    assert show(start, layout, "window.relay") == "AOS"


def test_the_ground_commands_only_while_it_sees_the_station(layout: Layout, start: Vehicle) -> None:
    vehicle = step(play(start, layout, "thrusters nauka fire"), layout, MINUTE)
    answers = set()
    for _ in range(300):
        answer = act(vehicle, layout, parse_act("command nauka off"))
        over = show(vehicle, layout, "window.rs-ground") == "AOS"
        assert isinstance(answer, Vehicle) is over
        if isinstance(answer, Refused):
            assert "the next pass begins in" in answer.reason
        else:
            assert show(answer, layout, "thrusters.nauka") == "off"
        answers.add(over)
        vehicle = replace(vehicle, t_ms=vehicle.t_ms + MINUTE)
    assert answers == {True, False}


def test_smoke_is_smelt_though_the_drill_is_about_something_else(
    layout: Layout, start: Vehicle
) -> None:
    assert smell(start, layout, "CDR").strength == "none"
    burning = step(play(start, layout, "fire lab"), layout, 10 * MINUTE)
    assert smell(burning, layout, "CDR").strength in {"distinct", "strong"}
    assert "burning" in smell(burning, layout, "CDR").text


@pytest.mark.parametrize(
    "line",
    [
        "hole poisk",
        "hole poisk 5",
        "hole poisk 5 kg",
        "hole poisk -5 mm",
        "vent poisk",
        "vent poisk ajar",
        "thrusters nauka stop",
        "cooling soyuz ice",
        "extinguish lab",
        "breathe CDR",
        "alarm fire",
        "control",
        "patch lab now",
    ],
)
def test_a_wrong_act_says_how_it_is_written(line: str) -> None:
    with pytest.raises(ActError) as caught:
        parse_act(line)
    assert FORMS[line.split(maxsplit=1)[0]] in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "hole attic 5 mm",
        "valve attic open",
        "thrusters attic fire",
        "loop c on",
        "breach attic 1 mm",
        "cooling dragon loop",
        "bottle gin open",
        "breathe FE-9 pba",
        "show nothing 5",
        "control moon",
        "alarm flood on",
    ],
)
def test_a_wrong_name_is_refused_with_those_there_are(
    layout: Layout, start: Vehicle, line: str
) -> None:
    refused = act(start, layout, parse_act(line))
    assert isinstance(refused, Refused)
    assert "there are" in refused.reason


def test_a_station_without_systems_refuses_their_acts(
    small: Callable[..., dict[str, Any]],
) -> None:
    bare = layout_from(small({"a": "8 m3", "b": "2 m3"}, {"ab": ("a", "b")}))
    vehicle = start_vehicle(bare, contaminant="gas")
    for line in ("hole a 5 mm", "vent a open", "fire a", "extinguish a water"):
        assert isinstance(act(vehicle, bare, parse_act(line)), Refused)
    assert step(vehicle, bare, MINUTE).t_ms == MINUTE


# --- the file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("hull", "valve", "is"), "20 m", "hull.valve.is"),
        (("hull", "discharge", "is"), "3", "from 0.1 to 1"),
        (("motion", "torque"), {}, "motion.torque"),
        (("thrusters", "nauka", "thrust"), {}, "thrust"),
        (("exchangers", "lab-ltl", "loop"), "c", "lab-ltl.loop"),
        (("fire", "yields", "helium"), {}, "helium"),
        (("bottles", "n2", "gas"), "helium", "n2.gas"),
        (("windows", "elevation", "is"), "95 deg", "elevation"),
        (("sensors", "p.*", "grade"), "mmhh", "mmhg"),
        (("sensors", "p.*", "kind"), "presure", "pressure"),
        (("grades", "mmhg", "noise"), {}, "grades.mmhg.noise"),
    ],
)
def test_a_wrong_number_says_where(
    station_data: Callable[[], dict[str, Any]], path: tuple[str, ...], value: Any, said: str
) -> None:
    data = station_data()
    part = data
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    with pytest.raises(LayoutError) as caught:
        layout_from(data)
    assert said in str(caught.value)
    assert caught.value.loc[0] == path[0]
