"""Where a run stands: a frozen value that is the fold of the run's events and of nothing else.

Nothing here knows the procedure; what the author allows is asked of the table by `facts.py` and `decide.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.machine.table import IDLE
from engine.run.events import RunOpened

DONE = frozenset({"ticked", "sensed", "overridden"})
OUTSTANDING = frozenset({"deferred", "unticked"})


@dataclass(frozen=True, slots=True)
class Box:
    """An item's latest word: ticked, sensed, overridden, unticked, deferred or skipped."""

    status: str
    role: str
    t: int
    entry: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record's latest value; None when nobody could tell."""

    value: str | None
    role: str
    t: int
    entry: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A sign-off: the role, the person in its seat, when, and what it means."""

    role: str
    person: str
    t: int
    meaning: str
    auth: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A channel's latest reading, ready for guards: a number, a state, or None when it tells nothing."""

    value: float | str | None
    text: str | None
    quality: str
    taken: int
    before: float | str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """Something noticed, and the word said on it."""

    text: str
    role: str
    t: int
    disposition: str | None = None
    note: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """How a step stands in this run: now, done, skipped, deferred, timed out, interrupted, and since when."""

    status: str
    t: int


@dataclass(frozen=True, slots=True)
class Local:
    """What belongs to the present visit of the present step."""

    entry: int = 0
    since: int = 0
    held_ms: int = 0
    answer: str | None = None
    overridden: str | None = None
    signatures: tuple[Signature, ...] = ()
    watching_since: int | None = None
    leaving: str | None = None


@dataclass(frozen=True, slots=True)
class Suspended:
    """A step that a contingency interrupted and that will be returned to."""

    state: str
    local: Local
    t: int


@dataclass(frozen=True, slots=True)
class RunState:
    """Everything a run's events say of where it stands."""

    opened: RunOpened | None = None
    t: int = 0
    at: str = IDLE
    local: Local = Local()
    entries: int = 0
    seats: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    visits: Mapping[str, int] = field(default_factory=dict)
    boxes: Mapping[str, Box] = field(default_factory=dict)
    records: Mapping[str, Recorded] = field(default_factory=dict)
    samples: Mapping[str, Sample] = field(default_factory=dict)
    sampled_t: int | None = None
    observations: Mapping[str, Observation] = field(default_factory=dict)
    latched: frozenset[int] = frozenset()
    suspended: tuple[Suspended, ...] = ()
    held_since: int | None = None
    hold_reason: str = ""
    injects: Mapping[str, int] = field(default_factory=dict)
    acts: tuple[tuple[int, str, str | None], ...] = ()
    outcome: str | None = None
    safe: bool | None = None
    unrecorded: bool = False

    @property
    def closed(self) -> bool:
        """Whether the run is over."""
        return self.outcome is not None
