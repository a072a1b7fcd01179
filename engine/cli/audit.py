"""`audit list` and `audit show`: what is stored, in words or as data; reads only, and makes no store that is not there."""

from __future__ import annotations

import json
from typing import Any

import click

from engine.bootstrap import RunSummary, open_reading, summaries
from engine.cli.say import safe
from engine.console import to_event
from engine.errors import BoldfaceError
from engine.library import KeptLibrary, load_plan
from engine.log import NoStore, decode
from engine.machine.table import Table
from engine.run.events import Event, ReadingsTaken, RunOpened, TextKept
from engine.run.kept import kept
from engine.run.lines import clock, line


def list_runs(address: str | None, *, as_json: bool) -> int:
    """Print every run of the store; returns the exit code."""
    try:
        rows = summaries(open_reading(address))
    except NoStore:
        rows = []
    if as_json:
        click.echo(json.dumps([_object(row) for row in rows], indent=1, ensure_ascii=False))
    elif not rows:
        click.echo("Nothing has been stored yet. Try: boldface drill ms-29")
    else:
        _table(rows)
    return 0


def _object(row: RunSummary) -> dict[str, Any]:
    return {
        "run": row.run,
        "procedure": row.procedure,
        "revision": row.revision,
        "kind": row.kind,
        "started": row.started,
        "ended": row.ended,
        "outcome": row.outcome,
        "entries": row.entries,
        "clock": row.clock,
        "fault": row.fault,
    }


def _table(rows: list[RunSummary]) -> None:
    heads = ("RUN", "KIND", "PROCEDURE", "REV", "STARTED", "ENTRIES", "OUTCOME")
    lines = [
        (
            row.run,
            row.kind.upper(),
            row.procedure,
            str(row.revision),
            row.started + (" (simulated)" if row.clock == "simulated" else ""),
            str(row.entries),
            row.fault or row.outcome or "not closed",
        )
        for row in rows
    ]
    widths = [max(len(one[n]) for one in [heads, *lines]) for n in range(len(heads))]
    for one in [heads, *lines]:
        click.echo(
            "  ".join(text.ljust(width) for text, width in zip(one, widths, strict=True)).rstrip()
        )


def show_run(address: str | None, run: str, *, as_json: bool, readings: bool) -> int:
    """Print one run's step log; returns the exit code."""
    store = open_reading(address)
    rows = list(store.read(run))
    if as_json:
        for row in rows:
            click.echo(row.body)
        return 0
    events = [to_event(row) for row in rows]
    table = _table_of(events)
    for row, event in zip(rows, events, strict=True):
        if isinstance(event, TextKept) or (isinstance(event, ReadingsTaken) and not readings):
            continue
        at = decode(row.body, row.index).at
        for n, text in enumerate(line(event, table).splitlines() or [""]):
            head = (
                f"{row.index:>6}  {clock(event.t):>8}  {at}  {event.role:<8}"
                if n == 0
                else " " * 50
            )
            click.echo(f"{head}  {safe(text)}")
    opened = events[0] if events else None
    if isinstance(opened, RunOpened) and opened.kind == "drill":
        click.echo("This was a drill.")
    return 0


def _table_of(events: list[Event]) -> Table | None:
    """The table of the procedure kept with the run, for its words; None when it cannot be used."""
    opened = events[0] if events else None
    if not isinstance(opened, RunOpened):
        return None
    try:
        return load_plan(KeptLibrary(kept(events)), opened.procedure).drive.table
    except BoldfaceError:
        return None
