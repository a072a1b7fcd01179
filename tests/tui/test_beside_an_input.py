"""What the screen keeps beside an input: who allowed it, when it was done, that it was left, or could not be recorded."""

from __future__ import annotations

import json

from engine.bootstrap import DrillSettings, open_drill
from engine.log import StoreUnavailable
from engine.run.events import ItemTicked
from tests.cli.door import ask
from tests.tui.drills import ALL, playing, run, until
from tests.tui.test_drill_screen import dialog, log, said
from tests.tui.views import frame
from tui.dialogs.deviation import Departure
from tui.dialogs.quit import Quit
from tui.dialogs.reason import Reason


def test_who_allowed_a_departure_is_asked_for_on_a_line_that_may_stay_empty():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await pilot.press("k")
            await dialog(app, pilot, Departure)
            assert "Allowed by; reference (may stay empty)" in "\n".join(frame(app))
            await pilot.press("tab", *"MCC-H; FN 12", "enter")  # the reason is missing
            await until(
                pilot,
                lambda: isinstance(app.screen, Departure) and "say why" in "".join(frame(app)),
            )
            await pilot.pause()
            await pilot.press(*"no time", "enter")
            told = "no time (allowed by MCC-H; reference FN 12)"
            await until(pilot, lambda: any(told in text for text in log(desk)))

    run(play())


def test_what_was_begun_and_not_given_is_found_in_the_log_and_moves_nothing(tmp_path):
    store = str(tmp_path / "runs.db")

    async def play():
        drill = open_drill(DrillSettings("ms-29", ALL, 7, store))
        async with playing(drill=drill) as (app, desk, pilot):
            for key, asks in (("k", Departure), ("o", Reason), ("q", Quit)):
                await pilot.press(key)
                await dialog(app, pilot, asks)
                size = desk.bridge.drill.size
                await pilot.press("escape")
                await until(pilot, lambda: desk.bridge.drill.size > size)  # noqa: B023
            await pilot.press("J")  # looking is no input
        drill.leave()

    run(play())
    found = ask("audit", "find", "--event", "InputCancelled", "--json", "--store", store)
    words = [one["text"] for one in json.loads(found.out)["found"]]
    assert [one.removeprefix("begun and not given: ") for one in words] == [
        "Skip: Before you start",
        "Observation: CDR: what was noticed? What was seen counts as much as smelled.",
        "Leave the run?",
    ]
    assert ask("audit", "replay", "ms-29-7", "--store", store).code == 0


def test_what_could_not_be_recorded_is_kept_and_given_again_by_one_key_only(monkeypatch):
    def locked(*_):
        raise StoreUnavailable("store x: another program has held it for more than 5 s.", "locked")

    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await desk.bridge.call(lambda: desk.bridge.drill.advance(60_000))
            await until(pilot, lambda: desk.view.clock.t == 60_000)
            before = desk.bridge.drill.size
            store = desk.bridge.drill.console.store
            assert "z Again" not in "\n".join(frame(app))
            with monkeypatch.context() as held:
                held.setattr(store, "append", locked)
                await pilot.press("enter")
                await until(pilot, lambda: "It is kept: z gives it again" in said(desk))
                assert "z Again" in "\n".join(frame(app))
                await pilot.press("z")  # the lock is still held
                await until(pilot, lambda: desk.kept)
            await desk.bridge.call(lambda: desk.bridge.drill.advance(30_000))
            await until(pilot, lambda: desk.view.recording)
            events = [one for _, one in desk.bridge.drill.events[before:]]
            assert not any(isinstance(one, ItemTicked) for one in events)  # never by itself
            await pilot.press("z")
            told = "(done at 0:01:00, told 0:00:30 later)"
            await until(pilot, lambda: any(told in text for text in log(desk)))
            assert not desk.kept
            assert "z Again" not in "\n".join(frame(app))

    run(play())


def test_what_was_done_earlier_is_told_with_its_time():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await desk.bridge.call(lambda: desk.bridge.drill.advance(60_000))
            await until(pilot, lambda: desk.view.clock.t == 60_000)
            for typed, found in (
                ("2 min", "the run began at 0:00:00"),
                ("40 s", "(done at 0:00:20, told 0:00:40 later)"),
            ):
                await pilot.press("a")
                await dialog(app, pilot, Reason)
                await pilot.press(*typed, "enter")
                await until(pilot, lambda: found in f"{said(desk)}{log(desk)}")  # noqa: B023

    run(play())
