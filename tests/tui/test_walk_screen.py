"""The walk's screen: a key makes the next move, another takes it back, and the end says what fails."""

from __future__ import annotations

import pytest

from engine.bootstrap import open_walk
from tests.cli.test_walk import NAME, written
from tests.tui.drills import TestDoor, run, until
from tests.tui.views import frame
from tui.app import Boldface
from tui.dialogs.listing import Listing
from tui.requests import Asked
from tui.screens.walk import WalkScreen


def said(desk):
    return " ".join(part[-2] for part in desk.query_one("#said").parts)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_forward_back_and_the_end(tmp_path, size):
    file = str(written(tmp_path) / NAME)

    async def play():
        app = Boldface(TestDoor(), open_walk(file), asked=Asked(counterexample=file))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            desk = app.screen
            assert isinstance(desk, WalkScreen)
            assert "Next: CDR ticks 'Mask on'" in said(desk)
            for n in range(1, 4):
                await pilot.press("enter")
                await until(pilot, lambda n=n: desk.walk.place == n)
            await until(pilot, lambda: desk.view.card.state == "gather")
            assert "3 of 12: FE-2 ticks 'Mask on'" in said(desk)
            await pilot.press("left")
            await until(pilot, lambda: desk.view.card.state == "masks-all")
            await pilot.press("b")
            await until(pilot, lambda: isinstance(app.screen, Listing))
            await pilot.press("escape")
            for _ in range(12):
                await pilot.press("space")
            await until(pilot, lambda: desk.view.card.state == "masks-down")
            await until(pilot, lambda: "END: 'masks-down' is come to" in said(desk))
            await pilot.pause()
            assert any("END: 'masks-down' is come to" in line for line in frame(app))
            await pilot.press("q")

    run(play())
