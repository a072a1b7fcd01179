"""Two runs beside each other, step by step; and which of many is the best and which the median to compare with.

Steps are matched by name and by the number of the visit; what only one of them went through stands alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from engine.audit.findings import findings
from engine.audit.stays import DEPARTURES, Stay, length, stays
from engine.audit.trail import Trail


class Pair(Struct, frozen=True):
    """One step of two runs; None where a run did not come through it. `slower`: ms, b less a."""

    state: str
    n: int
    title: str
    a: Stay | None
    b: Stay | None

    @property
    def slower(self) -> int | None:
        """By how much b took longer than a; None when one of them did not finish it."""
        if self.a is None or self.b is None or self.a.ms is None or self.b.ms is None:
            return None
        return self.b.ms - self.a.ms

    @property
    def differs(self) -> bool:
        """Whether the step was gone through, left, answered or departed from differently."""
        if self.a is None or self.b is None:
            return True
        return (self.a.how, self.a.said, self.a.departed) != (
            self.b.how,
            self.b.said,
            self.b.departed,
        )


class Measure(Struct, frozen=True):
    """What runs are ranked by: whether it ended safe, how often it departed, how long it took (ms)."""

    run: str
    outcome: str | None
    safe: bool
    departures: int
    ms: int


def compare(a: Trail, b: Trail) -> tuple[Pair, ...]:
    """Every step of both, in the order of a; steps of b alone stand where b came through them."""
    left, right = {_key(one): one for one in stays(a)}, {_key(one): one for one in stays(b)}
    order = list(left)
    at = 0
    for key in right:
        if key in left:
            at = order.index(key) + 1
        else:
            order.insert(at, key)
            at += 1
    return tuple(_pair(key, left.get(key), right.get(key)) for key in order)


def _key(one: Stay) -> tuple[str, int]:
    return one.state, one.n


def _pair(key: tuple[str, int], a: Stay | None, b: Stay | None) -> Pair:
    title = a.title if a is not None else b.title if b is not None else key[0]
    return Pair(key[0], key[1], title, a, b)


def measure(trail: Trail) -> Measure:
    """What a run is ranked by."""
    departures = sum(one.rule in DEPARTURES for one in findings(trail))
    return Measure(
        trail.run, trail.state.outcome, trail.state.safe is True, departures, length(trail)
    )


def chosen(one: Trail, others: Iterable[Trail], against: str) -> str | None:
    """The `best` or the `median` of the runs that are alike; None where no other ended safe."""
    measures = alike([measure(trail) for trail in others], measure(one))
    found = best(measures) if against == "best" else median(measures)
    return found.run if found is not None else None


def alike(measures: Sequence[Measure], one: Measure) -> list[Measure]:
    """The safe runs that came to the end of `one`; where it did not end safe, to the end that most came to."""
    safe = [other for other in measures if other.safe]
    ends = Counter(other.outcome for other in safe)
    end = (
        one.outcome
        if one.safe and one.outcome in ends
        else next(iter(ends.most_common(1)), (None,))[0]
    )
    return [other for other in safe if other.outcome == end]


def best(measures: Sequence[Measure]) -> Measure | None:
    """The run that ended safe with the fewest departures, of those the shortest."""
    safe = [one for one in measures if one.safe]
    return min(safe, key=lambda one: (one.departures, one.ms, one.run), default=None)


def median(measures: Sequence[Measure]) -> Measure | None:
    """The run that ended safe and stands in the middle by length (of two, the shorter)."""
    safe = sorted((one for one in measures if one.safe), key=lambda one: (one.ms, one.run))
    return safe[(len(safe) - 1) // 2] if safe else None
