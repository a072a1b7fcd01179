"""What must stand on the screen at 80x24, and what more at larger sizes: frames as text."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from engine.run.rows import ItemRow, LogRow, ReadingRow
from tests.tui.drills import ALL, TestDoor, playing, run, to_step, until
from tests.tui.views import a_card, a_view, frame
from tui.app import Boldface
from tui.dialogs.choose import Choose
from tui.messages import Viewed
from tui.screens.briefing import BriefingScreen
from tui.screens.debrief import DebriefScreen
from tui.screens.drill import DrillScreen
from tui.screens.library import LibraryScreen
from tui.widgets.alert_banner import banner_lines
from tui.widgets.key_bar import KeyHint, key_lines
from tui.widgets.menu import Menu

SIZES = [(80, 24), (100, 30), (120, 36), (160, 48)]


@pytest.mark.parametrize("size", SIZES)
def test_the_drill_screen_shows_what_a_crew_needs(size):
    async def play():
        async with playing(ALL, size=size) as (app, desk, pilot):
            await to_step(desk, pilot, "clear-hatchway")
            desk.bridge.paused = False
            await pilot.pause(0.1)
            rows = frame(app)
            shown = "\n".join(rows)
            assert len(rows) == size[1]
            for words in (
                "DRILL",
                "ms-29-7",
                "AOS",
                "acting CDR",
                "[>]",
                "5 Clear the hatchway",
                "NOW",
                "6 Leave Poisk",
                "!! WARNING",
                "! CAUTION",
                "> [ ] FE-1 Pull the cord",
                "[ ] FE-2 Duct fan off",
                "Poisk hatch is not obstructed",
                "NOT YET",
                "Poisk hatch",
                "Vapour in Zvezda",
                "ppm",
                "-> Clear the hatchway",
                "Enter Tick",
                "F1 Keys",
                "q Quit",
            ):
                assert words in shown, words
            assert re.search(r"left 0:0\d:\d\d", shown)
            assert shown.index("!! WARNING") < shown.index("> [ ] FE-1")
            if size[0] == 160:
                assert all(
                    word in shown
                    for word in ("UTC", "STATION", "OBSERVATIONS", "STEP LOG", "Un-tick")
                )

    run(play())


def test_a_step_that_performs_another_procedure_is_not_done_while_that_goes_on():
    async def play():
        async with playing(ALL, size=(160, 48)) as (app, desk, pilot):
            await to_step(desk, pilot, "head-count>call-names")
            await pilot.pause(0.1)
            shown = "\n".join(frame(app))
            assert "[>]   4 Head count  PERFORMING" in shown
            await to_step(desk, pilot, "clear-hatchway")
            await pilot.pause(0.1)
            assert "[x]   4 Head count" in "\n".join(frame(app))

    run(play())


def test_the_screen_follows_a_resize():
    async def play():
        async with playing(ALL, size=(160, 48)) as (app, _, pilot):
            await pilot.resize_terminal(80, 24)
            await pilot.pause(0.3)
            assert "STATION" not in "\n".join(frame(app))
            assert "Enter Tick" in frame(app)[-1]

    run(play())


def test_not_recording_is_said_in_large_type_and_in_words():
    async def play():
        async with playing() as (app, desk, pilot):
            desk.bridge.stop()
            lost = replace(desk.view, recording=False)
            desk.post_message(Viewed(lost))
            await pilot.pause(0.1)
            assert sum("\u2580" in row or "\u2588" in row for row in frame(app)[:6]) >= 3
            assert "Before you start" in "\n".join(frame(app))

    run(play())
    lines = banner_lines(replace(a_view("x"), recording=False), 40)
    assert "NOT RECORDING" in "".join(text for line in lines for text, _ in line)


def test_a_real_run_never_looks_like_a_drill():
    first = "".join(text for text, _ in banner_lines(replace(a_view(), kind="run"), 80)[0])
    assert first.startswith(" REAL RUN ")


def test_keys_that_do_not_fit_give_way_to_those_that_do_something():
    keys = [KeyHint("Enter", "Do", enabled=True, ident="act")]
    keys += [
        KeyHint(letter, "word", enabled=letter < "e", ident=letter) for letter in "abcdefghijk"
    ]
    keys += [
        KeyHint("F1", "Keys", enabled=True, ident="help"),
        KeyHint("q", "Quit", enabled=True, ident="quit"),
    ]
    shown = "".join(text for text, _ in key_lines(keys, 60, 1)[0])
    assert len(shown) <= 60
    assert all(word in shown for word in ("Enter Do", "a word", "d word", "F1 Keys", "q Quit"))


def test_library_briefing_drill_debrief_and_back():
    door = TestDoor()

    async def play():
        app = Boldface(door)
        async with app.run_test(size=(80, 24)) as pilot:
            assert isinstance(app.screen, LibraryScreen)
            await until(pilot, lambda: app.screen.query_one(Menu).chosen() is not None)
            await pilot.press("enter")
            await until(
                pilot, lambda: isinstance(app.screen, BriefingScreen) and app.screen.is_mounted
            )
            await pilot.pause()
            shown = "\n".join(frame(app))
            assert "do you smell that?" in shown
            assert "toluene" not in shown
            await pilot.press("space", "enter")
            await until(
                pilot, lambda: isinstance(app.screen, DrillScreen) and app.screen.is_mounted
            )
            asked, drill = door.opened[0]
            assert asked.roles == ("CDR", "FE-1")
            from engine.run.commands import Abort

            await pilot.pause()
            await app.screen.give(Abort("CDR", "enough"))
            while not drill.closed:
                await app.screen.call(_close)
            await until(
                pilot, lambda: isinstance(app.screen, DebriefScreen) and app.screen.is_mounted
            )
            await pilot.pause()
            assert "DEBRIEF" in "\n".join(frame(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, LibraryScreen))
            await until(pilot, lambda: len(app.screen_stack) == 1)
            await pilot.press("q")
        assert app.return_value == 1

    run(play())


def _close(drill):
    from engine.run import commands as c

    for row in drill.view().observations:
        if row.disposition is None:
            drill.give(c.Dispose("CDR", row.id, drill.view().dispositions[0], "the test"))
    drill.give(c.Sign("CDR"))
    drill.skip()


def test_a_drill_that_cannot_be_opened_is_said_where_one_stands():
    from engine.errors import RunError
    from tui.requests import Asked

    class Broken(TestDoor):
        def open(self, asked):
            raise RunError("run [x]: it is closed")

    async def play():
        door = Broken()
        app = Boldface(door, card=door.scenarios()[0], asked=Asked("ms-29", ("all",), 7, 10))
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press("enter")
            await until(pilot, lambda: "! run [x]: it is closed" in "\n".join(frame(app)))
            assert isinstance(app.screen, BriefingScreen)
            assert app.screen.roles == set(ALL)

    run(play())


def _rows_of(desk, name):
    region = desk.query_one(name).content_region
    return frame(desk.app)[region.y : region.bottom]


def test_what_is_out_of_limits_stands_first_where_not_every_reading_fits():
    calm = [
        ReadingRow(f"c{n}", f"Pressure in module {n}", "760", "mmHg", 1, "good", "normal", "", "")
        for n in range(20)
    ]
    bad = ReadingRow("g", "Gyroscopes", "99", "%", 1, "good", "caution", "up", "caution >80")

    async def play():
        async with playing(ALL) as (_, desk, pilot):
            for n in (0, 10, 20):
                rows = (*calm[:n], bad, *calm[n:])
                desk.post_message(Viewed(replace(desk.view, readings=rows)))
                await pilot.pause(0.1)
                assert _rows_of(desk, "#channels")[0].startswith(
                    "!  Gyroscopes  99 % up 1s CAUTION"
                )
            rows = (*calm[:4], bad)
            desk.post_message(Viewed(replace(desk.view, readings=rows)))
            await pilot.pause(0.1)
            assert _rows_of(desk, "#channels")[2].startswith("!  Gyroscopes")  # all of them fit

    run(play())


def test_a_low_log_begins_with_the_first_word_of_an_entry():
    long = LogRow(8, 1_000, "CDR", "a long tale " * 12)

    async def play():
        async with playing(ALL) as (_, desk, pilot):
            desk.post_message(
                Viewed(replace(desk.view, log=(long, LogRow(9, 2_000, "FE-1", "after"))))
            )
            await pilot.pause(0.1)
            first, last = _rows_of(desk, "#log")
            assert first.startswith("0:00:01 CDR     a long tale")
            assert first.rstrip().endswith(" ...")
            assert last.startswith("0:00:02 FE-1    after")
            desk.post_message(Viewed(replace(desk.view, log=(long,))))
            await pilot.pause(0.1)
            first, last = _rows_of(desk, "#log")
            assert first.startswith("0:00:01 CDR     a long tale")
            assert last.rstrip().endswith(" ...")

    run(play())


def test_a_question_at_80x24_leaves_clocks_and_readings_in_sight():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await to_step(desk, pilot, "ask-ground")
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, Choose))
            await pilot.pause(0.1)
            assert "left 0:" in "".join(_rows_of(desk, "#clocks"))
            assert "Vapour in Zvezda" in "".join(_rows_of(desk, "#channels"))
            assert not any("┃" in row for row in _rows_of(desk, "#channels"))

    run(play())


def test_a_warning_stays_in_sight_of_a_step_that_needs_more_rows():
    async def play():
        async with playing(ALL) as (_, desk, pilot):
            lines = [ItemRow(f"i{n}", f"Item {n}", ("CDR",), "open") for n in range(11)]
            for count, rows in ((3, 5), (11, 3), (3, 5)):
                card = a_card(fields=(), answers=(), signs=(), clauses=(), notes=(), cautions=())
                card = replace(card, items=tuple(lines[:count]), question="", way_out="on")
                view = replace(desk.view, card=card, readings=(), alerts=())
                desk.post_message(Viewed(view))
                await pilot.pause(0.1)
                desk.post_message(Viewed(replace(view, log=())))
                await pilot.pause(0.1)
                assert len(_rows_of(desk, "#steps")) == rows
                assert "!! WARNING" in "".join(_rows_of(desk, "#card"))

    run(play())


def test_no_color_leaves_every_mark_and_word(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")

    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await to_step(desk, pilot, "clear-hatchway")
            await pilot.pause(0.1)
            shown = "\n".join(frame(app))
            assert all(
                word in shown
                for word in ("!! WARNING", "! CAUTION", "[>]", "> [ ] FE-1", "NOT YET")
            )
            colours = {
                segment.style.color.triplet
                for strip in app.screen._compositor.render_strips()
                for segment in strip
                if segment.style and segment.style.color and segment.style.color.triplet
            }
            assert app.no_color
            assert colours

    run(play())
