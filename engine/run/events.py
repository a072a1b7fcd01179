"""What has happened in a run, in the past tense: frozen, versioned by the log, the only source of a run's state.

An event never says what follows from it; what follows is another event. Times are run clock milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["drill", "run"]
ENGINE, STATION = "engine", "station"


@dataclass(frozen=True, slots=True)
class Event:
    """When it happened and by whom: a role, `engine` (it follows from the procedure) or `station`."""

    t: int
    role: str


@dataclass(frozen=True, slots=True)
class RunOpened(Event):
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


@dataclass(frozen=True, slots=True)
class TextKept(Event):
    """A part of a text in force (procedure, scenario, station), kept with the run."""

    kind: str
    name: str
    digest: str
    part: int
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class StepEntered(Event):
    """The run moved: to a state, from one, by a trigger of the machine and the arm or reason of it."""

    state: str
    source: str
    trigger: str
    label: str
    contingency: int | None = None
    returns: bool = False


@dataclass(frozen=True, slots=True)
class ItemTicked(Event):
    """A person says an item is done."""

    item: str


@dataclass(frozen=True, slots=True)
class ItemSensed(Event):
    """A sensed item's guard came true."""

    item: str


@dataclass(frozen=True, slots=True)
class ItemCleared(Event):
    """A sensed item's guard is no longer true."""

    item: str


@dataclass(frozen=True, slots=True)
class ItemUnticked(Event):
    """A correction: the item was not done after all; the tick stays in the log."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class ItemOverridden(Event):
    """A person says a sensed item is done although its reading does not."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class ItemSkipped(Event):
    """An item that was outstanding is given up, for a reason."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class VerifyOverridden(Event):
    """A person takes the step's verify as met although the readings do not say so."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class ValueRecorded(Event):
    """A person recorded a value; a later one replaces it and both stay in the log."""

    name: str
    value: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class ValueNotKnown(Event):
    """A person cannot tell the value."""

    name: str


@dataclass(frozen=True, slots=True)
class AnswerGiven(Event):
    """The step's question was answered, by the crew or by the ground."""

    state: str
    word: str


@dataclass(frozen=True, slots=True)
class SignedOff(Event):
    """A person signed for a step; `auth` says how far that name is proved."""

    state: str
    person: str
    meaning: str
    auth: str = "asserted"


@dataclass(frozen=True, slots=True)
class StepDeferred(Event):
    """The open items of the step are put off; they must be done or given up before the run closes."""

    state: str
    items: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class StepSkipped(Event):
    """The step is left undone on somebody's word."""

    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunAborted(Event):
    """The run is given up."""

    reason: str


@dataclass(frozen=True, slots=True)
class HoldPlaced(Event):
    """The run waits: no step is left and no timeout runs until the hold is released."""

    reason: str


@dataclass(frozen=True, slots=True)
class HoldReleased(Event):
    """The run goes on."""


@dataclass(frozen=True, slots=True)
class WatchStarted(Event):
    """The watched guard came true; its hold time begins."""

    state: str


@dataclass(frozen=True, slots=True)
class WatchBroken(Event):
    """The watched guard is no longer true, or cannot be told; the hold time begins again."""

    state: str
    why: str


@dataclass(frozen=True, slots=True)
class ContingencyCleared(Event):
    """A contingency that had fired no longer holds and is armed again."""

    contingency: int


@dataclass(frozen=True, slots=True)
class ObservationRaised(Event):
    """Something was noticed; it needs a word before the run can close."""

    observation: str
    text: str


@dataclass(frozen=True, slots=True)
class ObservationDisposed(Event):
    """A word was said on an observation: explained, handed over, or left open by name."""

    observation: str
    disposition: str
    note: str


@dataclass(frozen=True, slots=True)
class NoteMade(Event):
    """A remark."""

    text: str


@dataclass(frozen=True, slots=True)
class RoleHandedOver(Event):
    """A role's seat has another person in it."""

    seat: str
    person: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample of one channel: its text as sensed, its quality, and when it was taken."""

    channel: str
    value: str | None
    quality: str
    taken: int


@dataclass(frozen=True, slots=True)
class ReadingsTaken(Event):
    """Telemetry: samples of several channels at one moment."""

    readings: list[Reading]


@dataclass(frozen=True, slots=True)
class ActTaken(Event):
    """Drill only: somebody did something to the vehicle, because of an item or outside the procedure."""

    act: str
    item: str | None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class InjectDelivered(Event):
    """Drill only: an inject of the scenario took effect; `text` is what the crew notices."""

    inject: str
    text: str


@dataclass(frozen=True, slots=True)
class InputRefused(Event):
    """An input of a person that was not accepted, with the reason that was shown."""

    input: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunResumed(Event):
    """The program stopped and the run was opened again from its log."""

    software: str
    gap: str


@dataclass(frozen=True, slots=True)
class RecordingLost(Event):
    """Entries could not be written for a while; the first thing written afterwards."""

    reason: str
    unrecorded: list[str]


@dataclass(frozen=True, slots=True)
class RunClosed(Event):
    """The last event: the outcome, and whether the author calls it safe."""

    outcome: str
    safe: bool


ALL: tuple[type[Event], ...] = (
    RunOpened,
    TextKept,
    StepEntered,
    ItemTicked,
    ItemSensed,
    ItemCleared,
    ItemUnticked,
    ItemOverridden,
    ItemSkipped,
    VerifyOverridden,
    ValueRecorded,
    ValueNotKnown,
    AnswerGiven,
    SignedOff,
    StepDeferred,
    StepSkipped,
    RunAborted,
    HoldPlaced,
    HoldReleased,
    WatchStarted,
    WatchBroken,
    ContingencyCleared,
    ObservationRaised,
    ObservationDisposed,
    NoteMade,
    RoleHandedOver,
    ReadingsTaken,
    ActTaken,
    InjectDelivered,
    InputRefused,
    RunResumed,
    RecordingLost,
    RunClosed,
)
