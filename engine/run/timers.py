"""What will be due, and when, if nothing but time happens: deadlines as data, no sleeping.

A console looks again at the earliest of them; a drill's clock jumps to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.machine.conditions import Expired, HeldFor
from engine.machine.drive import Drive
from engine.procedure.guard_tree import names
from engine.run.facts import RunFacts
from engine.run.state import RunState


class Due(Struct, frozen=True):
    """A moment (run clock, ms) at which looking again may change something, and why."""

    t: int
    what: str


def due(drive: Drive, state: RunState) -> tuple[Due, ...]:
    """Every deadline of the present step and every reading about to go stale, the earliest first."""
    if state.closed or state.at == drive.table.initial:
        return ()
    found = [*_timers(drive, state), *_staleness(drive, state)]
    return tuple(sorted(found, key=lambda one: (one.t, one.what)))


def _timers(drive: Drive, state: RunState) -> Iterator[Due]:
    if state.held_since is not None:
        return
    for way in drive.table.ways(state.at):
        for condition in way.conditions:
            if isinstance(condition, Expired):
                yield Due(state.local.since + state.local.held_ms + condition.ms, "timeout")
            since = state.local.watching_since
            if isinstance(condition, HeldFor) and since is not None:
                yield Due(since + condition.ms, "hold time")


def _staleness(drive: Drive, state: RunState) -> Iterator[Due]:
    facts = RunFacts(drive.table, state, state.moment)
    for name in _watched(drive, state):
        last = facts.good_until(name)
        if last is not None and not facts.stale(name):
            yield Due(last + 1, f"{name} stale")


def _watched(drive: Drive, state: RunState) -> set[str]:
    """The channels on which the present state's guards depend."""
    here = drive.table.states[state.at]
    guards = [one for one in (here.watch, here.verify) if one is not None]
    guards += [item.sensed for item in here.items if item.sensed is not None]
    guards += [one.guard for one in drive.table.watchers if state.at in one.states]
    return {name for guard in guards for name in names(guard)}
