"""A stored run looked at again: every display as it was, every entry as it lies, however long the log."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import playback
from engine.bootstrap import DrillSettings, open_drill
from engine.console import RECENT
from engine.log import StoredEntry, leaf_hash
from engine.playback import Playback
from engine.run.evolve import evolve
from engine.run.state import RunState
from engine.run.view import is_told, view


@pytest.fixture(scope="module")
def played():
    drill = open_drill(DrillSettings("ms-29", (), 7, "memory:"))
    drill.advance(3_600_000, stop_when_closed=True)
    return drill


def looked_at(drill):
    return Playback(drill.console.store, drill.console.run, drill.console.drive)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_look_back_is_the_fold_of_what_was_stored_until_then(played, data):
    one = looked_at(played)
    places = data.draw(st.lists(st.integers(1, one.size - 1), min_size=1, max_size=4))
    for place in places:
        state, drive = RunState(), played.console.drive
        for _, event in played.events[: place + 1]:
            state = evolve(state, event)
        recent = tuple(one for one in played.events[: place + 1] if is_told(one[1]))[-200:]
        assert one.view(place) == view(drive, state, state.t, recent)


def test_as_the_crew_saw_it_telemetry_pushed_nobody_out(monkeypatch):
    drill = open_drill(DrillSettings("thrusters", (), 1, "memory:", unattended=True))
    drill.advance(1_800_000, stop_when_closed=True)
    seen = drill.view().log
    assert seen[0].index < drill.size - RECENT  # with telemetry among them they would begin later
    monkeypatch.setattr(playback, "SPACING", 50)
    assert looked_at(drill).view(drill.size - 1).log == seen


def test_states_are_kept_apart_and_the_look_stays_the_same(played, monkeypatch):
    far = looked_at(played).view(played.size - 1)
    monkeypatch.setattr(playback, "SPACING", 10)
    near = looked_at(played)
    assert [near.view(place) for place in (played.size - 1, 40, played.size - 1)][::2] == [far, far]
    assert len(near._states) > 10
    monkeypatch.setattr(playback, "KEPT", 4)
    few = looked_at(played)
    assert few.view(played.size - 1) == far
    assert len(few._states) <= 5


def test_before_the_run_was_opened_there_is_nothing_to_see(played):
    class Empty:
        def size(self, _):
            return 0

        def read(self, _, __=0):
            return iter(())

    assert Playback(Empty(), "r", played.console.drive).view(0) is None


def test_entries_are_given_in_pages_and_whole(played):
    one = looked_at(played)
    assert one.size == played.size
    assert [row.index for row in one.rows(7, 3)] == [7, 8, 9]
    assert one.rows(7, 3) == played.entries(7, 3)
    assert one.rows(one.size, 5) == []
    whole = one.whole(8)
    stored = next(played.console.store.read(played.console.run, 8))
    assert (whole.body.encode(), whole.leaf, whole.own) == (
        stored.body,
        *[leaf_hash(stored.body).hex()] * 2,
    )
    assert whole.words in {row.text for row in one.rows(8, 1)}
    assert whole.prev == one.whole(7).leaf
    assert whole.fault == ""


def test_an_entry_that_cannot_be_read_says_so_and_hides_no_other(played):
    class Damaged:
        def size(self, run):
            return played.console.store.size(run)

        def read(self, run, first=0):
            for row in played.console.store.read(run, first):
                bad = row.index == 12
                yield StoredEntry(row.index, b"\xff{" if bad else row.body, row.leaf)

    one = Playback(Damaged(), played.console.run, played.console.drive)
    assert "not those that were hashed" in one.whole(12).fault
    assert one.rows(12, 1)[0].text.startswith("!! ")
    assert one.rows(13, 1) == played.entries(13, 1)
    assert one.view(40) is not None
