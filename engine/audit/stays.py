"""A run step by step: each stay in a step with when, how long, how it was left, what was said and what departed.

What comparing and statistics start from; made of a trail and its findings alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.audit.findings import RULES, findings
from engine.audit.rule import Finding
from engine.audit.trail import Trail, Visit
from engine.run import events as e

DEPARTURES = frozenset(
    {
        "undeclared-deviation",
        "step-skipped",
        "step-deferred",
        "item-given-up",
        "override",
        "item-unticked",
        "redlined",
        "held",
        "aborted",
        "time-over",
        "out-of-order",
        "done-late",
        "too-fast",
        "batch-of-ticks",
        "same-person-twice",
        "stale-at-decision",
        "go-above-limit",
        "go-during-los",
        *(rule.name for rule in RULES.values() if rule.family == "legality"),
    }
)


class Stay(Struct, frozen=True):
    """One stay in a step; times are run clock ms, `left` and `ms` None when it was never left.

    how: the arm or the reason by which it was left. said: answers and values, sorted. departed: names of rules.
    """

    state: str
    n: int
    title: str
    entry: int
    entered: int
    left: int | None
    ms: int | None
    how: str
    said: tuple[str, ...]
    departed: tuple[str, ...]


def stays(trail: Trail) -> tuple[Stay, ...]:
    """The stays of a run in order."""
    departed = [(min(one.entries), one.rule) for one in findings(trail) if _departs(one)]
    return tuple(_stay(trail, visit, departed) for visit in trail.visits)


def _departs(found: Finding) -> bool:
    """Whether it left the written way; a GO beside a reading on which nothing hangs (info) did not."""
    told = found.rule == "go-above-limit" and found.level == "info"
    return found.rule in DEPARTURES and not told


def _stay(trail: Trail, visit: Visit, departed: list[tuple[int, str]]) -> Stay:
    last = trail.entries if visit.out is None else visit.out
    # The entry that leaves a step is where it is told that the step ran out of time.
    here = sorted(rule for entry, rule in departed if visit.index < entry <= last)
    return Stay(
        visit.state,
        visit.n,
        trail.title(visit.state),
        visit.index,
        visit.t,
        visit.out_t,
        None if visit.out_t is None else visit.out_t - visit.t,
        visit.how,
        tuple(sorted(_said(trail, visit.index, last))),
        tuple(here),
    )


def _said(trail: Trail, first: int, last: int) -> Iterator[str]:
    for deed in trail.deeds:
        if not first < deed.index < last:
            continue
        event = deed.event
        if isinstance(event, e.AnswerGiven):
            yield event.word
        elif isinstance(event, e.ValueRecorded):
            yield f"{event.name} {event.value}{' ' + event.unit if event.unit else ''}"
        elif isinstance(event, e.ValueNotKnown):
            yield f"{event.name} cannot tell"


def length(trail: Trail) -> int:
    """The whole run, ms."""
    return trail.state.t
