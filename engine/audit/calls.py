"""The queue of runs that were open beside each other, worked out again: each call, offer, opening and turn to another run.

Logs keep no order between each other within one moment, so a fact stands where it follows at some order of what
happened then; one that follows at none is listed, and so is one that followed and was never written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from engine.audit.replay import Difference
from engine.machine.table import Table
from engine.run import commands as c
from engine.run import events as e
from engine.run.evolve import sample_of
from engine.run.facts import RunFacts
from engine.run.lines import line
from engine.run.moment import Refusal
from engine.run.queue import FACTS_OF_QUEUE, TURNING, Calling, Queue, choose, next_turn, queue_after
from engine.run.state import RunState, Sample
from engine.run.together import Told, as_told

Indexed = tuple[int, e.Event]
MOST_ORDERS: Final = 2_000  # DESIGN: a moment has a handful of readings and ends, so tens of orders

_BACK: Mapping[type[e.Event], Callable[[Any], c.Command]] = {
    e.ProcedureCalled: lambda v: c.Call(v.role, v.procedure, v.why),
    e.OfferAccepted: lambda v: c.Accept(v.role, v.procedure),
    e.OfferDeclined: lambda v: c.Decline(v.role, v.procedure, v.reason),
    e.FrontChosen: lambda v: c.GoTo(v.role, v.to),
    e.NotesAcknowledged: lambda v: c.Acknowledge(v.role, v.run),
}


class Shelf(Struct, frozen=True):
    """What might have been called for: in the order in which it was looked at, and the level of the first run."""

    callings: Mapping[str, Calling]
    tables: Mapping[str, Table]
    level: str


def call_differences(
    logs: Sequence[tuple[str, Iterable[Indexed]]], shelf: Shelf
) -> Iterator[tuple[str, Difference]]:
    """Every fact of the queue that does not follow, with its run; `logs`: all runs, in the order of opening."""
    going = _Again([run for run, _ in logs], shelf)
    coming = [_Coming(iter(log)) for _, log in logs]
    while any(one.head for one in coming):
        t = min(one.head[1].t for one in coming if one.head)
        yield from going.moment(t, [deque(one.until(t)) for one in coming])


class _Coming:
    """One log, read no further than it is asked for."""

    def __init__(self, log: Iterator[Indexed]) -> None:
        self._log = log
        self.head: Indexed | None = next(log, None)

    def until(self, t: int) -> Iterator[Indexed]:
        """Its entries up to a time (ms)."""
        while self.head is not None and self.head[1].t <= t:
            yield self.head
            self.head = next(self._log, None)


class _Known:
    """What a crew knew: the turns of the queue in their order, the latest reading of each channel."""

    def __init__(self, runs: Sequence[str], shelf: Shelf) -> None:
        self._runs, self._shelf = runs, shelf
        self._turns: list[Told] = []
        self.shown: dict[str, tuple[Told, Sample]] = {}
        self.open: set[int] = set()

    def and_(self, more: Iterable[Told]) -> _Known:
        """The same with more."""
        known = _Known(self._runs, self._shelf)
        known._turns, known.shown = [*self._turns], dict(self.shown)
        known.open = set(self.open)
        for one in more:
            known.take(one)
        return known

    def take(self, told: Told) -> None:
        """One more event."""
        event = told.event
        if isinstance(event, e.ReadingsTaken):
            for one in event.readings:
                known = self.shown.get(one.channel)
                if known is None or as_told(known[0]) <= as_told(told):
                    self.shown[one.channel] = told, sample_of(event, one)
        if isinstance(event, TURNING):
            self._turns.append(told)
            self._turns.sort(key=as_told)
        if isinstance(event, e.RunOpened):
            self.open.add(told.place)
        elif isinstance(event, e.RunClosed):
            self.open.discard(told.place)

    @property
    def queue(self) -> Queue:
        """The queue at the end of what is known."""
        queue = Queue()
        for one in self._turns:
            queue = queue_after(queue, self._runs[one.place], one.event, self._shelf.level)
        return queue

    def follows(self, t: int) -> e.Event | None:
        """What follows by itself at `t`, or nothing."""
        if not self.open:
            return None
        samples = {name: one for name, (_, one) in self.shown.items()}
        state = RunState(samples=samples)
        tables = self._shelf.tables.items()
        values = {name: RunFacts(table, state, t).value for name, table in tables}
        return next_turn(self.queue, self._shelf.callings, values, t, self._runs[0])

    def answers(self, event: e.Event) -> tuple[e.Event, ...] | Refusal:
        """What a person's word on the queue would have made."""
        made = _BACK[type(event)](event)
        return choose(self.queue, self._shelf.callings, self._shelf.tables, made, event.t)


class _Again:
    """All logs gone through together, moment by moment."""

    def __init__(self, runs: Sequence[str], shelf: Shelf) -> None:
        self.runs = runs
        self.known = _Known(runs, shelf)
        self._last = dict.fromkeys(range(len(runs)), -1)  # the last entry of each log so far
        self._owed: e.Event | None = None  # what followed at the end of the last moment
        self._told: e.Event | None = None  # and was listed as missing

    def moment(self, t: int, logs: list[deque[Indexed]]) -> Iterator[tuple[str, Difference]]:
        """What happened up to `t`, log by log: facts of the queue stand in the first that is open."""
        for place, log in enumerate(logs):
            while log:
                index, event = log.popleft()
                if isinstance(event, FACTS_OF_QUEUE):
                    wrong = self._wrong(Told(event.t, place, index, event), logs)
                    if wrong is not None:
                        yield self.runs[place], wrong
                self._take(place, index, event)
        yield from self._unpaid(t)

    def _take(self, place: int, index: int, event: e.Event) -> None:
        self.known.take(Told(event.t, place, index, event))
        self._last[place] = index

    def _wrong(self, told: Told, logs: list[deque[Indexed]]) -> Difference | None:
        """Why a fact does not follow; what came before it in the other logs is then taken as done."""
        first = min(self.known.open, default=told.place)
        if first < told.place:
            return _difference(told, "derived", f"written in the log of {self.runs[first]}")
        expected = ""
        for order in islice(product(*(_cuts(log) for log in logs)), MOST_ORDERS):
            more = [
                Told(event.t, place, index, event)
                for place, (log, n) in enumerate(zip(logs, order, strict=True))
                for index, event in (list(log)[:n] if place != told.place else [])
            ]
            why = _against(self.known.and_(more), told.event)
            if why is None:
                for place, n in enumerate(order):
                    for _ in range(n if place != told.place else 0):
                        self._take(place, *logs[place].popleft())
                return None
            expected = why
        by_itself = told.event.role == e.ENGINE
        return _difference(told, "derived" if by_itself else "input", expected)

    def _unpaid(self, t: int) -> Iterator[tuple[str, Difference]]:
        """What has followed since the moment before, and is still not written."""
        owed = self.known.follows(t)
        again = owed is not None and self._owed is not None and _alike(owed, self._owed)
        if owed is not None and again and not (self._told and _alike(owed, self._told)):
            self._told, place = owed, min(self.known.open)
            what, found = type(owed).__name__, "it was never written"
            yield (
                self.runs[place],
                Difference(
                    self._last[place], "missing", owed.t, owed.role, what, line(owed, None), found
                ),
            )
        if owed is None:
            self._told = None
        self._owed = owed


def _cuts(log: deque[Indexed]) -> list[int]:
    """How much of the rest of a moment may have come before: up to anything that the queue looks at."""
    heeded = (*TURNING, e.ReadingsTaken)
    return [0, *(n for n, (_, event) in enumerate(log, 1) if isinstance(event, heeded))]


def _against(known: _Known, event: e.Event) -> str | None:
    """What should have been there instead; None: the event is what follows."""
    if event.role == e.ENGINE:
        expected = known.follows(event.t)
        if expected == event:
            return None
        return f"{line(expected, None)} ({expected.role})" if expected else "nothing follows here"
    if type(event) not in _BACK:
        return "said by the engine"
    made = known.answers(event)
    if isinstance(made, Refusal):
        return f"refused: {made.reason}"
    return None if event in made else f"{line(made[0], None)} ({made[0].role})"


def _alike(one: e.Event, other: e.Event) -> bool:
    return type(one) is type(other) and replace(one, t=0) == replace(other, t=0)


def _difference(told: Told, kind: str, expected: str) -> Difference:
    event = told.event
    found = f"{line(event, None)} ({event.role})"
    return Difference(
        told.entry,
        "input" if kind == "input" else "derived",
        event.t,
        event.role,
        type(event).__name__,
        expected,
        found,
    )
