"""Time and acts: additive steps, refusals, exposure, and what got away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.station import ledger
from engine.station.acts import (
    FORMS,
    GoAct,
    HatchAct,
    MaskAct,
    Refused,
    ScrubberAct,
    SpillAct,
    act,
    parse_act,
    unknown_name,
)
from engine.station.air import rows
from engine.station.errors import ActError, UnknownNameError
from engine.station.gauges import ppm_in
from engine.station.layout import Layout
from engine.station.limits import ppm_of
from engine.station.vehicle import Vehicle, concentration, start_vehicle, step

CREW = {"CDR": "lab", "FE-1": "poisk", "FE-2": "poisk"}
MINUTE = 60_000


def play(vehicle: Vehicle, layout: Layout, *lines: str) -> Vehicle:
    for line in lines:
        after = act(vehicle, layout, parse_act(line))
        assert isinstance(after, Vehicle), after
        vehicle = after
    return vehicle


@pytest.fixture
def start(layout: Layout) -> Vehicle:
    vehicle = start_vehicle(layout, contaminant="toluene", people=CREW)
    return play(vehicle, layout, "spill poisk 1500 mg over 20 min")


@given(a=st.integers(0, 400_000), b=st.integers(0, 400_000), lead=st.integers(0, 30_000))
def test_steps_add(layout: Layout, a: int, b: int, lead: int) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene", people=CREW)
    vehicle = step(play(vehicle, layout, "spill poisk 1500 mg over 20 min"), layout, lead)
    at_once, in_two = step(vehicle, layout, a + b), step(step(vehicle, layout, a), layout, b)
    assert at_once.t_ms == in_two.t_ms
    assert at_once.vector == pytest.approx(in_two.vector, rel=1e-10, abs=1e-9)
    for role, person in at_once.people.items():
        other = in_two.people[role]
        assert person.breathed == pytest.approx(other.breathed, rel=1e-10, abs=1e-9)
        assert person.peak == pytest.approx(other.peak, rel=1e-10, abs=1e-9)


def test_no_time_changes_nothing_and_time_never_runs_back(layout: Layout, start: Vehicle) -> None:
    assert step(start, layout, 0) == start
    with pytest.raises(ValueError, match="cannot run back"):
        step(start, layout, -1)


def test_the_same_way_gives_the_same_bits(layout: Layout, start: Vehicle) -> None:
    def way() -> Vehicle:
        vehicle = step(start, layout, 12_345)
        vehicle = play(vehicle, layout, "hatch poisk clear", "hatch poisk shut", "fan imv off")
        return step(vehicle, layout, 777_777)

    assert way() == way()


def test_an_obstructed_hatch_refuses_to_shut_until_cleared(layout: Layout, start: Vehicle) -> None:
    refused = act(start, layout, parse_act("hatch poisk shut"))
    assert isinstance(refused, Refused)
    assert "duct and clamps" in refused.reason
    cleared = play(start, layout, "hatch poisk clear")
    assert cleared.hatches["poisk"] == "open"
    shut = play(cleared, layout, "hatch poisk shut")
    assert shut.hatches["poisk"] == "shut"
    again = act(shut, layout, parse_act("hatch poisk duct"))
    assert isinstance(again, Refused)


@pytest.mark.parametrize("state", ["open", "shut", "obstructed"])
@pytest.mark.parametrize("move", ["open", "shut", "clear", "duct"])
def test_every_move_of_every_hatch_state_has_an_answer(
    layout: Layout, state: str, move: str
) -> None:
    vehicle = start_vehicle(layout, contaminant="toluene", hatches={"poisk": state})
    after = act(vehicle, layout, parse_act(f"hatch poisk {move}"))
    wanted = {"open": "open", "shut": "shut", "clear": "open", "duct": "obstructed"}[move]
    if (state, move) in {("shut", "duct"), ("obstructed", "shut")}:
        assert isinstance(after, Refused)
        return
    assert isinstance(after, Vehicle)
    kept = {("shut", "clear"): "shut", ("obstructed", "open"): "obstructed"}
    assert after.hatches["poisk"] == kept.get((state, move), wanted)


def test_a_masked_person_breathes_nothing_of_it(layout: Layout, start: Vehicle) -> None:
    vehicle = step(play(start, layout, "mask FE-1 on"), layout, 30 * MINUTE)
    assert vehicle.people["FE-1"].breathed == 0
    assert vehicle.people["FE-1"].peak == 0
    assert vehicle.people["FE-2"].breathed > 100
    assert vehicle.people["FE-2"].peak > 10
    off = step(play(vehicle, layout, "mask FE-1 off"), layout, MINUTE)
    assert off.people["FE-1"].breathed > 0


def test_exposure_is_the_integral_where_the_person_is(layout: Layout, start: Vehicle) -> None:
    vehicle = step(start, layout, 10 * MINUTE)
    row = rows(layout).integrals + list(layout.compartments).index("poisk")
    assert vehicle.people["FE-1"].breathed == pytest.approx(vehicle.vector[row])
    moved = step(play(vehicle, layout, "go FE-1 lab"), layout, 10 * MINUTE)
    gained = moved.people["FE-1"].breathed - vehicle.people["FE-1"].breathed
    in_lab = moved.people["CDR"].breathed - vehicle.people["CDR"].breathed
    assert gained == pytest.approx(in_lab, abs=1e-9)


def test_exposure_in_a_closed_box_is_time_times_concentration(box: Layout) -> None:
    vehicle = start_vehicle(box, contaminant="freon", people={"A": "a"}, hatches={"ab": "shut"})
    vehicle = step(play(vehicle, box, "spill a 500 mg"), box, 15 * MINUTE)
    assert vehicle.people["A"].breathed == pytest.approx(50 * 15)
    assert vehicle.people["A"].peak == pytest.approx(50)


@pytest.mark.parametrize("added", [(), ("spill lab 700 g",)])
def test_carbon_dioxide_that_was_there_already_is_breathed_too(
    layout: Layout, added: tuple[str, ...]
) -> None:
    people = {"CDR": "lab", "FE-1": "lab"}
    start = start_vehicle(layout, contaminant="carbon-dioxide", people=people)
    start = play(start, layout, "mask FE-1 on", *added)
    whole, parts = step(start, layout, 10 * MINUTE), start
    gas = layout.contaminants["carbon-dioxide"]
    for length in (7_000, 4_500, 10 * MINUTE - 11_500):
        parts = step(parts, layout, length)
    breathed = whole.people["CDR"]
    assert parts.people["CDR"].breathed == pytest.approx(breathed.breathed)
    assert parts.people["CDR"].peak == pytest.approx(breathed.peak)
    least = ppm_in(whole, layout, "carbon-dioxide", "lab")
    assert least > 3900
    assert ppm_of(breathed.peak, gas) >= 0.99 * least
    assert ppm_of(breathed.breathed / 10, gas) > 3900
    assert whole.people["FE-1"].breathed == whole.people["FE-1"].peak == 0


def test_nobody_walks_through_a_shut_hatch(layout: Layout, start: Vehicle) -> None:
    vehicle = play(start, layout, "hatch poisk clear", "hatch poisk shut")
    refused = act(vehicle, layout, parse_act("go FE-1 sm"))
    assert isinstance(refused, Refused)
    assert "Poisk" in refused.reason
    assert play(vehicle, layout, "go FE-1 progress").people["FE-1"].compartment == "progress"


def test_a_group_switches_all_its_fans(layout: Layout, start: Vehicle) -> None:
    off = play(start, layout, "fan imv off")
    assert not any(on for name, on in off.fans.items() if name.startswith("imv"))
    assert off.fans["rassvet"]
    assert list(off.fans) == list(layout.fans)


def test_a_spill_conserves_what_was_spilt(layout: Layout, start: Vehicle) -> None:
    assert ledger.unevaporated(start, layout, ["poisk"]) == 1500
    vehicle = step(start, layout, 20 * MINUTE)
    assert ledger.unevaporated(vehicle, layout, ["poisk"]) == pytest.approx(1500 / 2.718281828459)
    wiped = play(vehicle, layout, "wipe poisk")
    assert wiped.spills == ()
    assert wiped.wiped == pytest.approx(1500 / 2.718281828459)
    assert ledger.total(wiped, layout) == pytest.approx(1500)
    assert ledger.total(step(wiped, layout, 60 * MINUTE), layout) == pytest.approx(1500)


def test_isolating_early_lets_less_escape(layout: Layout, start: Vehicle) -> None:
    isolated = {"poisk", "vestibule", "progress"}
    out = []
    for minutes in (2, 10, 40):
        vehicle = step(start, layout, minutes * MINUTE)
        vehicle = play(vehicle, layout, "hatch poisk clear", "hatch poisk shut")
        vehicle = step(vehicle, layout, (60 - minutes) * MINUTE)
        out.append(ledger.escaped(vehicle, layout, isolated))
        inside = [name for name in layout.compartments if name in isolated]
        kept = sum(
            part(vehicle, layout, inside)
            for part in (ledger.mass_in, ledger.unevaporated, ledger.removed, ledger.leaked)
        )
        assert kept + out[-1] == pytest.approx(1500)
    assert out == sorted(out)
    assert out[0] < 100 < out[2]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("hatch poisk shut", HatchAct("poisk", "shut")),
        ("  go FE-1   sm ", GoAct("FE-1", "sm")),
        ("mask FE-1 off", MaskAct("FE-1", on=False)),
        ("scrubber bmp on", ScrubberAct("bmp", on=True)),
        ("spill poisk 1500 mg over 20 min", SpillAct("poisk", 1500, 20)),
        ("spill poisk 1.5 g", SpillAct("poisk", 1500)),
    ],
)
def test_acts_are_read(line: str, wanted: object) -> None:
    assert parse_act(line) == wanted


@pytest.mark.parametrize(
    "line",
    [
        "",
        "open poisk",
        "hatch poisk",
        "hatch poisk ajar",
        "fan imv-rs",
        "mask FE-1 maybe",
        "spill poisk 5 kg",
        "spill poisk nan mg",
        "spill poisk 0 mg",
        "spill poisk -3 mg",
        "spill poisk 5 mg over 0 min",
        "spill poisk 5 mg under 3 min",
        "spill poisk 5 mg over 3",
        "go FE-1 sm now",
    ],
)
def test_a_wrong_act_is_one_sentence(line: str) -> None:
    with pytest.raises(ActError) as caught:
        parse_act(line)
    assert "write" in str(caught.value)
    assert "\n" not in str(caught.value)


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from([*FORMS, "poisk", "on", "5", "mg"])).map(" ".join)
)
def test_any_text_is_an_act_or_an_act_error(text: str) -> None:
    try:
        assert parse_act(text)
    except ActError as error:
        assert "write" in str(error)  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    "line",
    ["hatch poisc shut", "fan imw off", "scrubber x on", "mask FE-9 on", "go FE-1 x", "wipe x"],
)
def test_unknown_names_are_refused_with_those_there_are(
    layout: Layout, start: Vehicle, line: str
) -> None:
    refused = act(start, layout, parse_act(line))
    assert isinstance(refused, Refused)
    assert "there are" in refused.reason
    assert unknown_name(layout, start.people, parse_act(line)) == refused.reason


def test_a_start_with_unknown_names_is_refused(layout: Layout) -> None:
    with pytest.raises(UnknownNameError, match="toluene"):
        start_vehicle(layout, contaminant="tolune")
    with pytest.raises(UnknownNameError, match="obstructed"):
        start_vehicle(layout, contaminant="toluene", hatches={"poisk": "ajar"})
    with pytest.raises(UnknownNameError, match="compartment"):
        start_vehicle(layout, contaminant="toluene", people={"CDR": "attic"})
    with pytest.raises(UnknownNameError, match="scrubber"):
        start_vehicle(layout, contaminant="toluene", switches={"warp": True})
    vehicle = start_vehicle(layout, contaminant="toluene")
    with pytest.raises(UnknownNameError, match="compartment"):
        concentration(vehicle, layout, "attic")
    for part in (ledger.mass_in, ledger.removed, ledger.unevaporated, ledger.leaked):
        with pytest.raises(UnknownNameError, match="attic"):
            part(vehicle, layout, ["attic"])


def test_peaks_are_read_at_ten_second_marks_only(box: Layout) -> None:
    vehicle = start_vehicle(box, contaminant="freon", people={"A": "a"}, hatches={"ab": "shut"})
    vehicle = step(play(vehicle, box, "spill a 500 mg"), box, 9_999)
    assert vehicle.people["A"].peak == 0
    assert step(vehicle, box, 1).people["A"].peak == pytest.approx(50)
