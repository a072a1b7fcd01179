"""Properties as authors write them: read, read out, and every wrong name told with its place."""

from __future__ import annotations

import re

import pytest

from engine.adapters.library_files import LibraryFiles
from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.machine.prove import prove
from engine.procedure.reader import read_procedure
from tests.builders import a_procedure
from tests.machine.small import SMALL, small

HEAD = SMALL.partition("properties:")[0] + "properties:\n"


def problems(line):
    return [(one.rule, one.mend) for one in read_procedure(HEAD + f"  - {line}\n").problems]


def test_they_are_read_out_in_words():
    said = [one.words for one in small().properties]
    assert said == [
        "'ground' is never come to unless 'write' was done",
        "'ground' is never come to unless tube < 4 ppm",
        "'two' is never come to unless 'ground' was answered GO",
        "'boxes' is always come to before 'judge'",
        "from 'boxes' it takes at most 40 min to 'judge' or 'bad'",
        "'bad' can be reached from boxes, write, settle, ground, smell, two",
    ]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("{name: a, never: grund}", "step-unknown"),
        ("{name: a, never: ground, without: wrote}", "step-unknown"),
        ("{name: a, never: ground, without: ground answered MAYBE}", "answer-unknown"),
        ("{name: a, never: ground, without: write answered GO}", "answer-unknown"),
        ("{name: a, never: ground, without: tub < 4 ppm}", "name-unknown"),
        ("{name: a, never: ground, without: air < 4 ppm}", "name-unknown"),
        ("{name: a, never: ground, without: tube < 4 mmHg}", "unit-mismatch"),
        ("{name: a, never: ground, without: tube <}", "guard"),
        ("{name: a, always: ground}", "property-form"),
        ("{name: a, always: ground, before: two, of: two}", "property-form"),
        ("{name: a, always: ground, before: tow}", "step-unknown"),
        ("{name: a, within: 5 min, of: ground, reach: end wel}", "end-unknown"),
        ("{name: a, within: 5 minutes, of: ground, reach: two}", "value"),
        ("{name: a, reachable: two, from: [every step, bod]}", "step-unknown"),
        ("{name: a}", "property-form"),
        ("{name: a, never: two, always: ground, before: two}", "property-form"),
        ("{name: a, nevr: two}", "unknown-key"),
    ],
)
def test_what_is_wrong_is_told(line, rule):
    assert rule in [one for one, _ in problems(line)], problems(line)


def test_the_nearest_name_and_the_very_place():
    result = read_procedure(HEAD + "  - {name: a, never: grund}\n")
    (problem,) = result.problems
    assert "did you mean 'ground'?" in problem.mend
    line = (HEAD + "  - {name: a, never: grund}\n").splitlines()[problem.place.line - 1]
    assert line[problem.place.column - 1 : problem.place.end_column - 1] == "grund"


def test_one_name_for_one_property():
    line = "{name: a, never: two}\n  - {name: a, never: two}"
    assert problems(line) == [("name-reused", "")]


@pytest.mark.parametrize(
    ("form", "holds"),
    [
        ("always: look, before: clear", True),
        ("always: clear, before: look", False),
        ("never: look", False),
        ("never: look, without: clear", False),
    ],
)
def test_the_step_in_which_a_run_opens_is_come_to_with_nothing_before_it(form, holds):
    text = LibraryFiles().text("procedure", "carbon-dioxide-high")
    procedure = a_procedure(text.replace("always: look, before: clear", form))
    found = prove(Drive(compile_(procedure)).table, procedure.properties)
    assert [one.holds for one in found if one.claim == "property:look-first"] == [holds]


@pytest.mark.parametrize(
    ("old", "new", "goal", "why"),
    [
        ("", "", "two", "a run can end at '(well|badly)' without 'two'"),
        (
            "    do: Leave\n    within: 1 min\n    else: rest\n",
            "    do: Leave\n",
            "[well, badly]",
            "'bad' has no time limit, and 'end well' or 'end badly' comes after it",
        ),
        (
            "    visits: 2\n    do: Wipe\n    within: 2 min\n    else: bad",
            "    do: Wipe\n    within: 2 min\n    else: write",
            "[end well, end badly]",
            "a run can come back to '[a-z]+' again and again without 'end well' or 'end badly'",
        ),
    ],
)
def test_how_a_goal_may_be_missed_is_said(old, new, goal, why):
    goal = goal.replace("[well, badly]", "[end well, end badly]")
    text = HEAD.replace(old, new) + f"  - {{name: a, within: 24 h, of: write, reach: {goal}}}\n"
    procedure = a_procedure(text)
    found = [one for one in prove(compile_(procedure, {}), procedure.properties) if not one.holds]
    (missed,) = [one for one in found if one.claim == "property:a"]
    assert re.fullmatch(why, missed.why), missed.why
    assert missed.words.startswith("from 'write' it takes at most 24 h to '")
    for one in found:
        if one.claim == "time":
            assert re.match(
                r"('bad' has no time limit|a run can come back to '[a-z]+'), so|a run", one.why
            )
            assert one.counterexample.stages[0].moves
