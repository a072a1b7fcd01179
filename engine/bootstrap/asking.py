"""Asks witnesses over HTTP how much they have seen of a log, by the newest checkpoint that lies here.

The question is the one of C2SP tlog-witness: the same size as old and as new. A witness that has
seen just that cosigns it again; one that has seen more says so (409); it can never be moved by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.adapters.key_files import check
from engine.audit.heads import Kept
from engine.audit.verdict import Ask, Told, Trust
from engine.errors import BoldfaceError
from engine.log import NoteError
from engine.log.checkpoint import Checkpoint, cosignature_by, read_checkpoint
from engine.log.note import Note, read_signature
from engine.log.policy import Policy
from engine.log.witness import SIZE_KIND, request_for

_CONFLICT = 409


def told_of(kept: Sequence[Kept], trust: Trust) -> Told | None:
    """What the witnesses say now of the log that has these checkpoints; None where nobody is asked."""
    if trust.ask is None or trust.policy is None or not trust.policy.witnesses:
        return None
    return trust.ask(trust.policy, [one.note for one in kept])


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
    from engine.adapters.witness_http import post

    request = request_for(head.size, (), head, Note(note.text, note.signatures[:1]))
    status, kind, body = post(policy.urls[name], request)
    text = body[:200].decode(errors="replace").strip()
    if status == _CONFLICT and kind == SIZE_KIND and text.isdigit():
        return int(text)
    if status != 200:
        raise BoldfaceError(f"it answered {status}: {text}")
    lines = [read_signature(one) for one in body.decode(errors="replace").splitlines()]
    if cosignature_by(Note(note.text, (*note.signatures, *lines)), policy.witnesses[name], check):
        return head.size
    raise BoldfaceError("its answer is no cosignature of its key")
