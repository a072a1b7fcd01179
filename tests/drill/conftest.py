"""What the tests of the drill share: the real scenario, and a drill played in memory without a console."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engine.drill.crew import intents
from engine.drill.injects import due_injects
from engine.drill.scenario import Scenario, scenario_from
from engine.drill.world import (
    Rig,
    World,
    WorldSenses,
    link_change,
    refusal,
    sample,
    start_world,
    world_after,
)
from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.procedure.reader import read_procedure
from engine.procedure.yaml_reader import read_yaml
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal, respond
from engine.run.evolve import evolve
from engine.run.settle import open_run, settle
from engine.run.state import RunState
from engine.run.timers import due
from engine.station.layout_reader import layout_from

PROCEDURES = Path(__file__).parents[2] / "procedures"
LONGEST_MS = 12 * 3_600_000


def text_of(name: str) -> str:
    return (PROCEDURES / f"{name}.yaml").read_text("utf-8")


def read_drive(name: str) -> Drive:
    library = {}
    for one in ("unknown-odor-on-hatch-opening", "toxic-atmosphere", "head-count"):
        result = read_procedure(text_of(one))
        assert result.procedure is not None, result.problems
        library[one] = result.procedure
    return Drive(compile_(library[name], library))


def read_layout():
    return layout_from(read_yaml(text_of("stations/iss-2024")).data)


def read_scenario(text: str | None = None) -> Scenario:
    found = scenario_from(text or text_of("scenarios/ms-29"), "ms-29")
    assert isinstance(found, Scenario), found
    return found


@dataclass
class Play:
    """One drill: the loop of a conductor, with lists for a store and no clock but its own."""

    drive: Drive
    rig: Rig
    played: tuple[str, ...] = ()
    t: int = 0
    state: RunState = field(default_factory=RunState)
    events: list[e.Event] = field(default_factory=list)
    world: World | None = None
    sampled: int = -1

    def begin(self):
        s = self.rig.scenario
        self.world = start_world(self.rig)
        opened = e.RunOpened(
            0,
            "engine",
            "r",
            "drill",
            s.procedure,
            1,
            "0" * 64,
            s.title,
            s.epoch,
            dict(s.seats),
            list(self.played),
            s.scenario,
            self.rig.seed,
            "simulated",
            "test",
        )
        self.write(opened, open_run(self.drive, 0))
        self.telemetry()
        return self

    def write(self, *events):
        for event in events:
            self.state = evolve(self.state, event)
            self.world = world_after(self.world, event, self.rig)
            self.events.append(event)

    def respond(self, command, *, strict=False):
        made = respond(self.drive, self.state, command, self.t)
        if isinstance(made, Refusal):
            assert not strict, (command, made.reason)
            self.write(e.InputRefused(self.t, command.role, repr(command), made.reason))
            return made
        self.write(*made)
        return None

    def telemetry(self):
        self.sampled = self.t
        readings = sample(self.world, self.drive.table.channels, self.t, self.rig)
        self.respond(c.Telemetry("station", tuple(readings)))

    def do(self, role, act, item=None):
        why = refusal(self.world, act, self.t, self.rig)
        self.write(e.ActTaken(self.t, role, act, item, why))
        return why

    def give(self, command, *, strict=False):
        """A person's or a simulated role's input, with what the world makes of it."""
        acts = self.rig.scenario.acts.get(command.item, ()) if isinstance(command, c.Tick) else ()
        refused = [why for act in acts if (why := self.do(command.role, act, command.item))]
        if acts:
            self.telemetry()
        if acts and self.is_sensed(command.item):
            return None
        return None if refused else self.respond(command, strict=strict)

    def is_sensed(self, item):
        state = self.drive.table.states[item.rpartition("#")[0]]
        return next(one.sensed is not None for one in state.items if one.id == item)

    def next_moment(self):
        every = self.rig.scenario.telemetry
        moments = [(self.sampled + every, "telemetry")]
        moments += [(one.t, "time") for one in due(self.drive, self.state) if one.t > self.t]
        change = link_change(self.world, self.sampled, self.rig)
        moments += [(change, "telemetry")] if change is not None else []
        for one in due_injects(self.rig.scenario, self.state, self.world.entered):
            moments.append((max(one.t, self.t), one.inject))
        senses = WorldSenses(self.world, self.rig)
        told = intents(self.rig.scenario, self.drive, self.state, self.rig.seed, senses)
        moments += [(one.t, one.command) for one in told[:1]]
        return min(moments, key=lambda one: one[0])

    def once(self):
        t, what = self.next_moment()
        self.t = max(t, self.t)
        if isinstance(what, c.Command):
            self.write(*settle(self.drive, self.state, self.t))
            senses = WorldSenses(self.world, self.rig)
            again = intents(self.rig.scenario, self.drive, self.state, self.rig.seed, senses)
            if again and again[0].t <= self.t and again[0].command == what:
                self.give(what, strict=True)
        elif what == "telemetry":
            self.telemetry()
        elif what == "time":
            self.write(*settle(self.drive, self.state, self.t))
        else:
            self.write(e.InjectDelivered(self.t, "engine", what.inject, what.notice or ""))
            if what.los is not None or what.dropout is not None:
                self.telemetry()

    def until(self, stop=lambda play: False):
        while not self.state.closed and not stop(self):
            assert self.t < LONGEST_MS, (self.state.at, self.t)
            self.once()
        return self

    def at(self, *states):
        return self.until(lambda play: play.state.at in states)


@pytest.fixture(scope="session")
def layout():
    return read_layout()


@pytest.fixture(scope="session")
def drive():
    return read_drive("unknown-odor-on-hatch-opening")


@pytest.fixture(scope="session")
def scenario():
    return read_scenario()


@pytest.fixture
def play(drive, layout, scenario):
    def make(seed=7, played=(), **changes):
        one = replace_parts(scenario, changes)
        return Play(drive, Rig(one, layout, seed), played).begin()

    return make


def replace_parts(scenario, changes):
    return scenario.model_copy(update=changes) if changes else scenario
