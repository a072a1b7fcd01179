"""What a store says beside the record of a run: the line in its list of runs, and which checkpoints lie where.

The entries are the record; what stands beside them must agree with them and never counts for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from engine.audit.heads import Head
from engine.audit.verdict import MOST_FAULTS, Fault, Trust, Verdict
from engine.log.page import StoredPage

STORE: Final = "store"
IMPORTED: Final = "imported"
"""The key of what a list says of a run that was brought in from elsewhere: the name it had there."""
_BROUGHT: Final = ("kind", "procedure")
"""What a list says as the first entry does. A run brought in from a bare file of entries has no
scenario there, and a review log that came with a run bears the name which that run has here."""
_COMPARED: Final = (*_BROUGHT, "scenario", "of")


class Listed(Struct, frozen=True):
    """The line of a run in the list of its store: what kind of run, and texts by key.

    traces: what the store shows of things taken out of it, a sentence each. reviews: how many
    entries each review of the run saw, and the leaf hash of the last of them, hex. forks: other
    runs of the store that begin as this one does and part from it, each with the entry at which.
    fault: how the line itself is damaged, in a sentence. settled: what people said of copies that
    part, in words.
    """

    kind: str
    meta: Mapping[str, str]
    traces: tuple[str, ...] = ()
    reviews: tuple[tuple[int, str], ...] = ()
    forks: tuple[tuple[str, int], ...] = ()
    fault: str = ""
    settled: tuple[str, ...] = ()


class Reviewed:
    """What reviews of a run saw of it, held against what is there; they lie in a log of their own."""

    def __init__(self, listed: Listed | None) -> None:
        """Nothing is compared yet."""
        seen = listed.reviews if listed is not None else ()
        self._seen = {entries - 1: (entries, leaf) for entries, leaf in seen if entries > 0}
        self._most = max(self._seen, default=-1) + 1
        self._faults: list[Fault] = []

    def take(self, page: StoredPage) -> None:
        """Look at the next page of entries."""
        for row in page.entries() if self._seen else ():
            entries, leaf = self._seen.get(row.index, (0, ""))
            if entries and row.leaf.hex() != leaf:
                why = f"a review saw {entries} entries, and the last of them was not entry {row.index} as it is here."
                self._faults.append(Fault("altered", row.index, why))

    def faults(self, size: int) -> Iterator[Fault]:
        """What does not fit; the log has `size` entries."""
        yield from self._faults
        if self._most > size:
            yield Fault(
                "incomplete",
                size,
                f"a review of it saw {self._most} entries, and {size} are there.",
            )


def against_list(
    listed: Listed | None, opened: Mapping[str, object], where: str = "the list of runs"
) -> Iterator[Fault]:
    """Where the list of runs says otherwise than the first entry, whose fields are `opened`.

    where: what the list is called, when it is that of a bundle.
    """
    if listed is None:
        return
    if listed.fault:
        yield Fault("altered", 0, listed.fault)
        return
    lines = {**listed.meta, "kind": listed.kind}
    for name in _COMPARED if IMPORTED not in lines else _BROUGHT:
        found, said = opened.get(name) or "", lines.get(name, "")
        if name in opened and isinstance(found, str) and found != said:
            sentence = f"{where} says {name} {said[:60]!a}, its first entry {found[:60]!a}."
            yield Fault("altered", 0, sentence)


def parted(listed: Listed | None) -> Iterator[Fault]:
    """Other runs of the store that are the same run up to an entry, and went on another way from there."""
    for other, at in listed.forks if listed is not None else ():
        why = f"this store holds a second history of it, {other[:80]}: they part at entry {at}; "
        yield Fault(
            "forked", at, why + "`boldface audit reconcile` tells both, and a person settles it."
        )


def taken_out(listed: Listed | None, heads: Sequence[Head], *, open_run: bool) -> Iterator[str]:
    """Checkpoints that lie outside the store and no longer in it, where each is kept first.

    Of an open run also what else was taken out of its store: it may have been of this run.
    """
    if listed is None:
        return
    yield from listed.traces if open_run else ()
    inside = {one.checkpoint for one in heads if one.where == STORE}
    missing = {one.checkpoint.size for one in heads if one.checkpoint not in inside}
    if missing:
        many = len(missing) > 1
        yield (
            f"{len(missing)} checkpoint{'s lie' if many else ' lies'} outside the store and not in "
            f"it, {'the first ' if many else ''}of {min(missing)} entries: taken out of the store."
        )


def not_seen(listed: Listed | None, heads: Sequence[Head]) -> Iterator[str]:
    """What was not there to be checked against."""
    if listed is not None and heads and all(one.where == STORE for one in heads):
        yield "against checkpoints outside the store: none was found"


def taken_out_of(store: str, traces: Sequence[str], trust: Trust) -> Verdict:
    """The verdict on a store itself, of which the `traces` say that something was taken out."""
    return Verdict(
        f"(the store {store})",
        "incomplete",
        None,
        traces[0],
        "",
        0,
        "",
        0,
        trust.name,
        faults=tuple(traces),
    )


def with_files(one: Verdict, faults: Sequence[Fault]) -> Verdict:
    """The verdict on a bundle of whose files beside the log the `faults` are known."""
    if not faults:
        return one
    told = tuple(dict.fromkeys([*one.faults, *(fault.sentence for fault in faults)]))[:MOST_FAULTS]
    if one.code:
        return replace(one, faults=told)
    worst = min(faults, key=lambda fault: fault.word != "altered")
    return replace(one, word=worst.word, at=one.size, reason=worst.sentence, faults=told)
