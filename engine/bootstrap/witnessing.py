"""Joins a witness to its key and its book, and a stored run to the requests and answers that travel as files.

It must never keep a cosignature that does not verify, nor make a request of a log that departs from
its own checkpoints.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from engine.adapters import stores
from engine.adapters.checkpoint_file import add_to_file, checkpoint_folder, checkpoint_path
from engine.adapters.key_files import check, load_key
from engine.adapters.key_folder import KeyFolder
from engine.adapters.witness_book import WitnessBook
from engine.bootstrap.settings import store_address
from engine.errors import BoldfaceError
from engine.log import NoteError, TrustError, leaf_hash
from engine.log.checkpoint import Checkpoint, cosignature_by, read_checkpoint
from engine.log.note import Note, read_signature
from engine.log.policy import Policy, read_policy
from engine.log.tree import consistency_proof, root_of
from engine.log.witness import request_for
from engine.ports import Store


def policy_of(path: str | None) -> Policy:
    """The trust file named, or that of the key folder; raises TrustError."""
    place = Path(path) if path else KeyFolder().policy
    try:
        return read_policy(place.read_text(encoding="utf-8"))
    except OSError as error:
        raise TrustError(f"trust file {place}: it cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise TrustError(f"trust file {place}: found no UTF-8.") from None


def witness(name: str | None, trust: str | None, book: str | None) -> WitnessBook:
    """This machine's witness; raises BoldfaceError when it has no key or no name."""
    keys = KeyFolder()
    named = name or keys.witness_name()
    if not named:
        raise BoldfaceError(
            "witness: it has no key and no name; make them with `boldface keys new witness NAME`."
        )
    folder = Path(book) if book else keys.folder / "witnessed"
    if trust is None and not keys.policy.exists():
        raise TrustError(
            f"trust file {keys.policy}: it is not there, so no site is known; put the `log` line of the "
            "site in it (its `keys list` shows it), or name a file with --trust."
        )
    return WitnessBook(folder, named, load_key(keys.path("witness")), policy_of(trust))


def _heads(store: Store, run: str) -> list[tuple[Checkpoint, Note]]:
    found = []
    for one in store.checkpoints(run):
        try:
            found.append(read_checkpoint(one.note))
        except NoteError:
            continue  # `audit verify` says so
    if not found:
        raise BoldfaceError(f"run {run}: it has no checkpoint to be witnessed.")
    return found


def request_of(address: str | None, run: str, old: int | None) -> bytes:
    """The request for the latest checkpoint of a run, from `old` or from what was cosigned last."""
    policy = policy_of(None)
    with closing(stores.open_store(store_address(address), writable=False)) as store:
        heads = _heads(store, run)
        leaves = [leaf_hash(row.body) for row in store.read(run)]
    head, note = max(heads, key=lambda pair: pair[0].size)
    seen = [
        one.size
        for one, signed in heads
        if any(cosignature_by(signed, key, check) for key in policy.witnesses.values())
    ]
    start = max(seen, default=0) if old is None else old
    if len(leaves) < head.size or root_of(leaves[: head.size]) != head.root:
        raise BoldfaceError(
            f"run {run}: its entries are not those of its checkpoint at {head.size}; "
            f"see `boldface audit verify {run}`."
        )
    proof = consistency_proof(leaves[: head.size], start) if start else []
    return request_for(start, proof, head, Note(note.text, note.signatures[:1]))


def accept(address: str | None, run: str, answer: bytes) -> tuple[int, str]:
    """Keep an answer's cosignature; the size it is of and the witness's name. Raises BoldfaceError."""
    policy = policy_of(None)
    lines = [read_signature(line) for line in answer.decode(errors="replace").splitlines()]
    place = store_address(address)
    with closing(stores.open_store(place)) as store:
        for head, note in reversed(_heads(store, run)):
            made = Note(note.text, (*note.signatures[:1], *lines))
            for name, key in policy.witnesses.items():
                if cosignature_by(made, key, check):
                    store.add_checkpoint(run, head.size, made.raw)
                    if folder := checkpoint_folder(place):
                        add_to_file(checkpoint_path(folder, run), made.raw)
                    return head.size, name
    raise BoldfaceError(
        f"run {run}: the answer is no cosignature of any of its checkpoints by a witness that the "
        "trust file names."
    )
