"""Every situation a run can get into, as a graph of abstract states with the moves between them.

The same search runs over the table or over the machine itself (`by`); too large a space is cut and says so.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from typing import NamedTuple

from engine.machine.abstract import Pairs
from engine.machine.moves import Act
from engine.machine.node import Node, Options
from engine.machine.search import Search
from engine.machine.stepper import Fire, by_table
from engine.machine.table import State, Table, Transition

MOST_NODES = 400_000  # DESIGN: beyond it the search says "not proved"; about 100 MB


class Edge(NamedTuple):
    """A move: first these readings, then the act, and by it the way (None: the run stays in its step)."""

    source: int
    dest: int
    readings: Pairs
    act: Act
    way: Transition | None


@dataclass(slots=True)
class Space:
    """Reachable nodes, in the order of a breadth-first search, with the edges out of each.

    `whole`: nothing was left out; `lacking`: what must be installed to leave nothing out, "" when that helps nothing.
    """

    table: Table
    options: Options
    nodes: list[Node]
    edges: list[list[Edge]]
    number: dict[Node, int]
    starts: tuple[int, ...]
    whole: bool = True
    lacking: str = ""

    @property
    def cut(self) -> str:
        """Why nothing is proved of a space that is not whole."""
        why = "the space is too large to look at all of it"
        return (
            f"{why}; its channels compared with one another take {self.lacking}"
            if self.lacking
            else why
        )

    def state(self, node: int) -> State:
        """The state of the table in which the node stands."""
        return self.table.states[self.nodes[node].at]


def explore(
    table: Table,
    options: Options | None = None,
    *,
    by: Fire | None = None,
    starts: tuple[Node, ...] = (),
) -> Space:
    """The space of a table, stepped by `by` (the table when not given; `Drive(table).fire` gives the same).

    `starts`: nodes to begin at instead of the opening of a run.
    """
    search = Search(table, options or Options(), by or by_table(table))
    first = starts or (search.opening(),)
    space = Space(table, search.options, [], [], {}, tuple(range(len(first))))
    for node in first:
        _numbered(space, node)
    collects = gc.isenabled()
    gc.disable()  # a search keeps what it makes: to look through it for rubbish takes a fifth of its time
    try:
        _spread(space, search)
    finally:
        if collects:
            gc.enable()
    space.whole = space.whole and not search.cut
    space.lacking = "" if space.whole else search.now.lacking
    return space


def _spread(space: Space, search: Search) -> None:
    """Every node that is reached, and the edges out of each."""
    for at, here in enumerate(space.nodes):  # which grows as the search goes on
        if len(space.nodes) > MOST_NODES:
            space.whole = False
            space.edges.extend([] for _ in range(len(space.nodes) - at))
            return
        space.edges.append(
            [
                Edge(at, _numbered(space, dest), readings, act, way)
                for readings, act, way, dest in search.moves(here)
                if way is not None or dest != here
            ]
        )


def _numbered(space: Space, node: Node) -> int:
    number = space.number.setdefault(node, len(space.nodes))
    if number == len(space.nodes):
        space.nodes.append(node)
    return number
