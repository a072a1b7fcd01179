"""What an auditor says of a run, as entries of a review log: reviews, and corrections that name what they correct.

A review log has the entry format and the chain of every log and stands beside its run; nothing in either is ever changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType, ValidationError, convert, to_builtins

from engine.errors import BoldfaceError, RunError
from engine.log import StoredEntry, decode, leaf_hash

KIND: Final = "review"
MEANING: Final = "reviewed"  # what an auditor's key must be enrolled for
ROLE: Final = "auditor"
# DESIGN: the words a review can come to; "open" says that it was looked at and is not done.
VERDICTS: Final = ("accepted", "accepted with findings", "rejected", "open")
MOST_TEXT: Final = 4000  # DESIGN: characters of what an auditor says at once


class ReviewOpened(Struct, frozen=True, forbid_unknown_fields=True):
    """The first entry of a review log: its own name, the run it is about, the leaf hash of that run's first entry.

    origin: under which its checkpoints are signed; '' where none are.
    """

    run: str
    of: str
    leaf: str
    software: str
    origin: str = ""


class ReviewMade(Struct, frozen=True, forbid_unknown_fields=True):
    """A review: who, what it came to and why; `entries` and `leaf` say how much of the run was there to be seen.

    auth: `ssh` where a key was put to it; then `statement` is what it signed, as it was signed.
    """

    person: str
    verdict: str
    words: str
    entries: int
    leaf: str
    auth: str = "asserted"
    statement: str | UnsetType = UNSET
    signature: str = ""


class CorrectionMade(Struct, frozen=True, forbid_unknown_fields=True):
    """A correction: which entry (its index and leaf hash), the old value, the new one, the reason, who."""

    entry: int
    leaf: str
    was: str
    becomes: str
    reason: str
    person: str
    auth: str = "asserted"
    statement: str | UnsetType = UNSET
    signature: str = ""


class ForkSettled(Struct, frozen=True, forbid_unknown_fields=True):
    """Which of two copies of the run holds from the entry on at which they part, who says so and why.

    keep: here, there or neither. there_entries and there_root say which other copy is meant.
    """

    entry: int
    leaf: str
    keep: str
    there_entries: int
    there_root: str
    reason: str
    person: str
    auth: str = "asserted"
    statement: str | UnsetType = UNSET
    signature: str = ""


class Place(Struct, frozen=True):
    """Where a remark is signed: about which run, in the log of which origin, after how many entries, their root, when."""

    run: str
    origin: str
    size: int
    root: str
    at: str


Signable = ReviewMade | CorrectionMade | ForkSettled
Said = ReviewOpened | Signable
_KINDS: Mapping[str, type[Said]] = {
    kind.__name__: kind for kind in (ReviewOpened, ReviewMade, CorrectionMade, ForkSettled)
}


class Remark(Struct, frozen=True):
    """One entry of a review log: its index, the wall clock it bears, what was said; how far the name is proved."""

    index: int
    at: str
    said: Said
    log: str = ""
    proof: str = ""

    @property
    def words(self) -> str:
        """It as a line for people."""
        return words(self.said, self.proof)


def log_of(run: str) -> str:
    """The name under which the reviews of a run are stored where they are made."""
    return f"{run}.review"


def brought_as(run: str, leaf: str) -> str:
    """The name of a review log that came from elsewhere: nobody here may add to it. `leaf`: of its first entry, hex."""
    return f"{log_of(run)}.{leaf[:8]}"


def is_about(log: str, run: str) -> bool:
    """Whether a review log of that name is about the run."""
    return log == log_of(run) or log.startswith(f"{log_of(run)}.")


def remarks(rows: Iterable[StoredEntry]) -> Iterator[Remark]:
    """What a review log says; raises RunError or EntryError naming the entry that cannot be read."""
    for row in rows:
        entry = decode(row.body, row.index)
        kind = _KINDS.get(entry.event)
        if kind is None:
            raise RunError(
                f"entry {row.index} of the review log: found the event '{entry.event}', which this "
                "version does not know; read it with a later one"
            )
        try:
            yield Remark(row.index, entry.at, convert(entry.data, kind))
        except ValidationError as error:
            raise RunError(f"entry {row.index} of the review log: {error}") from None


def words(said: Said, proof: str) -> str:
    """A remark as a line for people; `proof`: how far the name in it is proved."""
    match said:
        case ReviewOpened(of=of):
            return f"review log of {of}"
        case ReviewMade():
            head = f"REVIEW {said.verdict.upper()} ({proof}: {said.person}; {said.entries} entries seen)"
            return f"{head}: {said.words}"
        case CorrectionMade():
            head = f"CORRECTION of entry {said.entry} ({proof}: {said.person})"
            return f"{head}: was {said.was}, is {said.becomes}: {said.reason}"
        case ForkSettled():
            other = f"the other copy has {said.there_entries} entries, root {said.there_root[:12]}"
            return (
                f"FORK at entry {said.entry} SETTLED, {said.keep} holds "
                f"({proof}: {said.person}; {other}): {said.reason}"
            )


def data_of(said: Said) -> dict[str, Any]:
    """What an entry of the review log holds."""
    data: dict[str, Any] = to_builtins(said)
    return data


def signed_data(event: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a signature of an auditor is over, of what the entry says: all but the proof itself."""
    proof = {"auth", "statement", "signature"}
    return {"event": event, **{name: said for name, said in data.items() if name not in proof}}


def statement(said: Signable, of: Place) -> str:
    """The text that an auditor's key signs: where it will stand and all that is said, as one line of JSON."""
    whole = {
        **signed_data(type(said).__name__, data_of(said)),
        "run": of.run,
        "origin": of.origin,
        "tree_size": of.size,
        "root": of.root,
        "role": ROLE,
        "meaning": MEANING,
        "time": of.at,
    }
    return json.dumps(whole, sort_keys=True, separators=(",", ":"))


class Refused(BoldfaceError):
    """A review or correction that cannot be taken as given; the sentence says what is missing."""


def check_words(**words: str) -> None:
    """Raises Refused unless each text says something and is not too long."""
    for name, text in words.items():
        if not text.strip():
            raise Refused(f"--{name}: found nothing; say it in a few words")
        if len(text) > MOST_TEXT:
            raise Refused(f"--{name}: found {len(text)} characters; {MOST_TEXT} is the most")


def check_was(body: bytes, index: int, was: str) -> None:
    """Raises Refused unless the entry says what is to be corrected."""
    entry = decode(body, index)
    held = list(_texts([entry.data, entry.role, entry.at]))
    if was not in held and not any(was in one for one in held if len(was) >= 3):
        shown = ", ".join(repr(one) for one in held[:8] if one) or "nothing"
        raise Refused(
            f"entry {index} ({entry.event}) does not say '{was[:60]}'; it says {shown}: give one of these as --was"
        )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    elif value is not None:
        yield str(value)


def fits(said: Said, rows: Mapping[int, StoredEntry]) -> str:
    """Why a remark is not about the run as it is stored now; '' when it is. `rows`: the entries it names."""
    index = named(said)
    row = rows.get(index)
    if row is None:
        return f"entry {index}, of which it speaks, is not in the run"
    if leaf_hash(row.body).hex() != said.leaf:
        return f"entry {index} is not what it was when this was said"
    return ""


def named(said: Said) -> int:
    """The index of the entry of the run that a remark is bound to."""
    if isinstance(said, ReviewMade):
        return said.entries - 1
    return said.entry if isinstance(said, CorrectionMade | ForkSettled) else 0
