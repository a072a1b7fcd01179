"""What the prover knows of a run: readings and values cut into cells at the constants guards name, time as before or after.

Every real run has its picture here (an over-approximation, so what is proved holds); the reverse may fail, see below.

Where the picture has more than the world: ticks, answers and signatures are one move ("done") that may come at any
moment of a step, though an interrupted step remembers them; readings may jump from any cell to any other at once.
Where people could do more, by default they do not: skips, overrides, put-off items and aborts are deviations.
Each role is taken to be another person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.machine.conditions import Holds, NoneKnown, Struck, Value, Verified
from engine.machine.table import State, Table, Transition
from engine.procedure.checks import quantities
from engine.procedure.guard_cells import cells
from engine.procedure.guard_joint import Group, Point, groups, joint
from engine.procedure.guard_solver import solver
from engine.procedure.guard_tree import Guard, atoms, evaluate, names, names_in

Pairs = tuple[tuple[str, Value], ...]
MOST_AT_ONCE = 4_000  # DESIGN: readings tried together in one state; beyond it nothing is proved


@dataclass(slots=True)
class Scene:
    """The facts of one abstract state under chosen readings; filled anew for each question."""

    sensed: Mapping[str, Guard | None]
    able: frozenset[str]
    signing: frozenset[str]
    values: dict[str, Value] = field(default_factory=dict)
    records: frozenset[str] = frozenset()
    done: bool = False
    word: str | None = None
    over: bool = False
    held: bool = False
    since: int = 0
    watching: int | None = None
    entered: Mapping[str, int] = field(default_factory=dict)
    top: str | None = None
    latches: tuple[int, ...] = ()

    def value(self, name: str) -> Value:
        """The chosen value of its cell; None for what is not known."""
        return self.values.get(name)

    def ticked(self, item: str) -> bool:
        """A sensed item by its reading (or override), any other once people are done."""
        guard = self.sensed.get(item)
        if guard is None:
            return self.done and item in self.able
        return self.over or evaluate(guard, self.value) is True

    def recorded(self, name: str) -> bool:
        """Whether the value was recorded in this visit."""
        return name in self.records

    def answer(self) -> str | None:
        """The answer of this move."""
        return self.word

    def signed(self, role: str) -> bool:
        """Whoever is there has signed once people are done."""
        return self.done and role in self.signing

    def overridden(self) -> bool:
        """Whether people override (deviations only)."""
        return self.over

    def running(self) -> bool:
        """Whether no hold is placed."""
        return not self.held

    def elapsed(self) -> int:
        """0 before the time is over, the time itself after."""
        return self.since

    def holding(self) -> int | None:
        """None, 0, or the hold time."""
        return self.watching

    def visits(self, state: str) -> int:
        """How often entered; saturates one above what is asked."""
        return self.entered.get(state, 0)

    def interrupted(self) -> str | None:
        """The top of the interrupted steps."""
        return self.top

    def latched(self, contingency: int) -> bool:
        """Whether it has fired and holds still."""
        return contingency in self.latches

    def nothing_open(self) -> bool:
        """People find a word for every observation once they are done."""
        return self.done


def scene(state: State, there: Collection[str]) -> Scene:
    """The facts of a state when only some roles are there."""
    able = {one.id for one in state.items if not one.by or set(one.by) & set(there)}
    items = {item.id: item.sensed for item in state.items}
    return Scene(items, frozenset(able if there else ()), frozenset(there))


def guards_of(table: Table, state: State, *, struck: bool = True) -> Iterator[Guard]:
    """Every guard that is looked at while the run stands in the state; contingencies' only if `struck`."""
    for way in table.ways(state.id):
        if struck or way.contingency is None:
            yield from guards_in(way)
    yield from (item.sensed for item in state.items if item.sensed is not None)
    if state.watch is not None:
        yield state.watch


def guards_in(way: Transition) -> Iterator[Guard]:
    """Every guard among the conditions of a way."""
    for one in way.conditions:
        if isinstance(one, Holds | Verified | Struck):
            yield one.guard
        if isinstance(one, NoneKnown):
            yield from one.guards


def cells_of(table: Table, more: Iterable[Guard] = ()) -> dict[str, tuple[Value, ...]]:
    """For each name that any guard reads: one value for each set of values no guard can tell apart, None last."""
    guards = [*_read_by(table), *more]
    asked: dict[str, dict[Guard, None]] = {}
    for guard in guards:
        for atom in atoms(guard):
            for name in names_in(atom):
                asked.setdefault(name, {})[atom] = None
    return {
        name: _told_apart(name, list(about), points)
        for name, points in cells(guards, quantities(table.channels, table.records)).items()
        for about in (asked[name],)
    }


def _read_by(table: Table) -> Iterator[Guard]:
    for state in table.states.values():
        yield from guards_of(table, state)
    yield from (watcher.guard for watcher in table.watchers)


def related_of(table: Table, lost: Collection[str]) -> Iterator[tuple[Group, list[Point]]]:
    """Channels that guards compare with one another, with the readings all of them can have at once.

    No readings at all: there were too many to tell apart.
    """
    known = quantities(table.channels, table.records)
    for group in groups(_read_by(table)):
        gone = [n for n, name in enumerate(group.names) if name in lost]
        points = joint(group, known)
        if points is None and (solving := solver(known)) is not None:
            points = solving.every(group, MOST_AT_ONCE)
        points = points or []
        yield group, [one for one in points if all(one[n] is None for n in gone)]


def _told_apart(name: str, about: Sequence[Guard], points: Sequence[Value]) -> tuple[Value, ...]:
    """Of the points that look the same to every comparison the easiest to say: whole, and not zero."""
    seen: dict[tuple[object, ...], list[Value]] = {}
    for point in points:
        one = {name: point}
        seen.setdefault(tuple(atom.holds(one.get) for atom in about), []).append(point)
    return tuple(_plain(alike) for alike in seen.values())


def _plain(alike: Sequence[Value]) -> Value:
    whole = [one for one in alike if not isinstance(one, float) or one.is_integer()] or alike
    return next((one for one in whole if one), whole[0])


def alike(
    cut: Mapping[str, Sequence[Value]], asked: Collection[Guard]
) -> Iterator[tuple[tuple[str, Value], tuple[str, Value]]]:
    """For each reading the first one that looks the same to every comparison that is asked."""
    for name, values in cut.items():
        about = [one for one in asked if names(one) == (name,)]
        first: dict[tuple[object, ...], Value] = {}
        for value in values:
            look = tuple(atom.holds({name: value}.get) for atom in about)
            yield (name, value), (name, first.setdefault(look, value))


def telling(table: Table, cut: Mapping[str, Sequence[Value]]) -> Iterator[tuple[str, Value]]:
    """Values at which some comparison of a contingency holds."""
    for watcher in table.watchers:
        for atom in atoms(watcher.guard):
            for value in cut.get(atom.name, ()):
                if atom.holds({atom.name: value}.get) is True:
                    yield atom.name, value
