"""One drill: a console for each open procedure, a station that answers, simulated roles, a clock that others turn.

Whatever happens is in the logs, and what happens next is worked out from the logs alone; so a drill that was cut off goes
on as it would have gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from engine.console import Console, Indexed
from engine.desk import Beside, Desk, Place
from engine.drill import world as air
from engine.drill.beside import other_lines
from engine.drill.debrief import debrief_lines
from engine.drill.deeds import cut_off, owed, sensed_item
from engine.drill.score import Debrief, score
from engine.face import Face, farthest
from engine.moments import Moment, first_moment, period, sampled, telemetry
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal, decide
from engine.run.queue import calling
from engine.run.rows import View
from engine.scene import Scene
from engine.turns import Turns

SKIP_MOST = 50
BEAT_MS = 30_000  # DESIGN: of life and of run clock; at 600x a step of six hours a sample has one sample in 36 s


class RunClock(Protocol):
    """A wall clock that can follow the run clock (simulated time), or ignores it (real time)."""

    def set_t(self, ms: int) -> None:
        """The run clock stands at `ms`."""


class Drill(Face):
    """A drill in progress. Not safe for several threads: one thread at a time may call it.

    `console` and `events` are those of the procedure before the crew's eyes.
    """

    def __init__(
        self,
        console: Console,
        rig: air.Rig,
        events: Sequence[Indexed],
        run_clock: RunClock | None = None,
        beside: Beside | None = None,
    ) -> None:
        """Take up the drill where its events (all that the logs hold) leave it."""
        super().__init__(console, events)
        self._run_clock = run_clock
        self.first = Place(console, self.events)
        self._scene = Scene(rig)
        self.desk = Desk(self.first, calling(console.drive.table.procedure).call.level, self._scene)
        self._turns = Turns(self.desk, beside, self._opened)
        self._sample_tried = -1
        self._told = 0  # entries that are not telemetry
        self._beaten = console.clock.monotonic_ms()
        self._turns.take_up()
        self._t = max(place.console.state.t for place in self.desk.places)
        self._set_clock()
        for place in self.desk.places:
            self._listen(place)
        self._finish_the_moment()

    def _finish_the_moment(self) -> None:
        """What a cut left half done at the moment at which the logs end, in the order in which it would have come."""
        if self.t > max(place.state.moment for place in self.desk.places):
            self._turns.face(self)  # time went on after it, so nothing of it is left to do
            return
        taken = [sampled(place) for place in self.desk.open()]
        if taken and min(taken) < max(taken) == self.t:  # a cut between two runs of one sample:
            self._sample(again=False)  # what follows from time alone follows after the readings
        for place in self.desk.places:
            place.console.look(self.t)
        ends = [(place, _act_at_the_end(place)) for place in self.desk.open()]
        for place, last in ends:
            part = self._scene.part(place)
            for owed_ in cut_off(part, place.table, place.state, last) if last is not None else ():
                self._act(place, *owed_)
        self._carry_out()
        if any(_act_at_the_end(place) for place in self.desk.open()):
            self._sample()

    def _listen(self, place: Place) -> None:
        def heard(index: int, event: e.Event) -> None:
            self.desk.heard(place, index, event)
            self._told += not isinstance(event, e.ReadingsTaken)

        place.console.listen(heard)

    def _opened(self, place: Place) -> None:
        """A run that was opened beside the others joins in."""
        self._listen(place)
        place.console.look(self.t)
        self._sample(again=False)

    # -- what a display asks ------------------------------------------------------------------

    @property
    def t(self) -> int:
        """The run clock, ms."""
        return self._t

    @property
    def rig(self) -> air.Rig:
        """What it is played with."""
        return self._scene.rig

    @rig.setter
    def rig(self, rig: air.Rig) -> None:
        self._scene.rig = rig

    @property
    def world(self) -> air.World:
        """The station as it stands after everything that happened."""
        return self._scene.world

    @property
    def period_ms(self) -> int:
        """How often telemetry comes in the present step."""
        return period(self.desk, self._scene)

    @property
    def closed(self) -> bool:
        """Whether every procedure is over."""
        return not self.desk.open()

    @property
    def outcome(self) -> str | None:
        """The end of the procedure with which the drill began, or None."""
        return self.first.console.state.outcome

    @property
    def recording(self) -> bool:
        """Whether what happens is being stored, in every log."""
        return not self.trouble

    @property
    def trouble(self) -> str:
        """Why something is not being stored, in a sentence; '' while all is well."""
        return self._turns.trouble

    def view(self) -> View:
        """What a display shows now: the procedure before the crew's eyes, and the queue of all."""
        return self._turns.view(self.console.view(self.t), recording=self.recording)

    def scored(self) -> Debrief:
        """How the drill went, as it stands in the log of the procedure with which it began."""
        others = [place.events for place in self.desk.places[1:]]
        return score(self.first.events, self.first.table, self.rig, others)

    def debrief(self) -> list[str]:
        """How the drill went, in lines; then every procedure that was opened beside the first."""
        lines = debrief_lines(self.scored())
        others = [(one, one.events, self._scene.part(one)) for one in self.desk.places[1:]]
        return [*lines, *other_lines(others, self.desk.queue, self._turns.callings)]

    @property
    def won(self) -> bool:
        """Whether the drill is over and nobody was put at risk."""
        others = self.desk.places[1:]
        return (
            self.closed
            and self.scored().safe
            and all(place.console.state.safe is True for place in others)
        )

    # -- what a person does -------------------------------------------------------------------

    def give(self, command: c.Command) -> Refusal | None:
        """Carry out a person's input; it is stored before this returns, or refused with a reason."""
        return self._give(self.desk.front, command)

    def _give(self, place: Place, command: c.Command) -> Refusal | None:
        if isinstance(command, c.OF_THE_QUEUE):
            refusal = self._turns.choose(command, self.t)
        else:
            acted = self._act_of_sensed(place, command) or self._refused_by_station(place, command)
            refusal = acted if isinstance(acted, Refusal) else None
            if acted is None:
                refusal = place.console.give(command, self.t)
            if refusal is None and isinstance(command, c.HandOver):
                self._turns.seat(command, self.t)
        self._carry_out()
        return refusal

    def acts(self) -> tuple[tuple[str, str], ...]:
        """What a person may do outside the procedure: the act, and its words."""
        return tuple(
            (one.act, one.label)
            for one in self.rig.scenario.free
            if one.by is None or one.by in self.played
        )

    def do(self, role: str, act: str) -> Refusal | None:
        """Do something outside the procedure; the station answers, the log says so."""
        if role not in self.console.state.seats:
            return Refusal(f"no role is called '{role}' here")
        if act not in {one.act for one in self.rig.scenario.free}:
            return Refusal(f"'{act}' is not something this drill can do")
        if self.closed:
            return Refusal(f"this run is closed: {self.outcome}")
        refusal = self._act(self.desk.front, role, act, None)
        self._sample()
        self._turns.follow(self.t, self)
        return refusal

    def leave(self) -> None:
        """Keep the run clock, and put the store to rest; a run that is not closed can be gone on with."""
        self.desk.leave(self.t)

    def _beat(self) -> None:
        """Keep the run clock where nothing else did for long: what a kill takes stays within that.

        Simulated time is nobody's: it is lived through again in a moment.
        """
        log, now = self.desk.log.console, self.first.console.clock.monotonic_ms()
        quiet = self.t - max(place.state.t for place in self.desk.places)
        if self._run_clock is None and quiet >= BEAT_MS and now - self._beaten >= BEAT_MS:
            self._beaten = now
            log.write([e.ClockKept(self.t, e.ENGINE, left=False)])

    def _refused_by_station(self, place: Place, command: c.Command) -> Refusal | None:
        """A tick whose deed the station refuses: the log says so, and the item is not done."""
        if not isinstance(command, c.Tick):
            return None
        acts = self._scene.part(place).acts.get(command.item, ())
        found = air.first_refused(self.world, acts, self.t, self.rig) if acts else None
        if found is None or isinstance(
            decide(place.console.drive, place.state, command, self.t), Refusal
        ):
            return None  # it can be done, or the procedure itself does not take the tick
        act, why = found
        refused = e.ActTaken(self.t, command.role, act, command.item, why)
        not_recorded = place.console.write([refused])
        return not_recorded or Refusal(
            f"it cannot be done: {why}; as done it counts only by an override with a reason"
        )

    # -- time -----------------------------------------------------------------------------------

    def advance(
        self,
        ms: int,
        *,
        stop_when_closed: bool = False,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        """Let `ms` of run clock pass, or less if `stop` says so after something; what is due happens, in order."""
        until = self.t + ms
        while (moment := self._next()) is not None and moment.t <= until:
            self._happen(moment)
            if (self.closed and stop_when_closed) or (stop is not None and stop()):
                return
        self._t = max(self.t, until)
        self._set_clock()
        if not self.closed and self.recording:
            self._beat()

    def skip(self, most: int = SKIP_MOST) -> int:
        """Go to the next moment at which something happens besides telemetry; returns the run clock.

        After `most` moments it returns all the same, so that nobody waits long: call it again.
        """
        told, until = self._told, self.t + farthest(self.period_ms)
        while not self.closed and self._told == told and (most := most - 1) >= 0:
            moment = self._next()
            if moment is None or moment.t > until or not self.recording:
                break
            self._happen(moment)
        return self.t

    def _next(self) -> Moment | None:
        """The earliest thing that will happen."""
        if self.closed:
            return None
        if not self.recording:
            return telemetry(self.desk, self._scene, self.t, self._sample_tried)
        callings = self._turns.callings
        return first_moment(
            self.desk, self._scene, callings, self.t, self._sample_tried, self.played
        )

    def _happen(self, moment: Moment) -> None:
        self._t = max(self.t, moment.t)
        self._set_clock()
        if moment.kind == "inject":
            console = self.desk.front.console  # it is noticed by whoever works this procedure
            console.write([e.InjectDelivered(self.t, e.STATION, moment.inject, moment.text)])
            console.look(self.t)
        elif moment.kind in {"link", "telemetry"}:
            self._sample(again=moment.kind == "link")
        elif moment.deed is not None:
            self._act(self.desk.front, moment.deed.role, moment.deed.act, None)
            self._sample()
        elif moment.command is not None:
            self._simulated(moment.place or self.desk.front, moment.command)
        elif moment.place is not None:
            moment.place.console.look(self.t)
        self._carry_out()

    def _simulated(self, place: Place, command: c.Command) -> None:
        entry = place.console.state.local.entry
        if self._give(place, command) is not None:
            place.refused.add((entry, repr(command)))

    def _set_clock(self) -> None:
        if self._run_clock is not None:
            self._run_clock.set_t(self.t)

    # -- the station ----------------------------------------------------------------------------

    def _sample(self, *, again: bool = True) -> None:
        """Telemetry of every channel of every open procedure, and of the alarms that may call, now.

        Not `again`: only for runs that have none of this moment, as after a cut between two of them.
        """
        self._sample_tried = self.t
        wanted: dict[Place, list[str]] = {}
        for place in self.desk.open() or [self.first]:
            if again or sampled(place) != self.t:
                wanted[place] = list(place.table.channels)
                if place is self.desk.log:
                    own = wanted[place]
                    own += [name for name in self._turns.alarms() if name not in own]
        names_ = list(dict.fromkeys(name for own in wanted.values() for name in own))
        readings = {one.channel: one for one in air.sample(self.world, names_, self.t, self.rig)}
        for place, own in wanted.items():
            taken = tuple(readings[name] for name in own)
            place.console.give(
                c.Telemetry(e.STATION, taken, self._slowly()), self.t, keep_refusal=False
            )

    def _slowly(self) -> int | None:
        """When the next telemetry comes, where that is later than is usual."""
        every = self.period_ms
        return every if every > self.rig.scenario.telemetry else None

    def _act(self, place: Place, role: str, act: str, item: str | None) -> Refusal | None:
        why = air.refusal(self.world, act, self.t, self.rig)
        not_recorded = place.console.write([e.ActTaken(self.t, role, act, item, why)])
        return not_recorded or (Refusal(f"it cannot be done: {why}") if why else None)

    def _carry_out(self) -> None:
        """Do what ticked items mean in the world; then let follow what the alarms call for."""
        acted = False
        for place in self.desk.places:
            for role, act, item in owed(self._scene.part(place), place.console.state):
                self._act(place, role, act, item)
                acted = True
        if acted:
            self._sample()
        self._turns.follow(self.t, self)

    def _act_of_sensed(self, place: Place, command: c.Command) -> Refusal | Literal[True] | None:
        """A tick of a sensed item is the deed itself; its box ticks when the station says so."""
        item = sensed_item(place.table, place.console.state, command)
        if item is None:
            return None
        acts = self._scene.part(place).acts.get(item.id, ())
        if not acts or (item.by and command.role not in item.by):
            return None
        if place.console.state.held_since is not None:
            return Refusal("the run is on hold; release it first")
        failed = [r for act in acts if (r := self._act(place, command.role, act, item.id))]
        self._sample()
        return failed[0] if failed else True


def _act_at_the_end(place: Place) -> e.ActTaken | None:
    """The deed with which the log ends, which telemetry has not answered: a cut came between."""
    of_the_stop = e.RunResumed | e.ConsoleNoted  # not ClockKept: no clock is kept before the answer
    told = [event for _, event in place.events[-4:] if not isinstance(event, of_the_stop)]
    return told[-1] if told and isinstance(told[-1], e.ActTaken) else None
