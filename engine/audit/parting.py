"""Two copies of one run held against each other: which is longer, or where they part and what both sites did after it.

Nothing is merged and neither copy counts for more: who was right is for a person to say, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Literal

from msgspec import Struct

from engine.audit.reading import Noted, noted
from engine.log import StoredEntry, leaf_hash
from engine.log.tree import Frontier
from engine.run import events as e

How = Literal["same", "here is longer", "there is longer", "forked", "another run"]
_DONE = (
    e.ItemTicked,
    e.ItemUnticked,
    e.ItemOverridden,
    e.ItemSkipped,
    e.VerifyOverridden,
    e.ValueRecorded,
    e.ValueNotKnown,
    e.AnswerGiven,
    e.SignedOff,
    e.StepDeferred,
    e.StepSkipped,
    e.RunAborted,
)
"""What people do to a step or to one of its items; the same of it at two sites has to be settled."""


class Copy(Struct, frozen=True):
    """One of two copies: its entries, its root (hex), and the entry at which it parts from the other."""

    entries: int
    root: str
    parts: Noted | None = None


class Both(Struct, frozen=True):
    """What was done at both sites after they parted: its name, and the entry of each."""

    what: str
    here: Noted
    there: Noted


class Parting(Struct, frozen=True):
    """Two copies. common: how many entries they begin with alike."""

    how: How
    common: int
    here: Copy
    there: Copy
    both: tuple[Both, ...] = ()

    @property
    def words(self) -> str:
        """In one sentence."""
        if self.how == "forked":
            return f"forked at entry {self.common}: {self.common} entries are the same, and then each went on alone"
        if self.how == "another run":
            return "these are two runs: not even their first entries are the same"
        if self.how == "same":
            return f"the same {self.common} entries"
        more = abs(self.here.entries - self.there.entries)
        where = "here" if self.how == "here is longer" else "there"
        return f"one run: {self.common} entries are the same, and {where} it has {more} more"


def parting(here: Iterable[StoredEntry], there: Iterable[StoredEntry]) -> Parting:
    """How two copies stand to each other; raises what reading them raises.

    Lazy over both, but for what people did after the parting.
    """
    trees, common, apart = (Frontier(), Frontier()), 0, False
    parts: list[Noted | None] = [None, None]
    done: tuple[dict[str, Noted], dict[str, Noted]] = ({}, {})
    for pair in zip_longest(here, there):
        bodies = [row.body if row is not None else None for row in pair]
        if not apart and bodies[0] == bodies[1]:
            common += 1
        for side, row in enumerate(pair):
            if row is None:
                continue
            trees[side].add(leaf_hash(row.body))
            if bodies[0] == bodies[1] and not apart:
                continue
            (one,) = noted([row])
            parts[side] = parts[side] or one
            done[side].update(_done(one))
        apart = apart or bodies[0] != bodies[1]
    ours, theirs = (
        Copy(tree.size, tree.root().hex(), first) for tree, first in zip(trees, parts, strict=True)
    )
    return Parting(_how(common, ours, theirs), common, ours, theirs, tuple(_both(*done)))


def _how(common: int, here: Copy, there: Copy) -> How:
    if common == 0:
        return "another run"
    if common == here.entries == there.entries:
        return "same"
    if common == there.entries:
        return "here is longer"
    return "there is longer" if common == here.entries else "forked"


def _both(here: Mapping[str, Noted], there: Mapping[str, Noted]) -> Iterator[Both]:
    for what, one in here.items():
        if what in there:
            yield Both(what, one, there[what])


def _done(one: Noted) -> Iterator[tuple[str, Noted]]:
    event = one.event
    if isinstance(event, _DONE):
        names = (getattr(event, key, None) for key in ("item", "name", "state"))
        yield next((str(name) for name in names if name), type(event).__name__), one
    elif isinstance(event, e.StepEntered) and event.trigger != "expire":
        yield f"the way on from {event.source}", one
