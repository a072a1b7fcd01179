"""What `audit export` does: reads a stored run, hands it to the pure forms of `engine.paper`, writes what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing

import click

from engine.bootstrap import open_reading
from engine.cli.audit.face import face_of, first_entries, table_of
from engine.cli.progress import Tell, progress, rows_of
from engine.cli.say import safe
from engine.cli.written import write_pieces
from engine.errors import RunError
from engine.log import check_chain
from engine.machine.table import Table
from engine.paper.exports.lines import ExportLine, Face, export_lines
from engine.ports import Store

MOST_FAULTS = 20


def export_run(address: str | None, run: str, form: str, output: str) -> int:
    """Write the run in a form; 0, or 2 when some of it is damaged."""
    with closing(open_reading(address)) as store, progress() as tell:
        if form == "bundle":
            wrote = _bundle(store, run, address, output, tell)
        else:
            wrote = f"{write_pieces(output, _pieces(store, run, form, tell))} bytes"
        faults = [one.reason for one in check_chain(store.read(run))]
    if output != "-":
        click.echo(f"wrote {safe(output)} ({wrote})", err=True)
    for fault in faults[:MOST_FAULTS]:
        click.echo(f"boldface: run {run}: {safe(fault)}", err=True)
    if len(faults) > MOST_FAULTS:
        click.echo(f"boldface: ... and {len(faults) - MOST_FAULTS} more", err=True)
    return 2 if faults else 0


def _bundle(store: Store, run: str, address: str | None, output: str, tell: Tell) -> str:
    from engine.cli.audit.bundling import bundle_run

    if output == "-":
        raise click.UsageError("a bundle is files; name a folder, a .zip or a .tar")
    return f"{bundle_run(store, run, address, output, tell)} files"


def _pieces(store: Store, run: str, form: str, tell: Tell) -> Iterator[bytes]:
    if form == "jsonl":
        return (row.body + b"\n" for row in rows_of(store, run, tell))
    opened, texts = first_entries(store, run)
    table = table_of(opened, texts)
    if form == "pnml":
        if table is None:
            raise RunError(f"run {run}: the procedure kept with it cannot be used; no net is made")
        from engine.paper.exports.pnml import pnml

        return iter([pnml(table).encode()])

    def lines() -> Iterator[ExportLine]:
        return export_lines(rows_of(store, run, tell))

    face = face_of(opened, texts, rows_of(store, run, tell))
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
