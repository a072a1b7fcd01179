"""Guards that compare channels: the space is still the world's, promises are proved, and broken by what can be walked."""

from __future__ import annotations

import random

import pytest

from engine.machine import abstract, moment
from engine.machine.explore import explore
from engine.machine.prove import prove
from engine.procedure import guard_analysis, guard_solver
from tests.machine.played import entered, played
from tests.machine.related import MUTANTS, related, related_drive
from tests.machine.test_space import retold


def test_it_is_proved_without_the_solver(monkeypatch):
    monkeypatch.setattr(guard_solver, "installed", lambda: False)
    found = prove(related_drive().table, related().properties)
    assert {str(one) for one in found if not one.holds} == set()


def test_no_reading_is_chosen_without_those_it_is_compared_with():
    space = explore(related_drive().table)
    assert space.whole
    for edges in space.edges:
        for edge in edges:
            assert {name for name, _ in edge.readings} in (set(), {"near", "out", "far"})


def test_machine_and_table_explore_the_same_space():
    machine = related_drive()
    one, other = explore(machine.table), explore(machine.table, by=machine.fire)
    assert (one.nodes, one.edges) == (other.nodes, other.edges)


def test_paths_are_runs():
    machine = related_drive()
    space = explore(machine.table)
    assert sum(retold(machine, space, random.Random(seed)) for seed in range(15)) > 10


@pytest.mark.parametrize("mutant", MUTANTS)
def test_each_promise_is_broken_by_a_run_of_the_engine(mutant):
    claim, machine = MUTANTS[mutant][2], related_drive(mutant)
    found = next(x for x in prove(machine.table, related(mutant).properties) if x.claim == claim)
    assert found.result == "fails", str(found)
    example = found.counterexample
    assert example is not None, found.why
    bench = played(machine, example)
    assert tuple(entered(bench)[: len(example.states)]) == example.states


def test_what_cannot_be_cut_is_not_proved_and_says_what_is_lacking(monkeypatch):
    monkeypatch.setattr(abstract, "joint", lambda *_: None)
    monkeypatch.setattr(guard_analysis, "joint", lambda *_: None)
    monkeypatch.setattr(guard_solver, "installed", lambda: False)
    monkeypatch.setattr(moment, "installed", lambda: False)
    found = prove(related_drive().table, related().properties)
    assert {one.result for one in found} <= {"not proved", "holds"}
    decided = [one for one in found if one.claim.startswith("one-arm")]
    assert decided
    for one in found:
        if not one.claim.startswith("without"):
            assert one.result == "not proved", str(one)
            assert "pip install 'boldface[z3]'" in one.why


@pytest.mark.skipif(not guard_solver.installed(), reason=guard_solver.INSTALL)
def test_with_the_solver_the_same_is_proved(monkeypatch):
    whole = explore(related_drive().table)
    monkeypatch.setattr(abstract, "joint", lambda *_: None)
    monkeypatch.setattr(guard_analysis, "joint", lambda *_: None)
    solved = explore(related_drive().table)
    assert solved.whole
    assert len(solved.nodes) == len(whole.nodes)
    found = prove(related_drive().table, related().properties)
    assert {str(one) for one in found if not one.holds} == set()
