"""A drill that somebody leaves goes on at that very moment, with all its procedures, and to the same end."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.adapters.clock import SimulatedClock, WallClock
from engine.adapters.store_memory import MemoryStore
from engine.bootstrap import DrillSettings, open_drill, resume_drill
from engine.conductor import BEAT_MS, Drill
from engine.log import decode
from engine.run import commands as c
from engine.run import events as e
from tests.cli.door import ask

A_MINUTE, A_DAY = 60_000, 86_400_000


class Unclosed(MemoryStore):
    """A store that stays open, as the file of a store does."""

    def close(self) -> None:
        """Nothing."""


def settings(scenario: str, *roles: str, simulated: bool = True) -> DrillSettings:
    return DrillSettings(scenario, roles, 3, "memory:", simulated_clock=simulated)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Unclosed:
    made = Unclosed(SimulatedClock("2024-11-23T20:00:00Z"))
    monkeypatch.setattr("engine.adapters.stores.open_store", lambda *_, **__: made)
    return made


def again(drill: Drill) -> Drill:
    drill.leave()
    return resume_drill(drill.first.run, DrillSettings(None, store="memory:"))


def story(drill: Drill) -> dict[str, list[e.Event]]:
    return {
        place.run: [one for _, one in place.events if not isinstance(one, e.BESIDE_THE_RUN)]
        for place in drill.desk.places
    }


@pytest.mark.parametrize("scenario", ["three-alarms", "coolant-leak"])
def test_left_at_any_moments_it_is_the_drill_that_nobody_left(
    scenario: str, store: Unclosed, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = 40 * A_MINUTE if scenario == "three-alarms" else 3 * A_DAY
    whole = open_drill(settings(scenario))
    whole.advance(end)
    made = Unclosed(SimulatedClock("2024-11-23T20:00:00Z"))
    monkeypatch.setattr("engine.adapters.stores.open_store", lambda *_, **__: made)
    drill, drawn = open_drill(settings(scenario)), random.Random(scenario)
    for stop in sorted(drawn.randrange(end) for _ in range(12)):
        drill.advance(stop - drill.t)
        drill = again(drill)
        assert drill.t == stop
    drill.advance(end - drill.t)
    assert story(drill) == story(whole)
    assert drill.world.vehicle == whole.world.vehicle
    assert drill.desk.queue == whole.desk.queue


@pytest.mark.usefixtures("store")
def test_between_two_samples_a_day_apart_no_time_is_given_back() -> None:
    drill = open_drill(settings("coolant-leak"))
    drill.advance(2 * A_DAY)
    drill.advance(drill.period_ms // 2)
    left, t = drill.view().clock, drill.t
    back = again(drill)
    assert (back.t, back.view().clock) == (t, left)
    assert drill.period_ms > A_MINUTE


def test_what_is_said_on_going_on_bears_the_latest_moment_of_all_logs(store: Unclosed) -> None:
    """Also with the first run over, while two that were opened beside it are not."""
    drill = open_drill(settings("three-alarms", "CDR", "FE-1", "FE-2"))
    drill.advance(17 * A_MINUTE + 30_000)
    assert drill.give(c.Accept("CDR", "fire")) is None
    assert drill.give(c.GoTo("CDR", drill.first.run)) is None
    assert drill.give(c.Abort("CDR", "a test")) is None
    for role in [one.role for one in drill.view().card.signs]:
        assert drill.give(c.Sign(role)) is None
    assert not drill.first.open
    drill.advance(A_MINUTE + 7_003)
    assert len(drill.desk.open()) == 2
    back = again(drill)
    start = datetime.fromisoformat(decode(next(iter(store.read(drill.first.run))).body, 0).at)
    for place in back.desk.open():
        *_, row = store.read(place.run)
        entry = decode(row.body, row.index)
        assert (entry.event, entry.t) == ("RunResumed", drill.t)
        assert datetime.fromisoformat(entry.at) - start == timedelta(milliseconds=drill.t)


@pytest.mark.usefixtures("store")
def test_what_a_kill_takes_from_a_quiet_step_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two samples hours apart the log says now and then how late it is, by the clock of life."""
    now = [0]
    monkeypatch.setattr(WallClock, "monotonic_ms", lambda _: now[0])
    drill = open_drill(settings("coolant-leak", simulated=False))
    drill.advance(2 * A_DAY)
    lost, entries = [], drill.size
    for _ in range(150):
        now[0] += 1_000
        drill.advance(1_000)
        lost.append(drill.t - drill.first.state.t)
    assert max(lost[BEAT_MS // 1_000 :]) < BEAT_MS
    assert 0 < drill.size - entries <= 150_000 // BEAT_MS


def test_left_logs_are_legal_and_say_that_they_were_left(tmp_path: Path) -> None:
    where = str(tmp_path / "runs.db")
    drill = open_drill(DrillSettings("three-alarms", (), 3, where, simulated_clock=True))
    drill.advance(14 * A_MINUTE + 1_234)
    drill.leave()
    back = resume_drill(drill.first.run, DrillSettings(None, store=where))
    assert back.t == 14 * A_MINUTE + 1_234
    back.advance(A_MINUTE)
    back.leave()
    back.leave()
    for place in drill.desk.places:
        said = ask("audit", "replay", place.run, "--store", where)
        assert said.code == 0, said.out
        assert "ClockKept 2" in said.out
        shown = ask("audit", "show", place.run, "--store", where)
        assert shown.out.count("left; it can be gone on with from here") == 2
