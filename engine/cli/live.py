"""`run --plain`: a real run as lines of text and prompts, with the clock on the wall.

Talks as a drill does, but time is nobody's to move: waiting waits.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from engine.bootstrap import open_live
from engine.cli.plain import Talk, listen
from engine.cli.words import Wish
from engine.errors import NotATerminal

if TYPE_CHECKING:
    from engine.liverun import LiveRun

POLL_S = 0.1  # DESIGN: a reading is told within a tenth of a second of its line
STEP_ON = "this is a real run: time cannot be skipped; type wait 5 min, or an empty line to look"


@dataclass(frozen=True, slots=True)
class LiveRequest:
    """What was asked for on the command line; `seats` as ROLE=NAME."""

    procedure: str | None
    roles: tuple[str, ...]
    seats: tuple[str, ...]
    store: str | None
    telemetry: str | None
    resume: str | None
    plain: bool


def talk_live(request: LiveRequest) -> int:
    """Run it line by line; returns the exit code."""
    from engine.bootstrap.live import LiveSettings

    seats = _seats(request.seats)
    if request.telemetry == "-":
        raise click.UsageError(
            "standard input brings what you type; give --telemetry the path of a file or pipe"
        )
    if not request.plain:
        raise NotATerminal("a real run has no screen yet; run it with --plain")
    at_terminal = listen()
    settings = LiveSettings(
        request.procedure, request.roles, seats, request.store, request.telemetry
    )
    live = open_live(settings, request.resume)
    try:
        code = LiveTalk(live, at_terminal=at_terminal).run()
        if not live.closed:
            click.echo(f"go on with: boldface run --plain --resume {live.console.run}")
        return code
    finally:
        live.leave()


def _seats(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        role, _, name = one.partition("=")
        if not role or not name.strip() or not name.isprintable():
            raise click.UsageError(f"--seat {one[:60]!a}: expected ROLE=NAME, as in CDR=Ann")
        if role in found:
            raise click.UsageError(f"--seat: {role} is given twice; name each role once")
        found[role] = name.strip()
    return found


class LiveTalk(Talk):
    """A real run told in lines."""

    def __init__(self, live: LiveRun, *, at_terminal: bool) -> None:
        """Take up a run that is open."""
        opened = live.console.state.opened
        title = (
            f"REAL RUN {opened.run}: {opened.title}, revision {opened.revision}, "
            f"digest {opened.digest[:12]}"
            if opened
            else ""
        )
        super().__init__(live, 1, [title])
        self.prompting = at_terminal

    def let_pass(self, wish: Wish) -> None:
        """Wait as long as was asked for, telling what happens meanwhile; Ctrl-C ends the wait."""
        if wish.kind != "wait":
            click.echo(STEP_ON)
            return
        until = time.monotonic() + wish.ms / 1_000
        try:
            while not self.drill.closed and (left := until - time.monotonic()) > 0:
                time.sleep(min(POLL_S, left))
                self.drill.advance(0)
                self.tell()
        except KeyboardInterrupt:
            click.echo("the wait was ended")
