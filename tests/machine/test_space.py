"""The space is the world's: every path of it is a run of the real engine, and every run is a path of it."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.machine.compile import compile_
from engine.machine.counterexample import counterexample_text, read_counterexample
from engine.machine.drive import Drive
from engine.machine.explore import explore
from engine.machine.node import Options
from engine.machine.telling import told
from engine.run import commands as c
from engine.run.events import StepEntered
from tests.builders import Bench, a_drive, a_procedure, inputs
from tests.machine.generated import procedures
from tests.machine.played import entered, played, walk
from tests.machine.related import related_drive
from tests.machine.small import drive, small

VALUES = st.sampled_from(["1", "7", "9", "400", "yes", "strong"])
DEVIATIONS = (c.Skip, c.Abort, c.Override, c.Defer, c.Untick, c.HandOver)


def retold(machine, space, chance):
    """Whether there was a path to tell: one that goes round and round in one moment is none."""
    path = walk(space, chance)
    if path is None:
        return False
    for late in (False, True):
        example = told(space, path, "walk", "walked", late=late)
        assert read_counterexample(counterexample_text(example)) == example
        wanted = [space.state(0).id, *(edge.way.dest for edge in path if edge.way)]
        assert entered(played(machine, example)) == wanted, example
    return True


@pytest.mark.parametrize("deviations", [False, True])
@pytest.mark.parametrize("name", ["toxic-atmosphere", "head-count"])
def test_paths_are_runs(name, deviations):
    machine = a_drive(name)
    space = explore(machine.table, Options(deviations=deviations))
    assert sum(retold(machine, space, random.Random(seed)) for seed in range(25)) > 20


def test_paths_are_runs_of_the_longest_procedure():
    machine = a_drive()
    space = explore(machine.table)
    assert sum(retold(machine, space, random.Random(seed)) for seed in range(25)) > 20


@given(procedures(), st.integers(0, 1000))
@settings(max_examples=40)
def test_paths_are_runs_of_made_up_procedures(text, seed):
    machine = Drive(compile_(a_procedure(text)))
    assume(retold(machine, explore(machine.table), random.Random(seed)))


LATCHED = """\
procedure: latched
title: Latched
revision: 1
entry: a test
roles: {CDR: commander, MCC-H: ground}
ground: [MCC-H]
channels:
  air: {unit: ppm, range: [0, 500], stale: 15 s}
anytime:
  - {if: air < 4 ppm, during: [ask, ask], then: told}
steps:
  - {step: ask, call: MCC-H, for: GO, within: 5 min, answers: {GO: ask, silence: wait}}
  - {step: told, by: CDR, ask: So, answers: {yes: ask, cannot tell: ask}}
  - {step: wait, watch: air < 4 ppm, hold: 1 min, within: 1 min, else: ask, next: ask}
"""


def test_a_watch_whose_guard_is_latched_is_not_late_with_its_latch():
    """Only a reading that breaks the guard lets the time run out, and that reading clears the latch."""
    machine = Drive(compile_(a_procedure(LATCHED)))
    space = explore(machine.table)
    assert sum(retold(machine, space, random.Random(seed)) for seed in range(20)) > 12


def steps(space, here, event):
    """The nodes after the run entered a state by a way, from any of the nodes it may have been in."""
    seen, todo = set(here), list(here)
    while todo:
        for edge in space.edges[todo.pop()]:
            if edge.way is None and edge.dest not in seen:
                seen.add(edge.dest)
                todo.append(edge.dest)
    return {
        edge.dest
        for node in seen
        for edge in space.edges[node]
        if edge.way is not None
        and (edge.way.source, edge.way.dest) == (event.source, event.state)
        and (edge.way.trigger, edge.way.label) == (event.trigger, event.label)
    }


@st.composite
def likely(draw, machine):
    """Inputs that get a run somewhere: what the present step asks for, readings that fit, time."""
    table, anything = machine.table, inputs(machine)

    def one(bench):
        here = table.states[bench.at]
        role = draw(st.sampled_from(sorted(table.procedure.roles)))
        choices = [c.Tick(by, item.id) for item in here.items for by in item.by or (role,)]
        choices += [
            c.RecordValue(
                table.records[name].by or role,
                name,
                draw(st.sampled_from(["1", "7", "9", "400", "yes", "strong"])),
            )
            for name in here.records
        ]
        choices += [c.CannotTell(table.records[name].by or role, name) for name in here.records]
        if here.step is not None:
            by = here.step.call or (here.step.by[0] if here.step.by else role)
            choices += [c.Answer(by, word) for word in here.step.answers if word != "LOS"]
            choices += [c.Sign(one) for one in here.step.sign]
        choices += [c.Hold(role, "x"), c.Release(role), c.Look("engine"), draw(anything)]
        return draw(st.sampled_from(choices))

    return one


@pytest.mark.parametrize(
    "name", ["small", "related", "toxic-atmosphere", "unknown-odor-on-hatch-opening"]
)
@given(data=st.data())
@settings(max_examples=8)
def test_runs_are_paths(name, data):
    own = {"small": lambda: drive(small()), "related": related_drive}
    machine = own[name]() if name in own else a_drive(name)
    if name not in SPACES:
        SPACES[name] = explore(machine.table)
    space = SPACES[name]
    bench = Bench(machine)
    here = {0}
    looked = 2
    pick = data.draw(likely(machine))
    pauses = st.sampled_from([0, 0, 0, 1000, 20_000, 61_000, 400_000])
    for _ in range(25):
        command = pick(bench)
        if not isinstance(command, DEVIATIONS) and bench.state.outcome is None:
            bench.give(command, data.draw(pauses))
        for event in bench.events[looked:]:
            if isinstance(event, StepEntered):
                here = steps(space, here, event)
                assert here, event
        looked = len(bench.events)


SPACES: dict = {}
