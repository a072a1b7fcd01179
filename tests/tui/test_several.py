"""Several procedures on the screen: the queue in two rows at most, j and J, a word when another comes first."""

from __future__ import annotations

import pytest

from engine.bootstrap import DrillSettings, open_drill
from engine.run.rows import QueueRow
from tests.tui.drills import ALL, TestDoor, playing, run, until
from tests.tui.views import frame
from tui.app import Boldface
from tui.text import length
from tui.widgets.queue_rows import queue_lines


def said(desk):
    return " ".join(part[-2] for part in desk.query_one("#said").parts)


def three(minutes):
    drill = open_drill(DrillSettings("three-alarms", ALL, 3, "memory:"))
    drill.advance(int(minutes * 60_000))
    return drill


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_the_queue_is_on_the_screen_and_j_turns_to_the_next(size):
    async def play():
        async with playing(ALL, size, three(18)) as (app, desk, pilot):
            await until(pilot, lambda: "QUEUE" in "\n".join(frame(app)))
            assert "[>] !! Rapid" in "\n".join(frame(app))
            assert "OFFERED" in "\n".join(frame(app))
            first = desk.view.run
            await pilot.press("j")
            await until(pilot, lambda: desk.view.run != first)
            assert "is before you now" in said(desk)
            await pilot.press("j")
            await until(pilot, lambda: desk.view.run == first)

    run(play())


def test_what_is_offered_is_accepted_from_the_queue():
    async def play():
        async with playing(ALL, (80, 24), three(18)) as (_, desk, pilot):
            await pilot.press("J")
            await pilot.pause(0.2)
            await pilot.press("2", "enter")
            await pilot.pause(0.2)
            await pilot.press("1", "enter")
            await until(pilot, lambda: desk.view.title == "Fire in the Lab")

    run(play())


def test_what_was_left_open_stands_under_the_run_that_goes_on_with_all(tmp_path):
    store = f"{tmp_path}/runs.db"
    drill = open_drill(DrillSettings("three-alarms", ALL, 3, store))
    drill.advance(13 * 60_000)
    drill.leave()

    async def play():
        app = Boldface(TestDoor(store))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: "LEFT OPEN" in "\n".join(frame(app)))
            words = "\n".join(frame(app))
            assert "[=] three-alarms-3   Unknown odor" in words
            assert "open beside it: Rapid depressurization" in " ".join(words.split())
            assert words.count("[=]") == 1
            await pilot.press("enter")
            await until(pilot, lambda: "QUEUE" in "\n".join(frame(app)))
            assert app.screen.view.title == "Rapid depressurization"

    run(play())


def test_a_single_procedure_has_no_queue():
    async def play():
        async with playing(("FE-1",)) as (app, _, _pilot):
            assert "QUEUE" not in "\n".join(frame(app))

    run(play())


@pytest.mark.parametrize("width", [20, 40, 80, 160])
@pytest.mark.parametrize("count", [2, 4, 9])
def test_the_queue_keeps_within_two_rows(width, count):
    rows = tuple(
        QueueRow(f"r{n}", f"r{n}", "A procedure with a long title", "warning", "open", n)
        for n in range(count)
    )
    lines = queue_lines(rows, width)
    assert 1 <= len(lines) <= 2
    assert all(length(line) <= width for line in lines)
