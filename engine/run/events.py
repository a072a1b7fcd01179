"""What has happened in a run, in the past tense: frozen, versioned by the log, the only source of a run's state.

An event never says what follows from it; what follows is another event. Times are run clock milliseconds.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from engine.run.event import ENGINE, KINDS, STATION, Act, Deviation, Event, Kind
from engine.run.queue_events import (
    CallCleared,
    FrontChosen,
    NotesAcknowledged,
    OfferAccepted,
    OfferDeclined,
    ProcedureCalled,
    ProcedureOpened,
)

__all__ = [
    "ENGINE",
    "KINDS",
    "STATION",
    "Act",
    "CallCleared",
    "Deviation",
    "Event",
    "FrontChosen",
    "Kind",
    "NotesAcknowledged",
    "OfferAccepted",
    "OfferDeclined",
    "ProcedureCalled",
    "ProcedureOpened",
]  # and all that follows


class RunOpened(Event, frozen=True):
    """The first event of every run; `kind` says for good whether this is a drill or a real run."""

    run: str
    kind: Kind
    procedure: str
    revision: int
    digest: str
    title: str
    epoch: str
    seats: dict[str, str]
    played: list[str]
    scenario: str | None
    seed: int | None
    clock: str
    software: str
    origin: str = ""  # under which its checkpoints are signed; empty: it promises none
    signers: str = ""  # SHA-256 of the allowed_signers file in force, hex; empty: there was none
    # Where it was opened beside another run of one drill: that run, and what called for it.
    beside: str | UnsetType = UNSET
    because: str | UnsetType = UNSET


class TextKept(Event, frozen=True):
    """A part of a text in force (procedure, scenario, station), kept with the run."""

    kind: str
    name: str
    digest: str
    part: int
    of: int
    text: str


class StepEntered(Event, frozen=True):
    """The run moved: to a state, from one, by a trigger of the machine and the arm or reason of it."""

    state: str
    source: str
    trigger: str
    label: str
    contingency: int | None = None
    returns: bool = False


class ItemTicked(Act, frozen=True):
    """A person says an item is done."""

    item: str


class ItemSensed(Event, frozen=True):
    """A sensed item's guard came true."""

    item: str


class ItemCleared(Event, frozen=True):
    """A sensed item's guard is no longer true."""

    item: str


class ItemUnticked(Event, frozen=True):
    """A correction: the item was not done after all; the tick stays in the log."""

    item: str
    reason: str


class ItemOverridden(Deviation, frozen=True):
    """A person says a sensed item is done although its reading does not."""

    item: str
    reason: str


class ItemSkipped(Deviation, frozen=True):
    """An item that was outstanding is given up, for a reason."""

    item: str
    reason: str


class VerifyOverridden(Deviation, frozen=True):
    """A person takes the step's verify as met although the readings do not say so."""

    state: str
    reason: str


class ValueRecorded(Act, frozen=True):
    """A person recorded a value; a later one replaces it and both stay in the log."""

    name: str
    value: str
    unit: str | None


class ValueNotKnown(Act, frozen=True):
    """A person cannot tell the value."""

    name: str


class AnswerGiven(Act, frozen=True):
    """The step's question was answered, by the crew or by the ground."""

    state: str
    word: str


class SignedOff(Event, frozen=True):
    """A person put their name to a step; `auth` says how far it is proved: asserted, or ssh.

    With ssh, `statement` is what their key signed (engine/run/signing.py) and `signature` the
    armoured signature over it. `reason` is why, in their words; '' when they gave none.
    """

    state: str
    person: str
    meaning: str
    auth: str = "asserted"
    statement: str | None = None
    signature: str | None = None
    reason: str = ""


class StepDeferred(Deviation, frozen=True):
    """The open items of the step are put off; they must be done or given up before the run closes."""

    state: str
    items: list[str]
    reason: str


class StepSkipped(Deviation, frozen=True):
    """The step is left undone on somebody's word."""

    state: str
    reason: str


class RunAborted(Deviation, frozen=True):
    """The run is given up."""

    reason: str


class HoldPlaced(Event, frozen=True):
    """The run waits: no step is left and no timeout runs until the hold is released."""

    reason: str


class HoldReleased(Event, frozen=True):
    """The run goes on."""


class WatchStarted(Event, frozen=True):
    """The watched guard came true; its hold time begins."""

    state: str


class WatchBroken(Event, frozen=True):
    """The watched guard is no longer true, or cannot be told; the hold time begins again."""

    state: str
    why: str


class ContingencyCleared(Event, frozen=True):
    """A contingency that had fired no longer holds and is armed again."""

    contingency: int


class ObservationRaised(Act, frozen=True):
    """Something was noticed; it needs a word before the run can close."""

    observation: str
    text: str


class ObservationDisposed(Event, frozen=True):
    """A word was said on an observation: explained, handed over, or left open by name."""

    observation: str
    disposition: str
    note: str


class NoteMade(Act, frozen=True):
    """A remark."""

    text: str


class RoleHandedOver(Event, frozen=True):
    """A role's seat has another person in it."""

    seat: str
    person: str


class Reading(Struct, frozen=True, forbid_unknown_fields=True):
    """One sample of one channel: its text as sensed, its quality, and when it was taken."""

    channel: str
    value: str | None
    quality: str
    taken: int


class ReadingsTaken(Event, frozen=True):
    """Telemetry: samples of several channels at one moment; `every`: the next come so much later, ms.

    Said only where they come more slowly than is usual: until then they are the latest there can be.
    """

    readings: list[Reading]
    every: int | UnsetType = UNSET


class Redlined(Deviation, frozen=True):
    """The crew changed the words of an item, or added to a step, in this run; the author's words stay in the log."""

    target: str
    before: str
    after: str
    reason: str


class Corrected(Event, frozen=True):
    """An auditor's correction: the entry it names stays as it is, and this one says what is right and why."""

    entry: int
    was: str
    becomes: str
    reason: str
    person: str
    auth: str = "asserted"


class ActTaken(Event, frozen=True):
    """Drill only: somebody did something to the vehicle, because of an item or outside the procedure."""

    act: str
    item: str | None
    refused: str | None = None


class InjectDelivered(Event, frozen=True):
    """Drill only: an inject of the scenario took effect; `text` is what the crew notices."""

    inject: str
    text: str


class InputRefused(Event, frozen=True):
    """An input of a person that was not accepted, with the reason that was shown."""

    input: str
    reason: str


class InputCancelled(Event, frozen=True):
    """An input that a person began and did not give: what was being asked when they left it."""

    input: str


class ClockKept(Event, frozen=True):
    """The run clock stood here, and nothing else happened: written as a drill is left, and now and then.

    `left`: somebody left the console here, and the run goes on from here; else the program was at work.
    """

    left: bool


class RunResumed(Event, frozen=True):
    """The program stopped and the run was opened again from its log."""

    software: str
    gap: str


class ConsoleNoted(Event, frozen=True):
    """Which console and clock record from here on: at the start, and when the clock was changed.

    session: of the program, made anew at each start. user: as the system names whoever runs it.
    state: synchronised, not synchronised or unknown; uncertainty_ms: the most the clock may be off,
    as the system says, None where it does not. leap: the leap second that is announced, and what is
    done with it. stepped_ms: how far the wall clock went beyond the run clock, 0 at a start.
    """

    console: str
    session: str
    user: str
    clock: str
    state: str
    uncertainty_ms: int | None
    scale: str
    leap: str
    stepped_ms: int
    why: str


BESIDE_THE_RUN = (ClockKept, RunResumed, ConsoleNoted, Corrected)
"""What happens to the console or the log, not in the run: neither crew nor vehicle goes another way for it."""


class RecordingLost(Event, frozen=True):
    """Entries could not be written for a while; the first thing written afterwards."""

    reason: str
    unrecorded: list[str]


class RunClosed(Event, frozen=True):
    """The last event: the outcome, and whether the author calls it safe."""

    outcome: str
    safe: bool
