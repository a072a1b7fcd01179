"""How long it can take: the longest way through a space, each visit of a step as long as its author allows.

Time on hold is left out, as `within` leaves it out; closing an ended run is not counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.machine.compile import PRECONDITIONS
from engine.machine.explore import Edge, Space
from engine.machine.graph import Path, components, shortest

NEVER = math.inf


def longest_of(space: Space, edge: Edge) -> float:
    """The most ms the run can have stood in the step that the edge leaves, or infinity."""
    node, state = space.nodes[edge.source], space.state(edge.source)
    # An interrupted visit was counted in full when it was interrupted: its rest is part of that.
    if edge.way is None or node.frozen is not None or node.resumed or state.step is None:
        return 0
    if state.id == PRECONDITIONS or state.verb in {"decide", "perform"}:
        return 0
    return NEVER if state.step.within is None else state.step.within


def times(space: Space, order: list[list[int]] | None = None) -> list[float]:
    """For each node the most ms after the start at which a run can come to it."""
    order = order or components(space)
    far = [-math.inf] * len(space.nodes)
    for one in space.starts:
        far[one] = 0
    number = {node: n for n, members in enumerate(order) for node in members}
    for n in range(len(order) - 1, -1, -1):
        inner = [e for node in order[n] for e in space.edges[node] if number[e.dest] == n]
        most = max(far[node] for node in order[n])
        if any(longest_of(space, edge) > 0 for edge in inner) and most > -math.inf:
            most = NEVER
        for node in order[n]:
            far[node] = most
            for edge in space.edges[node]:
                if number[edge.dest] != n:
                    reached = most + longest_of(space, edge)
                    far[edge.dest] = max(far[edge.dest], reached)
    return far


@dataclass(slots=True)
class Until:
    """For each node the most ms until a goal; infinity when it may never come to one."""

    worst: list[float]
    onward: dict[int, Edge]
    members: dict[int, frozenset[int]]
    goals: frozenset[int]

    def path(self, space: Space, node: int) -> Path:
        """A longest way from the node to a goal, to a node with no way on, or once round a loop."""
        found: list[Edge] = []
        seen: set[int] = set()
        while node not in self.goals and node in self.onward and node not in seen:
            last = self.onward[node]
            members = self.members[node]
            seen |= members
            found += _across(space, node, last.source, members)
            found.append(last)
            node = last.dest
        return tuple(found)


def until(space: Space, goals: frozenset[int]) -> Until:
    """The longest ways to the goals, by components from the far end."""
    worst = [0.0] * len(space.nodes)
    onward: dict[int, Edge] = {}
    members: dict[int, frozenset[int]] = {}
    for group in components(space):
        inside = frozenset(group) - goals
        if not inside:
            continue
        best, edge = _worst(space, inside, worst)
        for node in inside:
            worst[node] = best
            members[node] = inside
            if edge is not None:
                onward[node] = edge
    return Until(worst, onward, members, goals)


def _worst(space: Space, inside: frozenset[int], worst: list[float]) -> tuple[float, Edge | None]:
    best, chosen = -1.0, None
    # Of equal ways one out of a hold comes last: there is no waiting there that counts.
    for node in sorted(inside, key=lambda one: space.nodes[one].held):
        for edge in space.edges[node]:
            takes = longest_of(space, edge)
            if edge.dest in inside:
                takes = (
                    NEVER if takes > 0 else -1.0
                )  # round and round, or a moment of the same visit
            else:
                takes += worst[edge.dest]
            if takes > best:
                best, chosen = takes, edge
    return (NEVER, None) if chosen is None else (best, chosen)


def _across(space: Space, start: int, end: int, members: frozenset[int]) -> Path:
    if start == end:
        return ()
    return shortest(space, lambda edge, _: edge.dest == end, within=members, starts=(start,)) or ()
