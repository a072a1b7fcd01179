"""The C2SP signed note: a text, and lines that sign it; keys as the one line a stranger can copy.

It takes apart and puts together; it must never decide whom to trust, nor touch a private key: how a
signature is checked is passed in.

Format: c2sp.org/signed-note v1.0.0 (READ).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from engine.log.errors import NoteError

ED25519: Final = 0x01
"""Type of a signature over the text of a note."""
COSIGNATURE: Final = 0x04
"""Type of a witness's timed Ed25519 cosignature."""
MOST_SIGNATURES: Final = 16
"""As many signatures as every verifier must take (signed-note); more are refused."""
MOST_BYTES: Final = 65_536
"""Largest note: 16 signatures of the largest kind, and room (DESIGN)."""
PUBLIC_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
_DASH: Final = "— "
_PARTED: Final = "\n\n"

Check = Callable[[bytes, bytes, bytes], bool]
"""Whether this Ed25519 public key (32 bytes) signed this message with this signature (64 bytes)."""


class VerifierKey(Struct, frozen=True):
    """A public key with the name it signs under and the type of its signatures; 32 bytes, Ed25519."""

    name: str
    public: bytes
    type: int = ED25519

    @property
    def id(self) -> bytes:
        """Four bytes that stand before its signatures; no strong hash, only a way to find the key."""
        kind = bytes([self.type])
        return hashlib.sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """The verifier key in one line: name, id, key, parted by plus signs."""
        return f"{self.name}+{self.id.hex()}+{encode64(bytes([self.type]) + self.public)}"


class Signature(Struct, frozen=True):
    """One line under a note: who says so, the id of the key, and the bytes that follow it."""

    name: str
    id: bytes
    value: bytes

    @property
    def line(self) -> str:
        """The line, with its newline."""
        return f"{_DASH}{self.name} {encode64(self.id + self.value)}\n"


class Note(Struct, frozen=True):
    """A text that ends in a newline, and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    @property
    def raw(self) -> bytes:
        """The note as it is stored and sent."""
        return (self.text + "\n" + "".join(one.line for one in self.signatures)).encode()

    def by(self, key: VerifierKey) -> tuple[Signature, ...]:
        """The signatures that claim to be of this key (name and id)."""
        return tuple(one for one in self.signatures if (one.name, one.id) == (key.name, key.id))


def encode64(value: bytes) -> str:
    """Standard Base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(value).decode()


def decode64(text: str, what: str) -> bytes:
    """The bytes of strict Base64; raises NoteError where another text would give the same bytes."""
    try:
        value = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        value = b""
    if not value or encode64(value) != text:
        raise NoteError(f"{what}: found {text[:60]!a}, expected Base64.")
    return value


def check_name(name: str) -> None:
    """Raises NoteError unless a key can be called so: some characters, no space, no plus."""
    if not name or "+" in name or not name.isprintable() or any(one.isspace() for one in name):
        raise NoteError(f"found the key name {name[:80]!a}, expected one without spaces and plus.")


def read_key(text: str) -> VerifierKey:
    """The verifier key of one line; raises NoteError for anything else, a wrong id among it."""
    name, _, rest = text.partition("+")
    shown, _, key = rest.partition("+")
    check_name(name)
    raw = decode64(key, f"key {name}")
    if raw[0] not in {ED25519, COSIGNATURE} or len(raw) != 1 + PUBLIC_BYTES:
        raise NoteError(
            f"key {name}: found type {raw[0]}, expected 1 or 4 and {PUBLIC_BYTES} bytes."
        )
    found = VerifierKey(name, raw[1:], raw[0])
    if found.id.hex() != shown:
        raise NoteError(f"key {name}: found the id {shown[:8]!a}, expected {found.id.hex()}.")
    return found


def read_note(raw: bytes) -> Note:
    """The note that `raw` is, whole; raises NoteError for every departure from the format.

    That is: no UTF-8, control characters, text after or before, more than 16 signatures, none.
    """
    if len(raw) > MOST_BYTES:
        raise NoteError(f"found a note of {len(raw)} bytes, expected at most {MOST_BYTES}.")
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NoteError(f"found no UTF-8 at byte {error.start} of a note.") from None
    wrong = next((one for one in text if one < " " and one != "\n"), "")
    if wrong:
        raise NoteError(f"found the control character {wrong!a} in a note, expected none.")
    body, parted, lines = text.rpartition(_PARTED)
    if not parted or not lines.endswith("\n"):
        raise NoteError(
            "found a note without signatures, expected a text, an empty line, and them."
        )
    found = lines[:-1].split("\n")
    if len(found) > MOST_SIGNATURES:
        raise NoteError(f"found {len(found)} signatures, expected at most {MOST_SIGNATURES}.")
    return Note(body + "\n", tuple(read_signature(line) for line in found))


def read_signature(line: str) -> Signature:
    """The signature of one line, without its newline; raises NoteError."""
    name, space, value = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise NoteError(f"found {line[:60]!a} among the signatures, expected a dash, name, Base64.")
    check_name(name)
    raw = decode64(value, f"signature of {name}")
    if len(raw) <= 4:
        raise NoteError(f"signature of {name}: found {len(raw)} bytes, expected more than 4.")
    return Signature(name, raw[:4], raw[4:])


def signed_by(note: Note, keys: Iterable[VerifierKey], check: Check) -> tuple[VerifierKey, ...]:
    """Which of `keys` (of type 1) signed the note; empty when none did.

    Signatures of keys that are not given are ignored, as the format demands. Raises NoteError when
    one claims to be of a given key and is not.
    """
    found = []
    for key in keys:
        lines = note.by(key)
        for one in lines:
            if not is_signature(key, note.text.encode(), one.value, check):
                raise NoteError(
                    f"the signature of {key.name} is not one of its key {key.id.hex()}."
                )
        if lines:
            found.append(key)
    return tuple(found)


def is_signature(key: VerifierKey, message: bytes, value: bytes, check: Check) -> bool:
    """Whether `value` is a signature of 64 bytes by `key` over `message`."""
    return len(value) == SIGNATURE_BYTES and check(key.public, message, value)
