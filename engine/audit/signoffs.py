"""The sign-offs of a log that claim to be signed: each statement against its entry, its key and the trust file.

What was only asserted is counted as asserted and never checked into something better.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from engine.errors import BoldfaceError
from engine.log import NoteError, decode
from engine.log.allowed import AllowedSigner, allows, principal
from engine.log.note import Check, encode64
from engine.log.sshsig import is_ssh_signature, read_ssh_signature
from engine.run.signing import NAMESPACE, Statement

MARK: Final = b'"auth":"ssh"'
"""In the bytes of every signed sign-off; what holds it by chance is looked at and told apart."""


class SignOffs(Struct):
    """What was found: how many hold, what is altered by index, and whose key is not believed."""

    good: int = 0
    unjudged: int = 0
    broken: dict[int, str] = field(default_factory=dict)
    doubted: dict[int, str] = field(default_factory=dict)


def look(
    body: bytes,
    index: int,
    root: bytes,
    origin: str,
    allowed: Sequence[AllowedSigner] | None,
    check: Check,
    found: SignOffs,
) -> None:
    """Judge the entry `index`, before which the tree had `root`; says what it finds in `found`."""
    try:
        entry = decode(body, index)
    except BoldfaceError as error:
        found.broken[index] = str(error)
        return
    data: Mapping[str, Any] = entry.data
    if entry.event != "SignedOff" or data.get("auth") != "ssh":
        return
    try:
        statement = Statement.of(str(data.get("statement")))
        signature = read_ssh_signature(str(data.get("signature")))
    except (NoteError, json.JSONDecodeError, TypeError) as error:
        found.broken[index] = f"entry {index}: its sign-off cannot be read: {error}"
        return
    expected = {
        "origin": origin,
        "tree_size": index,
        "root": encode64(root),
        "step": data.get("state"),
        "meaning": data.get("meaning"),
        "person": data.get("person"),
        "role": entry.role,
    }
    said = statement.values
    wrong = [name for name, value in expected.items() if said.get(name) != value]
    if (said.get("reason") or "") != (data.get("reason") or ""):
        wrong.append("reason")
    namespace = NAMESPACE.format(said.get("meaning"))
    if wrong or not is_ssh_signature(signature, statement.text.encode(), namespace, check):
        why = f"its {', '.join(wrong)} is not that of the entry" if wrong else "it is not its key's"
        found.broken[index] = f"entry {index}: the signature of {data.get('person')}: {why}."
        return
    if allowed is None:
        found.unjudged += 1
        return
    doubt = allows(
        allowed,
        principal(str(said.get("person"))),
        signature.public,
        namespace,
        str(said.get("time")),
    )
    if doubt:
        found.doubted[index] = f"entry {index}: signed as {data.get('person')}, but {doubt}."
    else:
        found.good += 1
