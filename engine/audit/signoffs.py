"""The entries that claim to be signed, by crew or auditors: each statement against its entry, its key and the trust file.

What was only asserted is counted as asserted and never checked into something better.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field

from engine.audit.review import MEANING, signed_data
from engine.errors import BoldfaceError
from engine.log import Entry, NoteError, StoredEntry, decode, leaf_hash
from engine.log.allowed import AllowedSigner, allows, principal
from engine.log.note import Check, encode64
from engine.log.sshsig import is_ssh_signature, read_ssh_signature
from engine.log.tree import Frontier
from engine.run.proved import Judged
from engine.run.signing import NAMESPACE, Statement

MARK: Final = b'"auth":"ssh"'
"""In the bytes of every signed entry; what holds it by chance is looked at and told apart."""
SIGNED: Final = frozenset({"SignedOff", "ReviewMade", "CorrectionMade", "ForkSettled"})
"""The entries that a person may put a key to: of the crew, and of auditors in a review log."""


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
    if entry.event not in SIGNED or data.get("auth") != "ssh":
        return
    try:
        statement = Statement.of(str(data.get("statement")))
        signature = read_ssh_signature(str(data.get("signature")))
    except (NoteError, json.JSONDecodeError, TypeError) as error:
        found.broken[index] = f"entry {index}: its sign-off cannot be read: {error}"
        return
    said = statement.values
    expected = {"origin": origin, "tree_size": index, "root": encode64(root), **_says(entry)}
    wrong = [name for name, value in expected.items() if (said.get(name) or "") != (value or "")]
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


def _says(entry: Entry) -> dict[str, Any]:
    """What the statement of a signed entry must say as the entry does."""
    data = entry.data
    if entry.event != "SignedOff":
        return {**signed_data(entry.event, data), "role": entry.role, "meaning": MEANING}
    names = ("meaning", "person", "reason")
    return {
        **{name: data.get(name) for name in names},
        "step": data.get("state"),
        "role": entry.role,
    }


def each(
    rows: Iterable[StoredEntry], signers: Sequence[AllowedSigner] | None, check: Check, against: str
) -> dict[int, Judged]:
    """What came of checking each signature of a log, by entry; none where nobody says whom to believe.

    `against`: the name of the trust file. Raises what reading `rows` raises.
    """
    tree, origin, judged = Frontier(), "", dict[int, Judged]()
    for row in rows:
        if row.index == 0:
            origin = _origin(row.body)
        if MARK in row.body and signers is not None:
            found = SignOffs()
            look(row.body, row.index, tree.root(), origin, signers, check, found)
            why = {**found.broken, **found.doubted}.get(row.index, "")
            if found.good or why:
                judged[row.index] = Judged(bool(found.good), against, why)
        tree.add(leaf_hash(row.body))
    return judged


def _origin(body: bytes) -> str:
    try:
        return str(decode(body, 0).data.get("origin") or "")
    except BoldfaceError:
        return ""
