"""Plays a counterexample on the real engine and gives back every state it went through."""

from __future__ import annotations

from engine.machine.counterexample import Counterexample
from engine.machine.drive import Drive
from engine.run.decide import Refusal
from engine.run.events import StepEntered
from engine.run.replay import commands
from tests.builders import Bench


def played(drive: Drive, example: Counterexample) -> Bench:
    """The run after the counterexample; every command must be taken."""
    bench = Bench(drive)
    for now, command in commands(drive.table, example):
        made = bench.give(command, now - bench.now)
        assert not isinstance(made, Refusal), (command, made)
    return bench


def entered(bench: Bench) -> list[str]:
    """The states a run went through, the first one included."""
    return [event.state for event in bench.events if isinstance(event, StepEntered)]


def walk(space, chance, most=30):
    """A path from the opening, its moments played out to the end."""
    path, at = [], 0
    while space.edges[at] and space.state(at).kind == "step":
        if len(path) >= most and space.nodes[at].frozen is None:
            break
        if len(path) > 3 * most:  # round and round in one moment
            return None
        edges = space.edges[at]
        onward = [edge for edge in edges if edge.way] or edges
        path.append(chance.choice(onward if chance.random() < 0.6 else edges))
        at = path[-1].dest
    return path
