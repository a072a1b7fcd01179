"""From a path through a space to a counterexample: which readings come, who does what, how long is waited in each step.

Every move is one that a run takes; a wait is never longer than the step allows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.machine.counterexample import Counterexample, Stage
from engine.machine.explore import Edge, Space
from engine.machine.moves import Move, Passed, moves_of, reads_of
from engine.machine.node import Node
from engine.machine.search import Search
from engine.machine.stepper import by_table
from engine.machine.table import State


def told(
    space: Space, path: Sequence[Edge], name: str, sentence: str, *, late: bool = False
) -> Counterexample:
    """A path of a space as a counterexample; `late`: every step is left as late as it can be."""
    telling = _Telling(space, Search(space.table, space.options, by_table(space.table)), late)
    first = space.state(path[0].source if path else space.starts[0]).id
    stages = [telling.stage(group) for group in _groups(space, path)]
    return Counterexample(
        space.table.procedure.procedure,
        name,
        sentence,
        tuple(one for one in stages if one.moves or one.to) or (Stage(first, (), ()),),
        tuple(sorted(space.options.missing)),
    )


def _groups(space: Space, path: Sequence[Edge]) -> list[list[Edge]]:
    """What people and world do at rest, with what follows from it in the same moment."""
    groups: list[list[Edge]] = []
    for edge in path:
        if groups and space.nodes[edge.source].frozen is not None:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return groups


@dataclass(slots=True)
class _Telling:
    """What is known on the way: the last readings, and the time used up in each step's visit."""

    space: Space
    search: Search
    late: bool
    known: dict[str, str | None] = field(default_factory=dict)
    used: dict[str, int] = field(default_factory=dict)

    def stage(self, group: Sequence[Edge]) -> Stage:
        """One stay in a state."""
        edge, state = group[0], self.space.state(group[0].source)
        moves = tuple(self._fresh([*self._waits(edge, state, group), *self._acts(edge, state)]))
        return Stage(state.id, moves, tuple(one.way.dest for one in group if one.way is not None))

    def _waits(self, edge: Edge, state: State, group: Sequence[Edge]) -> Iterator[Move]:
        node = self.space.nodes[edge.source]
        before, last = self._times(edge, state, node)
        self.used[state.id] = before + last + (self.used.get(state.id, 0) if node.resumed else 0)
        if before > 0:
            rest = node._replace(frozen=None)
            yield from reads_of(self.search.now.calm(rest) or ())
            yield Move("wait", ms=before)
        readings = {name: value for one in reversed(group) for name, value in one.readings}
        yield from reads_of(tuple(sorted(readings.items())))
        if last:
            yield Move("wait", ms=last)

    def _times(self, edge: Edge, state: State, node: Node) -> tuple[int, int]:
        """How long is waited before the last readings come, and how long under them (ms)."""
        within = state.step.within if state.step is not None else None
        left = (within or 0) - (self.used.get(state.id, 0) if node.resumed else 0)
        if isinstance(edge.act, Passed) and not edge.act.hold:
            # A guard that holds at the last moment came true just then, or its hold would be reached.
            rest = node._replace(frozen=None)
            last = 1 if self.search.now.watched(state, rest, edge.readings) else left
            return left - last, last
        hold = edge.act.hold if isinstance(edge.act, Passed) else 0
        # Time on hold does not count, so there is nothing to gain by waiting in one.
        if not self.late or edge.way is None or node.held or within is None:
            return 0, hold
        if self.search.now.calm(node._replace(frozen=None)) is None:
            return 0, hold  # whatever was waited for would change what is latched
        kept = hold
        if edge.way.returns and edge.way.contingency is not None and state.step is not None:
            kept = state.step.hold or 0  # time for a hold that may still be wanted after the return
        return max(0, left - kept - 1), hold

    def _acts(self, edge: Edge, state: State) -> Iterator[Move]:
        if not isinstance(edge.act, Passed):
            yield from moves_of(self.space.table, state, edge.act, self.space.options.missing)

    def _fresh(self, moves: Sequence[Move]) -> Iterator[Move]:
        """The moves without readings that say nothing new."""
        for move in moves:
            if move.kind == "reads":
                if self.known.get(move.name) == move.value:
                    continue
                self.known[move.name] = move.value
            yield move
