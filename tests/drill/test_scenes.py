"""Every scenario of the library plays: to a good end by good play, to a bad one by bad play, for any seed."""

import re
from pathlib import Path

import pytest

from engine.adapters.library_files import LibraryFiles
from engine.cli.author.scenes import look_at_scenario
from engine.drill.names import check_against
from engine.drill.scenario import Scenario, scenario_from
from engine.library import load_plan
from tests.cli.door import ask
from tests.drill.conftest import PROCEDURES, read_layout, text_of
from tests.drill.ends import names, play

SLOW_IDLE = {
    "ms-29",
    "slow-benzene",
    "thrusters",
    "fire",
    "coolant-leak",
    "three-alarms",
}
HARMLESS_IDLE = {"cargo-hatch", "cargo-hatch-hard"}
QUICK_HARD = {"depress-hard", "soyuz-hole-hard"}


def marked(slow: set[str], but: set[str] = frozenset()) -> list[object]:
    """Every scenario but some; those that take seconds, and all but two of the hard ones, marked slow."""
    late = {one for one in names() if one.endswith("-hard")} - QUICK_HARD
    return [
        pytest.param(one, marks=[pytest.mark.slow] if one in slow | late else [])
        for one in names()
        if one not in but
    ]


def test_at_least_twelve_scenarios_play_each_with_a_hard_variant() -> None:
    easy = [one for one in names() if not one.endswith("-hard")]
    assert len(easy) >= 12
    hard = {f"{one}-hard" for one in easy} & set(names())
    assert len(hard) >= 12


@pytest.mark.parametrize("name", marked({"thrusters", "fire"}))
def test_a_simulated_crew_comes_to_a_good_end(name: str) -> None:
    drill = play(name, 3)
    debrief = drill.scored()
    assert drill.won, [one.text for one in debrief.reasons]
    assert not any(one.entries for one in debrief.bounds)
    accept = drill.rig.scenario.accept
    assert not accept or debrief.outcome in accept
    assert all(len(line) <= 78 for line in drill.debrief())


@pytest.mark.parametrize("name", marked(SLOW_IDLE, HARMLESS_IDLE))
def test_who_does_nothing_comes_to_a_bad_end_and_is_told_why(name: str) -> None:
    drill = play(f"{name}-idle", 1)
    debrief = drill.scored()
    assert drill.closed
    assert not debrief.safe
    assert any(f"'{drill.outcome}'" in one.text and one.entries for one in debrief.reasons)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HARMLESS_IDLE))
def test_a_hatch_that_nobody_opens_harms_nobody_but_haste_at_it_does(name: str) -> None:
    idle, hasty = play(f"{name}-idle", 1), play(f"{name}-hasty", 1)
    assert idle.outcome == "hatches kept shut"
    assert idle.scored().safe
    assert idle.scored().cautious
    assert idle.world.vehicle.hatches["progress"] == "shut"
    assert not hasty.scored().safe


@pytest.mark.slow
def test_who_is_in_the_return_ship_works_on_nothing_else() -> None:
    """Seed 2: the search for the leak ends in the ships while the odor procedure is open."""
    drill = play("three-alarms", 2)
    other = drill.desk.places[1].console
    assert other.state.outcome == "sheltered in the return ships"
    sheltered = other.state.t
    done = {box.status for box in drill.console.state.boxes.values() if box.t > sheltered}
    assert done <= {"sensed"}
    assert drill.outcome == "hatch kept shut"


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_any_seed_reaches_an_end(name: str) -> None:
    for seed in range(1, 201):
        drill = play(name, seed)
        assert drill.closed, seed
        drill.leave()


def test_a_variant_is_laid_over_the_rest_and_keeps_its_places() -> None:
    text = text_of("scenarios/depress")
    easy, hard = scenario_from(text, "depress"), scenario_from(text, "depress-hard")
    assert isinstance(easy, Scenario)
    assert isinstance(hard, Scenario)
    assert hard.scenario == "depress-hard"
    assert hard.truth.acts != easy.truth.acts
    assert hard.truth.hatches == easy.truth.hatches
    assert [one.inject for one in hard.injects[: len(easy.injects)]] == [
        one.inject for one in easy.injects
    ]
    assert hard.injects[-1].away == "FE-2"
    wrong = scenario_from(text.replace("away: FE-2, for: 25 s", "away: FE-2"), "depress-hard")
    assert isinstance(wrong, list)
    assert "deaf" in text.split("\n")[wrong[0].place.line - 1]


def leak(old: str, new: str) -> Scenario | list:
    text = text_of("scenarios/depress")
    assert old in text
    return scenario_from(text.replace(old, new, 1), "depress")


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("at: 0 s, to: CDR", "at: 3 h, to: CDR", "ears", "can never come"),
        ("at: 0 s, to: CDR", "when: p.fgbs < 500 mmHg, to: CDR", "ears", "p.fgbs"),
        ("at: 0 s, to: CDR", "when: p.fgb < 500 kPa, to: CDR", "ears", "kPa"),
        ("all in Zarya: ships-first#1", "all in Zarya: ships-fist#1", "times", "ships-fist#1"),
        ("until: into-ships}", "until: into-ship}", "490", "into-ship"),
        ("{if: p.fgb < 490", "{if: p.gfb < 490", "490", "p.gfb"),
        ("accept: [leak shut off", "accept: [leak shut of", "accept", "leak shut of"),
        ("soyuz}", "soyus}", "where", "soyus"),
        ("where: {sheltered in", "where: {shelterd in", "where", "shelterd in"),
        ("telemetry: 5 s\n", "telemetry: 5 s\nslow: {setle: 1 min}\n", "slow", "setle"),
        ("    everyone: {tick", "    CDR: {tick", "delays", "no delays are given"),
    ],
)
def test_what_a_scenario_cannot_mean_is_placed(
    old: str, new: str, line: str, sentence: str
) -> None:
    found = leak(old, new)
    assert isinstance(found, Scenario)
    table = load_plan(LibraryFiles(), "rapid-depressurization").drive.table
    problems = [
        one for one in check_against(found, table, read_layout()) if sentence in one.sentence
    ]
    assert problems
    text = text_of("scenarios/depress").replace(old, new, 1).split("\n")
    assert line in text[problems[0].place.line - 1]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("at: 0 s, to: CDR", "to: CDR", "needs one of: at, step, when, instructor"),
        ("at: 0 s, to: CDR", "at: 0 s, after: 3 s, to: CDR", "after counts from a step"),
        (
            "at: 0 s, to: CDR, notice: Ears",
            "at: 0 s, away: CDR, notice: Ears",
            "needs one of: notice",
        ),
        ("  alarm: ears\n", "  alarm: ears\n  exposure: 1 h\n", "needs both: exposure, peak"),
        ("  alarm: ears\n", "  alarm: ears\n  hatch: lab\n", "needs all of: hatch"),
    ],
)
def test_what_does_not_go_together_is_said(old: str, new: str, sentence: str) -> None:
    found = leak(old, new)
    assert isinstance(found, list)
    assert re.search(re.escape(sentence), found[0].sentence)


@pytest.mark.parametrize(
    "path", sorted((PROCEDURES / "scenarios").glob("*.yaml")), ids=lambda p: p.stem
)
def test_author_check_finds_nothing_in_the_scenarios_that_ship(path: Path) -> None:
    report = look_at_scenario(path.read_text("utf-8"), str(path), "safety")
    assert report.clean, report.findings


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (
            "procedure: rapid-depressurization",
            "procedure: slow-depressurization",
            "scenario-procedure",
        ),
        ("station: iss-2024", "station: mir", "scenario-station"),
        ("epoch: 2024-12-04T11", "epoch: 2024-13-04T11", "scenario-epoch"),
        ("away: FE-2, for: 25 s", "away: FE-9, for: 25 s", "name-unknown"),
        (
            "dropout: tres.fgb, kind: frozen, for: 60 s",
            "dropout: tres.fbg, kind: frozen, for: 60 s",
            "name-unknown",
        ),
        ("  alarm: ears", "  alarm: eers", "name-unknown"),
        ("    alarm#1: 5 s", "    alarm#7: 5 s", "name-unknown"),
    ],
)
def test_author_check_says_where(old: str, new: str, rule: str) -> None:
    path = PROCEDURES / "scenarios" / "depress.yaml"
    text = path.read_text("utf-8")
    assert old in text
    report = look_at_scenario(text.replace(old, new), str(path), "safety")
    assert [one.rule for one in report.findings] == [rule]
    assert new.strip() in text.replace(old, new).split("\n")[report.findings[0].place.line - 1]


def test_what_the_instructor_keeps_comes_only_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOLDFACE_STORE", "memory:")
    words = "inject nope\ninject second-hole\ninject second-hole\nlog\nquit\n"
    done = ask("drill", "depress", "--plain", "--role", "CDR", typed=words)
    assert "no inject of the instructor is called 'nope' (there are: second-hole)" in done.out
    assert "given" in done.out
    assert "was given already" in done.out
    assert "second-hole" not in play("depress", 3).console.state.injects
