"""Ed25519 keys in OpenSSH files: made, loaded, and asked to sign; signatures of anybody checked.

A private key must never leave this module: not in a message, not in a log, not in a copy.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import BoldfaceError

if TYPE_CHECKING:  # heavy, and only needed when something is signed or checked
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

PRIVATE: Final = 0o600
OPEN_BITS: Final = 0o077
PASSPHRASE: Final = "BOLDFACE_PASSPHRASE"  # noqa: S105 - the name of a variable, not what is in it


class KeyFileError(BoldfaceError):
    """A key file that cannot be made or used; never says what is in it."""


class FileKey:
    """A private key that was loaded from a file; it can sign, and show its public half."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public: bytes = key.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        """Its public half only."""
        return f"FileKey({self.public.hex()[:16]})"

    def sign(self, message: bytes) -> bytes:
        """The Ed25519 signature over `message`, 64 bytes."""
        return self._key.sign(message)


def check(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key `public` (32 bytes) signed `message`; false for what is no key at all."""
    from cryptography.exceptions import InvalidSignature

    key = _public(public)
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1024)
def _public(raw: bytes) -> Ed25519PublicKey | None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        return None


def public_text(public: bytes, comment: str = "") -> str:
    """The public key as OpenSSH writes it: `ssh-ed25519 AAAA... comment`."""
    from engine.log.sshsig import public_blob_text

    return f"ssh-ed25519 {public_blob_text(public)} {comment}".rstrip()


def make_key(path: Path, comment: str, passphrase: str | None = None) -> FileKey:
    """A new key in `path` (0600) and its public half in `path.pub`; an old file is never replaced.

    Raises KeyFileError.
    """
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    lock: forms.KeySerializationEncryption = (
        forms.BestAvailableEncryption(passphrase.encode()) if passphrase else forms.NoEncryption()
    )
    text = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.OpenSSH, lock)
    made = FileKey(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            os.fsync(file.fileno())
        beside = path.with_name(path.name + ".pub")
        beside.write_text(public_text(made.public, comment) + "\n", encoding="utf-8")
    except FileExistsError:
        raise KeyFileError(f"key {path}: there is one already; it was left as it is.") from None
    except OSError as error:
        raise KeyFileError(f"key {path}: it cannot be made: {error.strerror}.") from None
    return made


def load_key(path: Path, passphrase: str | None = None) -> FileKey:
    """The key of an OpenSSH file that nobody else may read; raises KeyFileError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"key {path}: it cannot be read: {error.strerror}.") from None
    if mode & OPEN_BITS:
        raise KeyFileError(
            f"key {path}: others may read it (mode {mode & 0o777:o}), expected 600; "
            "make it 600 if nobody has, otherwise revoke it and make another."
        )
    try:
        key = load_ssh_private_key(text, passphrase.encode() if passphrase else None)
    except (ValueError, TypeError):  # their words may hold parts of the file
        why = (
            "the passphrase does not open it" if passphrase else "it is no key, or has a passphrase"
        )
        raise KeyFileError(f"key {path}: {why}.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"key {path}: found another kind of key, expected Ed25519.")
    return FileKey(key)
