"""One pass over a log that keeps what rules ask about: deeds, visits, limits, clocks, and what replay says.

Telemetry is not kept, only what it showed; so a rule looks at thousands of deeds where the log has a million entries.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import inf
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from engine.audit.reading import Noted
from engine.audit.replay import Difference, Replay
from engine.machine.stepper import TableSteps
from engine.machine.table import Table
from engine.run import events as e
from engine.run.channels import LINK, level_of
from engine.run.facts import RunFacts
from engine.run.state import RunState

USUAL = 20  # DESIGN: telemetry intervals that say what is usual
# How a step was left, where it was not by an arm or answer.
HOW = {
    "expire": "time over",
    "skip": "skipped",
    "abort": "aborted",
    "revisit": "too many visits",
    "close": "closed",
}
STEP_MS = 2_000  # DESIGN: a wall clock may wander that far from the run clock between two entries
LATE_READING_MS = 30_000  # DESIGN: a reading that comes in later than this was not told at once


class Deed(Struct, frozen=True):
    """One entry that is not telemetry: what happened, by whom, and where the run stood before it.

    Where it is about an observation, the state is without the list of those.
    """

    index: int
    at: str
    event: e.Event
    person: str
    state: RunState

    @property
    def t(self) -> int:
        """Run clock, ms."""
        return self.event.t


class Visit(Struct):
    """A stay in a step, from the entry that entered it to the one that left it (None: never left)."""

    state: str
    n: int
    index: int
    t: int
    out: int | None = None
    out_t: int | None = None
    how: str = ""


class Span(Struct):
    """A channel beyond a limit: which, from and to (ms), the worst value and the entries that show it."""

    channel: str
    level: str
    start: int
    end: int
    worst: float
    entries: list[int]


class Skew(Struct, frozen=True):
    """The wall clock against the run clock from one entry to the next, ms: how far each went."""

    index: int
    t: int
    wall_ms: int
    run_ms: int


class Gap(Struct, frozen=True):
    """No entry for `ms`, where `usual` (ms) was usual; it ended with entry `index`."""

    index: int
    t: int
    ms: int
    usual: int


class LateReading(Struct):
    """Readings of a channel that came in long after they were taken: how many, the worst, the entries."""

    channel: str
    count: int
    worst: int
    entries: list[int]


@dataclass(slots=True)
class Trail:
    """What one log shows; filled by `trail` and only read after that. Times are run clock ms."""

    run: str
    table: Table
    opened: e.RunOpened | None = None
    deeds: list[Deed] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    skews: list[Skew] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    late: dict[str, LateReading] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    state: RunState = field(default_factory=RunState)
    entries: int = 0
    first_at: str = ""
    last_at: str = ""

    def facts(self, deed: Deed) -> RunFacts:
        """What was known when the deed was done."""
        return RunFacts(self.table, deed.state, deed.t)

    def title(self, state: str) -> str:
        """The words of a step."""
        known = self.table.states.get(state)
        return known.title if known else state

    def limited(self, state: str) -> list[str]:
        """The channels with limits that belong to the procedure of a state."""
        known = self.table.states.get(state)
        used = self.table.channels_of.get(known.procedure) if known else None
        return [
            name
            for name, one in self.table.channels.items()
            if (one.high or one.low) and name != LINK and (used is None or name in used)
        ]

    @property
    def last(self) -> int:
        """The index of the last entry."""
        return max(self.entries - 1, 0)


def trail(
    entries: Iterable[Noted],
    table: Table,
    run: str = "",
    digest: str | None = None,
    opened_as: str = "",
) -> Trail:
    """The trail of a log; `opened_as`: the name its first entry must bear, where that is not `run`."""
    making = _Making(Trail(run, table), Replay(TableSteps(table), opened_as or run, digest))
    for one in entries:
        making.take(one)
    return making.finish()


class _Making:
    """A trail in the making."""

    def __init__(self, made: Trail, replay: Replay) -> None:
        self.made, self.replay = made, replay
        self.open: dict[str, Span] = {}
        self.before: tuple[int, int] | None = None  # run clock and wall clock of the entry before
        self.sampled: int | None = None
        self.visited: Counter[str] = Counter()
        self.usual: deque[int] = deque(maxlen=USUAL)

    def take(self, one: Noted) -> None:
        made, state = self.made, self.replay.state
        made.differences += self.replay.take(one)
        made.entries += 1
        event = one.event
        if event is None:
            return
        made.first_at, made.last_at = made.first_at or one.at, one.at
        if isinstance(event, e.RunOpened) and made.opened is None:
            made.opened = event
        self._clocks(one, event)
        if isinstance(event, e.ReadingsTaken):
            self._readings(one.index, event, state)
            if event.role not in state.seats:
                return
        if not isinstance(event, e.TextKept):
            person = state.seats.get(event.role, event.role)
            if isinstance(event, e.ObservationRaised | e.ObservationDisposed):
                # The only deeds after which that list is another one: kept with each, a log of
                # twenty thousand filled the memory with twenty thousand lists.
                state = replace(state, observations={})
            made.deeds.append(Deed(one.index, one.at, event, person, state))
        if isinstance(event, e.StepEntered | e.RunClosed):
            self._visit(one.index, event)

    def finish(self) -> Trail:
        self.made.differences += self.replay.finish()
        self.made.state = self.replay.state
        for span in self.open.values():
            self._counted(span, self.made.state, self.made.state.t)
        self.made.spans.sort(key=lambda one: (one.start, one.channel))
        return self.made

    def _clocks(self, one: Noted, event: e.Event) -> None:
        wall = wall_ms(one.at)
        if self.before is not None:
            if isinstance(event, e.ConsoleNoted) and event.t == self.before[0]:
                return  # a program that goes on says where before it says how long the run lay still
            run_ms, went = event.t - self.before[0], wall - self.before[1]
            if went < 0 or abs(went - run_ms) > self._may_wander():
                self.made.skews.append(Skew(one.index, event.t, went, run_ms))
            usual = int(median(self.usual)) if len(self.usual) == USUAL else 0
            last = self.usual[-1] if usual else 0  # a slower pace that was taken up is told once
            if run_ms > 60_000 and (run_ms > 6 * max(usual, last) if usual else self._untold()):
                self.made.gaps.append(Gap(one.index, event.t, run_ms, usual))
        self.before = (event.t, wall)

    def _untold(self) -> bool:
        """Whether a pause counts where nothing is usual: not in simulated time, whose telemetry each step paces anew."""
        opened = self.made.opened
        paced = opened is not None and opened.kind == "drill" and opened.clock == "simulated"
        return not (paced and self.sampled is not None)

    def _may_wander(self) -> float:
        """How far the wall clock may go from the run clock between two entries, ms."""
        opened = self.made.opened
        if opened is not None and opened.clock == "simulated":
            return 0  # simulated time is the run clock, to the millisecond
        # A drill played faster than life has a wall clock of its own pace.
        return inf if opened is not None and opened.kind == "drill" else STEP_MS

    def _readings(self, index: int, event: e.ReadingsTaken, before: RunState) -> None:
        if self.sampled is not None:
            self.usual.append(event.t - self.sampled)
        self.sampled = event.t
        for one in event.readings:
            self._limit(index, event.t, one.channel, before)
            late = event.t - one.taken
            if late > LATE_READING_MS and one.quality == "good":
                known = self.made.late.setdefault(one.channel, LateReading(one.channel, 0, 0, []))
                known.count, known.worst = known.count + 1, max(known.worst, late)
                known.entries = [*known.entries[:1], index]

    def _limit(self, index: int, t: int, name: str, before: RunState) -> None:
        channel, sample = self.made.table.channels.get(name), self.replay.state.samples.get(name)
        value = sample.value if sample else None
        if channel is None or not (channel.high or channel.low):
            return
        level = level_of(channel, value)
        span = self.open.get(name)
        if span is not None and level == span.level and isinstance(value, float):
            span.end, span.entries = t, [span.entries[0], index]
            lower = channel.high is None
            span.worst = min(span.worst, value) if lower else max(span.worst, value)
            return
        if span is not None:
            self._counted(span, before, t)
        if span is not None and level != "unknown":
            del self.open[name]
        if level in {"caution", "warning"} and isinstance(value, float):
            self.open[name] = Span(name, level, t, t, value, [index])
            self.made.spans.append(self.open[name])

    def _counted(self, span: Span, state: RunState, t: int) -> None:
        """The reading that last showed a span counted until `t`, or until it was stale before."""
        channel, sample = self.made.table.channels[span.channel], state.samples[span.channel]
        if level_of(channel, sample.value) == span.level:
            until = RunFacts(self.made.table, state, t).good_until(span.channel)
            span.end = max(span.end, t if until is None else min(t, until))

    def _visit(self, index: int, event: e.StepEntered | e.RunClosed) -> None:
        visits = self.made.visits
        if visits and visits[-1].out is None:
            how = event.trigger if isinstance(event, e.StepEntered) else "close"
            label = event.label if isinstance(event, e.StepEntered) else event.outcome
            visits[-1].out, visits[-1].out_t = index, event.t
            visits[-1].how = label if how == "proceed" and label else HOW.get(how, how)
        if isinstance(event, e.StepEntered):
            if not self._untold():
                self.usual.clear()
            self.visited[event.state] += 1
            visits.append(Visit(event.state, self.visited[event.state], index, event.t))


def wall_ms(at: str) -> int:
    """A wall clock text (UTC, RFC 3339) as ms since 1970; 0 where it cannot be read."""
    try:
        return int(datetime.fromisoformat(at).timestamp() * 1000)
    except ValueError:
        return 0
