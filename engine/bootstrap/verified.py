"""What an auditor names, made into verdicts: a run of a store, every run of a store file, a bundle.

Reads only. What cannot be read is a verdict too, and never an exception that hides the others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, TypeVar

from msgspec.structs import replace

from engine.adapters import stores
from engine.adapters.bundle_files import ENDINGS
from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path, notes_in
from engine.adapters.contract import is_name
from engine.adapters.key_files import check
from engine.adapters.key_folder import KeyFolder
from engine.adapters.tree_process import closed_beside
from engine.audit.heads import Kept, mended
from engine.audit.listing import STORE, Listed, taken_out_of
from engine.audit.verdict import Trust, Verdict, unreadable
from engine.audit.verify import verify
from engine.bootstrap.asking import asking, told_of
from engine.bootstrap.bundled import bundle_verdicts
from engine.bootstrap.listed import listed_in, traces_in
from engine.bootstrap.settings import store_address
from engine.bootstrap.witness_folder import held, missing, origin_in, rivals
from engine.errors import BoldfaceError
from engine.log import TrustError
from engine.log.allowed import read_allowed
from engine.log.policy import read_policy
from engine.ports import Store

_R = TypeVar("_R")

_BARE: Final = (
    "bare entries have no checkpoint beside them to be held against; "
    "bring them into a store with `boldface audit import`, and verify that."
)


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
        _believed(name, read_policy) if name else None,
        people or "no allowed_signers file",
        tuple(_believed(people, read_allowed)) if people else None,
        str(witnessed) if witnessed.is_dir() else "",
        asking() if ask else None,
    )


def _believed(path: str, read: Callable[[str], _R]) -> _R:
    """What a trust file says; raises TrustError, which names the file."""
    text = _text(path)
    try:
        return read(text)
    except TrustError as error:
        raise TrustError(f"{path}: {error}") from None


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise TrustError(f"trust file {path}: it cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise TrustError(f"trust file {path}: found no UTF-8.") from None


def _people(trust: Trust) -> Path | None:
    return Path(trust.signers_name) if trust.signers is not None else None


def verdicts(what: str, address: str | None, trust: Trust) -> Iterator[Verdict]:
    """The verdict of every run that `what` names."""
    path = Path(what).expanduser()
    if path.is_dir() or (path.is_file() and path.suffix.lower() in ENDINGS):
        yield from bundle_verdicts(path, trust)
    elif path.is_file() and path.suffix.lower() == ".jsonl":
        yield unreadable(what, _BARE, trust)
    elif path.is_file() or os.sep in what or what.startswith("sqlite:"):
        yield from _whole_store(what, trust)
    else:
        try:
            with closing(stores.open_store(store_address(address), writable=False)) as store:
                listed = listed_in(store, store_address(address), _people(trust))
                folder = checkpoint_folder(store_address(address))
                here = _origins(store, listed, trust)
                yield _run(store, what, folder, trust, listed.get(what), here)
        except BoldfaceError as error:
            yield unreadable(what, str(error), trust)


def _whole_store(address: str, trust: Trust) -> Iterator[Verdict]:
    folder = checkpoint_folder(address)
    try:
        with closing(stores.open_store(address, writable=False)) as store:
            listed = listed_in(store, address, _people(trust))
            here = _origins(store, listed, trust)
            for name, line in listed.items():
                yield _run(store, name, folder, trust, line, here)
            if found := [*traces_in(address), *missing(here, trust)]:
                yield taken_out_of(address, found, trust)
    except BoldfaceError as error:
        yield unreadable(address, str(error), trust)
        return
    for file in sorted(folder.glob("*.checkpoints")) if folder and folder.is_dir() else []:
        known = {checkpoint_path(folder, name).name for name in listed} if folder else set()
        if file.name not in known:
            reason = f"checkpoints of it lie in {file}, and the store has no such run."
            yield Verdict(file.stem, "incomplete", 0, reason, "", 0, "", 0, trust.name)


def _origins(store: Store, runs: Iterable[str], trust: Trust) -> frozenset[str]:
    """The origins of the logs of a store, where there is the folder of a witness to hold them against."""
    found = set()
    for run in runs if trust.book else ():
        with suppress(BoldfaceError):  # the verdict on that run says so
            found.add(origin_in(store.read(run)))
    return frozenset(found)


def _run(
    store: Store,
    run: str,
    folder: Path | None,
    trust: Trust,
    listed: Listed | None,
    here: frozenset[str],
) -> Verdict:
    damaged = listed.fault if listed is not None else ""
    if listed is not None and not is_name(run):
        why = f"{run[:80]!a} can be the name of no run: somebody changed the list of runs."
        return unreadable(run, damaged or why, trust)
    try:
        kept = [Kept(STORE, one.size, one.note) for one in store.checkpoints(run)]
        if folder is not None:
            path = checkpoint_path(folder, run)
            kept += [Kept(f"file {path}", None, note) for note in notes_in(path)]
        origin = origin_in(store.read(run))
        kept += held(origin, trust)
        pages, told = store.pages(run), told_of(kept, trust, rivals(origin, here, trust))
        found = verify(run, pages, mended(kept), trust, check, closed_beside, listed, told)
        return replace(found, settled=listed.settled if listed is not None else ())
    except BoldfaceError as error:
        return unreadable(run, damaged or str(error), trust)
