"""What many runs of a procedure show together: how long each step takes, how often it is departed from, what was decided.

Percentiles are nearest-rank: each is a time that was measured, never one between two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from engine.audit.compare import measure
from engine.audit.stays import stays
from engine.audit.trail import Trail
from engine.machine.table import Table
from engine.run import events as e
from engine.run.facts import item_text

OPEN = "not closed"
ASKING = frozenset({"decide", "ask", "call"})


@dataclass(slots=True)
class StepStats:
    """One step over many runs; durations in ms, one for each finished stay."""

    state: str
    title: str
    number: str
    runs: set[str] = field(default_factory=set)
    stays: int = 0
    durations: list[int] = field(default_factory=list)
    departed: Counter[str] = field(default_factory=Counter)
    departed_stays: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    unticked: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """The part of the stays in which the written way was left, 0 to 1."""
        return self.departed_stays / self.stays if self.stays else 0.0


@dataclass(slots=True)
class ProcedureStats:
    """One procedure over many runs of it, by one kind (drill or run)."""

    procedure: str
    kind: str
    revisions: Counter[int] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)
    departures: list[int] = field(default_factory=list)
    steps: dict[str, StepStats] = field(default_factory=dict)
    decisions: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """How many runs."""
        return sum(self.outcomes.values())

    def ordered(self) -> list[StepStats]:
        """The steps as they stand in the procedure."""
        return list(self.steps.values())


def percentile(values: Sequence[int], part: float) -> int | None:
    """The nearest-rank percentile (`part` 0 to 1), or None without values."""
    if not values:
        return None
    return sorted(values)[max(0, ceil(part * len(values)) - 1)]


class Gathering:
    """Statistics in the making: one run at a time, so that only one is held in memory."""

    def __init__(self) -> None:
        """Nothing was added yet."""
        self.found: dict[tuple[str, str], ProcedureStats] = {}

    def add(self, trail: Trail) -> None:
        """Take a run in."""
        opened = trail.opened
        if opened is None:
            return
        key = (opened.procedure, opened.kind)
        stats = self.found.setdefault(key, ProcedureStats(*key))
        stats.revisions[opened.revision] += 1
        stats.outcomes[trail.state.outcome or OPEN] += 1
        measured = measure(trail)
        stats.departures.append(measured.departures)
        if trail.state.closed:
            stats.lengths.append(measured.ms)
        self._steps(stats, trail)

    def _steps(self, stats: ProcedureStats, trail: Trail) -> None:
        for one in stays(trail):
            step = stats.steps.get(one.state) or _new(trail.table, one.state, one.title)
            stats.steps[one.state] = step
            step.runs.add(trail.run)
            step.stays += 1
            step.departed_stays += bool(one.departed)
            step.departed.update(one.departed)
            if one.ms is not None:
                step.durations.append(one.ms)
                step.ways[one.how] += 1
            state = trail.table.states.get(one.state)
            if state is not None and state.verb in ASKING and one.how:
                stats.decisions.setdefault(one.state, Counter())[one.how] += 1
        for deed in trail.deeds:
            event = deed.event
            if isinstance(event, e.ItemUnticked):
                known = stats.steps.get(event.item.rpartition("#")[0])
                if known is not None:
                    known.unticked[item_text(trail.table, event.item, deed.state.redlines)] += 1
        order = {name: n for n, name in enumerate(trail.table.order)}
        stats.steps = dict(
            sorted(stats.steps.items(), key=lambda one: order.get(one[0], len(order)))
        )


def _new(table: Table, state: str, title: str) -> StepStats:
    return StepStats(state, title, table.numbers.get(state, ""))
