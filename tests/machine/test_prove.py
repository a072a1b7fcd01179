"""Every promise is proved of what is shipped, and each is broken by a mutant whose counterexample the real engine plays."""

from __future__ import annotations

from random import Random

import pytest

from engine.errors import ProcedureError
from engine.machine.conditions import Condition
from engine.machine.counterexample import counterexample_text, lines, read_counterexample
from engine.machine.explore import explore
from engine.machine.prove import prove, role_missing, roles_missing
from engine.machine.telling import told
from engine.machine.timing import times
from tests.builders import a_drive, a_procedure, library
from tests.machine.played import entered, played, walk
from tests.machine.small import MUTANTS, SMALL, drive, small

NAMES = sorted(library())


def verdict(found, claim):
    return next(one for one in found if one.claim == claim)


@pytest.mark.parametrize("name", NAMES)
def test_everything_shipped_is_proved(name):
    procedure = library()[name]
    found = prove(a_drive(name).table, procedure.properties)
    assert {one.claim: one.why for one in found if not one.holds} == {}
    assert len(procedure.properties) >= 3
    claims = [one.claim for one in found]
    assert claims[:4] == ["safe-end", "no-dead-end", "loops-bounded", "waits-end"]
    assert {f"without:{role}" for role in procedure.roles} < set(claims)


def test_a_condition_that_does_not_say_whether_it_holds_cannot_be_made():
    kind = type("Silent", (Condition,), {}, frozen=True)
    with pytest.raises(TypeError, match="holds"):
        kind()


def test_the_small_procedure_is_sound():
    procedure = small()
    found = prove(drive(procedure).table, procedure.properties)
    assert [str(one) for one in found if not one.holds] == []


@pytest.mark.parametrize("mutant", MUTANTS)
def test_each_promise_is_broken_by_its_mutant(mutant):
    procedure, claim = small(mutant), MUTANTS[mutant][2]
    machine = drive(procedure)
    found = verdict(prove(machine.table, procedure.properties), claim)
    assert found.result == "fails", str(found)
    example = found.counterexample
    assert example is not None
    assert read_counterexample(counterexample_text(example)) == example
    assert lines(machine.table, example)[-1] == found.why
    bench = played(machine, example)
    assert tuple(entered(bench)[: len(example.states)]) == example.states
    (decided_on_the_engine if claim.startswith("one-arm:") else seen_on_the_engine)(mutant, bench)


def seen_on_the_engine(mutant, bench):
    """The bad thing itself, in the real run."""
    went = entered(bench)
    if mutant in {
        "a step that waits for ever",
        "a dead end",
        "a wait with no bound",
        "a reading without a way",
    }:
        at = bench.at
        for _ in range(40):
            bench.wait(3_600_000)
        assert bench.at == at
        assert not bench.state.closed
    if mutant == "a role that is needed":
        for _ in range(40):
            bench.wait(3_600_000)
        assert bench.at == "two"
    if mutant in {"a loop nobody counts", "a contingency nobody counts"}:
        again = [one for one in set(went) if went.count(one) > 1]
        assert again
    if mutant == "not recorded":
        assert "ground" in went
        assert "tube" not in bench.state.records
    if mutant == "not clean":
        assert "ground" in went
        assert float(bench.state.records["tube"].value) >= 4
    if mutant == "silence is a GO":
        assert "two" in went
        assert not any(getattr(event, "word", "") == "GO" for event in bench.events)
    if mutant == "out of order":
        assert went.index("judge") >= 0
        assert "again" not in went
    if mutant == "too late":
        assert bench.now > 40 * 60_000
        assert went[-1] in {"bad", "judge", "ground"}
    if mutant == "no safe end after bad":
        assert went[-1] == "bad"


def decided_on_the_engine(mutant, bench):
    """No arm, or the first of two, in the real run."""
    went, tube = entered(bench), float(bench.state.records["tube"].value)
    if mutant == "a gap":
        assert bench.at == "judge"
        assert tube == 4
    else:
        assert went[went.index("judge") + 1] == "ground"
        assert 3 <= tube < 4


def test_a_fault_of_a_decision_that_no_run_comes_to_is_told_without_one():
    text = SMALL.replace("anytime:\n", "anytime:\n  - {if: air > 100 ppm, then: bad}\n")
    arms = "air < 4 ppm: ground, air > 150 ppm: again, air in 4..200 ppm: bad, air > 200 ppm: rest"
    machine = drive(a_procedure(text.replace("tube < 4 ppm: ground, tube >= 4 ppm: again", arms)))
    found = verdict(prove(machine.table), "one-arm:judge")
    assert found.result == "fails"
    assert found.counterexample is None
    assert "no run comes to this decision" in found.why


def test_people_who_deviate_can_break_what_holds_without():
    procedure = small()
    machine = drive(procedure)
    found = prove(machine.table, procedure.properties, deviations=True)
    broken = {one.claim for one in found if one.result == "fails"}
    assert "property:go-first" in broken
    assert "property:in-order" not in broken
    bench = played(machine, verdict(found, "property:go-first").counterexample)
    assert "two" in entered(bench)
    assert any(type(event).__name__ == "StepSkipped" for event in bench.events)


def test_the_longest_time_is_lived_through():
    """Late in every step the run comes to its bound, and never past it."""
    procedure = small("too late")
    machine = drive(procedure)
    found = verdict(prove(machine.table, procedure.properties), "property:soon")
    bench = played(machine, found.counterexample)
    assert found.why == "it can take 1 h 12 min"
    assert 72 * 60_000 - 20 <= bench.now <= 72 * 60_000


def test_no_run_is_later_than_the_bound():
    space = explore(drive(small()).table)
    far = times(space)
    last = max(far[n] for n in range(len(far)) if space.state(n).kind == "closing")
    assert last < float("inf")
    for seed in range(30):
        path = walk(space, Random(seed), most=60)
        if space.state(path[-1].dest).kind == "closing":
            bench = played(drive(small()), told(space, path, "walk", "walked", late=True))
            assert bench.now <= far[path[-1].dest]


@pytest.mark.parametrize("role", ["CDR", "FE-1", "FE-2"])
def test_what_a_missing_role_takes_away_is_said(role):
    notes = " ".join(role_missing(explore(a_drive("toxic-atmosphere").table), role).notes)
    assert f"without {role} never done: " in notes
    assert "masks-all" in notes


def test_what_people_read_is_one_line_for_each_thing():
    machine = drive(small("silence is a GO"))
    found = verdict(prove(machine.table, small().properties), "property:go-first")
    said = lines(machine.table, found.counterexample)
    assert "  CDR ticks 'First'" in said
    assert "  hatch reads shut" in said
    assert "  FE-1 records tube = 2 ppm" in said
    assert "  1 min pass" in said
    assert any(line.endswith("answers 'silence'") for line in said)


@pytest.mark.parametrize("mutant", ["", "a role that is needed", "a step that waits for ever"])
def test_one_look_with_nobody_there_says_what_a_look_for_each_role_says(mutant):
    procedure = small(mutant)
    spaces = [explore(drive(procedure).table)]
    spaces += [explore(a_drive(name).table) for name in NAMES[1:]] if not mutant else []
    for space in spaces:
        one_by_one = [role_missing(space, role) for role in space.table.procedure.roles]
        together = list(roles_missing(space))
        assert [(x.claim, x.result) for x in together] == [(x.claim, x.result) for x in one_by_one]


FLIES = """\
counterexample: x
procedure: y
sentence: z
missing: []
stages:
  - {at: a, moves: [{do: flies}], to: []}
"""


@pytest.mark.parametrize("text", ["", "a: b", "- 1", "stages: [1]", "a: *b", FLIES])
def test_a_file_that_is_no_counterexample_is_refused_in_a_sentence(text):
    with pytest.raises(ProcedureError):
        read_counterexample(text)


def test_a_too_large_space_proves_nothing(monkeypatch):
    monkeypatch.setattr("engine.machine.explore.MOST_NODES", 20)
    found = prove(a_drive("toxic-atmosphere").table)
    assert verdict(found, "loops-bounded").result == "not proved"
