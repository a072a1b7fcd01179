"""The entries that claim to be signed, by crew or auditors: each statement against its entry, its key and the trust file.

What was only asserted is counted as asserted and never checked into something better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
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


_AT_ONCE: Final = timedelta(minutes=5)
"""So far may a signature be from its entry (DESIGN): a second is usual, and a clock may be set between."""


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
    opened: Mapping[str, Any],
    allowed: Sequence[AllowedSigner] | None,
    check: Check,
    found: SignOffs,
) -> None:
    """Judge the entry `index`, before which the tree had `root`; says what it finds in `found`.

    opened: what the first entry of the log says.
    """
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
    except (NoteError, TypeError) as error:
        found.broken[index] = f"entry {index}: its sign-off cannot be read: {error}"
        return
    except (ValueError, RecursionError):
        found.broken[index] = f"entry {index}: its sign-off cannot be read: no statement is there."
        return
    said = statement.values
    expected = {"tree_size": index, "root": encode64(root), **_says(entry, opened)}
    wrong = [name for name, value in expected.items() if (said.get(name) or "") != (value or "")]
    wrong += [] if _at_once(said.get("time"), entry.at) else ["time"]
    namespace = NAMESPACE.format(said.get("meaning"))
    if wrong or not is_ssh_signature(signature, statement.text.encode(), namespace, check):
        are = "are not those" if wrong[1:] else "is not that"
        why = f"its {', '.join(wrong)} {are} of the entry" if wrong else "it is not its key's"
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


def _says(entry: Entry, opened: Mapping[str, Any]) -> dict[str, Any]:
    """What the statement of a signed entry must say as the entry does, and as the first one of its log."""
    data, origin = entry.data, opened.get("origin")
    if entry.event != "SignedOff":
        return {
            **signed_data(entry.event, data),
            "run": opened.get("of"),
            "origin": origin,
            "role": entry.role,
            "meaning": MEANING,
        }
    names = ("meaning", "person", "reason")
    return {
        **{name: data.get(name) for name in names},
        **{name: opened.get(name) for name in ("run", "kind", "procedure")},
        "procedure_sha256": opened.get("digest"),
        "origin": origin,
        "step": data.get("state"),
        "role": entry.role,
    }


def _at_once(signed: object, stored: str) -> bool:
    """Whether the time of a statement (RFC 3339) is that of its entry, but for the making of it."""
    try:
        apart = datetime.fromisoformat(str(signed)) - datetime.fromisoformat(stored)
    except (ValueError, TypeError):  # the second: one of the two has no zone
        return False
    return abs(apart) <= _AT_ONCE


def each(
    rows: Iterable[StoredEntry], signers: Sequence[AllowedSigner] | None, check: Check, against: str
) -> dict[int, Judged]:
    """What came of checking each signature of a log, by entry; none where nobody says whom to believe.

    `against`: the name of the trust file. Raises what reading `rows` raises.
    """
    tree, judged = Frontier(), dict[int, Judged]()
    opened: Mapping[str, Any] = {}
    for row in rows:
        if row.index == 0:
            opened = _first(row.body)
        if MARK in row.body and signers is not None:
            found = SignOffs()
            look(row.body, row.index, tree.root(), opened, signers, check, found)
            why = {**found.broken, **found.doubted}.get(row.index, "")
            if found.good or why:
                judged[row.index] = Judged(bool(found.good), against, why)
        tree.add(leaf_hash(row.body))
    return judged


def _first(body: bytes) -> Mapping[str, Any]:
    try:
        return decode(body, 0).data
    except BoldfaceError:
        return {}
