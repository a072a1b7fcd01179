"""What happens between procedures that are open beside each other: calls, offers, openings, whose turn it is.

Kept in the log of the run before the crew's eyes; `queue.py` folds them. Times are run clock milliseconds.
"""

from __future__ import annotations

from engine.run.event import Event


class ProcedureCalled(Event, frozen=True):
    """An alarm calls for a procedure; `offered`: the crew must sense first whether it is so."""

    procedure: str
    level: str
    why: str
    offered: bool


class CallCleared(Event, frozen=True):
    """What called for a procedure is no longer so."""

    procedure: str


class OfferAccepted(Event, frozen=True):
    """The crew senses what a procedure is for, and wants it open."""

    procedure: str


class OfferDeclined(Event, frozen=True):
    """The crew does not sense what a procedure is for; it is offered again when it is called for anew."""

    procedure: str
    reason: str


class ProcedureOpened(Event, frozen=True):
    """A procedure is opened as a run of its own beside this one; `front`: it comes before the crew's eyes."""

    procedure: str
    run: str
    level: str
    why: str
    front: bool


class FrontChosen(Event, frozen=True):
    """The crew turns to another of the open runs."""

    to: str


class NotesAcknowledged(Event, frozen=True):
    """What a closed run left behind is known; it is no longer told beside the others."""

    run: str
