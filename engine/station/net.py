"""Which air goes where: fans, exchange through hatches, and the air that must come back.

It turns one setting of hatches and fans into flows between compartments; the flows must always
balance at every compartment, for nothing here may pump a cabin full or empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from engine.station.layout import Fan, HatchState, Layout, reachable

Flow: TypeAlias = tuple[int, int, float]
"""From compartment, to compartment (places in the layout), m3/h."""

_STILL = 1e-9  # m3/h below which a flow is the rounding of none


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that can be switched, in the order of the layout: the key of a matrix.

    `spills` are pairs of compartment and minutes in which a spill falls to 1/e; `holes` are pairs
    of compartment and m3/h of cabin air that goes to vacuum.
    """

    contaminant: str
    hatches: tuple[HatchState, ...]
    fans: tuple[bool, ...]
    scrubbers: tuple[bool, ...]
    spills: tuple[tuple[str, float], ...] = ()
    holes: tuple[tuple[str, float], ...] = ()


def blowing(layout: Layout, configuration: Configuration) -> tuple[Fan, ...]:
    """Give the fans that are on and whose way is clear."""
    state = dict(zip(layout.hatches, configuration.hatches, strict=True))
    fans = zip(layout.fans.values(), configuration.fans, strict=True)
    return tuple(
        fan
        for fan, is_on in fans
        if is_on
        and all(state[hatch] != "shut" for hatch in fan.through)
        and all(state[hatch] == "obstructed" for hatch in fan.duct)
    )


def streams(layout: Layout, configuration: Configuration) -> tuple[Flow, ...]:
    """Give the flows that fans drive, one for each leg of each path."""
    place = {name: index for index, name in enumerate(layout.compartments)}
    return tuple(
        (place[here], place[there], fan.flow.value)
        for fan in blowing(layout, configuration)
        for here, there in pairwise(fan.path)
    )


def surplus(layout: Layout, legs: tuple[Flow, ...]) -> tuple[float, ...]:
    """Give what comes in less what goes out of each compartment, m3/h."""
    balance = [0.0] * len(layout.compartments)
    for source, sink, flow in legs:
        balance[source] -= flow
        balance[sink] += flow
    return tuple(balance)


def exchanges(layout: Layout, configuration: Configuration) -> tuple[Flow, ...]:
    """Give the flows, equal both ways, by which the two sides of each hatch mix."""
    place = {name: index for index, name in enumerate(layout.compartments)}
    both: list[Flow] = []
    for hatch, state in zip(layout.hatches.values(), configuration.hatches, strict=True):
        shut = state == "shut"
        flow = (layout.exchange_shut if shut else layout.exchange_open).value
        here, there = (place[side] for side in hatch.between)
        both += [(here, there, flow), (there, here, flow)]
    return tuple(both)


def returns(
    layout: Layout, configuration: Configuration, legs: tuple[Flow, ...]
) -> tuple[Flow, ...]:
    """Give the flows through open hatches that make up for what the fans leave unbalanced.

    Of all flows that balance, the one with the least sum of squares is taken: every open hatch
    resists alike (DESIGN). Where the fans already balance, as the published table does, it is
    nothing. A fan only blows through hatches that are not shut, so there is always a way back.
    """
    excess = surplus(layout, legs)
    if max(map(abs, excess), default=0.0) < _STILL:
        return ()
    return balanced(layout, configuration, excess)


def balanced(
    layout: Layout, configuration: Configuration, excess: tuple[float, ...]
) -> tuple[Flow, ...]:
    """Give the flows through open hatches that take away the excess (m3/h) of each compartment."""
    import numpy as np

    place = {name: index for index, name in enumerate(layout.compartments)}
    ways = [
        (place[hatch.between[0]], place[hatch.between[1]])
        for hatch, state in zip(layout.hatches.values(), configuration.hatches, strict=True)
        if state != "shut"
    ]
    incidence = np.zeros((len(excess), len(ways)))
    for column, (here, there) in enumerate(ways):
        incidence[here, column], incidence[there, column] = -1.0, 1.0
    through: list[float] = (np.linalg.pinv(incidence) @ -np.array(excess)).tolist()
    return tuple(
        (here, there, flow) if flow > 0 else (there, here, -flow)
        for (here, there), flow in zip(ways, through, strict=True)
        if abs(flow) >= _STILL
    )


def drafts(layout: Layout, configuration: Configuration) -> tuple[Flow, ...]:
    """Give the flows through open hatches towards holes: each volume empties evenly.

    Every compartment of a volume gives air by its size, so that one pressure holds in all of it.
    """
    if not configuration.holes:
        return ()
    names = list(layout.compartments)
    open_ = zip(layout.hatches, configuration.hatches, strict=True)
    passable = frozenset(name for name, state in open_ if state != "shut")
    excess = [0.0] * len(names)
    for hole, flow in configuration.holes:
        whole = reachable(layout, hole, passable)
        size = sum(layout.compartments[name].volume.value for name in whole)
        for n, name in enumerate(names):
            if name in whole:
                excess[n] += flow * layout.compartments[name].volume.value / size
        excess[names.index(hole)] -= flow
    return balanced(layout, configuration, tuple(excess))


@lru_cache(maxsize=256)
def flows(layout: Layout, configuration: Configuration) -> tuple[Flow, ...]:
    """Give every flow between compartments, m3/h: fans, their return, exchange, towards holes."""
    legs = streams(layout, configuration)
    back = returns(layout, configuration, legs)
    return legs + back + exchanges(layout, configuration) + drafts(layout, configuration)
