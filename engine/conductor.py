"""One drill: a console, a station that answers, simulated roles and a clock that somebody else turns.

Whatever happens is in the log, and what happens next is worked out from the log alone; so a drill that was cut off goes
on as it would have gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from engine.console import Console, Indexed
from engine.drill import world as air
from engine.drill.crew import Intent, intents
from engine.drill.debrief import debrief_lines
from engine.drill.injects import due_injects
from engine.drill.score import Debrief, score
from engine.face import Face
from engine.machine.table import ItemSpec
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal
from engine.run.state import DONE
from engine.run.timers import due

SKIP_LIMIT_MS = 600_000  # when nothing happens before, as while people are waited for


class RunClock(Protocol):
    """A wall clock that can follow the run clock (simulated time), or ignores it (real time)."""

    def set_t(self, ms: int) -> None:
        """The run clock stands at `ms`."""


Kind = Literal["inject", "link", "telemetry", "timer", "intent"]
ORDER: tuple[Kind, ...] = ("inject", "link", "telemetry", "timer", "intent")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that will happen at `t` (run clock, ms) if nobody does anything before."""

    t: int
    kind: Kind
    intent: Intent | None = None
    inject: str = ""
    text: str = ""


class Drill(Face):
    """A drill in progress. Not safe for several threads: one thread at a time may call it."""

    def __init__(
        self,
        console: Console,
        rig: air.Rig,
        events: Sequence[Indexed],
        run_clock: RunClock | None = None,
    ) -> None:
        """Take up the drill where its events (all that the log holds) leave it."""
        super().__init__(console, events)
        self.rig, self._run_clock = rig, run_clock
        self.world = air.world_from((event for _, event in events), rig)
        self._t = console.state.t
        self._refused: set[tuple[int, str]] = set()
        self._sample_tried = -1
        self._told = 0  # entries that are not telemetry
        self._set_clock()
        console.listen(self._heard)
        console.look(self.t)
        self._carry_out()
        if self._cut_after_an_act():
            self._sample()

    def _heard(self, index: int, event: e.Event) -> None:
        self.events.append((index, event))
        self._told += not isinstance(event, e.ReadingsTaken)
        self.world = air.world_after(self.world, event, self.rig)

    # -- what a display asks ------------------------------------------------------------------

    @property
    def t(self) -> int:
        """The run clock, ms."""
        return self._t

    def scored(self) -> Debrief:
        """How the drill went, as it stands in the log."""
        return score(self.events, self.console.drive.table, self.rig)

    def debrief(self) -> list[str]:
        """How the drill went, in lines."""
        return debrief_lines(self.scored())

    @property
    def won(self) -> bool:
        """Whether the drill is over and nobody was put at risk."""
        return self.closed and self.scored().safe

    # -- what a person does -------------------------------------------------------------------

    def give(self, command: c.Command) -> Refusal | None:
        """Carry out a person's input; it is stored before this returns, or refused with a reason."""
        acted = self._act_of_sensed(command)
        refusal = acted if acted is not True else None
        if acted is None:
            refusal = self.console.give(command, self.t)
        self._carry_out()
        return refusal if isinstance(refusal, Refusal) else None

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
        refusal = self._act(role, act, None)
        self._sample()
        return refusal

    # -- time -----------------------------------------------------------------------------------

    def advance(self, ms: int, *, stop_when_closed: bool = False) -> None:
        """Let `ms` of run clock pass; everything due in it happens, in order."""
        until = self.t + ms
        while (moment := self._next()) is not None and moment.t <= until:
            self._happen(moment)
            if self.closed and stop_when_closed:
                return
        self._t = max(self.t, until)
        self._set_clock()

    def skip(self) -> int:
        """Go to the next moment at which something happens besides telemetry; returns the run clock."""
        told, until = self._told, self.t + SKIP_LIMIT_MS
        while not self.closed and self._told == told:
            moment = self._next()
            if moment is None or moment.t > until or not self.recording:
                break
            self._happen(moment)
        return self.t

    def _next(self) -> Moment | None:
        """The earliest thing that will happen; at one moment in the order of ORDER."""
        if self.closed:
            return None
        found = list(self._moments()) if self.recording else [self._telemetry()]
        return min(found, key=lambda one: (one.t, ORDER.index(one.kind)), default=None)

    def _moments(self) -> Iterator[Moment]:
        state, scenario = self.console.state, self.rig.scenario
        for one in due_injects(scenario, state, self.world.entered)[:1]:
            notice = one.inject.notice or ""
            yield Moment(max(one.t, self.t), "inject", inject=one.inject.inject, text=notice)
        change = air.link_change(self.world, self.t, self.rig)
        if change is not None:
            yield Moment(change, "link")
        yield self._telemetry()
        later = [one.t for one in due(self.console.drive, state) if one.t > self.t]
        if later:
            yield Moment(later[0], "timer")
        senses = air.WorldSenses(self.world, self.rig)
        for intent in intents(scenario, self.console.drive, state, self.rig.seed, senses):
            if (state.local.entry, repr(intent.command)) not in self._refused:
                yield Moment(max(intent.t, self.t), "intent", intent=intent)
                break

    def _telemetry(self) -> Moment:
        last = self.console.state.sampled_t
        after = max(-1 if last is None else last, self._sample_tried)
        period = self.rig.scenario.period(self.console.state.at)
        return Moment(self.t if after < 0 else max(after + period, self.t), "telemetry")

    def _happen(self, moment: Moment) -> None:
        self._t = max(self.t, moment.t)
        self._set_clock()
        if moment.kind == "inject":
            self.console.write([e.InjectDelivered(self.t, e.STATION, moment.inject, moment.text)])
            self.console.look(self.t)
        elif moment.kind in {"link", "telemetry"}:
            self._sample()
        elif moment.intent is not None:
            self._simulated(moment.intent)
        else:
            self.console.look(self.t)
        self._carry_out()

    def _simulated(self, intent: Intent) -> None:
        entry = self.console.state.local.entry
        if self.give(intent.command) is not None:
            self._refused.add((entry, repr(intent.command)))

    def _set_clock(self) -> None:
        if self._run_clock is not None:
            self._run_clock.set_t(self.t)

    # -- the station ----------------------------------------------------------------------------

    def _sample(self) -> None:
        """Telemetry of every channel of the procedure, now."""
        self._sample_tried = self.t
        channels = list(self.console.drive.table.channels)
        readings = air.sample(self.world, channels, self.t, self.rig)
        self.console.give(c.Telemetry(e.STATION, tuple(readings)), self.t, keep_refusal=False)

    def _act(self, role: str, act: str, item: str | None) -> Refusal | None:
        why = air.refusal(self.world, act, self.t, self.rig)
        not_recorded = self.console.write([e.ActTaken(self.t, role, act, item, why)])
        return not_recorded or (Refusal(f"it cannot be done: {why}") if why else None)

    def _carry_out(self) -> None:
        """Do what ticked items mean in the world and has not been done: also after a cut between the two."""
        pending = [
            (box.role, act, item)
            for item, box in self.console.state.boxes.items()
            if box.status in DONE and box.status != "sensed"
            for act in self.rig.scenario.acts.get(item, ())
            if not self._done_since(item, act, box.t)
        ]
        for role, act, item in pending:
            self._act(role, act, item)
        if pending:
            self._sample()

    def _cut_after_an_act(self) -> bool:
        """Whether the log ends with a deed that telemetry has not answered: a cut came between."""
        told = [event for _, event in self.events[-3:] if not isinstance(event, e.RunResumed)]
        return bool(told) and isinstance(told[-1], e.ActTaken)

    def _done_since(self, item: str, act: str, t: int) -> bool:
        return any(
            (what, of) == (act, item) and when >= t for when, what, of in self.console.state.acts
        )

    def _act_of_sensed(self, command: c.Command) -> Refusal | Literal[True] | None:
        """A tick of a sensed item is the deed itself; its box ticks when the station says so."""
        item = self._sensed_item(command)
        if item is None:
            return None
        acts = self.rig.scenario.acts.get(item.id, ())
        if not acts or (item.by and command.role not in item.by):
            return None
        if self.console.state.held_since is not None:
            return Refusal("the run is on hold; release it first")
        failed = [refusal for act in acts if (refusal := self._act(command.role, act, item.id))]
        self._sample()
        return failed[0] if failed else True

    def _sensed_item(self, command: c.Command) -> ItemSpec | None:
        state = self.console.state
        if not isinstance(command, c.Tick) or state.closed:
            return None
        here = self.console.drive.table.states[state.at]
        box = state.boxes.get(command.item)
        done = box is not None and box.status in DONE and box.entry == state.local.entry
        return next(
            (
                one
                for one in here.items
                if one.id == command.item and one.sensed is not None and not done
            ),
            None,
        )
