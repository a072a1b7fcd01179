"""The checkpoints of a log held against its entries, and against each other.

A checkpoint counts for what its root says; it must never be passed over because a newer one fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.audit.heads import Head
from engine.audit.verdict import MOST_FAULTS, Fault
from engine.log.policy import Policy
from engine.log.walk import Walk

EARLY_SIZE: Final = 100
"""A program signs its first checkpoint after so many entries at the latest (engine/adapters/evidence)."""
EARLY: Final = (
    "a program that was killed in its first second leaves a run so, and so does whoever removed "
    "them; going on with it (`--resume`) signs the first one."
)
REMOVED: Final = "no program that recorded so many entries leaves a run so; they were removed."


def against(
    walk: Walk, heads: Sequence[Head], origin: str, policy: Policy | None
) -> Iterator[Fault]:
    """What the checkpoints say against the log, and against each other."""
    # Where the first entry names no origin, or is not there, every checkpoint counts against the log.
    own = [one for one in heads if origin in {"", one.checkpoint.origin}]
    for one in heads:
        if origin and one.checkpoint.origin != origin:
            size = one.checkpoint.size
            yield Fault(
                "altered",
                size,
                f"the checkpoint at {size} in the {one.where} is of another origin, "
                f"{one.checkpoint.origin[:80]}.",
            )
    believed = [one for one in own if one.signed] if policy is not None else own
    if policy is not None:
        yield from _unsigned(own, believed, walk)
    if origin and not believed and not (policy and own):
        yield Fault(
            "incomplete",
            walk.size,
            "its first entry promises checkpoints, and none was found: "
            + (EARLY if walk.size <= EARLY_SIZE else REMOVED),
        )
    yield from _shortfall(walk, believed)
    yield from _heads_against_log(walk, believed)


def _unsigned(own: Sequence[Head], believed: Sequence[Head], walk: Walk) -> Iterator[Fault]:
    strangers = [one for one in own if not one.signed]
    if strangers and not believed:
        yield Fault(
            "incomplete",
            walk.size,
            f"none of its {len(strangers)} checkpoints is signed by a key that the trust file "
            "believes for this origin.",
        )
    elif strangers:
        for one in strangers[:MOST_FAULTS]:
            size = one.checkpoint.size
            yield Fault(
                "altered",
                size,
                f"the checkpoint at {size} in the {one.where} is signed by no key that the trust "
                "file believes.",
            )


def _shortfall(walk: Walk, believed: Sequence[Head]) -> Iterator[Fault]:
    """The largest checkpoint that promises more than is there: it says how much is missing at least."""
    promised = max(believed, key=lambda head: head.checkpoint.size, default=None)
    if promised is not None and promised.checkpoint.size > walk.size:
        yield Fault(
            "incomplete",
            walk.size,
            f"a checkpoint in the {promised.where} promises {promised.checkpoint.size} entries, "
            f"and {walk.size} are there.",
        )


def _heads_against_log(walk: Walk, believed: Sequence[Head]) -> Iterator[Fault]:
    roots: dict[int, bytes] = {}
    wrong: list[Head] = []
    right = 0
    for one in sorted(believed, key=lambda head: head.checkpoint.size):
        size, root = one.checkpoint.size, one.checkpoint.root
        if roots.setdefault(size, root) != root:
            yield Fault("forked", size, f"there are two checkpoints of size {size}.")
        if size > walk.size:
            continue
        if walk.roots[size] == root:
            right = max(right, size)
        else:
            wrong.append(one)
    if not wrong:
        return
    first = wrong[0].checkpoint.size
    before = max((s for s in walk.roots if s < first and roots.get(s) == walk.roots[s]), default=0)
    if right > first:
        yield Fault(
            "forked",
            before,
            f"one checkpoint of size {first} ({wrong[0].where}) and one of size {right} are both "
            f"signed and do not belong to one log; they part after entry {before}.",
        )
    else:
        named = [at for at, _ in walk.faults if before <= at < first]
        yield Fault(
            "altered",
            min(named, default=before),
            f"what was altered begins in entries {before} to {first - 1}: they are not those of the "
            f"checkpoint at {first} ({wrong[0].where}).",
        )
