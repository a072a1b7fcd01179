"""What a person asks for, in the imperative; `decide` turns each into events or refuses it with a reason.

Every command names the role that gives it; the person is whoever holds that role's seat.
"""

from __future__ import annotations

from msgspec import Struct

from engine.run.events import Reading


class Command(Struct, frozen=True):
    """Who asks: the role, as spelled in the procedure."""

    role: str


class Act(Command, frozen=True, kw_only=True):
    """Something done or seen; `done` is when (run clock, ms) where that was before it is told."""

    done: int | None = None


class Deviation(Command, frozen=True, kw_only=True):
    """A departure from what is written; `authority` allowed it, `reference` is the paper that says so."""

    authority: str = ""
    reference: str = ""


class Tick(Act, frozen=True):
    """The item is done."""

    item: str


class Untick(Command, frozen=True):
    """The item was not done after all."""

    item: str
    reason: str


class Override(Deviation, frozen=True):
    """Take a sensed item, or (item None) the step's verify, as met against its reading."""

    item: str | None
    reason: str


class RecordValue(Act, frozen=True):
    """Record a value as typed; a unit may follow the number and must be the record's."""

    name: str
    text: str


class CannotTell(Act, frozen=True):
    """Nobody can say: of a record by name, or (None) of the step's question."""

    name: str | None = None


class Answer(Act, frozen=True):
    """Choose an answer to the step's question: GO, NO-GO, silence, or one of the author's words."""

    word: str


class Sign(Command, frozen=True):
    """Sign for the step as it stands; the meaning is one of MEANINGS (engine/run/signing.py)."""

    meaning: str = "performed"
    reason: str = ""


class Defer(Deviation, frozen=True):
    """Put the step's open items off."""

    reason: str


class Skip(Deviation, frozen=True):
    """Leave the step (or, named, an outstanding item) undone."""

    reason: str
    item: str | None = None


class Abort(Deviation, frozen=True):
    """Give the run up."""

    reason: str


class Hold(Command, frozen=True):
    """Stop where we are."""

    reason: str


class Release(Command, frozen=True):
    """Go on."""


class Raise(Act, frozen=True):
    """Something was noticed."""

    text: str


class Dispose(Command, frozen=True):
    """Say a word on an observation; `note` says who or what explains it, or by whom it is left open."""

    observation: str
    disposition: str
    note: str


class Note(Act, frozen=True):
    """Write a remark."""

    text: str


class Cancel(Command, frozen=True):
    """An input that was begun is not given after all; `input` says which."""

    input: str


class HandOver(Command, frozen=True):
    """Put another person into a seat."""

    seat: str
    person: str


class Telemetry(Command, frozen=True):
    """Samples that have arrived; `every`: when the next come, ms later, where they come slowly."""

    readings: tuple[Reading, ...]
    every: int | None = None


class ReadOut(Command, frozen=True):
    """A person reads an instrument aloud: the channel, and what it shows."""

    channel: str
    text: str


class Redline(Deviation, frozen=True):
    """Change the words of an item, or (a step's state) add to a step, for this run and for the author to see."""

    target: str
    text: str
    reason: str


class Accept(Command, frozen=True):
    """Open a procedure that is offered: the crew senses what it is for."""

    procedure: str


class Decline(Command, frozen=True):
    """Refuse a procedure that is offered, with what is seen instead."""

    procedure: str
    reason: str


class Call(Command, frozen=True):
    """Open a procedure by hand, whatever the alarms say, with what is seen."""

    procedure: str
    reason: str


class GoTo(Command, frozen=True):
    """Turn to another of the runs that are open beside each other."""

    run: str


class Acknowledge(Command, frozen=True):
    """What a closed run left behind is known, and need not be told beside the others any more."""

    run: str


class Look(Command, frozen=True):
    """Nothing was done, time has passed: see what follows."""


OF_THE_QUEUE = (Accept, Decline, GoTo, Call, Acknowledge)
"""The commands about open procedures as a whole, not about the one before the crew."""
