"""A run from a bundle into a store: everything in it is checked first, then it is written entry by entry as it came.

Twice is once: what is there already is compared and left; other bytes under the same name are refused, nothing written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from msgspec import DecodeError, Struct, ValidationError, json
from msgspec.structs import asdict, replace

from engine.adapters.bundle_files import BundleError, BundleReader, file_lines, listed_otherwise
from engine.adapters.checkpoint_file import (
    add_to_file,
    checkpoint_folder,
    checkpoint_path,
    notes_in,
)
from engine.audit.listing import IMPORTED, Listed, against_list
from engine.audit.review import KIND, ReviewOpened, brought_as, log_of, remarks
from engine.bootstrap.settings import store_address
from engine.console import to_event
from engine.errors import BoldfaceError
from engine.log import StoredEntry, UnknownRun, check_chain, leaf_hash
from engine.log.checkpoint import read_checkpoint
from engine.log.tree import Frontier
from engine.paper.bundle import (
    ENTRIES,
    FORMAT,
    HEAD,
    MANIFEST,
    OLDER,
    SUMS,
    Manifest,
    review_folders,
)
from engine.ports import Store
from engine.run.events import RunOpened


class Brought(Struct, frozen=True):
    """What an import did: the name in the store, drill or run, entries in the bundle, and how many were new.

    reviews, new_reviews: the same of its review logs; 0 where it has none.
    """

    run: str
    kind: str
    entries: int
    new: int
    root: str
    reviews: int = 0
    new_reviews: int = 0


class _Source(Struct, frozen=True):
    """A bundle, or a bare file of entries (`reader` None); `folder`: where in it the files of a log lie."""

    path: Path
    reader: BundleReader | None
    tell: Callable[[str, int], None]
    folder: str = ""

    def rows(self) -> Iterator[StoredEntry]:
        """The entries as a store would give them back."""
        for index, body in enumerate(self._lines()):
            self.tell("bringing in", index)
            yield StoredEntry(index, body, leaf_hash(body))

    def _lines(self) -> Iterator[bytes]:
        if self.reader is not None:
            return self.reader.lines(self.folder + ENTRIES)
        return file_lines(self.path)


class _Reviews(Struct, frozen=True):
    """A review log of a bundle that is whole: its name there, checkpoints, size, the leaf hash of its first entry."""

    source: _Source
    log: str
    notes: list[bytes]
    entries: int
    leaf: bytes


First = RunOpened | ReviewOpened


class _Checked(Struct, frozen=True):
    """A bundle that is whole: how its run was opened and listed, its checkpoints, size, root, and its review logs."""

    opened: RunOpened
    reviews: tuple[_Reviews, ...]
    meta: dict[str, str]
    notes: list[bytes]
    entries: int
    root: bytes


def bring_in(
    store: Store,
    path: Path,
    address: str | None,
    name: str | None = None,
    tell: Callable[[str, int], None] = lambda _, __: None,
) -> Brought:
    """Bring the run of a bundle (or a .jsonl) into the store at `address`, under `name` or its own.

    `tell` hears of each entry, in each of three passes: looked at, compared, stored.

    Raises BundleError, in one sentence, and nothing has been written; or a StoreError while
    writing: then what was written is a whole beginning of the run, and the same again goes on.
    """
    if path.suffix.lower() == ".jsonl" and path.is_file():
        return _bring(store, _Source(path, None, tell), address, name)
    with BundleReader(path) as reader:
        return _bring(store, _Source(path, reader, tell), address, name)


def _bring(store: Store, source: _Source, address: str | None, name: str | None) -> Brought:
    found = _checked(source)
    run = name or found.opened.run
    known = _known(store, run, source)
    reviews = [(_log_here(store, run, one), one) for one in found.reviews]
    there = {log: _known(store, log, one.source) for log, one in reviews}
    meta = {**found.meta, IMPORTED: found.opened.run}
    new = _store(store, run, found.opened.kind, meta, source, known)
    _keep_checkpoints(store, run, address, found.notes)
    done = Brought(run, found.opened.kind, found.entries, new, found.root.hex())
    for log, one in reviews:
        meta = {"of": run, IMPORTED: one.log}
        new = _store(store, log, KIND, meta, one.source, there[log])
        _keep_checkpoints(store, log, address, one.notes)
        done = replace(done, reviews=done.reviews + one.entries, new_reviews=done.new_reviews + new)
    return done


def _log_here(store: Store, run: str, one: _Reviews) -> str:
    """The name of a review log in this store: that of the log written here only where it is that log."""
    own = log_of(run)
    try:
        first = next(store.read(own), None)
    except UnknownRun:
        first = None
    return own if first is not None and first.leaf == one.leaf else brought_as(run, one.leaf.hex())


def _store(
    store: Store, log: str, kind: str, meta: dict[str, str], source: _Source, known: int | None
) -> int:
    """The entries that the store has not, `known` of them being there; how many those were."""
    new = 0
    if known is None:
        store.open_run(log, kind, meta)
    for row in source.rows():
        if row.index >= (known or 0):
            store.append(log, row.index, row.body, row.leaf)
            new += 1
    return new


def _checked(source: _Source) -> _Checked:
    """Everything that can be wrong with a bundle, looked for before anything is written."""
    manifest = _manifest(source)
    notes = list(_notes(source))
    opened, tree = _walked(source, notes)
    assert isinstance(opened, RunOpened)  # the first entry of what lies in no folder
    if manifest is not None:
        said = (manifest.run, manifest.kind, manifest.entries, manifest.root)
        is_ = (opened.run, opened.kind, tree.size, tree.root().hex())
        if said != is_:
            raise BundleError(
                f"{source.path}: {MANIFEST} says {_told(said)}, the entries say {_told(is_)}; "
                "nothing was brought in"
            )
        listed = Listed(manifest.kind, manifest.meta)
        for fault in against_list(listed, asdict(opened), MANIFEST):
            raise BundleError(f"{source.path}: {fault.sentence} Nothing was brought in")
        _sums(source)
    meta = manifest.meta if manifest is not None else {"procedure": opened.procedure}
    reviews = tuple(_reviews(source))
    return _Checked(opened, reviews, meta, notes, tree.size, tree.root())


def _told(said: tuple[str, str, int, str]) -> str:
    run, kind, entries, root = said
    return f"{kind} {run[:60]!a}, {entries} entries, root {root[:12]!a}"


def _reviews(source: _Source) -> Iterator[_Reviews]:
    """The review logs of a bundle, each looked at as its run is; it must be about that run."""
    for folder in review_folders(source.reader.names) if source.reader is not None else ():
        found = replace(source, folder=folder)
        notes = list(_notes(found))
        opened, tree = _walked(found, notes)
        if not isinstance(opened, ReviewOpened) or opened.leaf != next(source.rows()).leaf.hex():
            raise BundleError(
                f"{source.path}: the reviews in {folder} are of another run; nothing was brought in"
            )
        yield _Reviews(found, opened.run, notes, tree.size, next(found.rows()).leaf)


def _manifest(source: _Source) -> Manifest | None:
    if source.reader is None:
        return None
    raw = source.reader.small(MANIFEST)
    try:
        found = json.decode(raw, type=Manifest)
    except (DecodeError, ValidationError, RecursionError) as fault:
        raise BundleError(f"{source.path}: {MANIFEST} is not as a bundle has it: {fault}") from None
    if found.format != FORMAT:
        raise BundleError(
            f"{source.path}: found a bundle of the form {found.format[:40]!a}, expected {FORMAT}; "
            "a later Boldface may read it"
        )
    return found


def _notes(source: _Source) -> Iterator[bytes]:
    """The checkpoints, the older first."""
    if source.reader is None:
        return
    older, head = source.folder + OLDER, source.folder + HEAD
    names = sorted(name for name in source.reader.names if name.startswith(older))
    for name in [*names, *({head} & source.reader.names)]:
        yield source.reader.small(name)


def _walked(source: _Source, notes: list[bytes]) -> tuple[First, Frontier]:
    """How the run was opened, and the tree of its entries; each checkpoint must be of it."""
    promised: dict[int, bytes] = {}
    for note in notes:
        try:
            head, _ = read_checkpoint(note)
        except BoldfaceError as fault:
            raise BundleError(f"{source.path}: a checkpoint in it: {fault}") from None
        if promised.setdefault(head.size, head.root) != head.root:
            raise BundleError(
                f"{source.path}: two checkpoints of {head.size} entries have other roots: the log "
                "was forked; nothing was brought in, keep both copies"
            )
    seen = _Seen(source, promised)
    broken = next(check_chain(seen.rows()), None)
    if broken is not None:
        raise BundleError(f"{source.path}: {broken.reason} Nothing was brought in")
    if seen.opened is None:
        raise BundleError(f"{source.path}: {ENTRIES} holds no entry; nothing was brought in")
    if promised:
        raise BundleError(
            f"{source.path}: it has {seen.tree.size} entries, but its checkpoint promises "
            f"{max(promised)}; nothing was brought in"
        )
    return seen.opened, seen.tree


class _Seen:
    """The tree as the entries go by; what `promised` says of a size is held against it and struck off."""

    def __init__(self, source: _Source, promised: dict[int, bytes]) -> None:
        self.tree = Frontier()
        self.opened: First | None = None
        self._source, self._promised = source, promised

    def rows(self) -> Iterator[StoredEntry]:
        """Each entry is given on first, so that what is wrong with it is said before its root is."""
        for row in self._source.rows():
            yield row
            self.opened = self.opened or _opened(self._source, row)
            self.tree.add(row.leaf)
            root = self._promised.pop(self.tree.size, None)
            if root is not None and root != self.tree.root():
                raise BundleError(
                    f"{self._source.path}: its first {self.tree.size} entries are not those of its "
                    "checkpoint; nothing was brought in"
                )


def _opened(source: _Source, row: StoredEntry) -> First:
    with suppress(BoldfaceError):
        if source.folder:
            said = next(remarks([row])).said
            if isinstance(said, ReviewOpened):
                return said
        event = to_event(row)
        if isinstance(event, RunOpened):
            return event
    raise BundleError(f"{source.path}: its first entry opens no run; nothing was brought in")


def _sums(source: _Source) -> None:
    """Every file that SHA256SUMS lists is there and is what it was, and there is no other."""
    assert source.reader is not None
    if SUMS not in source.reader.names:
        raise BundleError(f"{source.path}: it holds no {SUMS}; it is half of a bundle")
    for _, name, why in listed_otherwise(source.reader):
        raise BundleError(f"{source.path}: {name[:80]!a} {why}; nothing was brought in")


def _known(store: Store, run: str, source: _Source) -> int | None:
    """How many entries of the run the store has, all of them those of the bundle; None when it has no such run."""
    try:
        rows = store.read(run)
    except UnknownRun:
        return None
    size, what = 0, "review log" if source.folder else "run"
    for there, here in zip_longest(rows, source.rows()):
        if there is None:
            break
        size += 1
        if here is not None and there.body != here.body:
            raise BundleError(
                f"{source.path}: the store holds another {what} called {run}: entry {there.index} has "
                "other bytes; nothing was brought in. If it is a run of another place, bring it in "
                "under another name with --as"
            )
    return size


def _keep_checkpoints(store: Store, run: str, address: str | None, notes: list[bytes]) -> None:
    """Those that are not there yet, in the store and in the file outside it, as for a run recorded here."""
    there = {one.note for one in store.checkpoints(run)}
    for note in notes:
        if note not in there:
            head, _ = read_checkpoint(note)
            store.add_checkpoint(run, head.size, note)
    folder = checkpoint_folder(store_address(address))
    if folder is None:
        return
    file = checkpoint_path(folder, run)
    outside = set(notes_in(file))
    try:
        for note in notes:
            if note not in outside:
                add_to_file(file, note)
    except OSError as fault:
        raise BundleError(
            f"{file}: cannot be written ({fault.strerror}); the run was brought in, its checkpoints "
            "outside the store were not; bring it in again"
        ) from None
