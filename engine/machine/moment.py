"""What may be so at a node in one moment: the readings that may come, and the way that follows by itself or by an act.

Asks the conditions of the table's own ways and moves nothing; where a way leads is `search.py`'s.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from engine.machine.abstract import MOST_AT_ONCE, Pairs, Scene, cells_of, related_of, scene
from engine.machine.live import Ahead
from engine.machine.node import Node, Options
from engine.machine.stepper import Fire
from engine.machine.table import AUTOMATIC, State, Table, Transition, Trigger
from engine.procedure.guard_joint import Point, product_of
from engine.procedure.guard_solver import INSTALL, installed
from engine.procedure.guard_tree import evaluate, names


class Moments:
    """The readings and the ways of each moment; keeps what is worth computing once for each state of the table."""

    def __init__(
        self, table: Table, options: Options, fire: Fire, ahead: Mapping[str, Ahead]
    ) -> None:
        self.table, self.fire, self.ahead = table, fire, ahead
        cut = cells_of(table, options.guards)
        self.cells = {k: (None,) if k in options.lost else v for k, v in cut.items()}
        self.related = dict(related_of(table, options.lost))
        self._with = {name: group for group in self.related for name in group.names}
        self.cut = False
        self.lacking = "" if all(self.related.values()) or installed() else INSTALL
        self.there = [role for role in table.procedure.roles if role not in options.missing]
        self._triggers = {
            name: tuple(one for one in AUTOMATIC if one in {way.trigger for way in ways})
            for name, ways in ((name, table.ways(name)) for name in table.states)
        }
        self._scenes = {name: scene(state, self.there) for name, state in table.states.items()}
        self._named: dict[tuple[str, tuple[int, ...], bool], list[str]] = {}
        self._chosen: dict[tuple[str, tuple[int, ...], Pairs | None], list[Pairs]] = {}

    def choices(self, node: Node) -> list[Pairs]:
        """The readings that may come, or that go on from the frozen ones."""
        key = (node.at, node.latched, node.frozen)
        found = self._chosen.get(key)
        if found is None:
            fixed = dict(node.frozen or ())
            relevant = self.relevant(node, moment=node.frozen is not None)
            sets = self._open([one for one in relevant if one not in fixed])
            size = math.prod(len(points) for _, points in sets)
            looked = 0 < size <= MOST_AT_ONCE
            self.cut = self.cut or not looked
            names = [name for one, _ in sets for name in one]
            tried = product_of([points for _, points in sets]) if looked else iter(((),))
            found = [
                tuple(sorted((*fixed.items(), *zip(names, values, strict=looked))))
                for values in tried
            ]
            self._chosen[key] = found
        return found

    def _open(self, open_: Sequence[str]) -> list[tuple[tuple[str, ...], Sequence[Point]]]:
        """The readings that are not fixed, those together that guards compare with one another."""
        found: dict[tuple[str, ...], Sequence[Point]] = {}
        for name in open_:
            group = self._with.get(name)
            if group is None:
                found[name,] = [(value,) for value in self.cells.get(name, (None,))]
            else:
                found[group.names] = self.related[group]
        return list(found.items())

    def relevant(self, node: Node, *, moment: bool) -> list[str]:
        """The readings that matter where the node stands: in a moment in which more may follow, or at rest."""
        key = (node.at, node.latched, moment)
        known = self._named.get(key)
        if known is None:
            found = self.latched_names(node.latched) - set(self.table.records)
            needed = self.ahead[node.at]
            found |= needed.quick if moment else needed.channels
            # A reading goes with all it is compared with, or it would mean something else later on.
            found |= {
                other for one in found if one in self._with for other in self._with[one].names
            }
            known = sorted(found)
            self._named[key] = known
        return known

    def latched_names(self, latched: tuple[int, ...]) -> frozenset[str]:
        """What the guards of contingencies that are latched read."""
        guards = [self.table.watchers[one].guard for one in latched]
        return frozenset(name for guard in guards for name in names(guard))

    def cleared(self, node: Node, readings: Pairs) -> Node:
        """The node without the latches that these readings clear."""
        if not node.latched:
            return node
        known = dict((*node.values, *readings))
        held = tuple(
            one
            for one in node.latched
            if evaluate(self.table.watchers[one].guard, known.get) is True
        )
        return node if held == node.latched else node._replace(latched=held)

    def automatic(self, node: Node, readings: Pairs, since: int = 0) -> Transition | None:
        """What settling does first: contingency, revisit, proceed, expire, in this order."""
        scene = self._at(node, readings)
        scene.since = since
        for trigger in self._triggers[node.at]:
            way = self.fire(node.at, trigger, scene)
            if way is not None:
                return way
        return None

    def asked(
        self,
        node: Node,
        trigger: Trigger,
        readings: Pairs,
        *,
        done: bool = False,
        word: str | None = None,
        over: bool = False,
        watching: int | None = None,
    ) -> Transition | None:
        """The way that opens when people are done, answer, override, or a guard has held so long (ms)."""
        scene = self._at(node, readings)
        scene.done, scene.word, scene.over = done, word, over
        if watching is not None:
            scene.watching = watching
        return self.fire(node.at, trigger, scene)

    def _at(self, node: Node, readings: Pairs) -> Scene:
        scene, state = self._scenes[node.at], self.table.states[node.at]
        scene.values = dict((*node.values, *readings))
        scene.records = frozenset(node.recorded)
        scene.done, scene.word, scene.over = False, None, False
        scene.held, scene.since = node.held, 0
        scene.entered, scene.latches = dict(node.visits), node.latched
        scene.top = node.stack[-1][0] if node.stack else None
        watch = state.watch
        scene.watching = 0 if watch is not None and evaluate(watch, scene.value) is True else None
        return scene

    def watched(self, state: State, node: Node, readings: Pairs) -> bool:
        """Whether the watched guard of the state holds."""
        known = dict((*node.values, *readings))
        return state.watch is not None and evaluate(state.watch, known.get) is True

    def can_expire(self, node: Node, state: State, readings: Pairs) -> bool:
        """A guard that holds at the last moment must have been broken before, or the hold was reached first.

        Where only a reading that clears a latch breaks it, the way leads over the node without that latch.
        """
        return not self.watched(state, node, readings) or self.calm(node) is not None

    def calm(self, node: Node) -> Pairs | None:
        """Readings under which the node rests as it is, no latch cleared, and its watched guard does not hold."""
        state = self.table.states[node.at]
        found = (
            readings
            for readings in self.choices(node)
            if not self.watched(state, node, readings) and self.cleared(node, readings) == node
        )
        return next((one for one in found if self.automatic(node, one) is None), None)
