"""The runs that are open beside each other: their consoles in the order of opening, their logs as one story.

What happened in all of them is taken in one fixed order (time, order of opening, entry), so the queue, and whatever follows
the story, is the same whether it was lived through or read back.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from engine.console import Console, Indexed
from engine.machine.table import Table
from engine.run import events as e
from engine.run.evolve import sample_of
from engine.run.facts import RunFacts
from engine.run.queue import TURNING, Calling, Queue, queue_after
from engine.run.state import RunState, Sample
from engine.run.together import Told, as_told, story


@dataclass(slots=True, eq=False)
class Place:
    """One run at its console."""

    console: Console
    events: list[Indexed]
    refused: set[tuple[int, str]] = field(default_factory=set)
    last_by: dict[str, int] = field(default_factory=dict)  # role -> when it last did something here

    @property
    def run(self) -> str:
        """The name of the run."""
        return self.console.run

    @property
    def open(self) -> bool:
        """Whether the run is not over."""
        return not self.console.state.closed

    @property
    def state(self) -> RunState:
        """Where the run stands."""
        return self.console.state

    @property
    def table(self) -> Table:
        """What can happen in it."""
        return self.console.drive.table


class Beside(Protocol):
    """Where the procedures that may be called for come from, and how a run of one is opened or gone on with."""

    @property
    def callings(self) -> Mapping[str, Calling]:
        """Those that may be called for, and the one that it begins with."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """What can happen in each of those that may be called for."""

    def take_up(self, opened: e.ProcedureOpened, of: Console, sitting: Mapping[str, str]) -> Place:
        """The run at a console of its own, with its first step entered; raises a StoreError or RunError.

        sitting: who sits in which seat by a hand-over, whatever was said at first.
        """


class Follower(Protocol):
    """What else is a fold of the story, as the station of a drill."""

    def take(self, told: Told, story: Callable[[], list[Told]]) -> None:
        """One more event; `story` gives all of them, where it came before what was taken already."""

    def again(self, story: Iterable[Told]) -> None:
        """The story from its beginning."""


class Desk:
    """All places, and the queue as the fold of their story."""

    def __init__(self, first: Place, level: str, follower: Follower | None = None) -> None:
        self.places: list[Place] = []
        self.queue = Queue()
        self._level, self._follower = level, follower
        self._left = False
        self._turns: list[tuple[Told, str]] = []
        self.shown: dict[str, tuple[Told, Sample]] = {}  # the latest reading of each channel
        self.add(first)

    def add(self, place: Place) -> None:
        """Take a run up with all that its log holds."""
        for told in self._add(place):
            if self._follower is not None:
                self._follower.take(told, self.story)

    def _add(self, place: Place) -> list[Told]:
        self.places.append(place)
        n = len(self.places) - 1
        return [self._take(n, index, event) for index, event in place.events]

    def add_all(self, take_up: Callable[[e.ProcedureOpened], Place]) -> None:
        """Every run that the logs say was opened, in the order in which they were; then the story anew."""
        while (opened := self.missing()) is not None:
            self._add(take_up(opened))
        if self._follower is not None:
            self._follower.again(self.story())

    def missing(self) -> e.ProcedureOpened | None:
        """The first opening that has no place yet, or None."""
        known = {place.run for place in self.places}
        return next(
            (
                told.event
                for told, _ in self._turns
                if isinstance(told.event, e.ProcedureOpened) and told.event.run not in known
            ),
            None,
        )

    def sitting(self) -> dict[str, str]:
        """Who sits in a seat by a hand-over, in whichever run it was said last."""
        told = (one.event for one in self.story())
        return {one.seat: one.person for one in told if isinstance(one, e.RoleHandedOver)}

    def of(self, run: str) -> Place | None:
        """The place of a run."""
        return next((one for one in self.places if one.run == run), None)

    @property
    def front(self) -> Place:
        """The run before the crew's eyes."""
        return self.of(self.queue.front) or self.places[0]

    def open(self) -> list[Place]:
        """Those that are not over, in the order of opening."""
        return [place for place in self.places if place.open]

    @property
    def log(self) -> Place:
        """Where what is about all of them is written: the first that is still open."""
        return next(iter(self.open()), self.places[0])

    def in_turn(self) -> list[Place]:
        """Those that are not over, as people turn to them: the front, then the queue."""
        runs = [self.queue.front, *(one.run for one in self.queue.open())]
        return sorted(self.open(), key=lambda place: _at(runs, place.run))

    def leave(self, t: int) -> None:
        """Let every open log keep the run clock `t` (ms), and put it to rest, and the store with the first.

        Once only: who is told to stop in two ways leaves in both.
        """
        if self._left:
            return
        self._left = True
        for place in self.open():
            if place.console.recording:
                place.console.write([e.ClockKept(t, e.ENGINE, left=True)])
        for place in self.places[1:]:
            place.console.rest()
        self.places[0].console.leave()

    # -- the story ------------------------------------------------------------------------------

    def heard(self, place: Place, index: int, event: e.Event) -> None:
        """One more event of a run."""
        place.events.append((index, event))
        told = self._take(self.places.index(place), index, event)
        if self._follower is not None:
            self._follower.take(told, self.story)

    def story(self) -> list[Told]:
        """Everything that happened, in its one order."""
        return story(place.events for place in self.places)

    def _take(self, n: int, index: int, event: e.Event) -> Told:
        told = Told(event.t, n, index, event)
        self.places[n].last_by[event.role] = event.t
        if isinstance(event, e.ReadingsTaken):
            self._read(told, event)
        self._turn(told)
        return told

    def _read(self, told: Told, event: e.ReadingsTaken) -> None:
        for one in event.readings:
            known = self.shown.get(one.channel)
            if known is None or as_told(known[0]) <= as_told(told):
                self.shown[one.channel] = told, sample_of(event, one)

    def _turn(self, told: Told) -> None:
        if isinstance(told.event, TURNING):
            insort(
                self._turns, (told, self.places[told.place].run), key=lambda one: as_told(one[0])
            )
            queue = Queue()
            for one, run in self._turns:
                queue = queue_after(queue, run, one.event, self._level)
            self.queue = queue

    # -- what all of them read ------------------------------------------------------------------

    def facts(self, table: Table, t: int) -> RunFacts:
        """What the guard of a procedure that is not open reads: the latest readings of all logs."""
        samples = {name: one for name, (_, one) in self.shown.items()}
        return RunFacts(table, RunState(samples=samples), t)


def _at(runs: Sequence[str], run: str) -> int:
    return runs.index(run) if run in runs else len(runs)
