"""From what was asked for to the screen: the drill is begun while the screen is still being loaded.

Both take a fifth of a second, one mostly waiting for the disk; nothing of Textual is known before the app is made.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli import request as cli
from tui import terminal
from tui.door import EngineDoor
from tui.requests import Asked, Drill, ScenarioCard

if TYPE_CHECKING:  # messages are Textual's
    from tui.messages import AuditAsked, AuthorAsked

UNFINISHED = 1
FRAMES = (
    "240"  # Textual's frames a second; of its own 60, a key after a reading waits for a whole one
)
SWITCH_S = 0.000_5  # else a key, or an answer of the disk, waits 5 ms for another thread to pause


def open_screen(request: cli.Asked | None, store: str | None) -> int:
    """Open the library, a briefing, or the drill or real run that was asked for; returns the exit code.

    Raises NotATerminal before anything is drawn, and whatever BoldfaceError keeps the run from opening.
    """
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    sys.setswitchinterval(SWITCH_S)
    if isinstance(request, cli.LiveRequest):
        return _run_for_real(request, store)
    if isinstance(request, cli.AuditRequest):
        return _look_back(request, store)
    if isinstance(request, cli.EditRequest):
        return _write(request, store)
    terminal.must_be_there()
    gc.disable()  # until the first screen is there: a start makes much and drops little
    asked = _asked(request)
    door = EngineDoor(store)
    if asked.counterexample is not None:
        return _run(door, asked, door.walk(asked))
    if request is None or (request.scenario is None and request.resume is None):
        return _run(door, asked)
    if request.resume is None and not request.roles:
        card = door.scenario(request.scenario or "")
        if not card.fault:
            return _run(door, asked, card=card)
    opening = _Opening(door, asked)
    opening.start()
    import tui.screens.drill  # noqa: F401  loaded here, while the drill is being opened

    return _run(door, asked, opening.drill())


def _run_for_real(request: cli.LiveRequest, store: str | None) -> int:
    """A real run; readings that come in on standard input are put aside before the terminal is asked for."""
    from engine.bootstrap import open_live
    from engine.cli.live import settings_of

    settings = settings_of(request)
    terminal.must_be_there("boldface run --plain")
    live = open_live(settings, request.resume)
    try:
        return _run(EngineDoor(store), Asked(), live)
    finally:
        live.leave()


def _look_back(request: cli.AuditRequest, store: str | None) -> int:
    """The stored runs, or one of them."""
    terminal.must_be_there("boldface audit list")
    door = EngineDoor(store)
    record = door.take_up(request.run) if request.run is not None else None
    from tui.messages import AuditAsked

    return _run(door, Asked(), audit=AuditAsked(record))


def _write(request: cli.EditRequest, store: str | None) -> int:
    """The authoring screen."""
    terminal.must_be_there("boldface author check --watch")
    from tui.messages import AuthorAsked
    from tui.writing import library_folder

    folder = Path(request.folder) if request.folder else library_folder()
    first = None
    if request.first:
        first = Path(request.first) if request.folder else folder / f"{request.first}.yaml"
    return _run(EngineDoor(store), Asked(), author=AuthorAsked(folder, first))


class _Opening(threading.Thread):
    """Opens a drill in its own thread."""

    def __init__(self, door: EngineDoor, asked: Asked) -> None:
        super().__init__(name="opening", daemon=True)
        self._door, self._asked = door, asked
        self._found: Drill | BaseException | None = None

    def run(self) -> None:
        try:
            self._found = self._door.open(self._asked)
        except BaseException as error:  # noqa: BLE001  raised again where it is waited for
            self._found = error

    def drill(self) -> Drill:
        """The drill, waited for; raises what kept it from opening."""
        self.join()
        if isinstance(self._found, BaseException):
            raise self._found
        assert self._found is not None  # the thread has ended
        return self._found


def _asked(request: cli.Request | None) -> Asked:
    if request is None:
        return Asked()
    return Asked(
        request.scenario,
        request.roles,
        request.seed,
        request.speed,
        request.resume,
        counterexample=request.counterexample,
        language=request.language,
    )


def _run(
    door: EngineDoor,
    asked: Asked,
    drill: Drill | None = None,
    *,
    card: ScenarioCard | None = None,
    audit: AuditAsked | None = None,
    author: AuthorAsked | None = None,
) -> int:
    from tui.app import Boldface

    app = Boldface(
        door, drill, card=card, asked=asked, audit=audit, author=author, watch_terminal=True
    )
    result = app.run()
    return app.return_code or (result if result is not None else UNFINISHED)
