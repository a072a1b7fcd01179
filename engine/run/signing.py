"""What a person puts their key to: one statement that names everything the signature is about.

The text is made once and kept in the entry as it was signed; it must never be made again to be checked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from engine.run.events import RunOpened, SignedOff

NAMESPACE: Final = "{}@boldface"
"""Of a signature, by its meaning: performed@boldface, verified@boldface, authorised@boldface."""


MEANINGS: Final = ("performed", "verified", "authorised")
"""What a sign-off may say: that it was done, seen to be done, or allowed (21 CFR 11.50, READ)."""


class Statement(Struct, frozen=True):
    """The signed text (one line of JSON) and its values."""

    text: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, text: str) -> Statement:
        """The statement that `text` is; raises ValueError or TypeError, RecursionError for lists without end."""
        values = json.loads(text, object_pairs_hook=_once)
        if not isinstance(values, dict):
            raise TypeError("the statement is no map")
        return cls(text, values)


def statement(opened: RunOpened, event: SignedOff, size: int, root: str, at: str) -> Statement:
    """What is signed with `event`: the run as it stood, with `size` entries and this root (Base64)."""
    values = {
        "run": opened.run,
        "kind": opened.kind,
        "origin": opened.origin,
        "step": event.state,
        "procedure": opened.procedure,
        "procedure_sha256": opened.digest,
        "tree_size": size,
        "root": root,
        "role": event.role,
        "person": event.person,
        "meaning": event.meaning,
        "reason": event.reason,
        "time": at,
    }
    return Statement(json.dumps(values, sort_keys=True, separators=(",", ":")), values)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The map of these pairs; a reader who takes the first of two would see another than we do."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise TypeError("a word stands twice in the statement")
    return values
