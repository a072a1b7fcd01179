"""From the table to one flat `transitions` machine, and one step of it; the only module that imports `transitions`.

The machine is shared by every run of the revision and holds no run: a run lends it a cursor for the length of a step.
"""

from __future__ import annotations

from typing import cast

from msgspec import Struct
from transitions import EventData, Machine

from engine.machine.conditions import Facts
from engine.machine.table import Table, Transition, Trigger


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
    """The machine of one procedure revision."""

    def __init__(self, table: Table) -> None:
        """Build the machine from the table; the table has been checked, so every name exists."""
        self.table = table
        self.machine = Machine(
            model=None,
            states=list(table.states),
            initial=table.initial,
            auto_transitions=False,
            send_event=True,
            queued=False,
        )
        for way in table.transitions:
            self.machine.add_transition(
                way.trigger,
                way.source,
                way.dest,
                conditions=list(way.conditions),
                before=[_Mark(way)],
            )
        # `Event.transitions` is a defaultdict: reading a missing state would create it. Freeze what exists.
        self._known = {
            name: frozenset(event.transitions) for name, event in self.machine.events.items()
        }

    def offers(self, state: str, trigger: Trigger) -> bool:
        """Whether the state has any way with this trigger, whatever its conditions say."""
        return state in self._known.get(trigger, frozenset())

    def fire(self, state: str, trigger: Trigger, facts: Facts) -> Transition | None:
        """The way taken from `state` by `trigger` given the facts, or None when none holds."""
        if not self.offers(state, trigger):
            return None
        cursor = _Cursor(state)
        self.machine.events[trigger].trigger(cursor, facts)
        return cursor.taken
