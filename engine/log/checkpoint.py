"""The C2SP checkpoint: an origin, how many entries it has, the root over them, signed; and the cosignature.

A checkpoint must never be made of a tree that was not read from the store, and never holds more
than its three lines: what follows them nobody could audit.

Formats: c2sp.org/tlog-checkpoint v1.0.0, c2sp.org/tlog-cosignature v1.0.1 (READ).
"""

from __future__ import annotations

import re
from typing import Final, Protocol

from msgspec import Struct

from engine.log.errors import NoteError
from engine.log.note import (
    COSIGNATURE,
    Check,
    Note,
    Signature,
    VerifierKey,
    check_name,
    decode64,
    encode64,
    is_signature,
    read_note,
)
from engine.log.tree import EMPTY_ROOT, HASH_BYTES

MAX_SIZE: Final = 2**63 - 1
"""Largest tree (an index must fit 63 bits, as tlog-cosignature says of its time)."""
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME_BYTES: Final = 8
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~-]")


class Signer(Protocol):
    """Whoever holds a private Ed25519 key: its public half, and signing. The key itself stays there."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """The signature over `message`, 64 bytes."""


class Checkpoint(Struct, frozen=True):
    """The head of one origin's tree: origin, size, root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode64(self.root)}\n"


class Cosigned(Struct, frozen=True):
    """A witness's word on a checkpoint: which key, and when (POSIX seconds)."""

    key: VerifierKey
    time: int


def origin_of(authority: str, run: str, site: str) -> str:
    """The origin `<authority>/run/<run>/<site>`; signs that a key name cannot hold are %-encoded."""
    return f"{quoted(authority, '/')}/run/{quoted(run)}/{quoted(site)}"


def quoted(text: str, kept: str = "") -> str:
    """The text with everything but letters, digits, `._~-` and `kept` as %XX of its UTF-8."""
    return "".join(
        one
        if one in kept or _PLAIN.fullmatch(one)
        else "".join(f"%{byte:02X}" for byte in one.encode())
        for one in text
    )


def read_number(text: str, what: str) -> int:
    """A decimal of at most 63 bits, with no sign and no leading zero; raises NoteError."""
    if not _NUMBER.fullmatch(text) or int(text) > MAX_SIZE:
        raise NoteError(f"{what}: found {text[:40]!a}, expected a decimal without leading zeros.")
    return int(text)


def checkpoint_in(text: str) -> Checkpoint:
    """The checkpoint that the text of a note says; raises NoteError.

    Extension lines are refused: ours have none, and nobody could audit them (DESIGN).
    """
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise NoteError(f"found a checkpoint of {len(lines) - 1} lines, expected 3.")
    origin, size, root = lines[:3]
    check_name(origin)
    hash_ = decode64(root, "root")
    if len(hash_) != HASH_BYTES:
        raise NoteError(f"root: found {len(hash_)} bytes, expected {HASH_BYTES}.")
    found = Checkpoint(origin, read_number(size, "tree size"), hash_)
    if found.size == 0 and found.root != EMPTY_ROOT:
        raise NoteError("found size 0 with another root than that of the empty tree.")
    return found


def read_checkpoint(raw: bytes) -> tuple[Checkpoint, Note]:
    """The checkpoint and its note, nothing in it checked yet; raises NoteError."""
    note = read_note(raw)
    return checkpoint_in(note.text), note


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> Note:
    """The checkpoint signed under the name of its origin (type 1)."""
    key = VerifierKey(checkpoint.origin, signer.public)
    value = signer.sign(checkpoint.text.encode())
    return Note(checkpoint.text, (Signature(key.name, key.id, value),))


def cosign(checkpoint: Checkpoint, name: str, signer: Signer, time: int) -> Signature:
    """A witness's signature line for the checkpoint at `time` (POSIX seconds)."""
    key = VerifierKey(name, signer.public, COSIGNATURE)
    value = signer.sign(cosigned_message(checkpoint.text, time))
    return Signature(name, key.id, time.to_bytes(_TIME_BYTES, "big") + value)


def cosigned_message(text: str, time: int) -> bytes:
    """What a witness signs: a heading, the time, and the text of the checkpoint."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosignature_by(note: Note, key: VerifierKey, check: Check) -> Cosigned | None:
    """What the witness of `key` (type 4) said of the note first; None when it does not, or not truly."""
    return min(cosignatures_by(note, key, check), key=lambda one: one.time, default=None)


def cosignatures_by(note: Note, key: VerifierKey, check: Check) -> list[Cosigned]:
    """All that the witness of `key` (type 4) truly said of the note, in the order of the lines."""
    found = []
    for one in note.by(key):
        time = int.from_bytes(one.value[:_TIME_BYTES], "big")
        message = cosigned_message(note.text, time)
        if 0 < time <= MAX_SIZE and is_signature(key, message, one.value[_TIME_BYTES:], check):
            found.append(Cosigned(key, time))
    return found
