"""Logs of runs that are open beside each other, as one story: in what order things happened, and who was turned to.

What happened at one moment is taken in a fixed order (order of opening, entry); nothing here opens a run or keeps one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from msgspec import Struct

from engine.machine.spec import CALL_LEVELS
from engine.run import events as e
from engine.run.queue import TURNING, Queue, queue_after

Indexed = tuple[int, e.Event]


class Told(NamedTuple):
    """An event in the story: when, in which run (by order of opening), its entry there."""

    t: int
    place: int
    entry: int
    event: e.Event


as_told = itemgetter(0, 1, 2)
"""Of what is told: time, order of opening, entry."""


def story(logs: Iterable[Sequence[Indexed]]) -> list[Told]:
    """The logs of one drill, in the order of opening, as one."""
    return sorted(
        (
            Told(event.t, place, index, event)
            for place, log in enumerate(logs)
            for index, event in log
        ),
        key=as_told,
    )


How = Literal["begins", "interrupts", "follows", "returned to", "turned to"]


class Turn(Struct, frozen=True):
    """Another run came before the crew's eyes at `t` (ms): from which, to which, why, by whom; which entry says so."""

    t: int
    from_: str
    to: str
    how: How
    why: str
    by: str
    run: str
    entry: int


class Together(Struct, frozen=True):
    """What the logs say at their end (ms): the queue, each turn in order, calls and offers by run, closings (ms)."""

    queue: Queue
    turns: tuple[Turn, ...]
    calls: tuple[tuple[str, Told], ...]
    closed: Mapping[str, int]
    end: int

    def over(self, run: str) -> int:
        """When a run was closed; the end of all logs while it is open."""
        return self.closed.get(run, self.end)

    def shown(self, run: str) -> tuple[tuple[int, int], ...]:
        """The spans (ms) in which a run was before the crew's eyes."""
        ends = [*(one.t for one in self.turns[1:]), self.end]
        spans = [(one.t, end) for one, end in zip(self.turns, ends, strict=True) if one.to == run]
        return tuple((since, min(until, self.over(run))) for since, until in spans)


def together(
    logs: Sequence[tuple[str, Sequence[Indexed]]], level: str = CALL_LEVELS[-1]
) -> Together:
    """The logs of one drill (name and entries, in the order of opening) read together; `level`: of the first run."""
    queue = Queue()
    turns, calls = list[Turn](), list[tuple[str, Told]]()
    names = [name for name, _ in logs]
    told = story(log for _, log in logs)
    closed = {names[one.place]: one.t for one in told if isinstance(one.event, e.RunClosed)}
    for one in told:
        if not isinstance(one.event, TURNING):
            continue
        run, before = names[one.place], queue
        queue = queue_after(queue, run, one.event, level)
        if queue.front != before.front:
            how, why = _why(
                one.event, before, queue, over=closed.get(before.front, one.t + 1) <= one.t
            )
            who = one.event.role
            turns.append(Turn(one.t, before.front, queue.front, how, why, who, run, one.entry))
        if not isinstance(one.event, e.RunOpened | e.RunClosed):
            calls.append((run, one))
    end = max((one.t for one in told), default=0)
    return Together(queue, tuple(turns), tuple(calls), closed, end)


def _why(event: e.Event, before: Queue, after: Queue, *, over: bool) -> tuple[How, str]:
    """`over`: the run before the crew's eyes is closed, be it at this very moment and in another log."""
    match event:
        case e.RunOpened():
            return "begins", ""
        case e.ProcedureOpened(level=level, why=why):
            return "follows" if over else "interrupts", f"{level}: {why}"
        case e.RunClosed(outcome=outcome):
            back = after.front in before.left
            return "returned to" if back else "follows", f"the other is over: {outcome}"
    return "turned to", "by their own choice"
