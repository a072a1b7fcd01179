"""A site's side of witnessing: brings a checkpoint to each witness of the trust file, and takes what they say.

A cosignature that does not verify is not kept. A witness that cannot be reached delays nothing but
its own word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from engine.adapters.key_files import check
from engine.adapters.witness_book import Answer
from engine.errors import BoldfaceError
from engine.log.checkpoint import Checkpoint, cosignature_by, read_checkpoint
from engine.log.note import Note, VerifierKey, read_signature
from engine.log.tree import consistency_proof
from engine.log.witness import request_for

Post = Callable[[bytes], Answer]
CONFLICT = 409


class Witnesses:
    """The witnesses of one run; remembers how far each has seen it."""

    def __init__(self, known: Mapping[str, tuple[VerifierKey, Post]]) -> None:
        """`known`: by the name the trust file gives it, its key and how it is asked."""
        self._known = known
        self._held: dict[str, int] = {}

    def __call__(self, head: Checkpoint, note: bytes, leaves: Sequence[bytes]) -> bytes | None:
        """The note with every cosignature that was given and verifies; None when there is none.

        Raises BoldfaceError or OSError when no witness answered as it should.
        """
        _, made = read_checkpoint(note)
        told: list[str] = []
        for name, (key, post) in self._known.items():
            try:
                made = self._asked(name, key, post, head, made, leaves)
            except (BoldfaceError, OSError) as error:
                told.append(f"witness {name}: {error}")
        if told and made.raw == note:
            raise BoldfaceError("; ".join(told))
        return made.raw if made.raw != note else None

    def _asked(
        self,
        name: str,
        key: VerifierKey,
        post: Post,
        head: Checkpoint,
        note: Note,
        leaves: Sequence[bytes],
    ) -> Note:
        old = self._held.get(name, 0)
        status, _, body = post(_request(old, head, note, leaves))
        if status == CONFLICT and body.strip().isdigit():
            old = int(body)
            if old > head.size:
                raise BoldfaceError(f"it has seen {old} entries, and {head.size} are there.")
            status, _, body = post(_request(old, head, note, leaves))
        if status != 200:
            raise BoldfaceError(f"it refused with {status}: {body[:200].decode(errors='replace')}")
        return self._taken(name, key, head, note, body)

    def _taken(
        self, name: str, key: VerifierKey, head: Checkpoint, note: Note, body: bytes
    ) -> Note:
        lines = [read_signature(one) for one in body.decode(errors="replace").splitlines()]
        mine = tuple(one for one in lines if (one.name, one.id) == (key.name, key.id))
        with_it = Note(note.text, (*note.signatures, *mine))
        if cosignature_by(with_it, key, check) is None:
            raise BoldfaceError("its answer is no cosignature of its key.")
        self._held[name] = head.size
        return with_it


def _request(old: int, head: Checkpoint, note: Note, leaves: Sequence[bytes]) -> bytes:
    proof = consistency_proof(leaves[: head.size], old) if old else []
    return request_for(old, proof, head, Note(note.text, note.signatures[:1]))
