"""The witness's rules: what is asked of it, and what it answers, as C2SP tlog-witness writes them.

It decides and returns; whoever calls must store the checkpoint before the answer leaves, and hold a
lock over both, or two askers could roll each other back.

Format: c2sp.org/tlog-witness v1.0.0, add-checkpoint (READ). Size 0: docs/decisions/0006.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from engine.log.checkpoint import Checkpoint, read_checkpoint, read_number
from engine.log.errors import NoteError, ProofError
from engine.log.note import Check, Note, decode64, encode64, signed_by
from engine.log.policy import Policy
from engine.log.tree import HASH_BYTES, MOST_HASHES, check_consistency

SIZE_KIND = "text/x.tlog.size"


class Asked(Struct, frozen=True):
    """A request: the size the asker believes was cosigned last, the proof from there, the checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: Note

    @property
    def raw(self) -> bytes:
        """The request as it is sent."""
        hashes = "".join(encode64(one) + "\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n".encode() + self.note.raw


class Refused(Struct, frozen=True):
    """An answer that is no cosignature: HTTP status, its text, the kind of that text."""

    status: int
    text: str
    kind: str = "text/plain"


def read_request(raw: bytes) -> Asked:
    """What is asked; raises NoteError (status 400) for every departure from the format."""
    head, parted, rest = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise NoteError("found a request that is not ASCII before its checkpoint.") from None
    if not parted or not lines[0].startswith("old "):
        raise NoteError(f"found {lines[0][:40]!a}, expected `old` and a size.")
    if len(lines) - 1 > MOST_HASHES:
        raise NoteError(f"found {len(lines) - 1} hashes, expected at most {MOST_HASHES}.")
    proof = tuple(decode64(line, "hash") for line in lines[1:])
    if any(len(one) != HASH_BYTES for one in proof):
        raise NoteError(f"found a hash of another length than {HASH_BYTES} bytes.")
    checkpoint, note = read_checkpoint(rest)
    return Asked(read_number(lines[0][4:], "old size"), proof, checkpoint, note)


def refusal(asked: Asked, held: Checkpoint | None, policy: Policy, check: Check) -> Refused | None:
    """Why the checkpoint is not cosigned; None when it may be, once it has been stored.

    held: the latest checkpoint cosigned for this origin, None if there is none.
    """
    head = asked.checkpoint
    keys = policy.keys_for(head.origin)
    if not keys:
        return Refused(404, f"no log is known as {head.origin}\n")
    try:
        signed = signed_by(asked.note, keys, check)
    except NoteError as error:
        return Refused(403, f"{error}\n")
    if not signed:
        return Refused(403, "it is signed by no key that is known for this log\n")
    if asked.old > head.size:
        return Refused(400, f"old size {asked.old} is beyond the checkpoint's {head.size}\n")
    size = held.size if held else 0
    if asked.old != size:
        return Refused(409, f"{size}\n", SIZE_KIND)
    return _inconsistent(asked, held)


def _inconsistent(asked: Asked, held: Checkpoint | None) -> Refused | None:
    head = asked.checkpoint
    if asked.old == 0 or held is None:
        # Everything goes on from nothing: only a proof of it would be wrong (and another root of
        # size 0, which reading has refused already).
        return Refused(422, "a proof from size 0 must be empty\n") if asked.proof else None
    try:
        check_consistency(held.size, head.size, asked.proof, held.root, head.root)
    except ProofError as error:
        return Refused(422, f"{error}\n")
    return None


def request_for(old: int, proof: Sequence[bytes], checkpoint: Checkpoint, note: Note) -> bytes:
    """The request that brings a checkpoint to a witness that holds size `old`."""
    return Asked(old, tuple(proof), checkpoint, note).raw
