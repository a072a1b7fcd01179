"""What can be drilled and what has been stored, in a line each.

It only reads; one that cannot be read says why instead of hiding.
"""

from __future__ import annotations

from contextlib import closing

from msgspec.structs import replace

from engine.adapters import stores
from engine.adapters.library_files import LibraryFiles
from engine.audit.review import KIND
from engine.bootstrap.ready import prepared_for
from engine.bootstrap.reviews import settled_of
from engine.bootstrap.settings import FIRST_SCENARIO, RunSummary, ScenarioCard, store_address
from engine.console import to_event
from engine.errors import BoldfaceError
from engine.log import NoStore, decode
from engine.ports import RunRow, Store
from engine.run.events import KINDS, RunClosed, RunOpened


def open_reading(address: str | None) -> Store:
    """The store for reading only; raises NoStore when nothing has been stored."""
    return stores.open_store(store_address(address), writable=False)


def scenarios() -> list[ScenarioCard]:
    """Every scenario of the library, the one to begin with first; one that cannot be drilled says why."""
    names = LibraryFiles().names("scenario")
    first = sorted(names, key=lambda name: (name != FIRST_SCENARIO, name))
    return [scenario_card(name) for name in first]


def scenario_card(name: str) -> ScenarioCard:
    """One scenario, of the library or by its path; one that cannot be drilled says why."""
    try:
        found = prepared_for(name)
    except BoldfaceError as error:
        return ScenarioCard(name, name, "", "", {}, 0, str(error))
    procedure = found.table.procedure
    return ScenarioCard(
        name,
        found.title,
        procedure.procedure,
        found.briefing,
        procedure.roles,
        found.minutes,
    )


def summaries(store: Store) -> list[RunSummary]:
    """Every run of the store in a line each: its first entry, its last, its size."""
    rows = store.runs()
    logs = {row.run for row in rows if row.kind == KIND}
    return [
        replace(_summary(store, row), settled=settled_of(store, [row.run], logs))
        for row in rows
        if row.fault or row.kind in KINDS  # a store also holds logs about runs: reviews, keys
    ]


def _summary(store: Store, row: RunRow) -> RunSummary:
    run, size, brought = row.run, row.size, row.meta.get("imported", "")
    nothing = RunSummary(run, row.kind, "?", 0, "", row.created, None, None, size, imported=brought)
    if row.fault:
        return replace(nothing, fault=row.fault)
    try:
        first, last = next(store.read(run), None), next(store.read(run, max(size - 1, 0)), None)
        if first is None or last is None or not isinstance(opened := to_event(first), RunOpened):
            return replace(nothing, fault="it never began")
        over = to_event(last)
        ended = decode(last.body, last.index).at if isinstance(over, RunClosed) else None
        outcome = over.outcome if isinstance(over, RunClosed) else None
        started = decode(first.body, 0).at
    except BoldfaceError as error:
        return replace(nothing, fault=str(error))
    return RunSummary(
        run,
        opened.kind,
        opened.procedure,
        opened.revision,
        opened.title,
        started,
        ended,
        outcome,
        size,
        opened.clock,
        imported=brought,
        beside=opened.beside or "",
    )


def stored(address: str | None) -> list[RunSummary]:
    """Every run, the latest first."""
    try:
        with closing(open_reading(address)) as store:
            return summaries(store)[::-1]
    except NoStore:
        return []


def unfinished(address: str | None) -> list[RunSummary]:
    """The runs that can be gone on with, the latest first; with each, what is open beside it.

    A run that was opened beside another is gone on with by that one, so it has no row of its own; the
    other has one even where it is over itself.
    """
    rows = stored(address)
    there = {row.run for row in rows if not row.fault}
    left = [row for row in rows if row.outcome is None and not row.fault]
    waiting: dict[str, list[str]] = {}
    for row in reversed(left):
        if row.beside in there:
            waiting.setdefault(row.beside, []).append(row.title)
    return [
        replace(row, waiting=tuple(waiting.get(row.run, ())))
        for row in rows
        if (row in left and row.beside not in there) or row.run in waiting
    ]
