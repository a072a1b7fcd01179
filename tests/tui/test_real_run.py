"""A real run on the screen: it cannot be taken for a drill, its time is nobody's, and the crew's words reach the log."""

from __future__ import annotations

from msgspec.structs import replace
from textual.widgets import Input

from engine.bootstrap import open_live
from engine.bootstrap.live import LiveSettings
from tests.cli import real
from tests.tui.drills import run as go
from tests.tui.drills import until
from tests.tui.real_runs import at_work
from tests.tui.views import frame
from tui.app import Boldface
from tui.dialogs.choose import Choose
from tui.dialogs.deviation import Departure
from tui.dialogs.listing import Listing
from tui.dialogs.quit import Quit
from tui.dialogs.reason import Reason
from tui.door import EngineDoor
from tui.messages import Viewed
from tui.screens.debrief import DebriefScreen

FEED = '{"channel": "cabin.co2", "value": 3.5, "unit": "mmHg"}\nrubbish\n'


def shown(app):
    return "\n".join(frame(app))


async def dialog(app, pilot, kind, words=""):
    def there():
        return isinstance(app.screen, kind) and app.screen.is_mounted and words in shown(app)

    await until(pilot, there)
    await pilot.pause()


def test_it_says_run_and_has_no_key_of_a_drill(tmp_path):
    async def play():
        for size in ((80, 24), (160, 48)):
            async with at_work(tmp_path / str(size[0]), size) as (app, desk, pilot):
                words = shown(app)
                assert frame(app)[0].startswith(" REAL RUN  Leak")
                assert "DRILL" not in words
                assert "UTC" in words
                assert "> 1x" not in words
                assert "READINGS" in words or size[0] == 80
                for key in ("p", "plus", "full_stop", "f", "b"):
                    await pilot.press(key)
                assert not desk.bridge.paused
                assert app.screen is desk
                await pilot.press("question_mark")
                await dialog(app, pilot, Listing)
                help_ = "\n".join(part[-2] for part in app.screen.parts)
                assert "Type what an instrument shows" in help_
                assert "clock runs" not in help_
                assert "Faster" not in help_

    for width in (80, 160):
        (tmp_path / str(width)).mkdir()
    go(play())


def test_telemetry_is_shown_and_what_is_no_reading_is_said(tmp_path):
    async def play():
        async with at_work(tmp_path, lines=FEED) as (app, desk, pilot):
            await until(pilot, lambda: "Cabin CO2 3.5 mmHg" in shown(app))
            await until(pilot, lambda: any("feed.jsonl:2" in row.text for row in desk.view.log))
            now = desk.view
            desk.post_message(Viewed(replace(desk.view, log=())))
            await until(pilot, lambda: desk.view.log == ())
            desk.post_message(Viewed(now))
            await until(pilot, lambda: "TELEMETRY: refused" in shown(app))

    go(play())


def test_what_an_instrument_shows_is_asked_for_until_the_core_takes_it(tmp_path):
    async def play():
        async with at_work(tmp_path) as (app, desk, pilot):
            await pilot.press("i")
            await dialog(app, pilot, Choose, "Cabin CO2: --")
            await pilot.press("1", "enter")
            await dialog(app, pilot, Reason, "in mmHg")
            await pilot.press("9", "9", "enter")
            await dialog(app, pilot, Reason, "outside 0 to 20")
            assert app.screen.query_one(Input).value == "99"
            await pilot.press("backspace", "backspace", "7", "enter")
            await until(pilot, lambda: desk.view.readings[0].value == "7")
            assert desk.view.readings[0].level == "warning"

    go(play())


def test_the_link_can_be_read_too_and_a_typed_reading_says_until_when_it_counts(tmp_path):
    async def play():
        async with at_work(tmp_path) as (app, desk, pilot):
            assert desk.view.link == "unknown"
            await pilot.press("i")
            await dialog(app, pilot, Choose, "Ground link: --")
            await pilot.press("2", "enter")
            await dialog(app, pilot, Reason, "one of AOS | LOS")
            await pilot.press(*"AOS", "enter")
            await until(pilot, lambda: desk.view.link == "AOS")
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.state == "measure")
            await pilot.press("enter", "2", "enter")
            await until(pilot, lambda: desk.view.card.verb == "watch")
            assert "read again" not in shown(app)
            await pilot.press("enter")
            await until(pilot, lambda: "goes on by itself; i takes what" in shown(app))
            await pilot.press("i")
            await dialog(app, pilot, Choose, "Cabin CO2: --")
            await pilot.press("1", "enter")
            await dialog(app, pilot, Reason, "in mmHg")
            await pilot.press("3", "enter")
            await until(pilot, lambda: "read again by 0:0" in shown(app))

    go(play())


def test_a_redline_needs_words_and_a_reason_and_names_the_role(tmp_path):
    async def play():
        async with at_work(tmp_path) as (app, desk, pilot):
            await pilot.press("tab", "e")
            await dialog(app, pilot, Reason, "FE-1, now: Tell everyone")
            await pilot.press(*"Knock twice", "enter")
            await dialog(app, pilot, Departure, "Why?")
            await pilot.press("enter")
            await dialog(app, pilot, Reason, "reason")
            assert app.screen.query_one(Input).value == "Knock twice"
            await pilot.press("enter")
            await dialog(app, pilot, Departure, "Why?")
            await pilot.press(*"no comm", "enter")
            await until(pilot, lambda: "REDLINE FE-1: Knock twice" in shown(app))
            last = [row for row in desk.view.log if "REDLINE" in row.text][-1]
            assert last.role == "FE-1"
            assert "no comm" in last.text

    go(play())


def test_leaving_says_that_time_goes_on_and_how_to_come_back(tmp_path):
    async def play():
        async with at_work(tmp_path) as (app, desk, pilot):
            await pilot.press("q")
            await dialog(app, pilot, Quit, "TIME GOES ON")
            assert f"boldface run --resume {desk.view.run}" in shown(app)
            await pilot.press("y")
        assert app.return_value == 1

    go(play())


def test_the_library_goes_on_with_a_run_that_was_left(tmp_path):
    store = f"{tmp_path}/runs.db"
    left = open_live(LiveSettings(str(real.released(tmp_path)), ("all",), {}, store))
    left.leave()

    async def play():
        app = Boldface(EngineDoor(store))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "[=]" in shown(app))
            await pilot.press("enter")
            await until(pilot, lambda: shown(app).startswith(" REAL RUN  Leak"))
            assert app.screen.view.run == left.console.run

    go(play())


def test_at_its_end_stands_a_summary_of_a_run(tmp_path):
    async def play():
        async with at_work(tmp_path) as (app, desk, pilot):
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.state == "measure")
            await pilot.press("enter", "5", "enter")
            await until(pilot, lambda: desk.view.card.state == "ask-ground")
            await pilot.press("g", "2", "enter")
            await until(pilot, lambda: desk.view.card.state == "hand-over")
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.closing)
            await pilot.press("s")
            await until(pilot, lambda: "y, v, a: sign" in shown(app))
            await pilot.press("y")
            await dialog(app, pilot, DebriefScreen, "SUMMARY of a RUN")
            assert "SAFE" in shown(app)
            await pilot.press("q")
        assert app.return_value == 0

    go(play())
