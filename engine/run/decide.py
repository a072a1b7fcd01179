"""From a command, a state and the time to the one event it makes, or a refusal with a reason; no side effects.

What follows from that event is `settle`'s; `respond` puts the two together and is what a console calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from engine.machine.stepper import Stepper
from engine.run import commands as c
from engine.run import decide_run as run
from engine.run import decide_step as step
from engine.run import events as e
from engine.run.evolve import evolve
from engine.run.moment import Made, Moment, Refusal
from engine.run.said import with_said
from engine.run.settle import settle
from engine.run.state import RunState

__all__ = ["Decision", "Refusal", "decide", "respond"]

Decision = tuple[e.Event, ...] | Refusal


def respond(drive: Stepper, state: RunState, command: c.Command, now: int) -> Decision:
    """The command's event and all that follows from it, or a refusal."""
    made = decide(drive, state, command, now)
    if isinstance(made, Refusal):
        return made
    for event in made:
        state = evolve(state, event)
    return (*made, *settle(drive, state, now))


def decide(drive: Stepper, state: RunState, command: c.Command, now: int) -> Decision:
    """The event a command makes (at most one), or a refusal; `now` is run clock milliseconds."""
    if isinstance(command, c.Look):
        return ()
    if state.closed:
        return Refusal(f"this run is closed: {state.outcome}")
    if now < state.t:
        return Refusal(f"the clock stands at {now} ms, before the last entry at {state.t} ms")
    if isinstance(command, c.Telemetry):
        every = UNSET if command.every is None else command.every
        return (e.ReadingsTaken(now, command.role, list(command.readings), every),)
    if command.role not in state.seats:
        return Refusal(
            f"no role is called '{command.role}' here; roles are {', '.join(state.seats)}"
        )
    moment = Moment(drive, state, now)
    made = _DECIDERS[type(command)](moment, command)
    if not isinstance(made, Refusal):
        made = with_said(moment, command, made)
    return made if isinstance(made, Refusal) else (made,)


_DECIDERS: dict[type[c.Command], Callable[[Moment, Any], Made]] = {
    c.Tick: step.tick,
    c.Untick: step.untick,
    c.Override: step.override,
    c.RecordValue: step.record,
    c.CannotTell: step.cannot_tell,
    c.Answer: step.answer,
    c.Sign: step.sign,
    c.Defer: run.defer,
    c.Skip: run.skip,
    c.Abort: run.abort,
    c.Hold: run.hold,
    c.Release: run.release,
    c.Raise: run.raise_observation,
    c.Dispose: run.dispose,
    c.Note: run.note,
    c.Cancel: run.cancel,
    c.HandOver: run.hand_over,
    c.ReadOut: run.read_out,
    c.Redline: run.redline,
}
