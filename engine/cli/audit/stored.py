"""`audit list` and `audit show`: what is stored, in words or as data; reads only, and makes no store that is not there."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import click

from engine.audit.query import between
from engine.bootstrap import RunSummary, open_reading, summaries
from engine.bootstrap.reviews import corrections, is_review_log
from engine.cli.say import safe
from engine.console import to_event
from engine.errors import BoldfaceError
from engine.library import KeptLibrary, load_plan
from engine.log import NoStore, StoreDamaged, StoredEntry, check_chain, decode
from engine.machine.table import Table
from engine.ports import Store
from engine.run.events import Event, ReadingsTaken, RunOpened, TextKept
from engine.run.evolve import evolve
from engine.run.kept import kept
from engine.run.lines import clock, line
from engine.run.state import RunState

MOST_FAULTS = 20
_CONTROL: Final = re.compile(rb"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs `list` shows: by kind, procedure, when they began (UTC), how they ended ('' : not closed)."""

    kind: str | None = None
    procedure: str | None = None
    since: str | None = None
    until: str | None = None
    outcome: str | None = None

    def fits(self, row: RunSummary) -> bool:
        """Whether a run is wanted."""
        return (
            self.kind in {None, row.kind}
            and self.procedure in {None, row.procedure}
            and (self.outcome is None or self.outcome == (row.outcome or ""))
            and between(row.started, self.since, self.until)
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which entries `show` prints; `first` and `last` are indices."""

    readings: bool = False
    role: str | None = None
    event: str | None = None
    text: str | None = None
    first: int | None = None
    last: int | None = None

    def holds(self, index: int, words: str) -> bool:
        """Whether an entry is wanted by its place and words."""
        return (
            (self.first is None or index >= self.first)
            and (self.last is None or index <= self.last)
            and (self.text is None or self.text.casefold() in words.casefold())
        )

    def fits(self, index: int, event: Event, words: str) -> bool:
        """Whether an entry is wanted."""
        name = type(event).__name__.casefold()
        return (
            self.holds(index, words)
            and (self.role is None or self.role.casefold() == event.role.casefold())
            and (self.event is None or self.event.casefold() in name)
            and (self.readings or bool(self.event) or not isinstance(event, ReadingsTaken))
        )


def list_runs(address: str | None, wanted: Wanted, *, as_json: bool) -> int:
    """Print the runs of the store that are wanted; returns the exit code."""
    try:
        with closing(open_reading(address)) as store:
            stored = summaries(store)
    except NoStore:
        stored = []
    rows = [row for row in stored if wanted.fits(row)]
    if as_json:
        click.echo(json.dumps([_object(row) for row in rows], indent=1, ensure_ascii=False))
    elif stored and not rows:
        click.echo(f"None of the {len(stored)} runs here is asked for.")
    elif not rows:
        where = f" in {safe(address)}" if address else ""
        click.echo(f"Nothing has been stored yet{where}. Try: boldface drill ms-29")
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
        "imported": row.imported,
        "settled": row.settled,
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
            (row.fault or row.outcome or "not closed")
            + (" (imported)" if row.imported else "")
            + ("; a fork of it was settled" if row.settled else ""),
        )
        for row in rows
    ]
    widths = [max(len(one[n]) for one in [heads, *lines]) for n in range(len(heads))]
    for one in [heads, *lines]:
        click.echo(
            safe("  ".join(t.ljust(width) for t, width in zip(one, widths, strict=True)).rstrip())
        )


def show_run(address: str | None, run: str, chosen: Chosen, *, as_json: bool) -> int:
    """Print one run's step log, as much of it as can be read; the exit code is 2 for a fault."""
    with closing(open_reading(address)) as store:
        rows, faults = _stored(store, run)
        if is_review_log(rows):
            return _remarks(run, rows, faults, chosen, as_json=as_json)
        corrected = {} if as_json else _corrected(store, run)
    events: dict[int, Event] = {}
    for row in rows:
        try:
            events[row.index] = to_event(row)
        except BoldfaceError as error:
            faults.setdefault(row.index, str(error))
    if as_json:
        _as_stored(rows, faults)
    else:
        _tell(rows, events, faults, corrected, chosen)
    return _faulty(run, faults)


def _as_stored(rows: list[StoredEntry], faults: dict[int, str]) -> None:
    """The bytes of the entries; damage that would reach a terminal as commands is named instead."""
    for row in rows:
        if _CONTROL.search(row.body):
            faults.setdefault(
                row.index, f"entry {row.index} holds control characters: not printed."
            )
        else:
            click.echo(row.body)


def _faulty(run: str, faults: dict[int, str]) -> int:
    for fault in list(faults.values())[:MOST_FAULTS]:
        click.echo(f"boldface: run {run}: {safe(fault)}", err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"boldface: ... and {len(faults) - MOST_FAULTS} more", err=True)
    return 2 if faults else 0


def _remarks(
    log: str, rows: list[StoredEntry], faults: dict[int, str], chosen: Chosen, *, as_json: bool
) -> int:
    """A review log in words: what auditors said, and how far their names are proved."""
    from engine.bootstrap.reviews import told_of

    _as_stored(rows if as_json else [], faults)
    try:
        told = [] if as_json else told_of(log, rows)
    except BoldfaceError as error:
        told = []
        faults.setdefault(len(rows), str(error))
    for one in told:
        if chosen.holds(one.index, one.words):
            click.echo(safe(f"{one.index:>6}  {one.at}  {one.words}"))
    return _faulty(log, faults)


def _stored(store: Store, run: str) -> tuple[list[StoredEntry], dict[int, str]]:
    """The entries that can be read, and what is wrong with them by index."""
    rows: list[StoredEntry] = []
    faults: dict[int, str] = {}
    try:
        rows.extend(store.read(run))
    except StoreDamaged as error:
        faults[rows[-1].index + 1 if rows else 0] = str(error)
    found = {one.index: one.reason for one in check_chain(rows)}
    return rows, found | faults


def _corrected(store: Store, run: str) -> dict[int, list[str]]:
    """What was corrected, by entry; nothing where that cannot be read: the faults say so already."""
    try:
        return corrections(store, run)
    except BoldfaceError:
        return {}


def _tell(
    rows: list[StoredEntry],
    events: dict[int, Event],
    faults: dict[int, str],
    corrected: dict[int, list[str]],
    chosen: Chosen,
) -> None:
    table = _table_of(list(events.values()))
    shown, state = 0, RunState()
    for row in rows:
        event = events.get(row.index)
        if row.index in faults:
            click.echo(f"{row.index:>6}  !! {safe(faults[row.index])}")
        if event is None or isinstance(event, TextKept):
            continue
        words = line(event, table, state.redlines)
        state = evolve(state, event)
        if not chosen.fits(row.index, event, words):
            continue
        shown += 1
        at = decode(row.body, row.index).at
        head = f"{row.index:>6}  {clock(event.t):>8}  {at}  {event.role:<8}"
        for text in [*(words.splitlines() or [""]), *corrected.get(row.index, ())]:
            click.echo(f"{safe(head)}  {safe(text)}")
            head = " " * 50
    if rows and not shown:
        left_out = "" if chosen.readings else "; telemetry is told with --readings"
        click.echo(f"None of the {len(rows)} entries here is asked for{left_out}.")
    opened = events.get(0)
    if isinstance(opened, RunOpened) and opened.kind == "drill":
        click.echo("This was a drill.")


def _table_of(events: list[Event]) -> Table | None:
    """The table of the procedure kept with the run, for its words; None when it cannot be used."""
    opened = events[0] if events else None
    if not isinstance(opened, RunOpened):
        return None
    try:
        return load_plan(KeptLibrary(kept(events)), opened.procedure).drive.table
    except BoldfaceError:
        return None
