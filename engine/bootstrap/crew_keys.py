"""A sign-off with the signature of whoever made it, from the key folder of this machine.

Loaded when the first person with a key signs off; without a usable key a sign-off stays what it was, asserted.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.structs import replace

from engine.adapters.evidence import Evidence
from engine.adapters.key_files import PASSPHRASE, load_key
from engine.errors import BoldfaceError
from engine.log.allowed import allows, principal, read_allowed
from engine.log.note import encode64
from engine.log.sshsig import ssh_sign
from engine.run.events import RunOpened, SignedOff
from engine.run.signing import NAMESPACE, statement


def signed(
    event: SignedOff, key_file: Path, signers: Path, evidence: Evidence, opened: RunOpened, at: str
) -> SignedOff:
    """The sign-off with statement and signature; as it was, asserted, without a usable key.

    signers: the file of who is enrolled. at: UTC time of the statement.
    """
    try:
        key = load_key(key_file, os.environ.get(PASSPHRASE))
        head = evidence.head()
    except BoldfaceError:
        return event
    said = statement(opened, event, head.size, encode64(head.root), at)
    namespace = NAMESPACE.format(event.meaning)
    if not enrolled(signers, event.person, key.public, namespace, at):
        return event  # anybody can make a key in anybody's name
    signature = ssh_sign(said.text.encode(), namespace, key)
    return replace(event, auth="ssh", statement=said.text, signature=signature)


def enrolled(signers: Path, person: str, public: bytes, namespace: str, at: str) -> bool:
    """Whether this machine believes, at the time of the statement, that the key is theirs for this."""
    try:
        allowed = read_allowed(signers.read_text(encoding="utf-8"))
    except (BoldfaceError, OSError, UnicodeDecodeError):
        return False
    return not allows(allowed, principal(person), public, namespace, at)
