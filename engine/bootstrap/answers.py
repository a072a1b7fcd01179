"""A drill's readings worked out again: the station is run once more from the logs' deeds, injects and seed.

It is this version's station that answers; one with other laws would answer otherwise, and that is told.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import UNSET

from engine.audit.replay import Difference
from engine.bootstrap.together import Part, Several, several
from engine.drill import world as air
from engine.errors import BoldfaceError, RunError
from engine.ports import Store
from engine.procedure.guard_tree import names
from engine.run import events as e
from engine.run.together import Indexed


def station_differences(store: Store, run: str) -> Iterator[Difference]:
    """Every reading, refused act, inject and seat of a run that station and scenario do not give.

    Of a drill with several runs all logs are gone through, for the station answers to all of them.
    Raises RunError where the station cannot be run again.
    """
    found = several(store, run)
    if found.first.opened.kind != "drill":
        raise RunError(f"run {run}: it is a real run, and its readings came from outside")
    if found.first.opened.beside or found.missing:
        raise RunError(
            f"run {run}: its station answers to all runs of its drill, and they are not all here "
            f"({'; '.join(found.missing)}); bring them into this store"
        )
    yield from _Station(found, run).differences()


@dataclass
class _Station:
    """The station of a drill under the logs of its runs.

    Telemetry comes to all open runs in one round, so at one moment everything before a run's next
    reading happened before the round, whichever log it stands in.
    """

    drill: Several
    run: str
    world: air.World = field(init=False)
    opened: set[str] = field(init=False)
    closed: set[str] = field(default_factory=set)
    sitting: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rig = self.drill.first.rig
        self.world = air.start_world(self.rig)
        self.opened = {self.drill.first.run}
        self.alarms = _alarms(self.drill)

    def differences(self) -> Iterator[Difference]:
        """What is not as the station answers in the run asked for, in the order of its log."""
        logs = [deque(one.events) for one in self.drill.parts]
        while any(logs):
            t = min(log[0][1].t for log in logs if log)
            left = sum(map(len, logs))
            for part, log in zip(self.drill.parts, logs, strict=True):
                yield from self._deeds(part, log, t)
            yield from self._round(logs, t)
            if sum(map(len, logs)) == left:  # a log that begins before it was opened
                self.opened.update(one.run for one in self.drill.parts)

    def _deeds(self, part: Part, log: deque[Indexed], t: int) -> Iterator[Difference]:
        """What happened in one log up to its next reading."""
        while log and log[0][1].t <= t and part.run in self.opened:
            if isinstance(log[0][1], e.ReadingsTaken):
                return
            yield from self._taken(part, *log.popleft(), self.world)

    def _round(self, logs: list[deque[Indexed]], t: int) -> Iterator[Difference]:
        before = self.world
        for part, log in zip(self.drill.parts, logs, strict=True):
            if log and log[0][1].t <= t and part.run in self.opened:
                yield from self._taken(part, *log.popleft(), before)

    def _taken(
        self, part: Part, index: int, event: e.Event, before: air.World
    ) -> Iterator[Difference]:
        try:
            if part.run == self.run:
                yield from self._differs(part, index, event, before)
            strange = part is not self.drill.first and isinstance(event, e.StepEntered)
            self.world = (
                air.advance(self.world, event.t, self.rig)
                if strange
                else air.world_after(self.world, event, self.rig)
            )
        except (BoldfaceError, KeyError, ValueError) as error:
            raise RunError(
                f"run {part.run}, entry {index}: the station cannot be run again from here on: {error}"
            ) from None
        if isinstance(event, e.ProcedureOpened):
            self.opened.add(event.run)
        elif isinstance(event, e.RunClosed):
            self.closed.add(part.run)
        elif isinstance(event, e.RoleHandedOver):
            self.sitting[event.seat] = event.person

    def _differs(
        self, part: Part, index: int, event: e.Event, before: air.World
    ) -> Iterator[Difference]:
        if isinstance(event, e.ReadingsTaken):
            expected = air.sample(before, self._channels(part), event.t, self.rig)
            yield from _compared(index, event, expected)
            if event.every is not UNSET and event.every not in self.rig.scenario.slow.values():
                yield from _told(
                    index, event, "the next in a time of `slow`", f"in {event.every} ms"
                )
        elif isinstance(event, e.ActTaken):
            why = air.refusal(self.world, event.act, event.t, self.rig)
            yield from _told(index, event, f"refused: {why}", f"refused: {event.refused}")
        elif isinstance(event, e.InjectDelivered | e.RunOpened):
            yield from _told(index, event, *_of_the_scenario(event, self.rig, self.sitting))

    def _channels(self, part: Part) -> list[str]:
        """Those of the procedure, and in the first log that is open those of the alarms."""
        still = (one for one in self.drill.parts if one.run in self.opened - self.closed)
        log = next(still, self.drill.first)
        alarms = self.alarms if part is log else []
        return list(dict.fromkeys([*part.table.channels, *alarms]))


def _alarms(drill: Several) -> list[str]:
    called = drill.first.rig.scenario.calls
    guards = (drill.callings[name].call.guard for name in called)
    return [name for guard in guards if guard is not None for name in names(guard)]


def _of_the_scenario(
    event: e.InjectDelivered | e.RunOpened, rig: air.Rig, sitting: Mapping[str, str]
) -> tuple[str, str]:
    """What the scenario kept with the run says of an event, and what the event says; `sitting`: by hand-overs."""
    if isinstance(event, e.RunOpened):
        said = {**rig.scenario.seats, **sitting}
        seats = {role: said.get(role, role) for role in event.seats}
        return f"seats {seats}", f"seats {event.seats}"
    known = {one.inject: one.notice or "" for one in rig.scenario.injects}
    return known.get(event.inject, event.text), event.text


def _told(index: int, event: e.Event, expected: str, found: str) -> Iterator[Difference]:
    if expected != found:
        what = type(event).__name__
        yield Difference(index, "station", event.t, event.role, what, expected, found)


def _compared(
    index: int, event: e.ReadingsTaken, expected: list[e.Reading]
) -> Iterator[Difference]:
    found = {one.channel: one for one in event.readings}
    for one in expected:
        if found.get(one.channel) != one:
            told = found.get(one.channel)
            yield Difference(
                index, "station", event.t, event.role, "ReadingsTaken",
                _words(one), _words(told) if told else f"{one.channel}: no reading",
            )  # fmt: skip
    for channel in found.keys() - {one.channel for one in expected}:
        yield Difference(
            index, "station", event.t, event.role, "ReadingsTaken",
            f"{channel}: no such channel", _words(found[channel]),
        )  # fmt: skip


def _words(one: e.Reading) -> str:
    return f"{one.channel} {one.value} ({one.quality}, taken at {one.taken} ms)"
