"""The checkpoints kept of one run, judged one by one: who signed, who witnessed, what is wrong with each.

A signature that nobody named in the trust file gave counts for nothing here, and one that should be
theirs and is not is a fault; it must never be passed over because another one is good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from engine.log import NoteError
from engine.log.allowed import moment_of
from engine.log.checkpoint import Checkpoint, cosignatures_by, read_checkpoint
from engine.log.note import Check, Note, VerifierKey, is_signature
from engine.log.policy import Policy


class Kept(Struct, frozen=True):
    """A checkpoint as it was found: where (store, file, bundle), the size it is filed under, the note.

    torn: there it is cut short, as a power cut leaves it, and `note` is the whole one from elsewhere.
    """

    where: str
    size: int | None
    note: bytes
    torn: bool = False


def mended(kept: Sequence[Kept]) -> list[Kept]:
    """The same, but what is only the beginning of another note is that note, and known as torn.

    Not what a store files under a size: there a power cut leaves a note whole or none.
    """
    found = []
    for one in kept:
        torn = one.size is None and not _reads(one.note)
        whole = next((o.note for o in kept if _begins(one.note, o.note)), None) if torn else None
        found.append(Kept(one.where, one.size, whole, torn=True) if whole else one)
    return found


def _reads(raw: bytes) -> bool:
    try:
        read_checkpoint(raw)
    except NoteError:
        return False
    return True


def _begins(torn: bytes, whole: bytes) -> bool:
    """Whether `torn` ends in the middle of a line of `whole`, whatever was written after it.

    A note that lacks whole lines is one without its cosignatures, and not torn.
    """
    cut = torn.rstrip(b"\n")
    if len(cut) >= len(whole) or not whole.startswith(cut):
        return False
    return not torn.endswith(b"\n") or whole[len(cut) : len(cut) + 1] != b"\n"


class Head(Struct, frozen=True):
    """A checkpoint that can be read. signed: by a key the policy believes. witnesses: their names there.

    A witness that saw it only after the key that signed it was given up is not among them (T2).
    signers: the public keys that signed, of those the policy believes. seen: the first moment, as
    YYYYMMDDHHMMSS, at which one of the witnesses says that it saw it; '' where none did.
    """

    where: str
    checkpoint: Checkpoint
    signed: bool
    witnesses: frozenset[str]
    doubts: tuple[str, ...] = ()
    signers: tuple[bytes, ...] = ()
    seen: str = ""


class Unread(Struct, frozen=True):
    """A checkpoint that is damaged: where, the size it may have been of, and a sentence."""

    where: str
    size: int
    sentence: str


def judged(kept: Iterable[Kept], policy: Policy | None, check: Check) -> list[Head | Unread]:
    """Every checkpoint, judged."""
    seen: dict[Kept, Head | Unread] = {}
    found: list[Head | Unread] = []
    for one in kept:
        known = seen.get(one)
        if known is None:
            known = seen[one] = _judged(one, policy, check)
        found.append(known)
    return found


def _judged(one: Kept, policy: Policy | None, check: Check) -> Head | Unread:
    try:
        head, note = read_checkpoint(one.note)
    except NoteError as error:
        return Unread(one.where, one.size or 0, f"a checkpoint in the {one.where}: {error}")
    if one.size is not None and one.size != head.size:
        sentence = (
            f"a checkpoint in the {one.where} is filed under {one.size} and is of {head.size}."
        )
        return Unread(one.where, max(0, min(one.size, head.size)), sentence)
    if policy is None:
        return Head(one.where, head, signed=False, witnesses=frozenset())
    keys = policy.keys_for(head.origin)
    signers, wrong = _signed(note, keys, check)
    if wrong:
        sentence = (
            f"the checkpoint at {head.size} in the {one.where}: its signature is not its key's."
        )
        return Unread(one.where, head.size, sentence)
    said = {name: cosignatures_by(note, key, check) for name, key in policy.witnesses.items()}
    seen = {
        name: moment_of(min(one.time for one in lines)) for name, lines in said.items() if lines
    }
    true = {name: len(lines) for name, lines in said.items()}
    doubts = [*_doubts(note, [*keys, *policy.witnesses.values()], policy, true)]
    late = {name: at for name, at in seen.items() if _given_up(signers, at, policy)}
    doubts += [
        f"{name} saw it at {at}, when the key that signed it was given up"
        for name, at in late.items()
    ]
    witnesses = frozenset(seen.keys() - late.keys())
    doubts += ["it is cut short there, and whole in the store"] if one.torn else []
    first = min((seen[name] for name in witnesses), default="")
    return Head(one.where, head, bool(signers), witnesses, tuple(doubts), signers, first)


def _signed(
    note: Note, keys: Sequence[VerifierKey], check: Check
) -> tuple[tuple[bytes, ...], bool]:
    """The known keys that signed, and whether a line that claims to be of one is not."""
    lines = [(key, one) for key in keys for one in note.by(key)]
    good = [is_signature(key, note.text.encode(), one.value, check) for key, one in lines]
    signers = tuple(key.public for (key, _), right in zip(lines, good, strict=True) if right)
    return signers, not all(good)


def _given_up(signers: Sequence[bytes], at: str, policy: Policy) -> bool:
    """Whether every believed key that signed was given up before `at`, when a witness saw it first."""
    ends = [policy.dates[key].before if key in policy.dates else "" for key in signers]
    return bool(ends) and all(end and end <= at for end in ends)


def _doubts(
    note: Note, keys: Sequence[VerifierKey], policy: Policy, true: Mapping[str, int]
) -> Iterable[str]:
    """Lines that are nearly those of a known key: its name or its id but not both, or no signature of it.

    true: how many lines of each witness are its cosignatures; a false one beside them counts too.
    """
    names, ids = {key.name for key in keys}, {key.id for key in keys}
    both = {(key.name, key.id) for key in keys}
    for one in note.signatures:
        if (one.name, one.id) not in both and (one.name in names or one.id in ids):
            yield f"a signature under {one.name[:60]} is of a key that is not known"
    for name, key in policy.witnesses.items():
        if len(note.by(key)) > true[name]:
            yield f"the cosignature of {name} is not one of its key"
