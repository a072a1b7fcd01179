"""What of the past still matters in a state: values, counters, latches and interrupted steps that something ahead reads.

All else is forgotten, which keeps the space small and changes no answer; it must never forget what a later step reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from engine.machine.abstract import guards_in, guards_of
from engine.machine.conditions import AllRecorded, Condition, HeldFor, ReturnsTo, VisitsOver
from engine.machine.table import State, Table, Transition
from engine.procedure.guard_tree import And, Guard, IsUnknown, Not, Or, atoms, names

_T = TypeVar("_T")
Reads = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Ahead:
    """For one state: what may still be read from here on.

    `carried` are records of this step whose values matter once they are recorded; `plain` are records of which only
    contingencies ask whether something holds, so that "not so" and "not known" are the same. `channels` are read
    while the run rests here, `quick` in the moment in which it comes here, by the comparisons `asked`.
    """

    records: frozenset[str]
    carried: frozenset[str]
    plain: frozenset[str]
    visits: frozenset[str]
    watchers: frozenset[int]
    returns: bool
    channels: frozenset[str]
    quick: frozenset[str]
    asked: frozenset[Guard]


class Local(NamedTuple):
    """What a state itself reads: records (those it asks for too), counters, the interrupted step."""

    names: frozenset[str]
    counted: frozenset[str]
    returns: bool


def local(table: Table, state: State) -> Local:
    """What the state itself reads."""
    read = {name for guard in guards_of(table, state) for name in names(guard)}
    return Local(
        frozenset((read & set(table.records)) | set(state.records)),
        frozenset(_counted(table, (state.id,))),
        _of(ReturnsTo, table.ways(state.id)),
    )


def ahead(table: Table, asked: Reads, *, deviations: bool) -> dict[str, Ahead]:
    """What each state still needs; `asked` are records that a property reads when a state is entered.

    Without deviations nobody skips or aborts, and nothing needs to be kept for what those lead to.
    """
    astray = () if deviations else ("skip", "abort")
    ways = [way for way in reversed(table.transitions) if way.trigger not in astray]
    reach = _fixed(ways, {one: {one} for one in table.states}, lambda _, found: found)
    watched = {
        one: frozenset(w.index for w in table.watchers if w.states & reach[one])
        for one in table.states
    }
    records = _records(table, ways, asked, watched)
    weighed = _records(table, ways, asked, {})
    denied = {name for one in table.watchers for name in _denied(one.guard)}
    quick = _fixed(
        ways,
        {name: _quick(table, state) for name, state in table.states.items()},
        lambda way, found: found if at_once(table, way) else set(),
    )
    told = {
        one: frozenset(atom for n in found for atom in atoms(table.watchers[n].guard))
        for one, found in watched.items()
    }
    return {
        one: Ahead(
            frozenset(records[one]),
            frozenset(_carried(table, one, records)),
            frozenset(records[one] - weighed[one] - denied),
            frozenset(_counted(table, reach[one])),
            watched[one],
            any(_of(ReturnsTo, table.ways(other)) for other in reach[one]),
            frozenset(_channels(table, table.states[one])),
            frozenset(name for atom in quick[one] for name in names(atom)) - set(table.records),
            frozenset(quick[one]) | told[one],
        )
        for one in table.states
    }


def most_visits(table: Table) -> dict[str, int]:
    """For each state whose visits are asked for: the largest number anything asks."""
    found: dict[str, int] = {}
    for way in table.transitions:
        for one in way.conditions:
            if isinstance(one, VisitsOver):
                found[one.state] = max(found.get(one.state, 0), one.most)
    return found


def at_once(table: Table, way: Transition) -> bool:
    """Whether the way may be taken in the moment its source is entered, without a word from people."""
    if way.trigger in {"contingency", "revisit", "start"}:
        return True
    state = table.states[way.source]
    if way.trigger != "proceed" or state.step is None:
        return False
    sensed = bool(state.items) and all(item.sensed is not None for item in state.items)
    held_for = [one for one in way.conditions if isinstance(one, HeldFor)]
    return (
        sensed
        or state.verb in {"decide", "perform", "record"}  # the last word recorded moves it on
        or any(one.ms == 0 for one in held_for)
        or way.label == "LOS"
    )


def _carried(table: Table, state: str, records: Mapping[str, set[str]]) -> set[str]:
    onward = [records[way.dest] for way in table.ways(state) if way.trigger == "proceed"]
    return set(table.states[state].records) & {name for one in onward for name in one}


def _of(kind: type[Condition], ways: Iterable[Transition]) -> bool:
    return any(isinstance(one, kind) for way in ways for one in way.conditions)


def _counted(table: Table, states: Iterable[str]) -> Iterable[str]:
    for state in states:
        for way in table.ways(state):
            yield from (one.state for one in way.conditions if isinstance(one, VisitsOver))


def _channels(table: Table, state: State) -> set[str]:
    read = {name for guard in guards_of(table, state) for name in names(guard)}
    return read - set(table.records)


def _quick(table: Table, state: State) -> set[Guard]:
    """Every comparison that may move the run in the moment in which it comes here."""
    ways = [way for way in table.ways(state.id) if at_once(table, way)]
    guards = [guard for way in ways for guard in guards_in(way)]
    sensed = [item.sensed for item in state.items if item.sensed is not None]
    if sensed and len(sensed) == len(state.items):
        guards += sensed
    return {atom for guard in guards for atom in atoms(guard)}


def _records(
    table: Table,
    ways: Sequence[Transition],
    asked: Reads,
    watched: Mapping[str, frozenset[int]],
) -> dict[str, set[str]]:
    start: dict[str, set[str]] = {}
    for name, state in table.states.items():
        guards: list[Guard] = list(guards_of(table, state, struck=False))
        # A latch clears wherever the run stands, so the values its guard reads matter there too.
        guards += [one.guard for one in table.watchers if one.index in watched.get(name, ())]
        read = {one for guard in guards for one in names(guard)} | asked.get(name, frozenset())
        start[name] = read & set(table.records)

    def kept(way: Transition, found: set[str]) -> set[str]:
        if way.trigger == "proceed" and _of(AllRecorded, (way,)):
            return found - set(table.states[way.source].records)
        return found

    return _fixed(ways, start, kept)


def _denied(guard: Guard) -> Iterable[str]:
    """Names of which the guard asks that something is not so, or not known."""
    if isinstance(guard, Not | IsUnknown):
        return names(guard)
    parts = guard.parts if isinstance(guard, And | Or) else ()
    return [name for part in parts for name in _denied(part)]


def _fixed(
    ways: Sequence[Transition],
    start: Mapping[str, set[_T]],
    through: Callable[[Transition, set[_T]], set[_T]],
) -> dict[str, set[_T]]:
    """The least sets that hold their start and, through every way, what its destination holds."""
    found = {name: set(one) for name, one in start.items()}
    changed = True
    while changed:
        changed = False
        for way in ways:
            more = through(way, found[way.dest]) - found[way.source]
            if more:
                found[way.source] |= more
                changed = True
    return found
