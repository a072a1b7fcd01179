"""Laws of a run: replay equals life, a cut run goes on as it would have, the display agrees with the engine."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.log import Entry, decode, encode
from engine.run import commands as c
from engine.run.codec import data_of, event_of
from engine.run.decide import Refusal, decide
from engine.run.evolve import evolve, fold
from engine.run.settle import settle
from engine.run.state import RunState
from engine.run.view import view
from tests.builders import Bench, a_drive, inputs

NAMES = ["unknown-odor-on-hatch-opening", "toxic-atmosphere", "head-count"]


def _played(name: str, script: Sequence[tuple[int, c.Command]]) -> Bench:
    bench = Bench(a_drive(name))
    for pause, given_command in script:
        command = given_command
        if isinstance(command, c.Telemetry):
            taken = tuple(
                type(one)(one.channel, one.value, one.quality, bench.now + pause)
                for one in command.readings
            )
            command = c.Telemetry(command.role, taken)
        before = bench.state
        if isinstance(bench.give(command, pause), Refusal):
            assert bench.state is before
    return bench


def scripts(name: str) -> st.SearchStrategy[list[tuple[int, c.Command]]]:
    """Inputs with the milliseconds that pass before each."""
    pauses = st.sampled_from([0, 1, 1000, 20_000, 61_000, 400_000, 3_700_000])
    return st.lists(st.tuples(pauses, inputs(a_drive(name))), max_size=40)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(data=st.data())
def test_any_inputs_fold_to_the_state_lived_through(name: str, data: st.DataObject) -> None:
    bench = _played(name, data.draw(scripts(name)))
    read_back = []
    for i, event in enumerate(bench.events):
        body = encode(
            Entry(
                i,
                "0" * 64,
                event.t,
                "2026-01-01T00:00:00.000Z",
                event.role,
                type(event).__name__,
                data_of(event),
            )
        )
        entry = decode(body, i)
        read_back.append(event_of(i, entry.event, entry.t, entry.role, entry.data))
    assert read_back == bench.events
    assert fold(read_back) == bench.state
    assert settle(bench.drive, bench.state, bench.state.t) == ()


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_run_cut_anywhere_goes_on_as_it_would_have(name: str, data: st.DataObject) -> None:
    """What follows by itself from a prefix is what followed in life, at the same moment."""
    events = _played(name, data.draw(scripts(name))).events
    state = RunState()
    for i, event in enumerate(events[:-1]):
        state = evolve(state, event)
        following = events[i + 1]
        if i >= 1 and following.role == "engine" and following.t == event.t:
            assert settle(a_drive(name), state, event.t)[:1] == (following,)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(data=st.data())
def test_the_display_and_the_engine_agree(name: str, data: st.DataObject) -> None:
    bench = _played(name, data.draw(scripts(name)))
    shown = view(bench.drive, bench.state, bench.now, list(enumerate(bench.events))[-9:])
    assert shown.outcome == bench.state.outcome
    command = data.draw(inputs(bench.drive))
    kinds = {
        c.Tick: "tick",
        c.Untick: "untick",
        c.Override: "override",
        c.RecordValue: "record",
        c.Answer: "answer",
        c.Sign: "sign",
        c.Defer: "defer",
        c.Abort: "abort",
        c.Hold: "hold",
        c.Release: "release",
        c.Raise: "raise",
        c.Dispose: "dispose",
        c.Note: "note",
    }
    made = decide(bench.drive, bench.state, command, bench.now)
    kind = kinds.get(type(command))
    if kind is not None and not isinstance(made, Refusal):
        assert shown.allowed[kind].ok, (command, shown.allowed[kind])
