"""A stored run's inputs given to another revision: whether it would have gone another way, and from which entry on.

People might have acted otherwise from there, so nothing is said of what would have followed; nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from engine.audit.inputs import DERIVED, command_of, readings_of
from engine.machine.drive import Drive
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal, decide
from engine.run.evolve import evolve
from engine.run.lines import line
from engine.run.settle import open_run, settle
from engine.run.state import RunState
from engine.run.timers import due

Indexed = tuple[int, e.Event]
MOST_LOOKS = 1_000  # DESIGN: deadlines between two entries; a log of any run has fewer


class Departure(Struct, frozen=True):
    """Where a run leaves its own way: the entry, its time (run clock, ms), the step it stood in, and how.

    `was` is the state the run then came to by its log, `now` the one it comes to by the other revision.
    """

    entry: int
    t: int
    step: str
    was: str
    now: str
    why: str


def departure(drive: Drive, log: Sequence[Indexed]) -> Departure | None:
    """The first entry at which the machine of another revision leaves the way of the log; None: it never does."""
    rerun = _Rerun(drive)
    for place, (index, event) in enumerate(log):
        found = rerun.take(index, event)
        if found is not None:
            return found
        following = log[place + 1][1] if place + 1 < len(log) else None
        settled = not (isinstance(following, DERIVED) and following.t == event.t)
        if settled and (found := rerun.apart(index, event)) is not None:
            return found
    return None


class _Rerun:
    """The run by the log beside the run by the machine."""

    def __init__(self, drive: Drive) -> None:
        self.drive, self.state = drive, RunState()
        self.at = ""  # where both stood when they last stood in one state
        self.log: list[tuple[int, str]] = []  # the entries and states of the log's moves since
        self.own: list[str] = []  # the states of the machine's moves since

    def take(self, index: int, event: e.Event) -> Departure | None:
        """Give the machine what the entry is an input of."""
        if isinstance(event, e.RunOpened):
            self.state = evolve(self.state, event)
        elif isinstance(event, e.StepEntered | e.RunClosed):
            self._follow(index, event)
        elif not isinstance(event, e.TextKept):
            return self._give(index, event)
        return None

    def _follow(self, index: int, event: e.StepEntered | e.RunClosed) -> None:
        """The log moves; where it begins, so does the machine."""
        to = event.state if isinstance(event, e.StepEntered) else f"end:{event.outcome}"
        self.log.append((index, to))
        if isinstance(event, e.StepEntered) and event.trigger == "start":
            self._took(open_run(self.drive, event.t))
        self._look(event.t)

    def _took(self, event: e.Event) -> None:
        self.state = evolve(self.state, event)
        if isinstance(event, e.StepEntered | e.RunClosed):
            self.own.append(self.state.at)

    def _give(self, index: int, event: e.Event) -> Departure | None:
        self._wait(event.t)
        command: c.Command | None = command_of(event)
        if isinstance(event, e.ReadingsTaken):
            command = readings_of(event)
        if command is not None and not self.state.closed:
            made = decide(self.drive, self.state, command, max(event.t, self.state.t))
            if isinstance(made, Refusal):
                told = line(event, self.drive.table, self.state.redlines)
                why = f"{event.role}: {told} - would be refused: {made.reason}"
                return Departure(index, event.t, self.at, self.at, self.state.at, why)
            for one in made:
                self._took(one)
        self._look(event.t)
        return None

    def _wait(self, t: int) -> None:
        """Let every deadline before `t` pass."""
        now = self.state.t
        for _ in range(MOST_LOOKS):
            now = next((one.t for one in due(self.drive, self.state) if one.t > now), t)
            if now >= t:
                return
            self._look(now)

    def _look(self, t: int) -> None:
        if not self.state.closed:
            for one in settle(self.drive, self.state, max(t, self.state.t)):
                self._took(one)

    def _called(self, state: str) -> str:
        """What the author calls a state, which the other revision may not have."""
        known = self.drive.table.states.get(state)
        return known.called if known is not None else state.replace("end:", "end ")

    def apart(self, index: int, event: e.Event) -> Departure | None:
        """Whether the two have come to different states since they last stood in one."""
        went, at = [to for _, to in self.log], self.at
        for n in range(max(len(went), len(self.own))):
            was = went[n] if n < len(went) else at
            now = self.own[n] if n < len(self.own) else at
            if was != now:
                entry = self.log[n][0] if n < len(went) else index
                how = (
                    f"it {'stayed in' if was == at else 'went to'} '{self._called(was)}', and would "
                    f"{'stay in' if now == at else 'go to'} '{self._called(now)}'"
                )
                return Departure(entry, event.t, at, was, now, how)
            at = was
        self.at, self.log, self.own = at, [], []
        return None
