"""The real drill on a memory store, on the real screen, for the tests of keys and dialogs."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from engine.bootstrap import (
    DrillSettings,
    open_drill,
    resume_drill,
    scenarios,
    stored_run,
    stored_runs,
    unfinished,
)
from engine.bootstrap.stored import compared
from tui.app import Boldface
from tui.screens.drill import DrillScreen
from tui.widgets.targets import targets

ALL = ("CDR", "FE-1", "FE-2", "MCC-H", "MCC-M")


@dataclass
class TestDoor:
    """The engine's own bootstrap, with a store of the test's."""

    __test__ = False
    store: str = "memory:"
    opened: list = field(default_factory=list)

    def scenarios(self):
        return scenarios()

    def unfinished(self):
        return unfinished(self.store) if self.store != "memory:" else []

    def stored(self):
        return stored_runs(self.store)

    def take_up(self, run):
        return stored_run(self.store, run)

    def compare(self, a, b, against=""):
        return compared(self.store, a, b, against)

    def open(self, asked):
        settings = DrillSettings(asked.scenario, asked.roles, asked.seed, self.store)
        drill = resume_drill(asked.resume, settings) if asked.resume else open_drill(settings)
        self.opened.append((asked, drill))
        return drill


def a_drill(roles=("FE-1",), seed=7):
    return open_drill(DrillSettings("ms-29", roles, seed, "memory:"))


@asynccontextmanager
async def playing(roles=("FE-1",), size=(80, 24), drill=None):
    """The app on a drill, its clock paused so that only keys move it."""
    app = Boldface(TestDoor(), drill or a_drill(roles))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        desk = app.screen
        assert isinstance(desk, DrillScreen)
        desk.bridge.paused = True
        yield app, desk, pilot


async def until(pilot, true, seconds=10.0):
    """Wait for the drill's thread; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        await pilot.pause(0.01)


async def to_step(desk, pilot, state):
    """Play straight to a step through the core, not the keys: give what its targets ask for."""
    for _ in range(60):
        if desk.view.card.state == state:
            return
        await desk.bridge.call(lambda: _on(desk.bridge.drill))
        await pilot.pause()
    await until(pilot, lambda: desk.view.card.state == state)


def _on(drill):
    from engine.run import commands as c

    view = drill.view()
    for one in targets(view):
        if one.waits and one.kind == "tick" and set(one.by) <= set(view.played):
            drill.give(c.Tick((one.by or view.played)[0], one.key))
        if one.waits and one.kind == "record" and set(one.by) <= set(view.played):
            given = next(f for f in view.card.fields if f.name == one.key)
            text = given.choices[0] if given.choices else ("7" if "heads" in one.key else "2")
            drill.give(c.RecordValue(one.by[0], one.key, text))
    if drill.view().card.state == view.card.state:
        drill.skip()


def run(coroutine):
    return asyncio.run(coroutine)
