"""Every scenario of the library plays: to a good end by good play, to a bad one by bad play, for any seed."""

import re

import pytest

from engine.drill.names import check_against
from engine.drill.scenario import Scenario, scenario_from
from tests.drill.conftest import read_layout, text_of
from tests.drill.ends import idle, names, play

LONG = {
    "ms-29",
    "benzene",
    "three-alarms",
}  # nothing in its preconditions ends by itself: idle people take a day


@pytest.mark.parametrize("name", names())
def test_a_simulated_crew_comes_to_a_good_end(name: str) -> None:
    drill = play(name, 3)
    debrief = drill.scored()
    assert drill.won, [one.text for one in debrief.reasons]
    assert not any(one.entries for one in debrief.bounds)
    accept = drill.rig.scenario.accept
    assert not accept or debrief.outcome in accept
    assert all(len(line) <= 78 for line in drill.debrief())


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] if one in LONG else []) for one in names()]
)
def test_who_does_nothing_comes_to_a_bad_end_and_is_told_why(name: str) -> None:
    drill = play(name, 1, idle)
    debrief = drill.scored()
    assert drill.closed
    assert not debrief.safe
    assert any(f"'{drill.outcome}'" in one.text and one.entries for one in debrief.reasons)


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_any_seed_reaches_an_end(name: str) -> None:
    for seed in range(1, 201):
        drill = play(name, seed)
        assert drill.closed, seed
        drill.leave()


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
        ("at the ships: ships-first#1", "at the ships: ships-fist#1", "times", "ships-fist#1"),
        ("until: into-ships}", "until: into-ship}", "490", "into-ship"),
        ("{if: p.fgb < 490", "{if: p.gfb < 490", "490", "p.gfb"),
        ("measures:\n", "accept: [leak shut of]\nmeasures:\n", "accept", "leak shut of"),
        ("telemetry: 5 s\n", "telemetry: 5 s\nslow: {setle: 1 min}\n", "slow", "setle"),
        ("    everyone: {tick", "    CDR: {tick", "delays", "no delays are given"),
    ],
)
def test_what_a_scenario_cannot_mean_is_placed(
    old: str, new: str, line: str, sentence: str
) -> None:
    found = leak(old, new)
    assert isinstance(found, Scenario)
    drill = play("depress", 3)
    table = drill.console.drive.table
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
