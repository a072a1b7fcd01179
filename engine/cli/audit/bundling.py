"""What `audit export --as bundle` does: gathers the record, its evidence and its forms, and writes them as one bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from engine.adapters.bundle_files import write_bundle
from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path, notes_in
from engine.adapters.key_folder import KeyFolder
from engine.audit.review import ReviewOpened, remarks
from engine.bootstrap import store_address
from engine.bootstrap.reviews import logs_of
from engine.cli.audit.face import face_of, first_entries, table_of
from engine.cli.audit.reporting import Against, make_report, printed
from engine.cli.progress import Tell, rows_of
from engine.errors import RunError
from engine.log import StoredEntry
from engine.log.checkpoint import quoted
from engine.log.policy import read_policy
from engine.machine.table import Table
from engine.paper.bundle import (
    ENTRIES,
    MANIFEST,
    REVIEWS,
    BundleFile,
    Manifest,
    Trusted,
    evidence_files,
    key_files,
    manifest_text,
    page_file,
    review_files,
    signers_of,
    text_files,
    trust_files,
)
from engine.paper.exports.lines import ExportLine, Face, export_lines
from engine.ports import Store


def bundle_run(store: Store, run: str, address: str | None, output: str, tell: Tell) -> int:
    """Write the bundle; returns the number of its files. Raises a BoldfaceError."""
    files = list(_files(store, run, address, tell))
    return write_bundle(
        Path(output), quoted(run)[:100], ((one.name, one.pieces()) for one in files)
    )


def _files(store: Store, run: str, address: str | None, tell: Tell) -> Iterator[BundleFile]:
    opened, texts = first_entries(store, run)
    table = table_of(opened, texts)

    def rows() -> Iterator[StoredEntry]:
        return rows_of(store, run, tell)

    def lines() -> Iterator[ExportLine]:
        return export_lines(rows())

    face = face_of(opened, texts, rows())
    found = [
        BundleFile(ENTRIES, lambda: (row.body + b"\n" for row in rows())),
        _said(MANIFEST, manifest_text(_manifest(store, run, face))),
        *evidence_files(notes_of(store, run, address), rows, lines()),
        *trust_files(_trusted(opened.origin)),
        *text_files(texts),
        *_forms(face, table, lines),
        _said("report.html", printed(make_report(store, run, Against(address)), ".html")),
    ]
    auditors: dict[str, dict[int, str]] = {}
    for number, log in enumerate(logs_of(store, run), 1):
        found += review_files(number, _reviews(store, log, address))
        auditors[f"{REVIEWS}{number}/"] = signers_of(export_lines(store.read(log)))
    yield from found
    yield page_file(face, found, signers_of(lines()), auditors)


def _reviews(store: Store, log: str, address: str | None) -> Iterator[BundleFile]:
    """A review log with its evidence."""
    opened = next(remarks(store.read(log))).said

    def rows() -> Iterator[StoredEntry]:
        return store.read(log)

    yield BundleFile(ENTRIES, lambda: (row.body + b"\n" for row in rows()))
    yield from evidence_files(notes_of(store, log, address), rows, export_lines(rows()))
    yield from key_files(_trusted(opened.origin if isinstance(opened, ReviewOpened) else "").keys)


def _forms(
    face: Face, table: Table | None, lines: Callable[[], Iterable[ExportLine]]
) -> Iterator[BundleFile]:
    from engine.paper.exports.ocel import ocel_lines
    from engine.paper.exports.pnml import pnml
    from engine.paper.exports.xes import xes_lines

    yield BundleFile("run.xes", lambda: _bytes(xes_lines(lines(), face, table)))
    yield BundleFile("run.ocel.json", lambda: _bytes(ocel_lines(lines, face, table)))
    if table is not None:
        yield _said("procedure.pnml", pnml(table).encode())


def _bytes(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode(errors="backslashreplace") for piece in pieces)


def _said(name: str, content: bytes) -> BundleFile:
    return BundleFile(name, lambda: (content,))


def _manifest(store: Store, run: str, face: Face) -> Manifest:
    row = next((one for one in store.runs() if one.run == run), None)
    if row is None:
        raise RunError(f"run {run}: it is not listed in this store any more")
    if row.fault:
        raise RunError(row.fault)
    meta = {key: value for key, value in row.meta.items() if key != "imported"}
    return Manifest(face.run, face.kind, face.entries, face.root, meta)


def notes_of(store: Store, run: str, address: str | None) -> list[bytes]:
    """The checkpoints of the run that the store keeps, and those in the file outside it."""
    folder = checkpoint_folder(store_address(address))
    outside = notes_in(checkpoint_path(folder, run)) if folder is not None else []
    return list(dict.fromkeys([*(one.note for one in store.checkpoints(run)), *outside]))


def _trusted(origin: str) -> Trusted:
    """The trust files of this machine, and the keys they name for the log of this origin."""
    keys = KeyFolder()
    policy, signers = keys.read(keys.policy), keys.read(keys.signers)
    known = read_policy(policy).keys_for(origin) if policy and origin else ()
    return Trusted(policy, signers, tuple(one.text for one in known))
