"""What an auditor names, made into verdicts: a run of a store, every run of a store file, a bundle.

Reads only. What cannot be read is a verdict too, and never an exception that hides the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from msgspec.structs import replace

from engine.adapters import stores
from engine.adapters.bundle_files import ENDINGS, SUMS, BundleReader, unlike
from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path, notes_in
from engine.adapters.key_files import check
from engine.adapters.key_folder import KeyFolder
from engine.adapters.tree_process import closed_beside
from engine.audit.heads import Kept, mended
from engine.audit.listing import STORE, Listed, taken_out_of, with_files
from engine.audit.verdict import WITNESS, Trust, Verdict, unreadable
from engine.audit.verify import verify
from engine.bootstrap.asking import asking, told_of
from engine.bootstrap.listed import listed_in, traces_in
from engine.bootstrap.settings import store_address
from engine.errors import BoldfaceError
from engine.log import StoredEntry, TrustError, decode, leaf_hash
from engine.log.allowed import read_allowed
from engine.log.page import paged
from engine.log.policy import read_policy
from engine.paper.bundle import REVIEWS, review_folders
from engine.ports import Store

ENTRIES = "entries.jsonl"


def trusted(
    policy: str | None, signers: str | None, book: str | None = None, *, ask: bool = False
) -> Trust:
    """Whom to believe: the files named, else those of the key folder, else nobody; raises TrustError.

    book: the folder of a witness, else that of the key folder where there is one. ask: whether the
    witnesses that the trust file names with an address are asked.
    """
    keys = KeyFolder()
    witnessed = Path(book) if book else keys.folder / "witnessed"
    if book and not witnessed.is_dir():
        raise TrustError(
            f"witness's folder {book}: there is no such folder; leave --witnessed out."
        )
    name = policy or (str(keys.policy) if keys.policy.exists() else "")
    people = signers or (str(keys.signers) if keys.signers.exists() else "")
    return Trust(
        name or "no trust file",
        read_policy(_text(name)) if name else None,
        people or "no allowed_signers file",
        tuple(read_allowed(_text(people))) if people else None,
        str(witnessed) if witnessed.is_dir() else "",
        asking() if ask else None,
    )


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise TrustError(f"trust file {path}: it cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise TrustError(f"trust file {path}: found no UTF-8.") from None


def verdicts(what: str, address: str | None, trust: Trust) -> Iterator[Verdict]:
    """The verdict of every run that `what` names."""
    path = Path(what).expanduser()
    if path.is_dir():
        yield _bundle(path, trust)
        for one in sorted((path / REVIEWS).glob(f"*/{ENTRIES}")):
            yield _named(_bundle(one.parent, trust), one.parent.name)
    elif path.is_file() and path.suffix.lower() in ENDINGS:
        yield from _packed(path, trust)
    elif path.is_file() or os.sep in what or what.startswith("sqlite:"):
        yield from _whole_store(what, trust)
    else:
        try:
            with closing(stores.open_store(store_address(address), writable=False)) as store:
                listed = listed_in(store, store_address(address))
                folder = checkpoint_folder(store_address(address))
                yield _run(store, what, folder, trust, listed.get(what))
        except BoldfaceError as error:
            yield unreadable(what, str(error), trust)


def _whole_store(address: str, trust: Trust) -> Iterator[Verdict]:
    folder = checkpoint_folder(address)
    try:
        with closing(stores.open_store(address, writable=False)) as store:
            listed = listed_in(store, address)
            for name, line in listed.items():
                yield _run(store, name, folder, trust, line)
            if found := traces_in(address):
                yield taken_out_of(address, found, trust)
    except BoldfaceError as error:
        yield unreadable(address, str(error), trust)
        return
    for file in sorted(folder.glob("*.checkpoints")) if folder and folder.is_dir() else []:
        known = {checkpoint_path(folder, name).name for name in listed} if folder else set()
        if file.name not in known:
            reason = f"checkpoints of it lie in {file}, and the store has no such run."
            yield Verdict(file.stem, "incomplete", 0, reason, "", 0, "", 0, trust.name)


def _run(
    store: Store, run: str, folder: Path | None, trust: Trust, listed: Listed | None
) -> Verdict:
    try:
        kept = [Kept(STORE, one.size, one.note) for one in store.checkpoints(run)]
        if folder is not None:
            path = checkpoint_path(folder, run)
            kept += [Kept(f"file {path}", None, note) for note in notes_in(path)]
        kept += _witnessed(store.read(run), trust)
        pages, told = store.pages(run), told_of(kept, trust)
        return verify(run, pages, mended(kept), trust, check, closed_beside, listed, told)
    except BoldfaceError as error:
        return unreadable(run, str(error), trust)


def _named(found: Verdict, number: str) -> Verdict:
    """The verdict on a review log in a bundle, told from that on its run."""
    return replace(found, run=f"(bundle) reviews {number}")


def _bundle(folder: Path, trust: Trust) -> Verdict:
    """A folder with `entries.jsonl` and checkpoints: `checkpoint`, `checkpoint.*`, `checkpoints`."""
    try:
        kept = [
            Kept(f"file {path.name}", None, note)
            for path in sorted(folder.glob("checkpoint*"))
            if path.is_file()
            for note in notes_in(path)
        ]
        kept += _witnessed(_lines(folder / ENTRIES), trust)
        pages, told = paged(_lines(folder / ENTRIES)), told_of(kept, trust)
        found = verify("", pages, kept, trust, check, closed_beside, told=told)
        if not (folder / SUMS).exists():
            return found
        with BundleReader(folder) as reader:
            return with_files(found, unlike(reader))
    except (BoldfaceError, OSError) as error:
        return unreadable(str(folder), str(error), trust)


def _packed(path: Path, trust: Trust) -> Iterator[Verdict]:
    """The same in a .zip or .tar, as `audit export` packs it."""
    try:
        with BundleReader(path) as reader:
            yield with_files(_packed_log(reader, "", trust), unlike(reader))
            for folder in review_folders(reader.names):
                yield _named(_packed_log(reader, folder, trust), folder.split("/")[1])
    except BoldfaceError as error:
        yield unreadable(str(path), str(error), trust)


def _packed_log(reader: BundleReader, folder: str, trust: Trust) -> Verdict:
    names = sorted(one for one in reader.names if one.startswith(f"{folder}checkpoint"))
    kept = [Kept(f"file {name}", None, reader.small(name)) for name in names]
    first = next(reader.lines(folder + ENTRIES), b"")
    kept += _witnessed(iter([StoredEntry(0, first, leaf_hash(first))]), trust)
    rows = (
        StoredEntry(index, body, leaf_hash(body))
        for index, body in enumerate(reader.lines(folder + ENTRIES))
    )
    told = told_of(kept, trust)
    return verify("", paged(rows), kept, trust, check, closed_beside, told=told)


def _witnessed(rows: Iterator[StoredEntry], trust: Trust) -> list[Kept]:
    """What the witness itself holds of the origin that the first entry names."""
    first = next(rows, None) if trust.book else None
    if first is None:
        return []
    try:
        origin = str(decode(first.body, 0).data.get("origin") or "")
    except BoldfaceError:
        return []  # the verdict says that it cannot be read
    path = checkpoint_path(Path(trust.book), origin)
    return [Kept(f"{WITNESS} {path}", None, note) for note in notes_in(path)]


def _lines(path: Path) -> Iterator[StoredEntry]:
    with path.open("rb") as file:
        for index, line in enumerate(file):
            body = line.removesuffix(b"\n")
            yield StoredEntry(index, body, leaf_hash(body))
