"""Which console recorded, and its clock: said at the start, and again when the clock was stepped or changed its state."""

from __future__ import annotations

import json
import os

import pytest

from engine.adapters.console_place import ClockState, ConsolePlace, system_clock
from engine.run import commands as c
from engine.run.events import ConsoleNoted, StepEntered
from tests.cli import real
from tests.cli.door import ask
from tests.faults import consoles as k

GOOD = ClockState("synchronised", 12, "none announced")
LOST = ClockState("not synchronised", None, "none announced")


def at(clock, seconds, mono=None):
    clock.wall = (
        f"2026-11-23T{10 + seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.000Z"
    )
    clock.mono = 1000 * (seconds if mono is None else mono)


@pytest.mark.parametrize(
    ("seconds", "mono", "state", "said"),
    [
        (5, 5, GOOD, None),
        (60, 60, GOOD, None),
        (60, 60, LOST, ("not synchronised", 0)),
        (5, 5, LOST, None),  # asked every ten seconds
        (3660, 60, GOOD, ("synchronised", 3_600_000)),
        (60, 7200, GOOD, ("synchronised", -7_140_000)),
    ],
)
def test_a_step_a_sleep_or_another_state_is_an_entry(seconds, mono, state, said):
    clock, states = k.Clock(), [GOOD, state]
    place = ConsolePlace(clock, lambda: states.pop(0) if len(states) > 1 else states[0])
    first = place.noted(0, "recording begins here")
    assert (first.state, first.uncertainty_ms, first.scale) == ("synchronised", 12, "UTC")
    at(clock, seconds, mono)
    found = place.changed(1000)
    assert (found and (found.state, found.stepped_ms)) == said
    assert place.changed(1000) is None


def test_the_step_stands_in_the_log_before_what_was_done_after_it():
    """F15: the entry that flags the step; F16: the same for a machine that slept."""
    clock = k.Clock()
    one = k.console(k.memory(), clock)
    place = ConsolePlace(clock, lambda: GOOD)
    one.write([place.noted(0, "recording begins here")])
    one.changed = place.changed
    at(clock, 3601, 1)
    assert one.give(c.Tick("CDR", "boxes#1"), 1000) is None
    *_, noted, ticked = k.stored(one)
    assert isinstance(noted, ConsoleNoted)
    assert (noted.stepped_ms, noted.t, type(ticked).__name__) == (3_600_000, 1000, "ItemTicked")


def test_what_time_alone_brings_stands_after_the_sleep_that_kept_it():
    """F16: the entry that says how long, then the expiry, late."""
    clock = k.Clock()
    one = k.console(k.memory(), clock)
    place = ConsolePlace(clock, lambda: GOOD)
    one.write([place.noted(0, "recording begins here")])
    one.changed = place.changed
    at(clock, 3600, 86_400)
    one.look(86_400_000)
    told = k.stored(one)
    (slept,) = [n for n, event in enumerate(told) if getattr(event, "stepped_ms", 0)]
    assert told[slept].stepped_ms == -82_800_000
    assert all(event.t == 86_400_000 for event in told[slept:])
    assert any(isinstance(event, StepEntered) for event in told[slept:])


def test_all_runs_of_one_program_are_one_session():
    first, second = (ConsolePlace(k.Clock(), lambda: GOOD).noted(0, "x") for _ in range(2))
    assert first.session == second.session


def test_this_machine_says_something_of_its_clock():
    found = system_clock()
    assert found.state in {"synchronised", "not synchronised", "unknown"}
    assert (found.uncertainty_ms is None) == (found.state != "synchronised")


def test_a_real_run_says_which_console_session_user_and_clock_recorded_it(tmp_path, monkeypatch):
    """A1, A6, A7; and `replay` finds it legal."""
    monkeypatch.setenv("BOLDFACE_KEYS", str(tmp_path / "keys"))
    store = tmp_path / "s.db"
    done = real.run(real.released(tmp_path), *real.TO_A_SAFE_END, store=store)
    name = real.name_of(done)
    out = ask("audit", "show", name, "--store", store, "--json").out
    (noted,) = [one for one in map(json.loads, out.splitlines()) if one["event"] == "ConsoleNoted"]
    said = noted["data"]
    assert said["console"] == os.uname().nodename[:80]
    assert said["scale"] == "UTC"
    assert all(said[key] for key in ("session", "user", "state", "leap", "clock"))
    assert f"session {said['session']}" in ask("audit", "show", name, "--store", store).out
    assert ask("audit", "replay", name, "--store", store).code == 0
