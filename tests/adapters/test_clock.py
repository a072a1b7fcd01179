"""Clocks tell UTC with milliseconds; the simulated one stands still until it is moved."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.adapters.clock import SimulatedClock, WallClock
from engine.log import FIRST_PREV, Entry, decode, encode
from engine.ports import Clock


@pytest.mark.parametrize("clock", [WallClock(), SimulatedClock("2024-11-23T17:31:00Z")])
def test_an_entry_takes_what_a_clock_says(clock: Clock) -> None:
    entry = Entry(0, FIRST_PREV, 0, clock.at(), "engine", "opened", {})
    assert decode(encode(entry), 0) == replace(entry)


def test_the_wall_clock_is_utc_and_the_other_never_goes_back() -> None:
    clock = WallClock()
    before = dt.datetime.now(dt.UTC) - dt.timedelta(milliseconds=1)
    said = dt.datetime.fromisoformat(clock.at())
    assert before <= said <= dt.datetime.now(dt.UTC)
    first = clock.monotonic_ms()
    assert clock.monotonic_ms() >= first


@given(st.integers(0, 10**11))
def test_simulated_time_is_the_start_plus_t(ms: int) -> None:
    start = "1999-12-31T23:59:59.999Z"
    clock = SimulatedClock(start)
    clock.set_t(ms)
    gone = dt.datetime.fromisoformat(clock.at()) - dt.datetime.fromisoformat(start)
    assert gone == dt.timedelta(milliseconds=ms)
    assert clock.monotonic_ms() == ms


def test_simulated_time_does_not_go_back() -> None:
    clock = SimulatedClock("2024-11-23T17:31:00Z")
    clock.set_t(5)
    with pytest.raises(ValueError, match="cannot go back to 4 ms"):
        clock.set_t(4)
    assert clock.at() == "2024-11-23T17:31:00.005Z"


@pytest.mark.parametrize("start", ["", "noon", "2024-11-23T17:31:00", "2024-11-23T17:31:00+01:00"])
def test_a_start_that_is_not_utc_is_refused(start: str) -> None:
    with pytest.raises(ValueError, match="expected UTC"):
        SimulatedClock(start)
