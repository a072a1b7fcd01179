"""One step of the machine taken from the table alone: the same first way whose conditions all hold, much faster.

The machine of `drive.py` stays the authority; tests hold the two equal, and no crew's step is ever taken from here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from engine.machine.conditions import Facts
from engine.machine.table import Table, Transition, Trigger

# What the explorer is given: `Drive.fire` and `by_table(table)` are both one.
Fire: TypeAlias = Callable[[str, Trigger, Facts], Transition | None]


class Stepper(Protocol):
    """What deciding and settling ask: `Drive` for every crew, `TableSteps` where a log is gone through again."""

    @property
    def table(self) -> Table:
        """The table of the revision."""

    def offers(self, state: str, trigger: Trigger) -> bool:
        """Whether the state has any way with this trigger, whatever its conditions say."""

    def fire(self, state: str, trigger: Trigger, facts: Facts) -> Transition | None:
        """The way taken from `state` by `trigger` given the facts, or None when none holds."""


class TableSteps:
    """The table with the face of the machine, for going through long logs; no crew's step is taken from it."""

    def __init__(self, table: Table) -> None:
        """Sort the table's ways once."""
        self.table = table
        self.fire = by_table(table)
        self._known = frozenset((way.source, way.trigger) for way in table.transitions)

    def offers(self, state: str, trigger: Trigger) -> bool:
        """Whether the state has any way with this trigger, whatever its conditions say."""
        return (state, trigger) in self._known


def fire(table: Table, state: str, trigger: Trigger, facts: Facts) -> Transition | None:
    """The way taken from `state` by `trigger` given the facts, or None when none holds."""
    for way in table.ways(state):
        if way.trigger == trigger and all(one.holds(facts) for one in way.conditions):
            return way
    return None


def by_table(table: Table) -> Fire:
    """`fire` with the table's ways sorted by source and trigger once, for searches of many steps."""
    ways: dict[tuple[str, Trigger], list[Transition]] = {}
    for way in table.transitions:
        ways.setdefault((way.source, way.trigger), []).append(way)
    none: list[Transition] = []

    def step(state: str, trigger: Trigger, facts: Facts) -> Transition | None:
        for way in ways.get((state, trigger), none):
            for condition in way.conditions:
                if not condition.holds(facts):
                    break
            else:
                return way
        return None

    return step
