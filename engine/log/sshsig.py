"""OpenSSH signatures (SSHSIG) of Ed25519 keys: made and taken apart, as `ssh-keygen -Y` does.

A signature is over bytes and a namespace, so that one given for a meaning is worth nothing for another.

Format: PROTOCOL.sshsig of OpenSSH (READ); keys as in RFC 4253 section 6.6 and RFC 8709 (READ).
"""

from __future__ import annotations

import base64
import hashlib
import textwrap
from typing import Final

from msgspec import Struct

from engine.log.checkpoint import Signer
from engine.log.errors import NoteError
from engine.log.note import PUBLIC_BYTES, SIGNATURE_BYTES, Check

_MAGIC: Final = b"SSHSIG"
_KIND: Final = b"ssh-ed25519"
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_HASH: Final = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}


class SshSignature(Struct, frozen=True):
    """What an armoured signature holds: the public key (32 bytes), namespace, hash, signature."""

    public: bytes
    namespace: str
    hash: bytes
    value: bytes


def public_blob_text(public: bytes) -> str:
    """The key part of a line of `authorized_keys`: Base64 of its blob."""
    return base64.b64encode(_blob(public)).decode()


def fingerprint(public: bytes) -> str:
    """The key's name for people, as `ssh-keygen -l` prints it."""
    digest = hashlib.sha256(_blob(public)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def public_of(kind: str, blob: str) -> bytes:
    """The 32 bytes of a public key as OpenSSH writes it; raises NoteError for other kinds."""
    try:
        raw = base64.b64decode(blob, validate=True)
    except ValueError:
        raw = b""
    if kind != "ssh-ed25519" or not raw.startswith(_string(_KIND)):
        raise NoteError(f"found a key of kind {kind[:30]!a}, expected ssh-ed25519.")
    reading = _Strings(raw)
    reading.take()
    public = reading.take()
    if len(public) != PUBLIC_BYTES or reading.rest:
        raise NoteError("found a public key of another length than Ed25519 has.")
    return public


def ssh_sign(message: bytes, namespace: str, signer: Signer) -> str:
    """The armoured signature over `message` in `namespace`, as `ssh-keygen -Y sign` writes it."""
    hashed = _signed_data(namespace.encode(), b"sha512", message)
    value = _string(_KIND) + _string(signer.sign(hashed))
    raw = (
        _MAGIC
        + (1).to_bytes(4, "big")
        + _string(_blob(signer.public))
        + _string(namespace.encode())
        + _string(b"")
        + _string(b"sha512")
        + _string(value)
    )
    lines = textwrap.wrap(base64.b64encode(raw).decode(), 70)
    return "\n".join([_BEGIN, *lines, _END, ""])


def read_ssh_signature(text: str) -> SshSignature:
    """What an armoured signature holds, nothing checked; raises NoteError."""
    lines = text.strip().split("\n")
    if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:
        raise NoteError("found no armoured SSH signature.")
    try:
        raw = base64.b64decode("".join(lines[1:-1]), validate=True)
    except ValueError:
        raise NoteError("found an SSH signature that is no Base64.") from None
    if raw[:10] != _MAGIC + (1).to_bytes(4, "big"):
        raise NoteError("found an SSH signature of another version than 1.")
    reading = _Strings(raw[10:])
    blob, namespace, _, hash_, value = (reading.take() for _ in range(5))
    inner = _Strings(value)
    kind, signature = inner.take(), inner.take()
    if reading.rest or inner.rest or kind != _KIND or hash_ not in _HASH:
        raise NoteError("found an SSH signature of another kind, expected Ed25519.")
    if len(signature) != SIGNATURE_BYTES:
        raise NoteError(f"found a signature of {len(signature)} bytes.")
    public = public_of(_KIND.decode(), base64.b64encode(blob).decode())
    return SshSignature(public, namespace.decode(errors="replace"), hash_, signature)


def is_ssh_signature(signature: SshSignature, message: bytes, namespace: str, check: Check) -> bool:
    """Whether the key in `signature` signed `message` for `namespace`."""
    if signature.namespace != namespace:
        return False
    data = _signed_data(namespace.encode(), signature.hash, message)
    return check(signature.public, data, signature.value)


def _signed_data(namespace: bytes, hash_: bytes, message: bytes) -> bytes:
    digest = _HASH[hash_](message).digest()
    return _MAGIC + _string(namespace) + _string(b"") + _string(hash_) + _string(digest)


def _blob(public: bytes) -> bytes:
    return _string(_KIND) + _string(public)


def _string(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


class _Strings:
    """Strings with their lengths before them (RFC 4251 section 5), one after the other."""

    def __init__(self, raw: bytes) -> None:
        self.rest = raw

    def take(self) -> bytes:
        """The next one; raises NoteError when it is cut."""
        end = 4 + int.from_bytes(self.rest[:4], "big")
        if len(self.rest) < max(end, 4):
            raise NoteError("found an SSH signature or key that is cut short.")
        value, self.rest = self.rest[4:end], self.rest[end:]
        return value
