"""What of a node is kept when the run has moved: only what something ahead still reads.

It must never drop what a later step, counter, latch or interrupted step asks for.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.machine.live import Ahead
from engine.machine.node import Node, Reading


def forgotten(
    ahead: Mapping[str, Ahead], telling: frozenset[Reading], node: Node, near: Node
) -> Node:
    """The node without what nothing ahead reads; hold, latches and readings are those of `near`."""
    at, _, resumed, values, recorded, visits, _, stack, _ = node
    needed = ahead[at]
    stack = stack if needed.returns else ()
    if values:
        # What was recorded in a visit that is not over, here or interrupted, is still to be used.
        fresh = needed.carried & set(recorded) if recorded else frozenset()
        for state, before in stack:
            if before:
                fresh |= ahead[state].carried & set(before)
        values = tuple([one for one in values if _matters(one, needed, fresh, telling)])
    if visits:
        visits = tuple([one for one in visits if one[0] in needed.visits])
    latched = near.latched
    if latched:
        latched = tuple([one for one in latched if one in needed.watchers])
    return Node(at, near.held, resumed, values, recorded, visits, latched, stack, near.frozen)


def _matters(
    known: Reading, needed: Ahead, fresh: frozenset[str], telling: frozenset[Reading]
) -> bool:
    name, value = known
    if value is None or name in fresh or name not in needed.records:
        return value is not None and name in fresh
    return name not in needed.plain or known in telling
