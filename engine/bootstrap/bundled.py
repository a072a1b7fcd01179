"""The verdict on a bundle: on the log in it, on those of its reviews, and whether its other files are those of the log.

Nobody signed the list of its files, so what follows from the entries is made of them again and
compared; what cannot be (the report, the forms for other programs) must always be named as not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import Final

from msgspec import DecodeError, Struct, ValidationError, json
from msgspec.structs import replace

from engine.adapters.bundle_files import SUMS, BundleReader, listed_otherwise
from engine.adapters.checkpoint_file import notes_of
from engine.adapters.key_files import check
from engine.adapters.tree_process import closed_beside
from engine.audit.heads import Kept
from engine.audit.listing import Listed, Reviewed, against_list, with_files
from engine.audit.reading import noted
from engine.audit.review import ReviewMade, ReviewOpened, remarks
from engine.audit.verdict import Fault, Trust, Verdict, unreadable
from engine.audit.verify import verify
from engine.bootstrap.asking import told_of
from engine.bootstrap.witness_folder import held, origin_in, rivals
from engine.errors import BoldfaceError
from engine.log import StoredEntry, decode, leaf_hash
from engine.log.page import paged
from engine.paper.bundle import (
    ENTRIES,
    HEAD,
    MANIFEST,
    SIGNED,
    Manifest,
    evidence_files,
    review_folders,
    text_files,
)
from engine.paper.exports.lines import export_lines
from engine.run.events import RunOpened, TextKept
from engine.run.kept import kept

_MADE: Final = ("proofs/", "signoffs/", "texts/")
"""The folders in which every file follows from the entries and checkpoints."""
_BARE: Final = (ENTRIES, HEAD, "policy", "allowed_signers")
"""How the files of a bare record begin: entries and checkpoints laid in a folder by hand."""
_SIGNED: Final = tuple(f'"event":"{name}"'.encode() for name in sorted(SIGNED))


class _Bundle(Struct, frozen=True):
    """A bundle that is open, or the folder in it of one review log."""

    reader: BundleReader
    folder: str = ""

    @property
    def name(self) -> str:
        """What a verdict calls the log."""
        return f"(bundle) reviews {self.folder.split('/')[1]}" if self.folder else ""

    def rows(self) -> Iterator[StoredEntry]:
        """The entries as a store would give them back."""
        for index, body in enumerate(self.reader.lines(self.folder + ENTRIES)):
            yield StoredEntry(index, body, leaf_hash(body))

    def names(self) -> list[str]:
        """Its files, without the folder; those of its review logs are theirs."""
        inside = [name for name in self.reader.names if name.startswith(self.folder)]
        return sorted(name.removeprefix(self.folder) for name in inside)

    def notes(self) -> Iterator[tuple[str, bytes]]:
        """Its checkpoints, each with the name of its file."""
        for name in self.names():
            if name.startswith(HEAD):
                for note in notes_of(self.reader.small(self.folder + name)):
                    yield name, note


def bundle_verdicts(path: Path, trust: Trust) -> Iterator[Verdict]:
    """The verdict on the run in a folder, .zip or .tar, then on each of its review logs."""
    try:
        with BundleReader(path) as reader:
            yield _verdict(_Bundle(reader), trust)
            for folder in review_folders(reader.names):
                yield _verdict(_Bundle(reader, folder), trust)
    except BoldfaceError as error:
        yield unreadable(str(path), str(error), trust)


def _verdict(one: _Bundle, trust: Trust) -> Verdict:
    found = [Kept(f"file {name}", None, note) for name, note in one.notes()]
    origin = origin_in(one.rows())
    found += held(origin, trust)
    told = told_of(found, trust, rivals(origin, (), trust))
    said = verify("", paged(one.rows()), found, trust, check, closed_beside, told=told)
    said = replace(said, run=one.name)
    faults = [] if one.folder else list(_listing(one))
    if said.code == 0:
        faults += _made_again(one)
        faults += [] if one.folder else [*_manifest(one, said), *_about(one)]
    return _not_signed(one, with_files(said, faults))


def _listing(one: _Bundle) -> Iterator[Fault]:
    """Where the files are not those that the list of digests names."""
    if SUMS in one.reader.names:
        for word, name, why in listed_otherwise(one.reader):
            yield Fault(word, 0, f"{name[:80]!a} {why}.")
    elif any(not name.startswith(_BARE) for name in one.reader.names):
        yield Fault("incomplete", 0, f"it holds no {SUMS}, the list of the files of a bundle.")


def _manifest(one: _Bundle, found: Verdict) -> Iterator[Fault]:
    """Where `run.json` says otherwise than the entries."""
    if SUMS not in one.reader.names:
        return
    if MANIFEST not in one.reader.names:
        yield Fault("incomplete", 0, f"it holds no {MANIFEST}, which says what run it is of.")
        return
    try:
        said = json.decode(one.reader.small(MANIFEST), type=Manifest)
    except (DecodeError, ValidationError, RecursionError) as error:
        yield Fault("altered", 0, f"{MANIFEST} is not as a bundle has it: {error}.")
        return
    opened = decode(next(one.rows()).body, 0).data
    for what, there, here in (
        ("run", said.run, opened.get("run")),
        ("entries", said.entries, found.size),
        ("root", said.root, found.root),
    ):
        if there != here:
            why = f"{MANIFEST} says {what} {str(there)[:70]!a}, the entries say {str(here)[:70]!a}."
            yield Fault("altered", 0, why)
    yield from against_list(Listed(said.kind, said.meta), opened, MANIFEST)


def _made_again(one: _Bundle) -> Iterator[Fault]:
    """Files that follow from the entries and checkpoints, and are not as they follow."""
    there = {name for name in one.names() if name.startswith(_MADE)}
    if not there and SUMS not in one.reader.names:
        return  # a bare record
    due = {name: b"".join(pieces()) for name, pieces in _due(one)}
    for name in sorted(there | due.keys()):
        told = f"{one.folder}{name}"[:80]
        if name not in there:
            yield Fault("incomplete", 0, f"{told!a} is missing, and the log has what it holds.")
        elif name not in due or one.reader.small(one.folder + name) != due[name]:
            yield Fault("altered", 0, f"{told!a} is not what the log says there.")


def _due(one: _Bundle) -> Iterator[tuple[str, Callable[[], Iterable[bytes]]]]:
    signed = (row for row in one.rows() if any(mark in row.body for mark in _SIGNED))
    files = [*evidence_files([note for _, note in one.notes()], one.rows, export_lines(signed))]
    events = (row.event for row in noted(one.rows()))
    opening = takewhile(lambda event: isinstance(event, RunOpened | TextKept), events)
    files += text_files(kept(event for event in opening if event is not None))
    return ((file.name, file.pieces) for file in files if file.name.startswith(_MADE))


def _about(one: _Bundle) -> Iterator[Fault]:
    """Review logs that are of another run, or saw another record of this one."""
    first = next(one.rows()).leaf.hex()
    for folder in review_folders(one.reader.names):
        try:
            said = [remark.said for remark in remarks(_Bundle(one.reader, folder).rows())]
        except BoldfaceError:
            continue  # the verdict on that log says so
        if not said or not isinstance(said[0], ReviewOpened) or said[0].leaf != first:
            yield Fault("altered", 0, f"the reviews in {folder} are of another run.")
            continue
        seen = tuple((made.entries, made.leaf) for made in said if isinstance(made, ReviewMade))
        reviewed, size = Reviewed(Listed("", {}, reviews=seen)), 0
        for page in paged(one.rows()):
            reviewed.take(page)
            size = page.indices[-1] + 1
        yield from reviewed.faults(size)


def _not_signed(one: _Bundle, found: Verdict) -> Verdict:
    """The verdict, with the files named that nobody's signature and nothing in the log stands behind."""
    covered = (*_MADE, HEAD, "reviews/", ENTRIES, MANIFEST, SUMS)
    loose = [name for name in one.names() if not name.startswith(covered)]
    if not loose or one.folder:
        return found
    shown = ", ".join(loose[:10]) + (f" and {len(loose) - 10} more" if loose[10:] else "")
    why = f"files that nobody signed: {shown}; `audit import` and then `report` or `export` make them anew"
    return replace(found, not_checked=(*found.not_checked, why))
