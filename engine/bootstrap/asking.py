"""Asks witnesses over HTTP how much they have seen of a log, by the newest checkpoint that lies here.

The question is the one of C2SP tlog-witness: the same size as old and as new. A witness that has
seen just that cosigns it again; one that has seen more says so (409); it can never be moved by it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from engine.adapters.key_files import check
from engine.audit.heads import Kept
from engine.audit.verdict import Ask, Told, Trust
from engine.errors import BoldfaceError
from engine.log import NoteError
from engine.log.checkpoint import Checkpoint, cosignature_by, read_checkpoint
from engine.log.note import Note, read_signature
from engine.log.policy import Policy
from engine.log.witness import SIZE_KIND, request_for

_CONFLICT: Final = 409
_LATEST_S: Final = 253_402_300_799  # the end of the year 9999


_AGO_S: Final = 600
"""So far may the clock of a witness be from ours (DESIGN); an answer that is older was given before."""


def told_of(kept: Sequence[Kept], trust: Trust, rivals: Iterable[str]) -> Told:
    """What the witnesses say now of the log that has these checkpoints; nothing where nobody is asked.

    rivals: what the folder of a witness shows beside it.
    """
    told = Told()
    if trust.ask is not None and trust.policy is not None and trust.policy.witnesses:
        told = trust.ask(trust.policy, [one.note for one in kept])
    return replace(told, rivals=(*told.rivals, *rivals))


def asking() -> Ask:
    """Asks each witness with an address; one that does not answer is not waited for a second time."""
    gone: dict[str, str] = {}

    def ask(policy: Policy, notes: Sequence[bytes]) -> Told:
        sizes: dict[str, int] = {}
        silent = {
            name: "the trust file gives it no address"
            for name in policy.witnesses
            if name not in policy.urls
        }
        newest = _newest(notes)
        if newest is None:
            return Told(sizes, silent)
        for name in policy.urls:
            try:
                if name not in gone:
                    sizes[name] = _asked(policy, name, *newest)
            except OSError as error:
                gone[name] = f"no answer from {policy.urls[name]}: {error}"
            except BoldfaceError as error:
                silent[name] = str(error)
            if name in gone:
                silent[name] = gone[name]
        return Told(sizes, silent)

    return ask


def _newest(notes: Sequence[bytes]) -> tuple[Checkpoint, Note] | None:
    """The largest checkpoint that can be read."""
    found = []
    for raw in notes:
        try:
            found.append(read_checkpoint(raw))
        except NoteError:
            continue  # the verdict says so
    return max(found, key=lambda one: one[0].size, default=None)


def _asked(policy: Policy, name: str, head: Checkpoint, note: Note) -> int:
    """How much a witness has seen. No less than what was asked for counts, unless it signs that now.

    Anybody on the way can send its size in its place, or an answer that it gave to another.
    """
    from engine.adapters.witness_http import post

    request = request_for(head.size, (), head, Note(note.text, note.signatures[:1]))
    status, kind, body = post(policy.urls[name], request)
    text = body[:200].decode(errors="replace").strip()
    if status == _CONFLICT and kind == SIZE_KIND and re.fullmatch(r"[0-9]{1,16}", text):
        if int(text) > head.size:
            return int(text)
        raise BoldfaceError(f"it answered that it has seen {text} entries, and did not sign that")
    if status != 200:
        raise BoldfaceError(f"it answered {status}: {text}")
    lines = tuple(read_signature(one) for one in body.decode(errors="replace").splitlines())
    signed = cosignature_by(Note(note.text, lines), policy.witnesses[name], check)
    if signed is None:
        raise BoldfaceError("its answer is no cosignature of its key")
    if abs(time.time() - signed.time) > _AGO_S:
        then = datetime.fromtimestamp(min(signed.time, _LATEST_S), UTC).isoformat()
        raise BoldfaceError(f"its answer is of {then}: an old one sent again, or a clock is wrong")
    return head.size
