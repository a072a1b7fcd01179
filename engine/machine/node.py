"""An abstract state, and what the world may do: the values with which the search through a space works.

Plain data; what follows from a node is `search.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.machine.abstract import Pairs
from engine.machine.conditions import Value
from engine.machine.live import Reads
from engine.machine.moves import Act
from engine.machine.table import Transition
from engine.procedure.guard_tree import Guard

Suspended = tuple[str, tuple[str, ...]]


class Node(NamedTuple):
    """An abstract state. `frozen`: the readings of a moment in which more follows by itself; None: at rest."""

    at: str
    held: bool = False
    resumed: bool = False
    values: Pairs = ()
    recorded: tuple[str, ...] = ()
    visits: tuple[tuple[str, int], ...] = ()
    latched: tuple[int, ...] = ()
    stack: tuple[Suspended, ...] = ()
    frozen: Pairs | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """What the world may do: roles that never come, readings that are lost, and whether people deviate."""

    missing: frozenset[str] = frozenset()
    lost: frozenset[str] = frozenset()
    deviations: bool = False
    reads: Reads = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()


Reading = tuple[str, Value]
# The readings of a move, what people do, the way that opens, and the node it leads to.
Row = tuple[Pairs, Act, Transition | None, Node]
