"""What a person asks for, in the imperative; `decide` turns each into events or refuses it with a reason.

Every command names the role that gives it; the person is whoever holds that role's seat.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.run.events import Reading


@dataclass(frozen=True, slots=True)
class Command:
    """Who asks: the role, as spelled in the procedure."""

    role: str


@dataclass(frozen=True, slots=True)
class Tick(Command):
    """The item is done."""

    item: str


@dataclass(frozen=True, slots=True)
class Untick(Command):
    """The item was not done after all."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Override(Command):
    """Take a sensed item, or (item None) the step's verify, as met against its reading."""

    item: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class RecordValue(Command):
    """Record a value as typed; a unit may follow the number and must be the record's."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class CannotTell(Command):
    """Nobody can say: of a record by name, or (None) of the step's question."""

    name: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Command):
    """Choose an answer to the step's question: GO, NO-GO, silence, or one of the author's words."""

    word: str


@dataclass(frozen=True, slots=True)
class Sign(Command):
    """Sign for the step as it stands."""

    meaning: str = "performed"


@dataclass(frozen=True, slots=True)
class Defer(Command):
    """Put the step's open items off."""

    reason: str


@dataclass(frozen=True, slots=True)
class Skip(Command):
    """Leave the step (or, named, an outstanding item) undone."""

    reason: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Abort(Command):
    """Give the run up."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hold(Command):
    """Stop where we are."""

    reason: str


@dataclass(frozen=True, slots=True)
class Release(Command):
    """Go on."""


@dataclass(frozen=True, slots=True)
class Raise(Command):
    """Something was noticed."""

    text: str


@dataclass(frozen=True, slots=True)
class Dispose(Command):
    """Say a word on an observation; `note` says who or what explains it, or by whom it is left open."""

    observation: str
    disposition: str
    note: str


@dataclass(frozen=True, slots=True)
class Note(Command):
    """Write a remark."""

    text: str


@dataclass(frozen=True, slots=True)
class HandOver(Command):
    """Put another person into a seat."""

    seat: str
    person: str


@dataclass(frozen=True, slots=True)
class Telemetry(Command):
    """Samples that have arrived."""

    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Look(Command):
    """Nothing was done, time has passed: see what follows."""
