"""Makes the pictures of the screens in docs/: `python -m tests.tui.shots`. Run by hand when a screen has changed.

Every picture is of the real drill, seed 7, driven by keys.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from engine.bootstrap import scenarios
from tests.tui import drills
from tui.app import Boldface

DOCS = Path(__file__).parent.parent.parent / "docs"
SIZES = ((80, 24), (160, 48))


async def main() -> None:
    """Every screen at both sizes."""
    for size in SIZES:
        name = f"{size[0]}x{size[1]}.svg"

        def keep(app: Boldface, screen: str, name: str = name) -> None:
            (DOCS / f"{screen}-{name}").write_text(app.export_screenshot(), encoding="utf-8")

        for screen, card in (("library", None), ("briefing", scenarios()[0])):
            app = Boldface(drills.TestDoor(), card=card)
            async with app.run_test(size=size) as pilot:
                await pilot.pause(0.5)
                keep(app, screen)
        async with drills.playing(("FE-1", "FE-2"), size) as (app, desk, pilot):
            await drills.to_step(desk, pilot, "clear-hatchway")
            await pilot.pause(0.5)
            keep(app, "drill")
            await pilot.press("o")
            await pilot.pause(0.5)
            keep(app, "observation")
            await pilot.press("escape", "question_mark")
            await pilot.pause(0.5)
            keep(app, "keys")
            await pilot.press("escape")
            await drills.to_step(desk, pilot, "monitor")
            await pilot.pause(0.5)
            keep(app, "monitor")
            await pilot.press("l")
            await pilot.pause(0.5)
            keep(app, "log")
        over = drills.a_drill(())
        while not over.closed:
            over.advance(3_600_000, stop_when_closed=True)
        app = Boldface(drills.TestDoor(), over)
        async with app.run_test(size=size) as pilot:
            await pilot.pause(1.5)
            keep(app, "debrief")


if __name__ == "__main__":
    asyncio.run(main())
