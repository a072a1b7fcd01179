"""From the table to one flat `transitions` machine, and one step of it; the only module that imports `transitions`.

The machine is shared by every run of the revision and holds no run: a run lends it a cursor for the length of a step.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from engine.machine.conditions import Facts
from engine.machine.table import Table, Transition, Trigger

if TYPE_CHECKING:
    from transitions import EventData, Machine


class _Cursor:
    """Where one step starts and where it ended, and by which way: all that the machine may write."""

    __slots__ = ("state", "taken")

    def __init__(self, state: str) -> None:
        self.state = state
        self.taken: Transition | None = None


class _Mark(Struct, frozen=True):
    """Writes on the cursor which way was taken; two ways with one destination stay apart."""

    way: Transition

    def __call__(self, event: EventData) -> None:
        cast(_Cursor, event.model).taken = self.way


class Drive:
    """The machine of one procedure revision, made when the first step is taken: a first look need not wait for it."""

    def __init__(self, table: Table) -> None:
        """Takes the table, which has been checked, so that every name exists."""
        self.table = table
        self._known = frozenset((way.source, way.trigger) for way in table.transitions)

    @cached_property
    def machine(self) -> Machine:
        """The `transitions` machine: every way of the table in its order, and none besides."""
        from transitions import Machine

        machine = Machine(
            model=None,
            states=list(self.table.states),
            initial=self.table.initial,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        for way in self.table.transitions:
            machine.add_transition(
                way.trigger,
                way.source,
                way.dest,
                conditions=list(way.conditions),
                before=[_Mark(way)],
            )
        return machine

    def offers(self, state: str, trigger: Trigger) -> bool:
        """Whether the state has any way with this trigger, whatever its conditions say."""
        return (state, trigger) in self._known

    def fire(self, state: str, trigger: Trigger, facts: Facts) -> Transition | None:
        """The way taken from `state` by `trigger` given the facts, or None when none holds."""
        # The machine's own table is a defaultdict: asking it for a missing state would create one.
        if not self.offers(state, trigger):
            return None
        cursor = _Cursor(state)
        self.machine.events[trigger].trigger(cursor, facts)
        return cursor.taken
