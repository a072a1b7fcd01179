"""F13 to F19 at a console: two at one run, a lock, clocks that step, sleep, and answers that are lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from engine.adapters.stores import open_store
from engine.log import decode, first_fault
from engine.run import commands as c
from engine.run import events as e
from tests.faults import consoles as k


def test_two_consoles_with_one_index_the_second_is_told_and_shows_the_other(tmp_path):
    """F13, and F18 as far as it can happen: the same item ticked at both."""
    path = str(tmp_path / "s.db")
    with closing(open_store(path)) as here, closing(open_store(path)) as there:
        first = k.console(here)
        later = k.Clock()
        later.wall = "2026-11-23T10:00:01.000Z"
        second = k.console(there, later)
        heard = []
        second.listen(lambda index, event: heard.append((index, event)))
        assert first.give(c.Tick("CDR", "boxes#1"), 1000) is None
        refusal = second.give(c.Tick("CDR", "boxes#1"), 1000)
        assert refusal is not None
        assert refusal.reason.startswith("another console wrote first")
        assert second.state == first.state
        assert [type(event) for _, event in heard] == [e.ItemTicked]
        assert "ticked" in second.give(c.Tick("CDR", "boxes#1"), 2000).reason  # asked again: no
        assert k.kinds(second).count("ItemTicked") == 1
        assert first_fault(here.read("r")) is None


@pytest.mark.parametrize("held_s", [0.3, pytest.param(5.2, marks=pytest.mark.slow)])
def test_a_lock_held_elsewhere_is_named_and_what_was_not_recorded_stands_in_the_log(
    held_s, tmp_path, monkeypatch, record_property
):
    """F14."""
    if held_s < 1:
        monkeypatch.setattr("engine.adapters.sqlite_open.BUSY_S", 0.2)
    path = tmp_path / "s.db"
    with closing(open_store(str(path))) as store:
        one = k.console(store)
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for item, role in (("boxes#1", "CDR"), ("boxes#2", "FE-1")):
                refusal = one.give(c.Tick(role, item), 1000)
                assert "another program has held the store" in refusal.reason
            assert not one.recording
            other.execute("ROLLBACK")
        assert one.give(c.Tick("CDR", "boxes#1"), 9000) is None
        (gap,) = [event for event in k.stored(one) if isinstance(event, e.RecordingLost)]
        assert gap.unrecorded == ["CDR ItemTicked at 1000", "FE-1 ItemTicked at 1000"]
        assert k.kinds(one).count("ItemTicked") == 1
        assert first_fault(store.read("r")) is None


STEPS = {"back 1 h": -3_600, "forward 1 year": 31_536_000, "zone change": 0, "stopped": 0}


@pytest.mark.parametrize("step", STEPS)
def test_a_clock_that_steps_changes_neither_order_nor_timers(step):
    """F15. Wall time is UTC, so a zone never reaches the log."""
    clock, store = k.Clock(), k.memory()
    one = k.console(store, clock)
    one.give(c.Tick("CDR", "boxes#1"), 1000)
    moment = datetime.fromisoformat(clock.wall) + timedelta(seconds=STEPS[step])
    clock.wall = f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
    one.give(c.Tick("FE-1", "boxes#2"), 2000)
    one.look(5 * 60_000 - 1)
    assert one.state.at == "boxes"
    one.look(5 * 60_000)  # the step's time is over by the run clock, whatever the wall says
    assert one.state.at == "bad"
    rows = list(store.read("r"))
    assert first_fault(rows) is None
    entries = [decode(row.body, row.index) for row in rows]
    assert [entry.t for entry in entries] == sorted(entry.t for entry in entries)
    assert entries[-1].at == clock.wall


def test_a_machine_that_slept_notices_late_and_both_times_stand_in_the_log():
    """F16: nobody looked for a day; the expiry is an entry of the moment it was noticed."""
    store = k.memory()
    one = k.console(store)
    one.look(60_000)
    one.look(k.MS_A_DAY)
    left = next(event for event in k.stored(one) if isinstance(event, e.StepEntered) and event.t)
    assert left.trigger == "expire"
    assert left.t == k.MS_A_DAY
    entered = next(event for event in k.stored(one) if isinstance(event, e.StepEntered))
    assert entered.t + 5 * 60_000 < left.t  # when it was due follows from the entry into the step


def test_an_answer_that_is_lost_is_read_back_and_nothing_is_doubled_or_called_failed():
    """F19."""
    one = k.console(k.Answers(k.memory()))
    heard = []
    one.listen(lambda _, event: heard.append(event))
    one.store.lose = "after"
    assert one.give(c.Tick("CDR", "boxes#1"), 1000) is None
    assert one.recording
    assert k.kinds(one).count("ItemTicked") == 1
    assert [type(event) for event in heard] == [e.ItemTicked]
    one.store.lose = "before"
    assert "NOT RECORDED" in one.give(c.Tick("FE-1", "boxes#2"), 2000).reason
    assert k.kinds(one).count("ItemTicked") == 1


def test_an_answer_that_can_be_read_back_only_later_is_not_counted_as_lost():
    one = k.console(k.Answers(k.memory()))
    one.store.lose, one.store.deaf = "after", True
    assert "NOT RECORDED" in one.give(c.Tick("CDR", "boxes#1"), 1000).reason
    one.store.deaf = False
    assert one.retry(3000)
    (gap,) = [event for event in k.stored(one) if isinstance(event, e.RecordingLost)]
    assert gap.unrecorded == []
    assert k.kinds(one).count("ItemTicked") == 1
    assert "ticked" in one.give(c.Tick("CDR", "boxes#1"), 4000).reason
