"""The runs that are open beside each other in one drill: their consoles in the order of opening, their logs as one story.

What happened in all of them is taken in one fixed order (time, order of opening, entry), so the world and the queue are the
same whether they were lived through or read back.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from engine.console import Console, Indexed
from engine.drill import world as air
from engine.machine.table import Table
from engine.run import events as e
from engine.run.evolve import known_value
from engine.run.facts import RunFacts
from engine.run.queue import TURNING, Calling, Queue, queue_after
from engine.run.state import RunState, Sample
from engine.run.together import Told, as_told, story


@dataclass(slots=True, eq=False)
class Place:
    """One run at its console; `rig` holds the scenario as far as it is about this run's procedure."""

    console: Console
    rig: air.Rig
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
        """Those that may be called for, and the one that the drill begins with."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """What can happen in each of those that may be called for."""

    def take_up(self, opened: e.ProcedureOpened, of: Console) -> Place:
        """The run at a console of its own, with its first step entered; raises a StoreError or RunError."""


class Desk:
    """All places of a drill, the world and the queue as the fold of their story."""

    def __init__(self, rig: air.Rig, first: Place, level: str) -> None:
        self.rig, self._level = rig, level
        self.places: list[Place] = []
        self.world = air.start_world(rig)
        self.queue = Queue()
        self._before = self.world  # the world before what happened at the time of the last event
        self._now: list[Told] = []  # what happened at that time
        self._turns: list[tuple[Told, str]] = []
        self.add(first)

    def add(self, place: Place) -> int:
        """Take a run up with all that its log holds; returns its place in the order of opening."""
        self.places.append(place)
        n = len(self.places) - 1
        for index, event in place.events:
            self._take(n, index, event)
        return n

    def add_all(self, take_up: Callable[[e.ProcedureOpened], Place]) -> None:
        """Every run that the logs say was opened, in the order in which they were; then the story anew."""
        while (opened := self.missing()) is not None:
            self.add(take_up(opened))
        self._again()

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
        order = [self.queue.front, *(one.run for one in self.queue.open())]
        return sorted(self.open(), key=lambda place: _at(order, place.run))

    # -- the story ------------------------------------------------------------------------------

    def heard(self, place: Place, index: int, event: e.Event) -> None:
        """One more event of a run."""
        place.events.append((index, event))
        self._take(self.places.index(place), index, event)

    def _take(self, n: int, index: int, event: e.Event) -> None:
        told = Told(event.t, n, index, event)
        last_by = self.places[n].last_by
        last_by[event.role] = event.t
        if self._now and event.t < self._now[0].t:
            self._turn(told)
            self._again()
            return
        if not self._now or event.t > self._now[0].t:
            self._before, self._now = self.world, []
        in_order = not self._now or as_told(self._now[-1]) < as_told(told)
        insort(self._now, told, key=as_told)
        if in_order:
            self.world = self._after(self.world, told)
        else:
            self.world = self._before
            for one in self._now:
                self.world = self._after(self.world, one)
        self._turn(told)

    def _after(self, world: air.World, told: Told) -> air.World:
        """The world after an event; steps are those of the first run: injects name no others."""
        if told.place and isinstance(told.event, e.StepEntered):
            return air.advance(world, told.t, self.rig)
        return air.world_after(world, told.event, self.rig)

    def _turn(self, told: Told) -> None:
        if isinstance(told.event, TURNING):
            insort(
                self._turns, (told, self.places[told.place].run), key=lambda one: as_told(one[0])
            )
            queue = Queue()
            for one, run in self._turns:
                queue = queue_after(queue, run, one.event, self._level)
            self.queue = queue

    def _again(self) -> None:
        """The world once more from the beginning, all logs in their one order."""
        world = self._before = air.start_world(self.rig)
        self._now = []
        for told in story(place.events for place in self.places):
            if not self._now or told.t > self._now[0].t:
                self._before, self._now = world, []
            self._now.append(told)
            world = self._after(world, told)
        self.world = world

    # -- what all of them read ------------------------------------------------------------------

    def reads(self, table: Table, t: int) -> Callable[[str], float | str | None]:
        """What the guard of a procedure that is not open reads: the latest readings of all logs."""
        samples = {
            name: Sample(_known(one.value, one.quality), one.value, one.quality, one.taken_ms)
            for name, one in self.world.shown.items()
        }
        return RunFacts(table, RunState(samples=samples), t).value


def _at(order: Sequence[str], run: str) -> int:
    return order.index(run) if run in order else len(order)


def _known(value: str | None, quality: str) -> float | str | None:
    return known_value(e.Reading("", value, quality, 0))
