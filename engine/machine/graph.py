"""Questions about a space as a graph: what can reach what, what goes round, the shortest way there.

Knows nodes and edges by number and nothing of procedures.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from engine.machine.explore import Edge, Space

Marks = int
Watch: TypeAlias = Callable[[Marks, Edge], Marks]
Path = tuple[Edge, ...]


def can_reach(space: Space, targets: Iterable[int]) -> set[int]:
    """The nodes from which some way leads to a target."""
    back: list[list[int]] = [[] for _ in space.nodes]
    for edges in space.edges:
        for edge in edges:
            back[edge.dest].append(edge.source)
    seen = set(targets)
    todo = list(seen)
    while todo:
        for node in back[todo.pop()]:
            if node not in seen:
                seen.add(node)
                todo.append(node)
    return seen


def shortest(
    space: Space,
    goal: Callable[[Edge, Marks], bool],
    watch: Watch = lambda marks, _: marks,
    within: Collection[int] | None = None,
    starts: Sequence[int] = (),
) -> Path | None:
    """The fewest moves from a start whose last one is a goal, or None; `watch` carries what was seen on the way.

    `within`: only these nodes may be passed.
    """
    first = [(node, 0) for node in starts or space.starts]
    came: dict[tuple[int, Marks], tuple[tuple[int, Marks], Edge] | None] = dict.fromkeys(first)
    todo = deque(first)
    while todo:
        here = todo.popleft()
        for edge in space.edges[here[0]]:
            if within is not None and edge.dest not in within:
                continue
            if goal(edge, here[1]):
                return (*_back(came, here), edge)
            there = (edge.dest, watch(here[1], edge))
            if there not in came:
                came[there] = (here, edge)
                todo.append(there)
    return None


def _back(
    came: dict[tuple[int, Marks], tuple[tuple[int, Marks], Edge] | None], here: tuple[int, Marks]
) -> Path:
    found: list[Edge] = []
    step = came[here]
    while step is not None:
        found.append(step[1])
        step = came[step[0]]
    return tuple(reversed(found))


def path_to(space: Space, nodes: Collection[int]) -> Path:
    """The fewest moves from a start to one of the nodes; none when a start is one."""
    if any(one in nodes for one in space.starts):
        return ()
    return shortest(space, lambda edge, _: edge.dest in nodes) or ()


def components(space: Space) -> list[list[int]]:
    """Sets of nodes that can all reach each other, those further on first (Tarjan, without recursion)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on: set[int] = set()
    found: list[list[int]] = []
    for root in range(len(space.nodes)):
        if root in order:
            continue
        work: list[tuple[int, Iterator[Edge]]] = [(root, iter(space.edges[root]))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on.add(root)
        while work:
            node, edges = work[-1]
            fresh = _next(edges, node, order, low, on)
            if fresh is not None:
                order[fresh] = low[fresh] = len(order)
                stack.append(fresh)
                on.add(fresh)
                work.append((fresh, iter(space.edges[fresh])))
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[node])
            if low[node] == order[node]:
                found.append(_popped(stack, on, node))
    return found


def _next(
    edges: Iterator[Edge], node: int, order: dict[int, int], low: dict[int, int], on: set[int]
) -> int | None:
    for edge in edges:
        if edge.dest not in order:
            return edge.dest
        if edge.dest in on:
            low[node] = min(low[node], order[edge.dest])
    return None


def _popped(stack: list[int], on: set[int], root: int) -> list[int]:
    at = stack.index(root) if len(stack) < 50 else len(stack) - 1 - stack[::-1].index(root)
    members = stack[at:]
    del stack[at:]
    on.difference_update(members)
    return members
