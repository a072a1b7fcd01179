"""A real run: a console for each open procedure, telemetry from outside or from people, and the clock on the wall.

Has the face of a drill, so that the same screens show it; nothing in it is simulated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from engine.console import Console, Indexed
from engine.desk import Beside, Desk, Place
from engine.face import SECOND_MS, Face
from engine.machine.spec import ChannelSpec
from engine.ports import Sampled, Telemetry, Unusable
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal
from engine.run.event import TELEMETRY
from engine.run.evolve import evolve
from engine.run.lines import clock, line
from engine.run.queue import calling
from engine.run.rows import View
from engine.run.state import RunState
from engine.run.values import read_sample
from engine.turns import Turns

ARRIVALS_MS = 100
NOT_A_DRILL = Refusal("this is a real run: do it, and record it with the procedure's own inputs")


class LiveRun(Face):
    """A real run in progress. Not safe for several threads: one thread at a time may call it.

    `console` and `events` are those of the procedure before the crew's eyes.
    """

    briefing = ""

    def __init__(
        self,
        console: Console,
        events: Sequence[Indexed],
        telemetry: Telemetry | None = None,
        beside: Beside | None = None,
    ) -> None:
        """Take up the run where its logs leave it; time went on while nobody looked."""
        super().__init__(console, events)
        self._telemetry = telemetry
        self.first = Place(console, self.events)
        self.desk = Desk(self.first, calling(console.drive.table.procedure).call.level)
        self._turns = Turns(self.desk, beside, self._opened)
        self._started = _ms(console.state.opened.epoch) if console.state.opened else 0
        self._base, self._since = 0, console.clock.monotonic_ms()
        self._listen(self.first)
        self._turns.take_up()
        for place in self.desk.places[1:]:
            self._listen(place)
        self._base = max(self.t, _ms(console.clock.at()) - self._started)
        self._since = console.clock.monotonic_ms()
        self.advance(0)

    def _listen(self, place: Place) -> None:
        place.console.listen(lambda index, event: self.desk.heard(place, index, event))

    def _opened(self, place: Place) -> None:
        """A run that was opened beside the others joins in, and is told what is known and fresh already."""
        self._listen(place)
        readings = tuple(self._known_to(place))
        if readings:
            place.console.give(c.Telemetry(TELEMETRY, readings), self.t, keep_refusal=False)
        place.console.look(self.t)

    def _known_to(self, place: Place) -> Iterator[e.Reading]:
        alarms = self._turns.alarms()
        for name, channel in place.table.channels.items():
            told, last = self.desk.shown.get(name, (None, None))
            if told is None or last is None:
                continue
            theirs = {**alarms, **self.desk.places[told.place].table.channels}.get(name)
            old = channel.stale is not None and self.t - last.taken > channel.stale
            if theirs is not None and theirs.unit == channel.unit and not old:
                yield e.Reading(name, last.text, last.quality, last.taken)

    @property
    def t(self) -> int:
        """The run clock, ms: wall time since the first run was opened, never going back."""
        passed = self._base + self.first.console.clock.monotonic_ms() - self._since
        return max(passed, *(place.state.t for place in self.desk.places), 0)

    @property
    def period_ms(self) -> int:
        """Often where readings come in by themselves: they may come ten times a second."""
        return SECOND_MS if self._telemetry is None else ARRIVALS_MS

    @property
    def closed(self) -> bool:
        """Whether every procedure is over."""
        return not self.desk.open()

    @property
    def outcome(self) -> str | None:
        """The end of the procedure with which the run began, or None."""
        return self.first.state.outcome

    @property
    def won(self) -> bool:
        """Whether every procedure closed at an end that its author calls safe."""
        return self.closed and all(place.state.safe is True for place in self.desk.places)

    @property
    def recording(self) -> bool:
        """Whether what happens is being stored, in every log."""
        return not self.trouble

    @property
    def trouble(self) -> str:
        """Why something is not being stored, in a sentence; '' while all is well."""
        return self._turns.trouble

    def view(self) -> View:
        """What a display shows now: the procedure before the crew's eyes, the queue, the alarms of others."""
        shown = self._turns.view(self.console.view(self.t), recording=self.recording)
        return replace(shown, alarms=self._turns.alarm_rows(self.t))

    def give(self, command: c.Command) -> Refusal | None:
        """Carry out a person's input; it is stored before this returns, or refused with a reason."""
        if isinstance(command, c.OF_THE_QUEUE):
            refusal = self._turns.choose(command, self.t)
        elif isinstance(command, c.ReadOut):
            refusal = self._read_out(command)
        else:
            refusal = self.console.give(command, self.t)
            if refusal is None and isinstance(command, c.HandOver):
                self._turns.seat(command, self.t)
        self._turns.follow(self.t, self)
        return refusal

    def acts(self) -> tuple[tuple[str, str], ...]:
        """Nothing is simulated, so nothing can be done through the program."""
        return ()

    def do(self, role: str, act: str) -> Refusal | None:  # noqa: ARG002 - the face of a drill
        """Refused: a real run does nothing to the vehicle."""
        return NOT_A_DRILL

    def advance(
        self,
        ms: int,  # noqa: ARG002 - the wall's time
        *,
        stop_when_closed: bool = False,  # noqa: ARG002
        stop: Callable[[], bool] | None = None,  # noqa: ARG002
    ) -> None:
        """Take in what has arrived and let follow what follows; the time is the wall's, not `ms`."""
        if self.closed:
            return
        for place in self.desk.open():
            if not place.console.recording:
                place.console.retry(self.t)
        arrived = self._telemetry.arrived() if self._telemetry is not None else []
        if arrived:
            self._take_in(arrived)
        for place in self.desk.open():
            place.console.look(self.t)
        self._turns.follow(self.t, self)

    def skip(self) -> int:
        """Real time cannot be skipped."""
        self.advance(0)
        return self.t

    def leave(self) -> None:
        """Put the store to rest; a run that is not closed can be gone on with."""
        if self._telemetry is not None:
            self._telemetry.close()
        self.desk.leave(self.t)

    # -- readings -------------------------------------------------------------------------------

    def _channels(self, place: Place) -> Mapping[str, ChannelSpec]:
        """What is kept with a run: its own channels; in the log of all, those of the alarms too."""
        own = place.table.channels
        return {**self._turns.alarms(), **own} if place is self.desk.log else own

    def _read_out(self, command: c.ReadOut) -> Refusal | None:
        """A person reads an instrument: told to the run before them, and to every other that knows it."""
        front = self.desk.front
        known = [one for one in self.desk.open() if command.channel in self._channels(one)]
        if command.channel in front.table.channels or not known:
            refusal = front.console.give(command, self.t)
            if refusal is not None:
                return refusal
            known = [one for one in known if one is not front]
        for place in known:
            value = read_sample(self._channels(place)[command.channel], command.text)
            if isinstance(value, str):
                return Refusal(value)
            reading = e.Reading(command.channel, value.text, "good", self.t)
            refusal = place.console.write([e.ReadingsTaken(self.t, command.role, [reading])])
            if refusal is not None:
                return refusal
            place.console.look(self.t)
        return None

    def _take_in(self, arrived: Sequence[Sampled | Unusable]) -> None:
        """What has arrived, told to every open run that knows the channel."""
        known = {place: self._channels(place) for place in self.desk.open()}
        taken: dict[Place, list[e.Reading]] = {place: [] for place in known}
        for one in arrived:
            if isinstance(one, Unusable):
                self._refuse(self.desk.log, "a line", one.sentence)
                continue
            to = [place for place, channels in known.items() if one.channel in channels]
            if not to:
                unknown = f"{one.source}: no channel is called '{one.channel[:60]}' here"
                self._refuse(self.desk.log, one.channel, unknown)
            for place in to:
                reading = self._reading(place, one, known[place][one.channel])
                taken[place] += [reading] if reading is not None else []
        for place, readings in taken.items():
            if readings:
                place.console.give(
                    c.Telemetry(TELEMETRY, tuple(readings)), self.t, keep_refusal=False
                )

    def _reading(self, place: Place, one: Sampled, channel: ChannelSpec) -> e.Reading | None:
        """A reading fit for the log; what is not is kept as a refused input."""
        if one.unit is not None and one.unit != (channel.unit or ""):
            unfit = (
                f"{one.source}: '{one.channel}' is in {channel.unit or 'no unit'}, not "
                f"{one.unit[:20]}; the reading is not used"
            )
            self._refuse(place, one.channel, unfit)
            return None
        if one.value is None:
            return e.Reading(one.channel, None, "missing", self.t)
        value = read_sample(channel, one.value)
        if isinstance(value, str):
            self._refuse(place, one.channel, f"{one.source}: {value}")
            return e.Reading(one.channel, one.value[:40], "out-of-range", self.t)
        return e.Reading(one.channel, value.text, "good", self.t)

    def _refuse(self, place: Place, what: str, sentence: str) -> None:
        place.console.write([e.InputRefused(self.t, TELEMETRY, what[:60], sentence)])

    # -- how it went ----------------------------------------------------------------------------

    def debrief(self) -> list[str]:
        """How the run went, in lines, one procedure after the other."""
        lines = list(_summary(self.first))
        for place in self.desk.places[1:]:
            lines += ["", *_summary(place, self.desk.queue.opened[place.run].why)]
        return [*lines, "Numbers in [ ] are entries of the log of that run."]


TOLD = (
    e.StepSkipped,
    e.StepDeferred,
    e.ItemOverridden,
    e.VerifyOverridden,
    e.ItemUnticked,
    e.ItemSkipped,
    e.RunAborted,
    e.Redlined,
    e.HoldPlaced,
    e.RecordingLost,
    e.ObservationRaised,
    e.ObservationDisposed,
    e.ProcedureCalled,
    e.OfferAccepted,
    e.OfferDeclined,
    e.ProcedureOpened,
    e.RunClosed,
)


def _summary(place: Place, why: str = "") -> Iterator[str]:
    state, table, opened = place.state, place.table, place.state.opened
    if opened is not None:
        what = f"{opened.title}, revision {opened.revision}, digest {opened.digest[:12]}"
        yield f"BESIDE IT: {what} (run {place.run}): {why}" if why else f"SUMMARY of a RUN: {what}"
    yield f"Outcome: {state.outcome or 'not closed'} at {clock(state.t)}"
    before = RunState()
    for index, one in place.events:
        redlines, before = before.redlines, evolve(before, one)
        late = isinstance(one, e.StepEntered) and one.trigger in {
            "expire",
            "contingency",
            "revisit",
        }
        if late or isinstance(one, TOLD):
            yield f"{clock(one.t)} {one.role}: {line(one, table, redlines)} [{index}]"


def _ms(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp() * 1000)
