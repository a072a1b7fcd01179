"""Several runs of one drill: who accepts what is offered, which part of the scenario each has, how each went.

Pure: runs are given with their tables, states and logs; nothing here opens one or knows a console.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.drill.debrief import departure_lines, wrapped
from engine.drill.deviations import deviations
from engine.drill.scenario import Scenario
from engine.drill.world import Rig
from engine.run import commands as c
from engine.run import events as e
from engine.run.lines import clock
from engine.run.queue import Calling, Queue
from engine.run.queue_rows import OpenedRun

Indexed = tuple[int, e.Event]


def of_procedure(scenario: Scenario, procedure: str) -> Scenario:
    """The scenario as far as it is about a procedure that was called for."""
    part = scenario.calls[procedure]
    crew = scenario.crew.model_copy(
        update={
            "own": part.own,
            "waits": part.waits,
            "records": part.records,
            "answers": part.answers,
            "closes": part.closes or scenario.crew.closes,
            "words": part.words or scenario.crew.words,
        }
    )
    return scenario.model_copy(update={"procedure": procedure, "acts": part.acts, "crew": crew})


@dataclass(frozen=True, slots=True)
class Offer:
    """What a simulated role will say to what is offered, at `t` (ms; perhaps past)."""

    t: int
    word: c.Accept | c.Decline


def offers(
    rig: Rig, queue: Queue, callings: Mapping[str, Calling], injected: Mapping[str, int]
) -> Iterator[Offer]:
    """What simulated roles will accept or decline; nothing while it is open, declined or not on offer."""
    for name, part in rig.scenario.calls.items():
        rule, one, call = part.offer, callings[name], queue.called.get(name)
        if rule is None or not one.offered or queue.is_open(name):
            continue
        if any(name in callings[other.procedure].inhibits for other in queue.open()):
            continue
        if call is None and one.call.guard is not None:
            continue
        if call is not None and call.status != "called":
            continue
        felt = injected.get(rule.sensed) if rule.sensed is not None else 0
        if felt is not None:
            t = max(felt, call.t if call else 0) + rule.after
            said = rule.declines
            yield Offer(
                t, c.Accept(rule.by, name) if said is None else c.Decline(rule.by, name, said)
            )


def other_lines(
    runs: Iterable[tuple[OpenedRun, Sequence[Indexed], Scenario]],
    queue: Queue,
    callings: Mapping[str, Calling],
) -> Iterator[str]:
    """The procedures that were opened beside the first, one after the other, and what was not.

    `runs`: each with its log and the scenario as far as it is about its procedure.
    """
    for one, log, part in runs:
        yield ""
        yield from _run(one, log, part, queue)
    for name, call in queue.called.items():
        if call.status == "declined":
            yield from wrapped(f"DECLINED: {callings[name].title}: {call.why}", "", "  ")
        elif call.status != "opened":
            yield from wrapped(f"NEVER OPENED: {callings[name].title}: {call.why}", "", "  ")


def _run(one: OpenedRun, log: Sequence[Indexed], part: Scenario, queue: Queue) -> Iterator[str]:
    opened, state = queue.opened[one.run], one.state
    title = one.table.procedure.title
    yield from wrapped(f"BESIDE IT, {opened.level.upper()}: {title} (run {one.run})", "", "  ")
    yield from wrapped(f"Opened at {clock(opened.t)}: {opened.why}", "", "  ")
    if state.outcome is None:
        where = one.table.states[state.at].title
        yield from wrapped(f"LEFT OPEN at {where}", "", "  ")
    else:
        word = "safe" if state.safe else "UNSAFE"
        yield from wrapped(f"Outcome: {state.outcome} ({word}) at {clock(state.t)}", "", "  ")
    yield from departure_lines(deviations(log, one.table, part))
    for name, seen in state.observations.items():
        said = f"{seen.disposition}: {seen.note}" if seen.disposition else "NO WORD SAID ON IT"
        yield from wrapped(f"{name} {seen.text} -> {said}")
