"""What a store says beside the record of a run: the line in its list of runs, and which checkpoints lie where.

The entries are the record; what stands beside them must agree with them and never counts for more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from engine.audit.heads import Head
from engine.audit.verdict import Fault, Verdict

STORE: Final = "store"
WITNESS: Final = "witness's file"
_COMPARED: Final = ("kind", "procedure", "scenario")


class Listed(Struct, frozen=True):
    """The line of a run in the list of its store: what kind of run, and texts by key."""

    kind: str
    meta: Mapping[str, str]


def against_list(listed: Listed | None, opened: Mapping[str, object]) -> Iterator[Fault]:
    """Where the list of runs says otherwise than the first entry, whose fields are `opened`."""
    if listed is None:
        return
    for name, said in {**listed.meta, "kind": listed.kind}.items():
        found = opened.get(name)
        if name in _COMPARED and isinstance(found, str) and found != said:
            sentence = (
                f"the list of runs says {name} {said[:60]!a}, its first entry {found[:60]!a}."
            )
            yield Fault("altered", 0, sentence)


def taken_out(listed: Listed | None, heads: Sequence[Head]) -> Iterator[str]:
    """Checkpoints that lie outside the store and no longer in it, where each is kept first."""
    if listed is None:
        return
    inside = {one.checkpoint for one in heads if one.where == STORE}
    missing = {one.checkpoint.size for one in heads if one.checkpoint not in inside}
    if missing:
        yield (
            f"{len(missing)} checkpoints lie outside the store and not in it, the first of "
            f"{min(missing)} entries: they were taken out of the store."
        )


def not_seen(listed: Listed | None, heads: Sequence[Head], *, closed: bool) -> Iterator[str]:
    """What was not there to be checked against."""
    if listed is not None and heads and all(one.where == STORE for one in heads):
        yield "against checkpoints outside the store: none was found"
    if heads and not closed and not any(one.where.startswith(WITNESS) for one in heads):
        yield "whether it went on: it is not closed; ask its witness (--witnessed)"


def with_files(one: Verdict, changed: Sequence[str]) -> Verdict:
    """The verdict on a bundle of which the files `changed` are not those that its list of digests names."""
    if not changed:
        return one
    why = f"{changed[0][:80]!a} is not the file that the SHA256SUMS of the bundle lists"
    why += f", nor are {len(changed) - 1} others." if changed[1:] else "."
    if one.code:
        return replace(one, faults=(*one.faults, why))
    return replace(one, word="altered", at=one.size, reason=why, faults=(*one.faults, why))
