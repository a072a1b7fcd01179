"""From one abstract state to those that may come next: readings, acts of people, time, and what follows by itself.

Mirrors `engine.run.settle` and the fold of a run's events; it must never know a way that `fire` does not take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.machine.abstract import Pairs, alike, telling
from engine.machine.conditions import Value
from engine.machine.live import Ahead, ahead, local, most_visits
from engine.machine.memory import forgotten
from engine.machine.moment import Moments
from engine.machine.moves import Act, Done, Ordered, Passed, Said, asked_of
from engine.machine.node import Node, Options, Reading, Row, Suspended
from engine.machine.stepper import Fire
from engine.machine.table import State, Table, Transition

MOST_INTERRUPTED = 4  # DESIGN: steps interrupted within one another

Found = Iterator[Row]


class Search:
    """The successors of a node; keeps what is worth computing once for each state of the table."""

    def __init__(self, table: Table, options: Options, fire: Fire) -> None:
        self.table, self.options, self.fire = table, options, fire
        self.ahead: Mapping[str, Ahead] = ahead(table, options.reads, deviations=options.deviations)
        self.most = most_visits(table)
        self.now = Moments(table, options, fire, self.ahead)
        self.cells, self.there = self.now.cells, self.now.there
        self.telling = frozenset(telling(table, self.cells))
        self.forgot = False
        self.local = {name: local(table, state) for name, state in table.states.items()}
        together = {name for group in self.now.related for name in group.names}
        alone = {name: one for name, one in self.cells.items() if name not in together}
        self.plain = {name: dict(alike(alone, one.asked)) for name, one in self.ahead.items()}
        self.nears: dict[Node, Node] = {}
        self.rows: dict[Node, tuple[list[Row], bool]] = {}

    @property
    def cut(self) -> bool:
        """Whether something that may happen was not looked at."""
        return self.forgot or self.now.cut

    def opening(self) -> Node:
        """The first step at the moment the run opens, when nothing has been read yet."""
        way = self.table.ways(self.table.initial)[0]
        nothing: Pairs = tuple((name, None) for name in sorted(self.cells))
        return self._frozen_at(Node(self.table.initial), way, nothing)

    def moves(self, node: Node) -> list[Row]:
        """The moves out of a node, the first for each destination and way; nodes that look alike share the work."""
        found: dict[tuple[Node, int], Row] = {}
        gone: set[tuple[Node, int]] = set()  # moments that another act has led to by the same way
        for row in self._rows(node)[0]:
            readings, act, way, _ = row
            dest = self._applied(node, row)
            key = (dest, id(way))  # ways are the table's own, and told apart as such
            if key in found or key in gone:
                continue
            if dest.frozen is not None:
                following, moving = self._rows(dest)
                if way is None or not moving:
                    gone.add(key)
                    self._through(found, (readings, act, way, dest), following)
                    continue
            found[key] = (readings, act, way, dest)
        return list(found.values())

    def _through(self, found: dict[tuple[Node, int], Row], row: Row, following: list[Row]) -> None:
        """At rest, or on by the way that the act opens: the moment between is no node of its own."""
        readings, act, way, dest = row
        for one in following:
            onward, end = way or one[2], self._applied(dest, one)
            key = (end, id(onward))
            if key not in found:
                found[key] = (_both(one[0], readings), act, onward, end)

    def _rows(self, node: Node) -> tuple[list[Row], bool]:
        """The moves as they are worked out nearby, and whether some way is taken in one."""
        near = self.nears.get(node)
        if near is None:
            near = self.nears[node] = self._near(node)
        found = self.rows.get(near)
        if found is None:
            seen: dict[tuple[Act, int, Node], Row] = {}
            for readings, act, way, dest in self._moves(near):
                seen.setdefault((act, id(way), dest), (readings, act, way, dest))
            rows = list(seen.values())
            found = self.rows[near] = rows, any(one[2] is not None for one in rows)
        return found

    def _near(self, node: Node) -> Node:
        """The node with only what its own state reads."""
        local = self.local[node.at]
        read = local.names
        if node.latched:
            read = read | self.now.latched_names(node.latched)
        stack: tuple[Suspended, ...] = ()
        if local.returns and node.stack:
            stack = ((node.stack[-1][0], ()),)
        return Node(
            node.at,
            node.held,
            False,  # resumed: matters to the time left only
            tuple([one for one in node.values if one[0] in read]),
            node.recorded,
            tuple([one for one in node.visits if one[0] in local.counted]),
            node.latched,
            stack,
            node.frozen,
        )

    def _applied(self, node: Node, row: Row) -> Node:
        """What a row worked out nearby does to the whole node."""
        _, act, way, near = row
        if way is not None:
            return self._entered(node, way, near)
        if isinstance(act, Said):
            return self._said(node, act, near)
        _, _, resumed, values, recorded, visits, _, stack, _ = node
        return Node(
            node.at, near.held, resumed, values, recorded, visits, near.latched, stack, near.frozen
        )

    def _moves(self, node: Node) -> Found:
        kind = self.table.states[node.at].kind
        if kind == "closing":
            way = self.now.asked(node, "close", (), done=True)
            if way is not None and not node.held:
                yield (), Done(), way, Node(way.dest)
        elif kind == "step" and node.frozen is not None:
            yield from self._following(node)
        elif kind == "step":
            yield from self._resting(node)

    def _following(self, node: Node) -> Found:
        """What follows by itself in the same moment; readings that did not matter before are chosen now.

        Where some choice lets the run rest, the others are left to the moves from there: nothing that is latched
        hangs on these readings, or they would have been chosen before.
        """
        rest: list[Row] = []
        ways: list[Row] = []
        for readings in self.now.choices(node):
            cleared = self.now.cleared(node, readings)
            way = self.now.automatic(cleared, readings)
            if way is None:
                rest.append((readings, None, None, cleared._replace(frozen=None)))
            else:
                ways.append((readings, None, way, self._frozen_at(cleared, way, readings)))
        yield from rest or ways

    def _resting(self, node: Node) -> Found:
        for readings in self.now.choices(node):
            cleared = self.now.cleared(node, readings)
            way = self.now.automatic(cleared, readings)
            if way is not None:
                yield readings, None, way, self._frozen_at(cleared, way, readings)
                continue
            yield readings, None, None, cleared
            if not node.held:
                yield from self._acts(cleared, readings)
                if self.there:
                    yield readings, Ordered("hold"), None, cleared._replace(held=True)
            elif self.there:
                yield (
                    readings,
                    Ordered("release"),
                    None,
                    self._again(cleared._replace(held=False), readings),
                )
            yield from self._records(cleared, readings)
            if self.options.deviations and self.there:
                yield from self._deviations(cleared, readings)

    def _acts(self, node: Node, readings: Pairs) -> Found:
        """People finish or answer; a hold time or the step's time comes to its end."""
        state = self.table.states[node.at]
        for word in (None, *self._words(state)):
            way = self.now.asked(node, "proceed", readings, done=True, word=word)
            if way is not None:
                yield readings, Done(word), way, self._frozen_at(node, way, readings)
        step = state.step
        if step is None:
            return
        if state.watch is not None and step.hold:
            way = self.now.asked(node, "proceed", readings, done=True, watching=step.hold)
            if way is not None:
                act = Passed(hold=step.hold, within=step.within or 0)
                yield readings, act, way, self._frozen_at(node, way, readings)
        if step.within is not None and self.now.can_expire(node, state, readings):
            way = self.now.automatic(node, readings, since=step.within)
            if way is not None:
                act = Passed(within=step.within)
                yield readings, act, way, self._frozen_at(node, way, readings)

    def _words(self, state: State) -> Iterator[str]:
        step = state.step
        if step is None or not self.there:
            return
        asked = set(asked_of(step))
        for word in step.answers:
            silent = step.call is not None and word == "silence"
            if word != "LOS" and (not asked or silent or asked & set(self.there)):
                yield word

    def _records(self, node: Node, readings: Pairs) -> Found:
        state = self.table.states[node.at]
        for name in state.records:
            by = self.table.records[name].by
            if not self.there or (by is not None and by not in self.there):
                continue
            needed = self.ahead[node.at]
            kept = name in needed.records or name in needed.carried
            values = self.cells.get(name, (None,)) if kept else (self._any(name),)
            for value in values:
                after = self._said(node, Said(name, value))
                if after != node:
                    yield readings, Said(name, value), None, self._again(after, readings)

    def _said(self, node: Node, act: Said, near: Node | None = None) -> Node:
        known = _with(node.values, (act.name, act.value))
        recorded = node.recorded
        if act.name not in recorded:
            recorded = tuple(sorted((*recorded, act.name)))
        at, held, resumed, _, _, visits, latched, stack, frozen = node
        after = Node(at, held, resumed, known, recorded, visits, latched, stack, frozen)
        return forgotten(self.ahead, self.telling, after, near or node)

    def _any(self, name: str) -> Value:
        return self.cells.get(name, (None,))[0]

    def _deviations(self, node: Node, readings: Pairs) -> Found:
        for kind, trigger in (("skip", "skip"), ("abort", "abort")):
            way = self.now.asked(node, trigger, readings)  # type: ignore[arg-type]
            if way is not None:
                act = Ordered(kind)  # type: ignore[arg-type]
                freed = node._replace(held=node.held and kind == "skip")
                yield readings, act, way, self._frozen_at(freed, way, readings)
        way = self.now.asked(node, "proceed", readings, done=True, over=True)
        if way is not None and not node.held:
            yield readings, Done(over=True), way, self._frozen_at(node, way, readings)

    def _again(self, node: Node, readings: Pairs) -> Node:
        """The node in the same moment: what follows by itself is looked for."""
        if self.table.states[node.at].kind != "step":
            return node
        at, held, resumed, values, recorded, visits, latched, stack, _ = node
        needed, plain = self.now.relevant(node, moment=True), self.plain[at]
        frozen = tuple([plain.get(pair, pair) for pair in readings if pair[0] in needed])
        return Node(at, held, resumed, values, recorded, visits, latched, stack, frozen)

    def _frozen_at(self, node: Node, way: Transition, readings: Pairs) -> Node:
        return self._again(self._entered(node, way), readings)

    def _entered(self, node: Node, way: Transition, near: Node | None = None) -> Node:
        """The node after a way was taken, as a run's own fold would have it; `near`: worked out already."""
        visits, stack, resumed = node.visits, node.stack, False
        recorded: tuple[str, ...] = ()
        latched = node.latched
        if way.contingency is not None:
            latched = tuple(sorted({*latched, way.contingency}))
            stack = (*stack, (node.at, node.recorded)) if way.returns else ()
        if way.returns and way.contingency is None and stack:
            recorded, stack, resumed = stack[-1][1], stack[:-1], True
        elif way.dest in self.most:
            counts = dict(visits)
            count = counts.get(way.dest, 0) + 1
            counts[way.dest] = min(count, self.most[way.dest] + 1)
            visits = tuple(sorted(counts.items()))
        if len(stack) > MOST_INTERRUPTED:
            self.forgot, stack = True, stack[-MOST_INTERRUPTED:]
        after = Node(way.dest, node.held, resumed, node.values, recorded, visits, latched, stack)
        return forgotten(self.ahead, self.telling, after, near or after)


def _with(known: Pairs, pair: Reading) -> Pairs:
    """The pairs, which are in the order of their names, with one that is new or another in its place."""
    name = pair[0]
    for at, (other, _) in enumerate(known):
        if other >= name:
            return (*known[:at], pair, *known[at + (other == name) :])
    return (*known, pair)


def _both(before: Pairs, after: Pairs) -> Pairs:
    """The readings of two moves as one; what was read last stands."""
    for pair in after:
        before = _with(before, pair)
    return before
