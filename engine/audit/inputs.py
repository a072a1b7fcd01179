"""From an event that a person's input made back to the command that must have been given.

A rename only: `decide` is asked afterwards whether the command would have been taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import UNSET

from engine.run import commands as c
from engine.run import events as e
from engine.run.said import said_with

# What follows from the procedure by itself; `settle` is asked for these.
DERIVED = (
    e.StepEntered,
    e.ItemSensed,
    e.ItemCleared,
    e.WatchStarted,
    e.WatchBroken,
    e.ContingencyCleared,
    e.RunClosed,
)

_BACK: dict[type[e.Event], Callable[[Any], c.Command]] = {
    e.ItemTicked: lambda v: c.Tick(v.role, v.item),
    e.ItemUnticked: lambda v: c.Untick(v.role, v.item, v.reason),
    e.ItemOverridden: lambda v: c.Override(v.role, v.item, v.reason),
    e.VerifyOverridden: lambda v: c.Override(v.role, None, v.reason),
    e.ItemSkipped: lambda v: c.Skip(v.role, v.reason, v.item),
    e.ValueRecorded: lambda v: c.RecordValue(v.role, v.name, v.value),
    e.ValueNotKnown: lambda v: c.CannotTell(v.role, v.name),
    e.AnswerGiven: lambda v: c.Answer(v.role, v.word),
    e.SignedOff: lambda v: c.Sign(v.role, v.meaning, v.reason),
    e.StepDeferred: lambda v: c.Defer(v.role, v.reason),
    e.StepSkipped: lambda v: c.Skip(v.role, v.reason),
    e.RunAborted: lambda v: c.Abort(v.role, v.reason),
    e.HoldPlaced: lambda v: c.Hold(v.role, v.reason),
    e.HoldReleased: lambda v: c.Release(v.role),
    e.ObservationRaised: lambda v: c.Raise(v.role, v.text),
    e.ObservationDisposed: lambda v: c.Dispose(v.role, v.observation, v.disposition, v.note),
    e.NoteMade: lambda v: c.Note(v.role, v.text),
    e.InputCancelled: lambda v: c.Cancel(v.role, v.input),
    e.RoleHandedOver: lambda v: c.HandOver(v.role, v.seat, v.person),
    e.Redlined: lambda v: c.Redline(v.role, v.target, v.after, v.reason),
}


def command_of(event: e.Event) -> c.Command | None:
    """The command behind an event, or None when no person's input makes such an event."""
    back = _BACK.get(type(event))
    return said_with(event, back(event)) if back else None


def readings_of(event: e.ReadingsTaken) -> c.Command:
    """Telemetry, or (one reading by a seat) what a person read from an instrument."""
    every = None if event.every is UNSET else event.every
    return c.Telemetry(event.role, tuple(event.readings), every)
