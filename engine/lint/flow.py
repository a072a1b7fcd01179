"""Where the steps of one procedure lead, as a graph of step numbers, and what stands on every path.

It reads the checked model, not the machine: the proof is the machine's, this is for telling an author where to look.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from engine.procedure.checked import destinations
from engine.procedure.model import Ask, Call, Decide, Perform, Procedure, StepParts
from engine.procedure.places import Path

MOST_LOOPS: Final = 1_000  # DESIGN: more than an author reads at once


@dataclass(frozen=True, slots=True)
class Way:
    """One way from a step to another, both by number, and the words in the file that name it."""

    source: int
    dest: int
    loc: Path


@dataclass(slots=True)
class Flow:
    """The graph of a procedure; steps are numbered from 0 in the order of the file."""

    procedure: Procedure
    ways: list[Way] = field(init=False)
    after: dict[int, list[Way]] = field(init=False)
    sources: dict[int, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the ways once."""
        self.ways = list(_ways(self.procedure))
        self.after = {n: [] for n in range(len(self.procedure.steps))}
        for way in self.ways:
            self.after[way.source].append(way)
        self.sources = {n: [] for n in self.after}
        for way in self.ways:
            self.sources[way.dest].append(way.source)

    def reached(self, start: int = 0, without: Collection[int] = ()) -> set[int]:
        """The steps that can be reached from `start`, never leaving a step of `without`.

        The steps of `without` are themselves reached: it is after them that the path ends.
        """
        seen: set[int] = set()
        todo = [start]
        while todo:
            n = todo.pop()
            if n in seen:
                continue
            seen.add(n)
            if n not in without:
                todo += [way.dest for way in self.after[n]]
        return seen

    def always_before(self, step: int, marks: Collection[int]) -> bool:
        """Whether every path to `step` has passed one of `marks` (or `step` is itself one)."""
        return step in marks or step not in self.reached(0, marks)

    def before(self, step: int) -> list[int]:
        """The steps from which a way leads straight to `step`."""
        return self.sources[step]

    def loops(self) -> Iterator[tuple[Way, list[int]]]:
        """Each way back that closes a loop without a limit of visits, and the steps of that loop.

        A step whose visits are used up is left by its `else:`, which may lead into the loop again.
        """
        limited = {n for n, step in enumerate(self.procedure.steps) if step.visits is not None}
        yield from islice(self._ways_back(limited), MOST_LOOPS)
        yield from islice(self._interruptions(limited), MOST_LOOPS)

    def _ways_back(self, limited: Collection[int]) -> Iterator[tuple[Way, list[int]]]:
        came: dict[int, dict[int, int]] = {}  # by where a search began
        for way in self.ways:
            forced = way.loc[0] == "anytime"  # what a condition forces is the proof's to bound
            if forced or way.dest > way.source or _counted(way, limited):
                continue
            if way.dest not in came:
                came[way.dest] = self._search(way.dest, limited)
            if way.source in came[way.dest]:
                yield way, _back(came[way.dest], way.source)

    def _interruptions(self, limited: Collection[int]) -> Iterator[tuple[Way, list[int]]]:
        """Contingencies that come back to the step they interrupted, and may do so for ever.

        They come back to no other step, and so are no ways of `after`.
        """
        steps = self.procedure.steps
        beyond: dict[int, list[int]] = {}
        for way in self.ways:
            if way.loc[0] != "anytime" or way.dest in limited or way.source in limited:
                continue
            if way.dest not in beyond:
                found = self.reached(way.dest, limited) - set(limited)
                beyond[way.dest] = [last for last in found if steps[last].return_]
            for last in beyond[way.dest]:
                yield way, [way.dest, *([last] if last != way.dest else [])]

    def _search(self, start: int, limited: Collection[int]) -> dict[int, int]:
        """From where each step is first come to on shortest paths from `start` by ways that nothing counts."""
        came: dict[int, int] = {start: -1}
        todo = deque([start])
        while todo:
            n = todo.popleft()
            for way in self.after[n]:
                forced = way.loc[0] == "anytime"
                if not forced and way.dest not in came and not _counted(way, limited):
                    came[way.dest] = n
                    todo.append(way.dest)
        return came


def _counted(way: Way, limited: Collection[int]) -> bool:
    """Whether a way can be gone only as often as its step may be visited."""
    return way.source in limited and way.loc[-1] != "else"


def _back(came: dict[int, int], goal: int) -> list[int]:
    path = [goal]
    while came[path[-1]] >= 0:
        path.append(came[path[-1]])
    return path[::-1]


def falls_through(step: StepParts) -> bool:
    """Whether a step, once done, goes on to the step below it in the file."""
    decides = isinstance(step, Decide | Ask | Call) or (isinstance(step, Perform) and step.ends)
    return not (decides or step.end or step.leave or step.next or step.return_)


def watched(procedure: Procedure, contingency: int) -> range:
    """The numbers of the steps during which a contingency is looked at."""
    steps = [step.step for step in procedure.steps]
    during = procedure.anytime[contingency].during
    if during is None or not set(during) <= set(steps):
        return range(len(steps))
    return range(steps.index(during[0]), steps.index(during[1]) + 1)


def _ways(procedure: Procedure) -> Iterator[Way]:
    numbers: dict[str, int] = {}
    for n, step in enumerate(procedure.steps):
        numbers.setdefault(step.step, n)
    for n, step in enumerate(procedure.steps):
        for loc, to in destinations(step):
            if to.kind == "step" and to.name in numbers:
                yield Way(n, numbers[to.name], ("steps", n, *loc))
        if falls_through(step) and n + 1 < len(procedure.steps):
            yield Way(n, n + 1, ("steps", n, "step"))
    for k, one in enumerate(procedure.anytime):
        if one.then is None or one.then.name not in numbers:
            continue
        dest = numbers[one.then.name]
        for n in watched(procedure, k):
            if n != dest:
                yield Way(n, dest, ("anytime", k, "then"))
