"""In steps of days readings come hours apart: until the next is due the last counts, and not a moment longer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from msgspec import UNSET

from engine.bootstrap import DrillSettings, open_drill
from engine.conductor import Drill
from engine.log import StoreUnavailable
from engine.run import events as e

A_MINUTE, AN_HOUR = 60_000, 3_600_000


def months() -> Drill:
    drill = open_drill(DrillSettings("coolant-leak", (), 11, "memory:", simulated_clock=True))
    drill.advance(66 * AN_HOUR)
    assert drill.period_ms == 6 * AN_HOUR
    return drill


def test_between_two_samples_no_reading_is_unknown() -> None:
    drill = months()
    for _ in range(60):
        drill.advance(17 * A_MINUTE)
        assert {row.quality for row in drill.view().readings} == {"good"}
        assert {row.every_s for row in drill.view().readings} <= {None, 21_600}


def test_from_the_first_minute_of_a_slow_step_they_count_as_long_as_they_come() -> None:
    """What came quickly promised the next quickly, and it comes: that one says how slowly it goes on."""
    drill = months()
    usual = drill.rig.scenario.telemetry
    taken = [one for _, one in drill.events if isinstance(one, e.ReadingsTaken)]
    slower = [(a, b) for a, b in pairwise(taken) if (b.every or 0) > (a.every or usual)]
    assert len(slower) > 1
    assert all(b.t - a.t <= (a.every or usual) for a, b in slower)


def test_when_the_next_does_not_come_they_are_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    drill = months()
    store = drill.first.console.store
    last = drill.first.state.sampled_t or 0

    def full(*_: object) -> None:
        raise StoreUnavailable("the disk is full", "full")

    monkeypatch.setattr(store, "append", full)
    drill.advance(last + 6 * AN_HOUR - drill.t)
    assert {row.quality for row in drill.view().readings} == {"good"}
    drill.advance(A_MINUTE)
    assert {row.quality for row in drill.view().readings} == {"stale"}
    assert {row.trend for row in drill.view().readings} == {""}


def test_where_they_come_quickly_the_author_says_how_long_they_count() -> None:
    drill = open_drill(DrillSettings("coolant-leak", (), 3, "memory:", simulated_clock=True))
    drill.advance(30_000)
    taken = [one for _, one in drill.events if isinstance(one, e.ReadingsTaken)]
    assert {one.every for one in taken} == {UNSET}
