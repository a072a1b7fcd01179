"""What `audit export` does: reads a stored run, hands it to the pure forms of `engine.paper`, writes what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import takewhile

import click

from engine.bootstrap import open_reading
from engine.cli.say import safe
from engine.cli.written import write_pieces
from engine.console import to_event
from engine.errors import BoldfaceError, RunError
from engine.library import KeptLibrary, load_plan
from engine.log import StoredEntry, check_chain, leaf_hash
from engine.log.tree import Frontier
from engine.machine.table import Table
from engine.paper.exports.lines import ExportLine, Face, corrections, export_lines
from engine.ports import Store
from engine.run.events import Event, RunOpened, TextKept
from engine.run.kept import Text, kept

MOST_FAULTS = 20


def export_run(address: str | None, run: str, form: str, output: str) -> int:
    """Write the run in a form; 0, or 2 when some of it is damaged."""
    with closing(open_reading(address)) as store:
        pieces = _pieces(store, run, form)
        count = write_pieces(output, pieces)
        faults = [one.reason for one in check_chain(store.read(run))]
    if output != "-":
        click.echo(f"wrote {safe(output)} ({count} bytes)", err=True)
    for fault in faults[:MOST_FAULTS]:
        click.echo(f"boldface: run {run}: {safe(fault)}", err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"boldface: ... and {len(faults) - MOST_FAULTS} more", err=True)
    return 2 if faults else 0


def _pieces(store: Store, run: str, form: str) -> Iterator[bytes]:
    if form == "jsonl":
        return (row.body + b"\n" for row in store.read(run))
    opened, texts = first_entries(store, run)
    table = table_of(opened, texts)
    if form == "pnml":
        if table is None:
            raise RunError(f"run {run}: the procedure kept with it cannot be used; no net is made")
        from engine.paper.exports.pnml import pnml

        return iter([pnml(table).encode()])

    def lines() -> Iterator[ExportLine]:
        return export_lines(store.read(run))

    face = face_of(opened, texts, store.read(run))
    return (piece.encode(errors="backslashreplace") for piece in _form(form, lines, face, table))


def _form(
    form: str, lines: Callable[[], Iterable[ExportLine]], face: Face, table: Table | None
) -> Iterator[str]:
    if form == "csv":
        from engine.paper.exports.table import table_lines

        return table_lines(lines, face, table)
    if form == "xes":
        from engine.paper.exports.xes import xes_lines

        return xes_lines(lines(), face, table)
    from engine.paper.exports.ocel import ocel_lines

    return ocel_lines(lines, face, table)


def first_entries(store: Store, run: str) -> tuple[RunOpened, tuple[Text, ...]]:
    """How the run was opened and the texts kept with it, those that are whole; raises RunError or a StoreError."""
    events = list(takewhile(lambda one: isinstance(one, RunOpened | TextKept), _events(store, run)))
    if not events or not isinstance(events[0], RunOpened):
        raise RunError(
            f"run {run}: its first entry does not open it or cannot be read; "
            f"export it --as jsonl, and see `boldface audit show {run}`"
        )
    try:
        return events[0], kept(events)
    except BoldfaceError:
        return events[0], ()


def _events(store: Store, run: str) -> Iterator[Event]:
    for row in store.read(run):
        try:
            yield to_event(row)
        except BoldfaceError:
            return


def table_of(opened: RunOpened, texts: tuple[Text, ...]) -> Table | None:
    """The table of the procedure kept with the run; None when it cannot be used."""
    try:
        return load_plan(KeptLibrary(texts), opened.procedure).drive.table
    except BoldfaceError:
        return None


def face_of(opened: RunOpened, texts: tuple[Text, ...], rows: Iterable[StoredEntry]) -> Face:
    """What every copy says of the run as a whole; `rows` are all its entries."""
    tree = Frontier()
    digest = next(
        (one.digest for one in texts if (one.kind, one.name) == ("procedure", opened.procedure)),
        opened.digest,
    )
    corrected = corrections(export_lines(_grown(rows, tree)))
    return Face(
        opened.run,
        opened.kind,
        opened.procedure,
        opened.revision,
        digest,
        opened.title,
        opened.scenario or "",
        tree.size,
        tree.root().hex(),
        corrected,
    )


def _grown(rows: Iterable[StoredEntry], tree: Frontier) -> Iterator[StoredEntry]:
    """The rows as they are, each added to the tree by the hash of its bytes."""
    for row in rows:
        tree.add(leaf_hash(row.body))
        yield row
