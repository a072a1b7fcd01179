"""What follows by itself: sensed items, hold times, timeouts, contingencies, and the moves the machine makes of them.

Settling depends on state and time alone, so a run that was cut off between an input and what follows from it goes on
where it was: the same events follow when it is opened again.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.machine.stepper import Stepper
from engine.machine.table import AUTOMATIC, State, Transition, Trigger
from engine.procedure.guard_tree import evaluate
from engine.run import events as e
from engine.run.evolve import evolve
from engine.run.facts import RunFacts
from engine.run.state import RunState

MOST_MOVES = 200  # at one moment; a procedure that wants more goes on at the next look


def settle(drive: Stepper, state: RunState, now: int) -> tuple[e.Event, ...]:
    """Every event that follows from the state at `now` (run clock, ms), in order."""
    found: list[e.Event] = []
    while not state.closed and len(found) < MOST_MOVES:
        event = next_event(drive, state, now)
        if event is None:
            break
        found.append(event)
        state = evolve(state, event)
    return tuple(found)


def next_event(drive: Stepper, state: RunState, now: int) -> e.Event | None:
    """The one event that follows first at `now` (run clock, ms), or None; the run must not be closed."""
    here = drive.table.states[state.at]
    facts = RunFacts(drive.table, state, now)
    noticed = next(_noticed(drive, here, facts), None)
    return noticed or _move(drive, here, facts)


def _noticed(drive: Stepper, here: State, facts: RunFacts) -> Iterator[e.Event]:
    """Changes that move nothing: sensed items, the hold time's start and break, contingencies at rest."""
    state, now = facts.state, facts.now
    for item in here.items:
        if item.sensed is not None:
            yield from _sensed(item.id, evaluate(item.sensed, facts.value), facts)
    if here.watch is not None:
        holds = evaluate(here.watch, facts.value)
        if holds is True and state.local.watching_since is None:
            yield e.WatchStarted(now, e.ENGINE, here.id)
        if holds is not True and state.local.watching_since is not None:
            yield e.WatchBroken(now, e.ENGINE, here.id, "unknown" if holds is None else "false")
    for watcher in drive.table.watchers:
        if watcher.index in state.latched and evaluate(watcher.guard, facts.value) is not True:
            yield e.ContingencyCleared(now, e.ENGINE, watcher.index)


def _sensed(item: str, holds: bool | None, facts: RunFacts) -> Iterator[e.Event]:  # noqa: FBT001
    box = facts.state.boxes.get(item)
    fresh = box is not None and box.entry == facts.state.local.entry
    if holds is True and not (
        fresh and box is not None and box.status in {"sensed", "ticked", "overridden"}
    ):
        yield e.ItemSensed(facts.now, e.ENGINE, item)
    if holds is not True and fresh and box is not None and box.status == "sensed":
        yield e.ItemCleared(facts.now, e.ENGINE, item)


def _move(drive: Stepper, here: State, facts: RunFacts) -> e.Event | None:
    for trigger in _triggers(here, facts.state):
        way = drive.fire(here.id, trigger, facts)
        if way is not None:
            return _moved(drive, way, facts)
    return None


def _triggers(here: State, state: RunState) -> tuple[Trigger, ...]:
    if here.kind == "closing":
        return ("close",)
    if state.local.leaving == "abort":
        return ("abort",)
    if state.local.leaving is not None:
        return ("skip",)
    return AUTOMATIC if here.kind == "step" else ()


def _moved(drive: Stepper, way: Transition, facts: RunFacts) -> e.Event:
    if way.trigger == "close":
        outcome = drive.table.states[way.dest].outcome or ""
        return e.RunClosed(facts.now, e.ENGINE, outcome, outcome in drive.table.safe_ends)
    return e.StepEntered(
        facts.now,
        e.ENGINE,
        way.dest,
        way.source,
        way.trigger,
        way.label,
        way.contingency,
        way.returns,
    )


def open_run(drive: Stepper, now: int) -> e.StepEntered:
    """The move out of idle with which every run begins."""
    way = drive.table.ways(drive.table.initial)[0]
    return e.StepEntered(now, e.ENGINE, way.dest, way.source, way.trigger, way.label)
