"""One real run: a console, telemetry from outside or from people, and the clock on the wall.

Has the face of a drill, so that the same screens show it; nothing in it is simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from engine.console import Console, Indexed
from engine.face import LOOK_MS, Face
from engine.machine.spec import ChannelSpec
from engine.ports import Sampled, Telemetry, Unusable
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal
from engine.run.lines import clock, line
from engine.run.values import read_sample

INPUT = "telemetry"
ARRIVALS_MS = 100
NOT_A_DRILL = Refusal("this is a real run: do it, and record it with the procedure's own inputs")


class LiveRun(Face):
    """A real run in progress. Not safe for several threads: one thread at a time may call it."""

    briefing = ""

    def __init__(
        self, console: Console, events: Sequence[Indexed], telemetry: Telemetry | None = None
    ) -> None:
        """Take up the run where its log leaves it; time went on while nobody looked."""
        super().__init__(console, events)
        self._telemetry = telemetry
        self._started = _ms(console.state.opened.epoch) if console.state.opened else 0
        self._base = max(console.state.t, _ms(console.clock.at()) - self._started)
        self._since = console.clock.monotonic_ms()
        console.listen(lambda index, event: self.events.append((index, event)))
        self.advance(0)

    @property
    def t(self) -> int:
        """The run clock, ms: wall time since the run was opened, never going back."""
        return max(
            self.console.state.t, self._base + self.console.clock.monotonic_ms() - self._since
        )

    @property
    def look_ms(self) -> int:
        """Often where readings come in by themselves: they may come ten times a second."""
        return LOOK_MS if self._telemetry is None else ARRIVALS_MS

    @property
    def won(self) -> bool:
        """Whether the run closed at an end that its author calls safe."""
        return self.closed and self.console.state.safe is True

    def give(self, command: c.Command) -> Refusal | None:
        """Carry out a person's input; it is stored before this returns, or refused with a reason."""
        return self.console.give(command, self.t)

    def acts(self) -> tuple[tuple[str, str], ...]:
        """Nothing is simulated, so nothing can be done through the program."""
        return ()

    def do(self, role: str, act: str) -> Refusal | None:  # noqa: ARG002 - the face of a drill
        """Refused: a real run does nothing to the vehicle."""
        return NOT_A_DRILL

    def advance(self, ms: int, *, stop_when_closed: bool = False) -> None:  # noqa: ARG002 - the wall's time
        """Take in what has arrived and let follow what follows; the time is the wall's, not `ms`."""
        if self.closed:
            return
        if not self.recording:
            self.console.retry(self.t)
        arrived = self._telemetry.arrived() if self._telemetry is not None else []
        readings = [one for one in map(self._reading, arrived) if one is not None]
        if readings:
            self.console.give(c.Telemetry(INPUT, tuple(readings)), self.t, keep_refusal=False)
        self.console.look(self.t)

    def skip(self) -> int:
        """Real time cannot be skipped."""
        self.advance(0)
        return self.t

    def leave(self) -> None:
        """Put the store to rest; a run that is not closed can be gone on with."""
        if self._telemetry is not None:
            self._telemetry.close()
        super().leave()

    def _reading(self, one: Sampled | Unusable) -> e.Reading | None:
        """A reading fit for the log; what is not is kept as a refused input."""
        if isinstance(one, Unusable):
            self._refuse("a line", one.sentence)
            return None
        channel = self.console.drive.table.channels.get(one.channel)
        unfit = self._unfit(one, channel)
        if channel is None or unfit:
            self._refuse(one.channel, unfit)
            return None
        if one.value is None:
            return e.Reading(one.channel, None, "missing", self.t)
        value = read_sample(channel, one.value)
        if isinstance(value, str):
            self._refuse(one.channel, f"{one.source}: {value}")
            return e.Reading(one.channel, one.value[:40], "out-of-range", self.t)
        return e.Reading(one.channel, value.text, "good", self.t)

    def _unfit(self, one: Sampled, channel: ChannelSpec | None) -> str:
        if channel is None:
            return f"{one.source}: no channel is called '{one.channel[:60]}' here"
        if one.unit is None or one.unit == (channel.unit or ""):
            return ""
        return (
            f"{one.source}: '{one.channel}' is in {channel.unit or 'no unit'}, not {one.unit[:20]}; "
            "the reading is not used"
        )

    def _refuse(self, what: str, sentence: str) -> None:
        self.console.write([e.InputRefused(self.t, INPUT, what[:60], sentence)])

    def debrief(self) -> list[str]:
        """How the run went, in lines."""
        state, table = self.console.state, self.console.drive.table
        opened = state.opened
        title = (
            f"{opened.title}, revision {opened.revision}, digest {opened.digest[:12]}"
            if opened
            else ""
        )
        lines = [
            f"SUMMARY of a RUN: {title}",
            f"Outcome: {state.outcome or 'not closed'} at {clock(state.t)}",
        ]
        told = (
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
            e.RunClosed,
        )
        late = [
            (i, one)
            for i, one in self.events
            if isinstance(one, told)
            or (
                isinstance(one, e.StepEntered)
                and one.trigger in {"expire", "contingency", "revisit"}
            )
        ]
        lines += [f"{clock(one.t)} {one.role}: {line(one, table)} [{i}]" for i, one in late]
        return [*lines, "Numbers in [ ] are entries of the log of this run."]


def _ms(at: str) -> int:
    return int(datetime.fromisoformat(at).timestamp() * 1000)
