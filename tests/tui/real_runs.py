"""A real run of a small released procedure on the real screen, its clock on the wall and its store in memory."""

from __future__ import annotations

from contextlib import asynccontextmanager

from engine.bootstrap import open_live
from engine.bootstrap.live import LiveSettings
from tests.cli import real
from tests.tui.drills import TestDoor
from tui.app import Boldface
from tui.screens.drill import DrillScreen


@asynccontextmanager
async def at_work(folder, size=(80, 24), lines="", roles=("all",)):
    """The app on a real run; `lines` is what telemetry brings."""
    telemetry = None
    if lines:
        telemetry = folder / "feed.jsonl"
        telemetry.write_text(lines, encoding="utf-8")
    live = open_live(
        LiveSettings(
            str(real.released(folder)),
            roles,
            {"CDR": "Ann"},
            "memory:",
            str(telemetry) if telemetry else None,
        )
    )
    app = Boldface(TestDoor(), live)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, DrillScreen)
        yield app, app.screen, pilot
