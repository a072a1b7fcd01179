"""A key answers only what was seen: three Enters in a hurry, or one that is held, leave the next step as it is."""

from __future__ import annotations

import asyncio

import pytest

from engine.bootstrap import DrillSettings, open_drill
from engine.run import commands as c
from tests.tui.drills import ALL, playing, run, to_step, until
from tests.tui.test_drill_screen import dialog, said
from tui.dialogs.choose import Choose
from tui.meant import Seen, moved_on

SOON, A_LOOK = 0.03, 0.4


@pytest.fixture(autouse=True)
def _as_people_press(_quick_hands, monkeypatch):
    monkeypatch.setattr("tui.meant.SEEN_S", 0.3)


async def hurried(pilot, times):
    for _ in range(times):
        await pilot.press("enter")
        await asyncio.sleep(SOON)


def test_hurried_and_held_enters_do_not_go_on_into_the_next_step():
    async def play():
        async with playing(ALL) as (_, desk, pilot):
            await asyncio.sleep(A_LOOK)
            await hurried(pilot, 2)
            await until(pilot, lambda: desk.view.card.state == "report")
            await hurried(pilot, 25)  # 0.75 s and more: longer than one look
            assert desk.view.card.state == "report"
            assert all(one.status == "open" for one in desk.view.card.items)
            assert "Press it again" in said(desk)
            await asyncio.sleep(A_LOOK)
            await hurried(pilot, 1)
            await until(
                pilot,
                lambda: (
                    desk.view.card.state != "report"
                    or any(one.status == "ticked" for one in desk.view.card.items)
                ),
            )

    run(play())


def test_what_has_just_come_up_to_be_chosen_from_is_not_answered():
    async def play():
        async with playing(ALL) as (app, desk, pilot):
            await to_step(desk, pilot, "ask-ground")
            await pilot.press("g")
            await dialog(app, pilot, Choose)
            await hurried(pilot, 3)
            assert isinstance(app.screen, Choose)
            assert desk.view.card.state == "ask-ground"
            await asyncio.sleep(A_LOOK)
            await pilot.press("enter")
            await until(pilot, lambda: desk.view.card.state == "smell-check")

    run(play())


def test_a_key_that_comes_too_early_begins_the_wait_anew(monkeypatch):
    now = [10.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    seen = Seen()
    for _ in range(100):
        now[0] += 0.1
        assert not seen.meant()
    now[0] += 0.31
    assert seen.meant()
    assert seen.meant()


@pytest.mark.parametrize(
    ("command", "late"),
    [
        (c.Answer("CDR", "yes"), True),
        (c.Sign("CDR"), True),
        (c.Defer("CDR", "later"), True),
        (c.Skip("CDR", "no time"), True),
        (c.CannotTell("CDR"), True),
        (c.Override("CDR", None, "seen"), True),
        (c.Skip("CDR", "no time", "preconditions#1"), False),
        (c.Override("CDR", "preconditions#1", "seen"), False),
        (c.Tick("FE-1", "preconditions#1"), False),
        (c.Note("CDR", "a word"), False),
    ],
)
def test_what_is_about_the_step_is_refused_in_another(command, late):
    drill = open_drill(DrillSettings("ms-29", ALL, 7, "memory:", simulated_clock=True))
    here = (drill.run, "preconditions")
    assert moved_on(here, command, drill) is None
    for role, item in (("FE-1", "preconditions#1"), ("FE-2", "preconditions#2")):
        assert drill.give(c.Tick(role, item)) is None
    assert drill.view().card.state == "report"
    refusal = moved_on(here, command, drill)
    assert (refusal is not None) is late
    assert moved_on(("another", "preconditions"), command, drill) is not None
