"""Bad ways of working: each scenario comes to a bad end by one of them, and the debrief says why."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from engine.adapters import library_files
from engine.bootstrap import DrillSettings, open_drill
from engine.cli.author.scenes import look_at_scenario
from engine.drill.deviations import deviations
from engine.drill.habits import HABITS, without_habit
from engine.drill.scenario import Habit
from engine.run import events as e
from engine.run.commands import Tick
from engine.run.facts import item_text
from tests.drill.conftest import PROCEDURES, text_of
from tests.drill.ends import names, play

BAD = {
    "ammonia": "hasty",
    "ammonia-false": "hasty",
    "cargo-hatch": "hasty",
    "coolant-leak": "deaf",
    "depress": "misreading",
    "elektron": "hasty",
    "fire": "hasty",
    "metox": "deaf",
    "ms-29": "careless",
    "slow-benzene": "hasty",
    "smoke-zvezda": "deaf",
    "soyuz-hole": "misreading",
    "three-alarms": "hasty",
    "thrusters": "hasty",
}
SLOW = {"coolant-leak", "fire", "three-alarms", "thrusters", "slow-benzene"}


def text_with(name: str, old: str, new: str) -> str:
    text = text_of(f"scenarios/{name}")
    assert old in text
    return text.replace(old, new, 1)


def beside(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=[pytest.mark.slow] if n in SLOW else []) for n in BAD]
)
def test_bad_play_comes_to_a_bad_end_and_is_told_why(name: str) -> None:
    drill = play(f"{name}-{BAD[name]}", 1)
    debrief = drill.scored()
    assert drill.closed
    assert not drill.won
    assert debrief.reasons
    assert all(one.entries for one in debrief.reasons)
    assert HABITS[BAD[name]][0] in " ".join(" ".join(drill.debrief()).split())


def test_every_scenario_has_such_a_habit() -> None:
    assert set(BAD) == {one for one in names() if not one.endswith("-hard")}


@pytest.mark.slow
@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("name", names())
def test_any_habit_reaches_an_end(name: str, habit: str) -> None:
    for seed in range(1, 21):
        drill = play(f"{name}-{habit}", seed)
        assert drill.closed, seed
        drill.leave()


def test_the_name_says_the_habit_and_the_log_keeps_it() -> None:
    assert without_habit("elektron-hard-deaf") == ("elektron-hard", "deaf")
    assert without_habit("elektron-hard") == ("elektron-hard", "")
    drill = play("elektron-hard-careless", 2)
    opened = drill.console.state.opened
    assert opened is not None
    assert opened.scenario == "elektron-hard-careless"
    assert drill.rig.scenario.crew.omits == ("mask", "breathe")


def test_careless_people_say_that_masks_are_on_and_the_debrief_says_they_are_not() -> None:
    drill = play("elektron-careless", 5)
    told = [one.text for one in drill.scored().deviations if one.kind == "said, not done"]
    assert "FE-2: Mask on" in told
    assert not any("Mask off" in one for one in told)
    assert next(one for one in drill.scored().spans if one.label == "masks on").ms is None


def test_what_was_said_and_not_done_is_told_in_the_words_in_force() -> None:
    drill = play("elektron-careless", 5)
    place = drill.first
    at, tick = next(
        (n, event)
        for n, (_, event) in enumerate(place.events)
        if isinstance(event, e.ItemTicked)
        and item_text(place.table, event.item) == "Mask on"
        and event.role == "FE-2"
    )
    redline = e.Redlined(tick.t, "FE-2", tick.item, "Mask on", "Hood on", "no masks here")
    told = deviations(
        [*place.events[:at], (-1, redline), *place.events[at:]], place.table, drill.rig.scenario
    )
    assert "FE-2: Hood on" in [one.text for one in told if one.kind == "said, not done"]


def test_a_person_beside_careless_people_does_what_is_ticked() -> None:
    settings = DrillSettings(
        "elektron-careless", ("FE-2",), 5, "memory:", simulated_clock=True, unattended=True
    )
    drill = open_drill(settings)
    drill.advance(1000)
    assert drill.give(Tick("FE-2", "masks-all#3")) is None
    drill.advance(60_000)
    people = drill.world.vehicle.people
    assert [people[role].masked for role in ("CDR", "FE-1", "FE-2")] == [False, False, True]


def test_the_hasty_do_beside_the_procedure_what_the_file_says() -> None:
    drill = play("ammonia-hasty", 1)
    told = [one.text for one in drill.scored().deviations if one.kind == "outside the procedure"]
    assert told == ["FE-1: hatch pma1 open", "FE-1: hatch node1 open"]
    assert play("ammonia", 1).t > drill.t


def test_who_misreads_is_ten_times_off_on_the_side_that_looks_better() -> None:
    good, bad = (play(name, 3).console.state.records for name in ("depress", "depress-misreading"))
    assert float(bad["t1mm"].value) > 5 * float(good["t1mm"].value)
    good, bad = (play(name, 3).console.state.records for name in ("metox", "metox-misreading"))
    assert float(bad["tube-beyond-1"].value) < float(good["tube-beyond-1"].value) / 2


def test_the_deaf_get_no_answer_and_pass_nothing_on() -> None:
    drill = play("ms-29-deaf", 1)
    assert drill.outcome == "hatch kept shut"
    assert not [one for one in drill.console.state.observations.values() if one.text]


def test_backwards_is_told_as_out_of_order() -> None:
    kinds = {one.kind for one in play("fire-backwards", 1).scored().deviations}
    assert "out of order" in kinds


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("step: masks-down, after: 3 s", "step: masks-dwn, after: 3 s", "masks-dwn"),
        ("by: FE-2, step: masks-down", "by: FE-9, step: masks-down", "FE-9"),
        ("act: hatch fgb open}\n  deaf", "act: hatch fgbs open}\n  deaf", "fgbs"),
        ("  deaf: {records", "  def: {records", "def"),
        ("deaf: {records:", "deaf: {recods:", "recods"),
    ],
)
def test_a_fault_in_a_habit_has_its_place(old: str, new: str, sentence: str) -> None:
    text = text_with("elektron", old, new)
    report = look_at_scenario(text, str(PROCEDURES / "scenarios" / "elektron.yaml"), "safety")
    assert report.findings
    assert sentence in report.findings[0].sentence
    assert (
        new.split("\n", maxsplit=1)[0].strip()
        in text.split("\n")[report.findings[0].place.line - 1]
    )


HOLES = ["rassvet 15 mm", "soyuz 15 mm", "rassvet 8 mm", "nauka 17 mm", "fgb 15 mm", "sm 15 mm"]


@pytest.mark.parametrize("hole", HOLES)
def test_wherever_the_hole_is_nobody_is_kept_behind_a_hatch(tmp_path: Path, hole: str) -> None:
    """Seed 4 answers too late at the gauge, so that a hatch sticks; what is reported must be true."""
    path = beside(tmp_path, "depress", text_with("depress", "hole lab 15 mm", f"hole {hole}"))
    for seed in (1, 4):
        drill = play(path, seed)
        people = {one.compartment for one in drill.world.vehicle.people.values()}
        assert drill.won, [one.text for one in drill.scored().reasons]
        shut_off = drill.outcome == "leak shut off"
        assert people == ({"fgb"} if shut_off else {"soyuz"})
        assert shut_off == (not hole.startswith("fgb"))


@pytest.mark.parametrize("name", ["ammonia", "ammonia-hard"])
def test_who_is_late_is_missed_in_the_count_and_fetched_before_a_hatch_is_shut(name: str) -> None:
    """Seed 184: the commander does not reach Zvezda in the time that the step gives."""
    drill = play(name, 184)
    state = drill.console.state
    assert "count-all>call-again" in state.visits
    assert state.records["head-count.heads"].value == "7"
    assert drill.scored().safe


def test_who_is_not_where_the_end_says_is_told() -> None:
    drill = play("depress-hasty", 1)
    assert drill.outcome == "sheltered in the return ships"
    assert "CDR was in Zarya at the end" in [one.text for one in drill.scored().reasons]


def test_a_safe_end_that_does_more_than_was_needed_is_called_cautious(tmp_path: Path) -> None:
    text = text_with("elektron", "accept: [contained]\ncautious: [", "accept: [contained]\nxx: [")
    text = text.replace(
        "accept: [contained]\nxx: [sheltered in the return ships]", "cautious: [contained]"
    )
    drill = play(beside(tmp_path, "elektron", text), 3)
    assert drill.scored().safe
    assert "  - more cautious than was needed here; nobody was at risk" in drill.debrief()
    other = drill.rig.scenario.model_copy(update={"cautious": ()})
    drill.rig = replace(drill.rig, scenario=other)
    assert not any("cautious" in one for one in drill.debrief())


def test_what_must_not_be_counts_only_since_its_step() -> None:
    """The hatch stands open at the beginning of a drill; only opening it again is held against them."""
    assert play("ammonia-false", 3).scored().safe
    reasons = [one.text for one in play("ammonia-false-hasty", 3).scored().reasons]
    assert any("before anyone had sampled behind it" in one for one in reasons)


def test_one_list_of_habits_everywhere() -> None:
    """The library and the form of a file name them without loading each other."""
    assert tuple(HABITS) == library_files.HABITS == get_args(Habit)
