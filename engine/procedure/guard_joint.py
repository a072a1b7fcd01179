"""Readings of channels that guards compare with one another: one for each way in which all comparisons can come out.

Exact: each channel is cut where a constant, a channel chosen before it, or a chain of comparisons through those still
to be chosen can matter. It never samples; where that takes too many points it gives none.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from typing import Final, NamedTuple, TypeAlias

from engine.procedure.guard import Quantity
from engine.procedure.guard_tree import (
    Atom,
    Compare,
    Guard,
    Relation,
    Value,
    atoms,
    digits,
    names_in,
)

MOST_POINTS: Final = 20_000  # DESIGN: points of one group before the like are put together
_EXACT: Final = Context(prec=700)
_HALF: Final = Decimal("0.5")

Point: TypeAlias = tuple[Value, ...]
_Chosen: TypeAlias = Mapping[str, Decimal | None]


class Group(NamedTuple):
    """Channels that are compared with one another, directly or through others, and all that is asked of them."""

    names: tuple[str, ...]
    asked: tuple[Atom, ...]


def groups(guards: Iterable[Guard]) -> list[Group]:
    """The channels that some guard relates, those together that hang together; in the order of their names."""
    asked = list(dict.fromkeys(atom for guard in guards for atom in atoms(guard)))
    together: list[set[str]] = []
    for atom in asked:
        if isinstance(atom, Relation):
            touched = [one for one in together if one & {atom.name, atom.other}]
            merged = {atom.name, atom.other}.union(*touched)
            together = [one for one in together if one not in touched] + [merged]
    return [
        Group(tuple(sorted(one)), tuple(atom for atom in asked if set(names_in(atom)) <= one))
        for one in sorted(together, key=min)
    ]


def told_apart(group: Group, points: Iterable[Point]) -> list[Point]:
    """The points that come out differently, of those alike the easiest to say."""
    seen: dict[tuple[object, ...], Point] = {}
    for point in points:
        known = dict(zip(group.names, point, strict=True))
        look = (
            *(value is None for value in point),
            *(atom.holds(known.get) for atom in group.asked),
        )
        if look not in seen or _plainness(point) > _plainness(seen[look]):
            seen[look] = point
    return list(seen.values())


def _plainness(point: Point) -> int:
    return sum(2 * one.is_integer() + (one != 0) for one in point if isinstance(one, float))


def joint(
    group: Group, environment: Mapping[str, Quantity], most: int = MOST_POINTS
) -> list[Point] | None:
    """One point for each way in which the comparisons of the group can come out; None when it takes more than `most`.

    A point has a value for each name of the group, None for one that is not known.
    """
    cut = _Cut(group, environment)
    found = list(itertools.islice(cut.points({}), most + 1))
    if len(found) > most or cut.too_fine:
        return None
    return told_apart(group, found)


class _Cut:
    """The cutting of one group, channel after channel."""

    def __init__(self, group: Group, environment: Mapping[str, Quantity]) -> None:
        self.group = group
        self.known = {name: environment.get(name, Quantity("")) for name in group.names}
        self.own = {name: set(self._constants(name)) for name in group.names}
        self.too_fine = False

    def _constants(self, name: str) -> Iterator[Decimal]:
        """What the channel itself is compared with, and the ends of its range."""
        for atom in self.group.asked:
            if isinstance(atom, Compare) and atom.name == name:
                yield digits(atom.value)
        ends = (self.known[name].low, self.known[name].high)
        yield from (digits(end) for end in ends if math.isfinite(end))

    def points(self, chosen: _Chosen) -> Iterator[Point]:
        """Every point that goes on from the channels chosen so far."""
        if len(chosen) == len(self.group.names):
            yield tuple(self._number(chosen[name]) for name in self.group.names)
            return
        name = self.group.names[len(chosen)]
        for value in (*self._values(name, chosen), None):
            yield from self.points({**chosen, name: value})

    def _number(self, value: Decimal | None) -> Value:
        if value is None:
            return None
        number = float(value)
        # A float that shows other digits would stand in another cell than the one it is to show.
        self.too_fine = self.too_fine or not math.isfinite(number) or digits(number) != value
        return number

    def _values(self, name: str, chosen: _Chosen) -> Iterator[Decimal]:
        """Each place where something changes, and one value between each two and beyond the last."""
        quantity = self.known[name]
        edges = sorted(one for one in self._edges(name, chosen) if self._inside(name, one))
        if not edges:
            yield Decimal(0)
            return
        if not math.isfinite(quantity.low):
            yield _EXACT.subtract(edges[0], Decimal(1))
        for here, there in itertools.pairwise(edges):
            yield here
            yield _between(here, there)
        yield edges[-1]
        if not math.isfinite(quantity.high):
            yield _EXACT.add(edges[-1], Decimal(1))

    def _inside(self, name: str, value: Decimal) -> bool:
        quantity = self.known[name]
        return digits(quantity.low) <= value <= digits(quantity.high)

    def _edges(self, name: str, chosen: _Chosen) -> set[Decimal]:
        """Where the channel meets a constant or a chosen channel, directly or through those not chosen yet."""
        still = [one for one in self.group.names if one not in chosen]
        fixed = {one: {value} for one, value in chosen.items() if value is not None}
        edges = {one: self.own[one] | self._moved(one, fixed) for one in still}
        for _ in range(len(still) - 1):
            edges = {one: edges[one] | self._moved(one, edges) for one in still}
        return edges[name]

    def _moved(self, name: str, others: Mapping[str, Collection[Decimal]]) -> set[Decimal]:
        """Where the channel would be for its relations to the values of others to turn."""
        found: set[Decimal] = set()
        for atom in self.group.asked:
            if isinstance(atom, Relation):
                apart = digits(atom.value or 0)
                if atom.name == name:
                    found |= {_EXACT.add(one, apart) for one in others.get(atom.other, ())}
                if atom.other == name:
                    found |= {_EXACT.subtract(one, apart) for one in others.get(atom.name, ())}
        return found


def _between(here: Decimal, there: Decimal) -> Decimal:
    """A number between the two: the middle, or a whole number near it where there is one."""
    middle = _EXACT.multiply(_EXACT.add(here, there), _HALF)
    whole = middle.to_integral_value()
    return whole if here < whole < there else middle


def product_of(sets: Sequence[Sequence[Point]]) -> Iterator[Point]:
    """Every choice of one point for each of several sets of channels, as one point."""
    for chosen in itertools.product(*sets):
        yield tuple(value for point in chosen for value in point)
