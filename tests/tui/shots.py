"""Makes the pictures of the screens in docs/: `python -m tests.tui.shots [FOLDER [THEME]]`.

Run by hand when a screen has changed. Every picture is of the real thing, driven by keys.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from engine.bootstrap import DrillSettings, open_drill, scenarios
from engine.run import commands as c
from tests.tui import drills
from tests.tui.real_runs import at_work
from tui import meant, themes
from tui.app import Boldface
from tui.messages import AuditAsked, AuthorAsked
from tui.screens.author import AuthorScreen
from tui.writing import library_folder

DOCS = Path(__file__).parent.parent.parent / "docs"
SIZES = ((80, 24), (160, 48))


async def main(folder: Path = DOCS, theme: str = "") -> None:
    """Every screen at both sizes, in a theme (else the one that is there at the start)."""
    themes.DARK = next((one for one in themes.THEMES if one.name == theme), themes.DARK)
    meant.SEEN_S = 0.0  # nobody looks while pictures are taken
    for size in SIZES:
        name = f"{size[0]}x{size[1]}.svg"

        def keep(app: Boldface, screen: str, name: str = name) -> None:
            # Some viewers drop spaces at the ends of a text unless they are told to keep them.
            picture = app.export_screenshot().replace("<svg ", '<svg xml:space="preserve" ', 1)
            (folder / f"{screen}-{name}").write_text(picture, encoding="utf-8")

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
        await author(size, keep)
        await real_run(size, keep)
        await look_back(size, keep)
        over = drills.a_drill(())
        while not over.closed:
            over.advance(3_600_000, stop_when_closed=True)
        app = Boldface(drills.TestDoor(), over)
        async with app.run_test(size=size) as pilot:
            await pilot.pause(1.5)
            keep(app, "debrief")


async def author(size: tuple[int, int], keep: Callable[[Boldface, str], None]) -> None:
    """The authoring screen with mistakes in a copy of the shipped procedure, and the spine."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "unknown-odor-on-hatch-opening.yaml")
        _write(path, ("else: not-isolated", "else: not-isolatd"), ("hold: 5 min", "hold: 5 mn"))
        app = Boldface(drills.TestDoor(), author=AuthorAsked(path.parent, path))
        async with app.run_test(size=size) as pilot:
            desk = app.screen
            assert isinstance(desk, AuthorScreen)
            await drills.until(pilot, lambda: desk.look is not None)
            desk.folder = Path("procedures")  # not the temporary name
            desk.reached.clear()
            desk._list_files()
            await pilot.press("n")
            await pilot.pause(0.5)
            keep(app, "author")
            _write(path)
            await drills.until(pilot, lambda: desk.look is not None and not desk.look.findings)
            await pilot.press("v" if size[0] < 100 else "n")
            await pilot.pause(0.5)
            keep(app, "spine")


async def look_back(size: tuple[int, int], keep: Callable[[Boldface, str], None]) -> None:
    """The stored runs, one of them, the screen as it was seen, two beside each other."""
    with tempfile.TemporaryDirectory() as name:
        store = str(Path(name, "runs.db"))
        for seed, hours in ((7, 5), (3, 5), (12, 1)):
            drill = open_drill(DrillSettings("ms-29", (), seed, store, simulated_clock=True))
            drill.advance(hours * 3_600_000, stop_when_closed=True)
            drill.leave()
        app = Boldface(drills.TestDoor(store), audit=AuditAsked())
        async with app.run_test(size=size) as pilot:
            await pilot.pause(1.0)
            keep(app, "audit")
            await pilot.press("down", "c", "down", "c")
            await pilot.pause(3.0)
            await pilot.press("n")
            await pilot.pause(0.5)
            keep(app, "compare")
            await pilot.press("b")
            await drills.until(pilot, lambda: getattr(app.screen, "study", None) is not None, 30)
            await pilot.pause(0.5)
            keep(app, "record")
            await pilot.press("v")
            await pilot.pause(1.0)
            keep(app, "seen")


def _write(path: Path, *mistakes: tuple[str, str]) -> None:
    """A shipped procedure with some words changed, the first time each of them stands there."""
    text = (library_folder() / path.name).read_text(encoding="utf-8")
    for right, wrong in mistakes:
        text = text.replace(right, wrong, 1)
    path.write_text(text, encoding="utf-8")


async def real_run(size: tuple[int, int], keep: Callable[[Boldface, str], None]) -> None:
    """A real run of a small procedure, with a redline, a reading too high, and a line that is no reading."""
    feed = '{"channel": "cabin.co2", "value": 4.5, "unit": "mmHg"}\n{"channel": "link", "value": "AOS"}\n'
    with tempfile.TemporaryDirectory() as name:
        async with at_work(Path(name), size, feed) as (app, desk, pilot):
            await drills.until(pilot, lambda: desk.view.link == "AOS")
            await desk.give(
                c.Redline("CDR", desk.view.card.items[0].id, "Tell everyone by hand", "mute")
            )
            await pilot.pause(1.5)
            keep(app, "run")
            await pilot.press("q")
            await pilot.pause(0.5)
            keep(app, "leave")


if __name__ == "__main__":
    asyncio.run(main(*(Path(one) for one in sys.argv[1:2]), *sys.argv[2:3]))
