"""`drill --auto`: every role simulated, the clock simulated, no terminal; then the debrief.

What is printed depends on scenario and seed alone, so two runs of one seed print the same.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from engine.bootstrap import DrillSettings, open_drill, resume_drill
from engine.cli.request import Request
from engine.cli.stopping import heard
from engine.run.lines import clock

if TYPE_CHECKING:
    from engine.conductor import Drill
    from engine.liverun import LiveRun

LIMIT_MS = 48 * 3_600_000  # a drill that is not over by then is not going to be, unless
LIMIT_TIMES = 4  # its scenario says that it takes longer: not by this many times that
MINUTE_MS = 60_000
CHUNK_MS = 600_000
INTERRUPTED = 130  # as shells say of what Ctrl-C has ended


def play(request: Request) -> int:
    """Play to the end; returns the exit code."""
    settings = DrillSettings(
        request.scenario,
        (),
        request.seed,
        request.store,
        simulated_clock=True,
        unattended=True,
        language=request.language,
    )
    drill = resume_drill(request.resume, settings) if request.resume else open_drill(settings)
    try:
        with heard():
            return _to_the_end(drill)
    except KeyboardInterrupt:
        again = f"boldface drill --resume {drill.run} --auto"
        click.echo(f"\nboldface: stopped at {clock(drill.t)}; go on: {again}", err=True)
        return INTERRUPTED
    finally:
        drill.leave()


def _to_the_end(drill: Drill) -> int:
    progress = sys.stderr.isatty()
    limit = max(LIMIT_MS, LIMIT_TIMES * drill.rig.scenario.minutes * MINUTE_MS)
    while not drill.closed and drill.t < limit and drill.recording:
        drill.advance(CHUNK_MS, stop_when_closed=True)
        if progress:
            click.echo(f"\r{drill.t // 60_000:4d} min of drill", err=True, nl=False)
    if progress:
        click.echo("\r" + " " * 30 + "\r", err=True, nl=False)
    return finish(drill)


def finish(drill: Drill | LiveRun, again: str = "") -> int:
    """Print the debrief, by which words to go on (`again`) if it is open, and how it ended; returns the exit code."""
    for line in drill.debrief():
        click.echo(line)
    if not drill.recording:
        click.echo(f"boldface: NOT RECORDED: {drill.trouble}", err=True)
    elif again and not drill.closed:
        click.echo(f"go on with: {again}")
    click.echo(f"closed: {drill.outcome}" if drill.closed else "not closed")
    if not drill.recording:
        return 2
    return 0 if drill.won else 1
