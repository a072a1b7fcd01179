"""Where a run stands: a frozen value that is the fold of the run's events and of nothing else.

Nothing here knows the procedure; what the author allows is asked of the table by `facts.py` and `decide.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from engine.machine.table import IDLE
from engine.run.events import RunOpened
from engine.run.trend import Past

DONE = frozenset({"ticked", "sensed", "overridden"})
OUTSTANDING = frozenset({"deferred", "unticked"})


class Box(Struct, frozen=True):
    """An item's latest word: ticked, sensed, overridden, unticked, deferred or skipped."""

    status: str
    role: str
    t: int
    entry: int
    reason: str = ""


class Recorded(Struct, frozen=True):
    """A record's latest value; None when nobody could tell."""

    value: str | None
    role: str
    t: int
    entry: int


class Signature(Struct, frozen=True):
    """A sign-off: the role, the person in its seat, when, and what it means."""

    role: str
    person: str
    t: int
    meaning: str
    auth: str


class Sample(Struct, frozen=True):
    """A channel's latest reading, ready for guards: a number, a state, or None when it tells nothing.

    every: when the next was promised, ms after it was taken, 0 for no word on it. past: for its trend.
    typed: read by a person, so that no next one comes by itself.
    """

    value: float | str | None
    text: str | None
    quality: str
    taken: int
    every: int = 0
    past: Past = ()
    typed: bool = False


class Observation(Struct, frozen=True):
    """Something noticed, and the word said on it."""

    text: str
    role: str
    t: int
    disposition: str | None = None
    note: str = ""
    by: str = ""


class Redlining(Struct, frozen=True):
    """The words that now stand for an item, or are added to a step, and why; `before`: those they replaced."""

    text: str
    role: str
    t: int
    reason: str
    before: Redlining | None = None


class Mark(Struct, frozen=True):
    """How a step stands in this run: now, done, skipped, deferred, timed out, interrupted, and since when."""

    status: str
    t: int


class Local(Struct, frozen=True):
    """What belongs to the present visit of the present step."""

    entry: int = 0
    since: int = 0
    held_ms: int = 0
    answer: str | None = None
    overridden: str | None = None
    signatures: tuple[Signature, ...] = ()
    watching_since: int | None = None
    leaving: str | None = None


class Suspended(Struct, frozen=True):
    """A step that a contingency interrupted and that will be returned to."""

    state: str
    local: Local
    t: int


class Refused(Struct, frozen=True):
    """Drill only: the deed of an item that could not be done at `t` (ms), in which visit, and why."""

    t: int
    entry: int
    why: str


class RunState(Struct, frozen=True):
    """Everything a run's events say of where it stands.

    t: the time of the last entry; moment: of the last that is of the run itself (run clock, ms).
    """

    opened: RunOpened | None = None
    t: int = 0
    moment: int = 0
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
    redlines: Mapping[str, Redlining] = field(default_factory=dict)
    injects: Mapping[str, int] = field(default_factory=dict)
    acts: tuple[tuple[int, str, str | None], ...] = ()
    refused: Mapping[str, Refused] = {}
    outcome: str | None = None
    safe: bool | None = None
    unrecorded: bool = False

    @property
    def closed(self) -> bool:
        """Whether the run is over."""
        return self.outcome is not None
