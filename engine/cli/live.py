"""`run --plain`: a real run as lines of text and prompts, with the clock on the wall.

Talks as a drill does, but time is nobody's to move: waiting waits.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from engine.adapters.standard_input import put_aside
from engine.bootstrap import open_live
from engine.cli.plain import Talk, listen
from engine.cli.request import LiveRequest
from engine.cli.stopping import heard
from engine.cli.typed import POLL_S
from engine.cli.words import Wish

if TYPE_CHECKING:
    from engine.bootstrap.live import LiveSettings
    from engine.liverun import LiveRun

STEP_ON = "this is a real run: time cannot be skipped; type wait 5 min, or an empty line to look"


def settings_of(request: LiveRequest) -> LiveSettings:
    """What the run is opened with; with `--telemetry -` the terminal brings the keys from here on."""
    from engine.bootstrap.live import LiveSettings

    return LiveSettings(
        request.procedure,
        request.roles,
        request.seats,
        request.store,
        put_aside() if request.telemetry == "-" else request.telemetry,
    )


def talk_live(request: LiveRequest) -> int:
    """Run it line by line; returns the exit code."""
    live = open_live(settings_of(request), request.resume)
    try:
        with heard():
            return LiveTalk(live, at_terminal=listen()).run()
    finally:
        live.leave()


def seats_of(given: Sequence[str]) -> dict[str, str]:
    """Who holds which role, from words like CDR=Ann."""
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

    AGAIN = "boldface run --plain --resume"

    def __init__(self, live: LiveRun, *, at_terminal: bool) -> None:
        """Take up a run that is open."""
        opened = live.first.state.opened
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
        self.stays = {self._stay()}
        try:
            while not self.drill.closed and (left := until - time.monotonic()) > 0:
                time.sleep(min(POLL_S, left))
                self.drill.advance(0)
                self.tell()
                if self.needed():
                    return
        except KeyboardInterrupt:
            click.echo("the wait was ended")
