"""The look back: the list of runs with its filters, one run with entries and findings, the screen as it was seen."""

from __future__ import annotations

import asyncio

import pytest

from engine.bootstrap import DrillSettings, open_drill
from tests.tui.drills import TestDoor, until
from tests.tui.views import frame
from tui.app import Boldface
from tui.messages import AuditAsked
from tui.screens.audit import AuditScreen
from tui.screens.compare import CompareScreen
from tui.screens.library import LibraryScreen
from tui.screens.record import RecordScreen
from tui.screens.seen import SeenScreen

SIZES = [(80, 24), (160, 48)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A drill that was played to its end, and one that was left open."""
    address = str(tmp_path_factory.mktemp("audit") / "runs.db")
    for seed, minutes in ((7, 300), (8, 1)):
        drill = open_drill(DrillSettings("ms-29", (), seed, address, simulated_clock=True))
        drill.advance(minutes * 60_000, stop_when_closed=True)
        drill.leave()
    return address


def shown(app):
    return "\n".join(frame(app))


def look(app, steps, size=(80, 24)):
    async def go():
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(app, pilot)

    asyncio.run(go())


async def there(app, pilot, screen, words=""):
    await until(pilot, lambda: isinstance(app.screen, screen) and app.screen.is_mounted)
    await until(pilot, lambda: words in shown(app))


def the_record(store, run="ms-29-7"):
    door = TestDoor(store)
    return Boldface(door, audit=AuditAsked(door.take_up(run)))


def test_from_the_library_to_a_run_and_back(store):
    async def steps(app, pilot):
        await there(app, pilot, LibraryScreen, "SCENARIOS")
        await pilot.press("r")
        await there(app, pilot, AuditScreen, "2 of 2")
        await pilot.press("down", "enter")
        await there(app, pilot, RecordScreen, "RECORD of ms-29-7")
        await pilot.press("escape")
        await there(app, pilot, AuditScreen, "2 of 2")
        await pilot.press("escape")
        await there(app, pilot, LibraryScreen)

    look(Boldface(TestDoor(store)), steps)


def test_filters_choose_by_kind_state_and_words(store):
    async def steps(app, pilot):
        await there(app, pilot, AuditScreen, "2 of 2")
        await pilot.press("s")
        await there(app, pilot, AuditScreen, "1 of 2")
        assert "ms-29-8" in shown(app)
        assert "not closed" in shown(app)
        await pilot.press("s")
        await there(app, pilot, AuditScreen, "closed")
        assert "ms-29-7" in shown(app)
        await pilot.press("s", "s", "k", "k")
        await there(app, pilot, AuditScreen, "0 of 2: real runs only")
        assert "No run is like that." in shown(app)
        await pilot.press("k", "slash", *"29-8", "enter")
        await there(app, pilot, AuditScreen, "1 of 2")
        assert "ms-29-8" in shown(app)

    look(Boldface(TestDoor(store), audit=AuditAsked()), steps)


@pytest.mark.parametrize("size", SIZES)
def test_a_run_shows_its_end_its_findings_its_timeline_and_every_entry(store, size):
    async def steps(app, pilot):
        await there(app, pilot, RecordScreen, "findings: 0 error")
        assert "DRILL  RECORD of ms-29-7" in shown(app)
        assert "end: reopened, a safe end" in shown(app)
        assert "DRILL opened: Unknown odor" in shown(app)
        await pilot.press("end")
        await there(app, pilot, RecordScreen, "RunClosed")
        await pilot.press("left")
        await until(pilot, lambda: "RunClosed" not in shown(app))
        await pilot.press("g", *"12", "enter")
        await there(app, pilot, RecordScreen, "entry 12 of ")
        await pilot.press("b")
        whole = app.screen.stored.playback.whole(12)
        await there(app, pilot, RecordScreen, whole.leaf)

    look(the_record(store), steps, size)


def test_a_finding_is_jumped_to(store):
    async def steps(app, pilot):
        await there(app, pilot, RecordScreen, "findings: 0 error")
        await pilot.press("f")
        await until(pilot, lambda: "What stands out" in shown(app))
        await pilot.press("1", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordScreen))
        first = app.screen.study.findings[0].entries[0]
        await there(app, pilot, RecordScreen, f"entry {first} of ")

    look(the_record(store), steps)


def test_a_number_that_is_none_is_said_and_one_too_large_is_the_last(store):
    async def steps(app, pilot):
        await there(app, pilot, RecordScreen, "findings: 0 error")
        await pilot.press("g", *"x1", "enter")
        await there(app, pilot, RecordScreen, "'x1' is no number")
        await pilot.press("g", *"99999999", "enter")
        await there(app, pilot, RecordScreen, "RunClosed")

    look(the_record(store), steps)


@pytest.mark.parametrize("size", SIZES)
def test_the_screen_as_it_was_seen_follows_the_slider(store, size):
    async def steps(app, pilot):
        await there(app, pilot, RecordScreen, "findings: 0 error")
        begins = {one.title: one.index for one in app.screen.study.stays}["Clear the hatchway"]
        await pilot.press("g", *str(begins), "enter")
        await there(app, pilot, RecordScreen, f"entry {begins} of ")
        await pilot.press("v")
        await there(app, pilot, SeenScreen, "NOW 5  Clear the hatchway")
        assert "AS SEEN AT" in shown(app)
        assert "MET" in shown(app) or size[0] > 80
        await pilot.press("down")
        await there(app, pilot, SeenScreen, "NOW 6  Leave Poisk")
        await pilot.press("left")
        await there(app, pilot, SeenScreen, "NOW 5  Clear the hatchway")
        await pilot.press("home")
        await there(app, pilot, SeenScreen, "entry 0 of ")
        await pilot.press("end")
        await there(app, pilot, SeenScreen, "CLOSED")
        last = app.screen.index
        await pilot.press("escape")
        await there(app, pilot, RecordScreen, f"entry {last} of ")

    look(the_record(store), steps, size)


def test_the_evidence_is_said_in_words(store):
    async def steps(app, pilot):
        await there(app, pilot, RecordScreen, "findings: 0 error")
        await pilot.press("e")
        await until(pilot, lambda: "Evidence" in shown(app))

    look(the_record(store), steps)


def test_a_run_that_cannot_be_taken_up_is_said_where_one_stands(store, tmp_path):
    async def steps(app, pilot):
        await there(app, pilot, AuditScreen, "Nothing has been stored yet.")

    look(Boldface(TestDoor(str(tmp_path / "none.db")), audit=AuditAsked()), steps)


@pytest.mark.parametrize("size", SIZES)
def test_two_runs_stand_beside_each_other_and_each_is_opened_at_its_step(store, size):
    async def steps(app, pilot):
        await there(app, pilot, AuditScreen, "2 of 2")
        await pilot.press("c")
        await there(app, pilot, AuditScreen, "ms-29-8 is one side")
        await pilot.press("down", "c")
        await there(app, pilot, CompareScreen, "steps differ")
        assert "A: DRILL ms-29-8: not closed" in shown(app)
        assert "B: DRILL ms-29-7: reopened" in shown(app)
        await pilot.press("n")
        pair = app.screen._pair()
        assert pair.differs
        await pilot.press("a")
        if pair.a is None:
            await there(app, pilot, CompareScreen, "did not come through")
            await pilot.press("b")
        await there(app, pilot, RecordScreen, f"entry {(pair.a or pair.b).entry} of ")
        await pilot.press("escape")
        await there(app, pilot, CompareScreen)

    look(Boldface(TestDoor(store), audit=AuditAsked()), steps, size)


def test_a_run_stands_beside_the_best_or_the_median_of_its_procedure(store):
    async def steps(app, pilot):
        for key, word in (("b", "best"), ("m", "median")):
            await there(app, pilot, AuditScreen, "2 of 2")
            await pilot.press(key)
            await there(app, pilot, CompareScreen, f"({word} of its procedure)")
            assert "B: DRILL ms-29-7: reopened" in shown(app)
            await pilot.press("escape")

    look(Boldface(TestDoor(store), audit=AuditAsked()), steps, (120, 30))
