"""The table's stepper takes the machine's steps: on everything shipped, on made-up procedures, in every abstract state."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.machine.abstract import cells_of, scene
from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.machine.explore import explore
from engine.machine.node import Options
from engine.machine.stepper import by_table, fire
from engine.machine.table import AUTOMATIC
from tests.builders import a_drive, a_procedure, library
from tests.machine.generated import procedures
from tests.machine.small import drive, small

NAMES = sorted(library())
TRIGGERS = (*AUTOMATIC, "start", "skip", "abort", "close")


def same(one, other):
    assert one.nodes == other.nodes
    assert one.edges == other.edges


@pytest.mark.parametrize("name", NAMES)
def test_table_and_machine_explore_the_same_space(name):
    machine = a_drive(name)
    same(explore(machine.table), explore(machine.table, by=machine.fire))


def test_so_they_do_with_every_verb_and_people_who_deviate():
    machine = drive(small())
    options = Options(deviations=True)
    same(explore(machine.table, options), explore(machine.table, options, by=machine.fire))


@given(procedures())
@settings(max_examples=40)
def test_so_they_do_on_made_up_procedures(text):
    machine = Drive(compile_(a_procedure(text)))
    same(explore(machine.table), explore(machine.table, by=machine.fire))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=30)
def test_the_same_way_for_every_state_and_trigger_under_any_facts(name, data):
    machine = a_drive(name)
    table = machine.table
    step = by_table(table)
    draw = data.draw
    counted = [one for one in table.states if draw(st.booleans())]
    values = {k: draw(st.sampled_from(v)) for k, v in cells_of(table).items()}
    recorded = frozenset(one for one in table.records if draw(st.booleans()))
    flags = {one: draw(st.booleans()) for one in ("done", "over", "held")}
    entered = {one: draw(st.integers(0, 5)) for one in counted[:6]}
    words = st.sampled_from([None, "GO", "silence", "nobody", "cannot tell"])
    word, since = draw(words), draw(st.sampled_from([0, 10**9]))
    watching = draw(st.sampled_from([None, 0, 10**9]))
    latches = tuple(one.index for one in table.watchers if draw(st.booleans()))
    for state in table.states.values():
        facts = scene(state, table.procedure.roles)
        facts.values, facts.records, facts.word, facts.since = values, recorded, word, since
        facts.done, facts.over, facts.held = flags["done"], flags["over"], flags["held"]
        facts.watching, facts.entered, facts.latches = watching, entered, latches
        facts.top = (
            draw(st.sampled_from(["monitor", None])) if state.id == "isolation-lost" else None
        )
        for trigger in TRIGGERS:
            wanted = machine.fire(state.id, trigger, facts)
            assert fire(table, state.id, trigger, facts) is wanted
            assert step(state.id, trigger, facts) is wanted


def test_the_library_is_what_was_looked_at():
    assert set(library()) == set(NAMES)
