"""A log gone through again: every move and every derived fact worked out anew from inputs, readings and times.

What differs is listed with who, what, expected and found; the log is taken as it stands and nothing is mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import UNSET, Struct
from msgspec.structs import asdict, replace

from engine.audit.inputs import DERIVED, command_of, readings_of
from engine.audit.reading import Noted
from engine.machine.stepper import Stepper
from engine.run import events as e
from engine.run.decide import Refusal, decide
from engine.run.evolve import evolve
from engine.run.lines import line
from engine.run.queue import FACTS_OF_QUEUE
from engine.run.settle import next_event, open_run
from engine.run.state import RunState
from engine.run.values import read_value

Kind = Literal["unreadable", "illegal", "derived", "missing", "late", "input", "opening", "station"]
UNTOLD = frozenset(
    {"auth", "statement", "signature"}
)  # how far a name is proved is not the procedure's to say
NOT_LOOKED = (
    e.InputRefused,
    e.ClockKept,
    e.RunResumed,
    e.RecordingLost,
    e.ConsoleNoted,
    e.ActTaken,
    e.RunOpened,
    e.TextKept,
    *FACTS_OF_QUEUE,
)


OF_ENGINE = (e.ClockKept, e.RunResumed, e.RecordingLost, e.ConsoleNoted)


class Difference(Struct, frozen=True):
    """One entry that is not what follows: its kind, who, what, what was expected and what was found.

    unreadable: no event of ours. opening: how the run begins. illegal: a move the machine does not make.
    derived: a fact that does not follow. input: an input that would have been refused. missing: something
    that follows was never written. late: it was, but another entry came first (two consoles, or a cut).
    station: a reading that a drill's station would not have given.
    """

    index: int
    kind: Kind
    t: int
    role: str
    what: str
    expected: str
    found: str

    @property
    def grave(self) -> bool:
        """Whether the log is not what the procedure and the inputs make of it."""
        return self.kind != "late"


class Replay:
    """One log being gone through: give it the entries in order; `state` is where the run stands after them."""

    def __init__(self, drive: Stepper, run: str = "", digest: str | None = None) -> None:
        """`digest`: of the procedure text kept with the run; `run`: the name it is stored under."""
        self.drive, self.run, self.digest = drive, run, digest
        self.state = RunState()
        self.entries = 0
        self._due: e.Event | None = None  # what must come next, if anything
        self._owed: tuple[int, e.Event] | None = (
            None  # what should have come, and after which entry
        )
        self._looked = False

    def take(self, one: Noted) -> Iterator[Difference]:
        """The differences that this entry shows."""
        self.entries += 1
        event = one.event
        if event is None:
            yield Difference(
                one.index, "unreadable", self.state.t, "?", "an entry", "an event", one.fault
            )
            return
        for kind, expected in self._faults(one.index, event):
            found, name = self._told(event), type(event).__name__
            yield Difference(one.index, kind, event.t, event.role, name, expected, found)
        yield from self._pay(one.index, event)
        self._move(event)

    def finish(self) -> Iterator[Difference]:
        """What is still owed at the end of the log; a log that was cut off owes nothing."""
        if self._owed is not None:
            yield self._missing(*self._owed)

    # -- one entry ------------------------------------------------------------------------------

    def _faults(self, index: int, event: e.Event) -> Iterator[tuple[Kind, str]]:
        if event.t < self.state.t:
            yield "input", f"a time from {self.state.t} ms on (this entry says {event.t} ms)"
        if isinstance(event, e.RunOpened | e.TextKept) or self.state.opened is None:
            yield from self._opening(index, event)
        elif isinstance(event, DERIVED):
            yield from self._derived(event)
        elif self.state.at == self.drive.table.initial:
            yield "opening", "the first step is entered before anything else happens"
        else:
            yield from self._input(event)

    def _opening(self, index: int, event: e.Event) -> Iterator[tuple[Kind, str]]:
        if isinstance(event, e.TextKept):
            if self.state.at != self.drive.table.initial:
                yield "opening", "texts are kept before the first step, not here"
            return
        if not isinstance(event, e.RunOpened) or index != 0:
            yield "opening", "entry 0 opens the run, and no other does"
            return
        spec = self.drive.table.procedure
        wanted = (
            ("run", self.run or event.run, event.run),
            ("procedure", spec.procedure, event.procedure),
            ("revision", spec.revision, event.revision),
            ("digest", self.digest or event.digest, event.digest),
            ("seats", sorted(spec.roles), sorted(event.seats)),
            ("role", e.ENGINE, event.role),
        )
        for name, expected, found in wanted:
            if expected != found:
                yield "opening", f"{name} {expected} (this entry says {found})"

    def _derived(self, event: e.Event) -> Iterator[tuple[Kind, str]]:
        kind: Kind = "illegal" if isinstance(event, e.StepEntered | e.RunClosed) else "derived"
        expected = self._follows(event.t)
        if expected is None:
            yield (
                kind,
                "nothing follows here" + (" (the run is closed)" if self.state.closed else ""),
            )
        elif not _same(expected, event):
            yield kind, self._told(expected)

    def _follows(self, t: int) -> e.Event | None:
        if self.state.closed:
            return None
        if self.state.at == self.drive.table.initial:
            return open_run(self.drive, t)
        if self._due is not None and self._due.t == t:
            return self._due
        return next_event(self.drive, self.state, t)

    def _input(self, event: e.Event) -> Iterator[tuple[Kind, str]]:
        if isinstance(event, e.ReadingsTaken):
            yield from self._readings(event)
            return
        command = command_of(event)
        if command is None:
            yield from self._beside(event)
            return
        made = decide(self.drive, self.state, command, max(event.t, self.state.t))
        if isinstance(made, Refusal):
            yield "input", f"refused: {made.reason}"
        elif not any(_same(one, event) for one in made):
            yield "input", self._told(made[0]) if made else "nothing"

    def _readings(self, event: e.ReadingsTaken) -> Iterator[tuple[Kind, str]]:
        made = decide(self.drive, self.state, readings_of(event), max(event.t, self.state.t))
        drill = self.state.opened is not None and self.state.opened.kind == "drill"
        if isinstance(made, Refusal):
            yield "input", f"refused: {made.reason}"
        elif drill and event.role != e.STATION:
            yield "input", "readings of a drill by its station"
        elif not drill and event.every is not UNSET:
            yield "input", "readings of a real run without a word on when the next come"
        elif not drill and event.role == e.STATION:
            yield "input", "readings of a real run by telemetry or by a seat"

    def _beside(self, event: e.Event) -> Iterator[tuple[Kind, str]]:
        """What comes from the station, the program or the world, and needs no leave of the machine."""
        opened = self.state.opened
        if isinstance(event, e.ActTaken | e.InjectDelivered) and opened and opened.kind != "drill":
            yield "input", "nothing of a drill in a real run"
        if isinstance(event, e.ActTaken) and event.role not in self.state.seats:
            yield "input", f"an act by one of {', '.join(self.state.seats)}"
        if isinstance(event, e.InjectDelivered) and event.role != e.STATION:
            yield "input", "an inject by the station"
        if isinstance(event, OF_ENGINE) and event.role != e.ENGINE:
            yield "input", "said by the engine"
        if isinstance(event, e.Corrected):
            if not 0 <= event.entry < self.entries - 1:
                yield "input", "a correction of an entry before it"
            if not event.reason.strip() or not event.person.strip():
                yield "input", "a correction with a reason and a name"
        # The deed of the last tick may stand after the end that the tick brought about.
        if self.state.closed and not (isinstance(event, e.ActTaken) and event.t == self.state.t):
            yield "input", f"nothing after the run was closed: {self.state.outcome}"

    # -- what is owed ---------------------------------------------------------------------------

    def _pay(self, index: int, event: e.Event) -> Iterator[Difference]:
        """Keep count of what follows and has not been written yet."""
        if isinstance(event, DERIVED):
            if self._owed is not None:
                after, owed = self._owed
                paid = _same(replace(owed, t=event.t), event)
                yield self._missing(after, owed, "late" if paid else "missing")
                self._owed = None
        elif self._due is not None and self._looked and not isinstance(event, e.RecordingLost):
            self._owed = self._owed or (index - 1, self._due)

    def _missing(self, index: int, owed: e.Event, kind: Kind = "missing") -> Difference:
        found = "another entry came first" if kind == "late" else "it was never written"
        what = type(owed).__name__
        return Difference(index, kind, owed.t, owed.role, what, self._told(owed), found)

    def _move(self, event: e.Event) -> None:
        if _fits(event, self.drive):
            self.state = evolve(self.state, event)
        elif event.t > self.state.t:
            self.state = replace(self.state, t=event.t)
        started = not self.state.closed and self.state.at != self.drive.table.initial
        self._due = next_event(self.drive, self.state, self.state.t) if started else None
        if isinstance(event, DERIVED) and self._due is not None:
            self._looked = True  # the engine was settling, and goes on
        else:
            self._looked = not isinstance(event, NOT_LOOKED)

    def _told(self, event: e.Event) -> str:
        """An event in the words in force, with what words leave out."""
        said = line(event, self.drive.table, self.state.redlines)
        if isinstance(event, e.StepEntered):
            return f"{said} (from {event.source} by {event.trigger}{_label(event)}, {event.role})"
        return f"{said} ({event.role})"


def replay(
    entries: Iterable[Noted], drive: Stepper, run: str = "", digest: str | None = None
) -> Iterator[Difference]:
    """Every difference of a log, in its order; memory stays flat however long it is."""
    going = Replay(drive, run, digest)
    for one in entries:
        yield from going.take(one)
    yield from going.finish()


def _fits(event: e.Event, drive: Stepper) -> bool:
    """Whether the state can hold what the event says: no state or value that the table cannot read."""
    if isinstance(event, e.StepEntered):
        return event.state in drive.table.states
    if isinstance(event, e.ValueRecorded):
        record = drive.table.records.get(event.name)
        return record is None or not isinstance(read_value(record, event.value), str)
    return True


def _same(expected: e.Event, found: e.Event) -> bool:
    """Whether two events say the same, but for what is not the procedure's to say."""
    if type(expected) is not type(found):
        return False
    if expected == found:
        return True
    left, right = asdict(expected), asdict(found)
    return all(left[name] == right[name] for name in left if name not in UNTOLD)


def _label(event: e.StepEntered) -> str:
    return f" '{event.label}'" if event.label else ""
