"""The C2SP tlog-proof: one file that proves one entry offline, from its bytes to a checkpoint.

It must never say that an entry is proved when the checkpoint in the file has not been judged: that
is for whoever holds the trust file.

Format: c2sp.org/tlog-proof at C2SP commit 5ba5ee83 (READ; no tagged version yet).
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from engine.log.checkpoint import Checkpoint, read_checkpoint, read_number
from engine.log.errors import NoteError
from engine.log.note import Note, decode64, encode64
from engine.log.tree import HASH_BYTES, MOST_HASHES, check_inclusion

_HEAD: Final = "c2sp.org/tlog-proof@v1"


class TlogProof(Struct, frozen=True):
    """An index, the way from that leaf to the root, and the note of the checkpoint with that root."""

    index: int
    path: tuple[bytes, ...]
    note: Note

    @property
    def raw(self) -> bytes:
        """The file."""
        hashes = "".join(encode64(one) + "\n" for one in self.path)
        return f"{_HEAD}\nindex {self.index}\n{hashes}\n".encode() + self.note.raw


def read_tlog_proof(raw: bytes) -> tuple[TlogProof, Checkpoint]:
    """The proof and its checkpoint, nothing in it checked yet; raises NoteError."""
    head, parted, rest = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise NoteError("found a proof that is not ASCII before its checkpoint.") from None
    if not parted or lines[0] != _HEAD:
        raise NoteError(f"found {lines[0][:60]!a}, expected {_HEAD}.")
    if len(lines) > 1 and lines[1].startswith("extra "):
        decode64(lines.pop(1)[6:], "extra")  # nobody vouches for it: it is read past
    if len(lines) < 2 or not lines[1].startswith("index "):
        raise NoteError("found a proof without an index, expected `index` and a number.")
    if len(lines) - 2 > MOST_HASHES:
        raise NoteError(f"found {len(lines) - 2} hashes, expected at most {MOST_HASHES}.")
    path = tuple(decode64(line, "hash") for line in lines[2:])
    if any(len(one) != HASH_BYTES for one in path):
        raise NoteError(f"found a hash of another length than {HASH_BYTES} bytes.")
    checkpoint, note = read_checkpoint(rest)
    return TlogProof(read_number(lines[1][6:], "index"), path, note), checkpoint


def check_tlog_proof(proof: TlogProof, checkpoint: Checkpoint, leaf: bytes) -> None:
    """Raises ProofError unless the entry with this leaf hash is in the proof's checkpoint."""
    check_inclusion(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root)
