"""What can happen, as frozen data: the states of a procedure revision and the transitions between them.

The table is the one thing from which the machine, the prover, the drawing and the list of allowed inputs are made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from engine.machine.conditions import Condition
from engine.machine.spec import ChannelSpec, CloseSpec, ProcedureSpec, RecordSpec, StepSpec
from engine.procedure.guard_tree import Guard

IDLE = "idle"
ABORTED = "aborted"

StateKind = Literal["idle", "step", "closing", "end"]
Trigger = Literal["start", "contingency", "revisit", "proceed", "expire", "skip", "abort", "close"]
# Triggers that need no crew input are tried in this order at every settling; the order is part of the semantics.
AUTOMATIC: tuple[Trigger, ...] = ("contingency", "revisit", "proceed", "expire")


class ItemSpec(Struct, frozen=True):
    """A box of a step, with the name by which the log knows it."""

    id: str
    text: str
    by: tuple[str, ...]
    sensed: Guard | None


class State(Struct, frozen=True):
    """One state: a step of a procedure in its frame, the closing of an end, or an end."""

    id: str
    kind: StateKind
    frame: str = ""
    procedure: str = ""
    step: StepSpec | None = None
    verb: str = ""
    items: tuple[ItemSpec, ...] = ()
    records: tuple[str, ...] = ()
    watch: Guard | None = None
    verify: Guard | None = None
    outcome: str | None = None

    @property
    def title(self) -> str:
        """What a person reads on the step's line."""
        if self.step is not None:
            return self.step.heading
        words = {"closing": f"Close the run: {self.outcome}", "end": f"Ended: {self.outcome}"}
        return words.get(self.kind, self.id)

    @property
    def called(self) -> str:
        """What an author calls it: a step's name, or an end as it is written in a way."""
        words = {"closing": f"close-out of {self.outcome}", "end": f"end {self.outcome}"}
        return words.get(self.kind, self.id)


class Transition(Struct, frozen=True):
    """One way from a state to another; of several with one trigger, the first whose conditions hold is taken."""

    trigger: Trigger
    source: str
    dest: str
    conditions: tuple[Condition, ...] = ()
    label: str = ""
    contingency: int | None = None
    returns: bool = False


class Watcher(Struct, frozen=True):
    """A contingency of the whole run: its guard, and the states in which it is looked at."""

    index: int
    guard: Guard
    states: frozenset[str]
    to: str


class Table(Struct, frozen=True):
    """A compiled procedure revision with all that it performs and leaves for.

    order: every step as people list them. numbers: what people call each: 1, 2, 2.1 (performed), T1 (left for).
    """

    procedure: ProcedureSpec
    states: Mapping[str, State]
    transitions: tuple[Transition, ...]
    watchers: tuple[Watcher, ...]
    channels: Mapping[str, ChannelSpec]
    records: Mapping[str, RecordSpec]
    safe_ends: frozenset[str]
    channels_of: Mapping[str, frozenset[str]] = {}
    digests: Mapping[str, str] = {}
    by_source: Mapping[str, tuple[Transition, ...]] = {}
    order: tuple[str, ...] = ()
    numbers: Mapping[str, str] = {}
    initial: str = IDLE

    @property
    def close(self) -> CloseSpec:
        """What must be said before the run can close."""
        return self.procedure.close

    def ways(self, state: str) -> tuple[Transition, ...]:
        """Every transition out of a state, in the order in which the machine tries them."""
        return self.by_source.get(state, ())


def by_source(transitions: tuple[Transition, ...]) -> dict[str, tuple[Transition, ...]]:
    """The transitions gathered under their source, order kept."""
    found: dict[str, list[Transition]] = {}
    for way in transitions:
        found.setdefault(way.source, []).append(way)
    return {source: tuple(found[source]) for source in found}
