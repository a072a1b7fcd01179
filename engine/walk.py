"""A counterexample walked move by move on a console of its own: forward, and back by walking the first part again.

Has the face of a drill, so that the same screen shows it; nobody plays, time is the counterexample's, nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from engine.console import Console
from engine.errors import ProcedureError
from engine.face import Face
from engine.machine.counterexample import Counterexample
from engine.machine.table import Table
from engine.run import commands as c
from engine.run.decide import Refusal
from engine.run.events import Event, RunClosed, StepEntered
from engine.run.replay import Beat, beats
from engine.run.values import read_sample

WALKED = Refusal("a counterexample is walked: the moves are in its file, and are not yours to make")


class Walk(Face):
    """A walk in progress. Not safe for several threads: one thread at a time may call it."""

    def __init__(
        self, example: Counterexample, opening: Callable[[], Console], note: str = ""
    ) -> None:
        """`opening` gives a console of a run just opened; `note` is what should be known beforehand."""
        self.example, self.note, self._opening = example, note, opening
        self._begin()
        unfit = _unfit(self.console.drive.table, example)
        if unfit:
            raise ProcedureError(unfit)
        self.beats: Sequence[Beat] = tuple(beats(self.console.drive.table, example))

    def _begin(self) -> None:
        console = self._opening()
        super().__init__(console, list(console.recent))
        self.console.listen(lambda index, event: self.events.append((index, event)))
        self.console.look(0)
        self._t = self.place = 0
        self.departed = ""
        # What follows in the moment of the opening belongs to the first stay.
        self._stay = list(_entered(event for _, event in self.events))[1:]

    # -- walking --------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether every move has been made, or the run has gone another way."""
        return bool(self.departed) or self.place >= len(self.beats)

    @property
    def said(self) -> str:
        """What has just happened; '' before the first move."""
        return self.beats[self.place - 1].words if self.place else ""

    @property
    def ahead(self) -> str:
        """What happens next; '' when all is over."""
        return "" if self.over else self.beats[self.place].words

    @property
    def verdict(self) -> str:
        """How it ends: the sentence of the counterexample, or where the run departed from it."""
        if self.departed:
            return self.departed
        return self.example.sentence if self.over else ""

    def forward(self) -> bool:
        """Make the next move; false when there is none."""
        if self.over:
            return False
        beat, first = self.beats[self.place], len(self.events)
        self.place += 1
        refused = self._give(beat)
        self._stay += _entered(event for _, event in self.events[first:])
        self.departed = refused or self._elsewhere(beat)
        if beat.to is not None:
            self._stay = []
        return True

    def back(self) -> bool:
        """Take the last move back; false when there is none."""
        wanted = self.place - 1
        if wanted < 0:
            return False
        self._begin()
        while self.place < wanted and self.forward():
            pass
        return True

    def _give(self, beat: Beat) -> str:
        for now, command in beat.commands:
            self._t = max(self._t, now)
            refusal = self.console.give(command, self._t)
            if refusal is not None:
                return (
                    f"the run has gone another way: '{beat.words}' is refused, {refusal.reason}; "
                    "the procedure is not the one this was found in"
                )
        return ""

    def _elsewhere(self, beat: Beat) -> str:
        """Where the run is not as the counterexample says; after the last move it may go on by itself."""
        expected = list(beat.to or ())
        last = self.place == len(self.beats)
        if (self._stay[: len(expected)] if last else self._stay) == expected:
            return ""
        wanted = expected[-1] if expected else beat.at
        return (
            f"the run has gone another way: it stands in '{self.called(self.console.state.at)}', and "
            f"the counterexample says '{self.called(wanted)}'; the procedure is not the one this was "
            "found in"
        )

    def called(self, state: str) -> str:
        """What the author calls a state of the procedure."""
        return self.console.drive.table.states[state].called

    # -- the face of a drill --------------------------------------------------------------------

    @property
    def t(self) -> int:
        """The run clock, ms: as far as the moves have come."""
        return self._t

    @property
    def won(self) -> bool:
        """A counterexample is never a good end."""
        return False

    def give(self, command: c.Command) -> Refusal | None:  # noqa: ARG002 - the face of a drill
        """Refused: the moves are the counterexample's."""
        return WALKED

    def do(self, role: str, act: str) -> Refusal | None:  # noqa: ARG002 - the face of a drill
        """Refused: the moves are the counterexample's."""
        return WALKED

    def acts(self) -> tuple[tuple[str, str], ...]:
        """Nothing can be done."""
        return ()

    def advance(self, ms: int, *, stop_when_closed: bool = False) -> None:
        """The wall's time is none of the walk's."""

    def skip(self) -> int:
        """The next move; returns the run clock."""
        self.forward()
        return self._t

    def debrief(self) -> list[str]:
        """How it ended."""
        return [self.verdict or self.example.sentence]


def _entered(events: Iterable[Event]) -> Iterator[str]:
    """The states that the run came to, its end among them."""
    for event in events:
        if isinstance(event, StepEntered):
            yield event.state
        elif isinstance(event, RunClosed):
            yield f"end:{event.outcome}"


def _unfit(table: Table, example: Counterexample) -> str:
    """Why this procedure cannot be the one of the counterexample, in a sentence; '' when it may be."""
    for stage in example.stages:
        for one in (stage.at, *stage.to):
            if one not in table.states:
                return _no("step", one, table)
        for move in stage.moves:
            if move.role and move.role not in table.procedure.roles:
                return _no("role", move.role, table)
            channel = table.channels.get(move.name)
            if move.kind == "reads" and channel is None:
                return _no("channel", move.name, table)
            if channel is not None and move.value is not None:
                read = read_sample(channel, move.value)
                if isinstance(read, str):
                    return f"the counterexample does not fit: {move.name}: {read}"
    return ""


def _no(what: str, name: str, table: Table) -> str:
    return (
        f"the counterexample does not fit '{table.procedure.procedure}': there is no {what} "
        f"'{name[:60]}'; name the procedure it was found in, or have it written again"
    )
