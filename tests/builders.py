"""What tests build from: the shipped procedures compiled once, a run opened on one of them, random inputs to it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.procedure.model import Procedure
from engine.procedure.reader import read_procedure
from engine.run import commands as c
from engine.run.decide import Refusal, respond
from engine.run.events import Event, Reading, RunOpened
from engine.run.evolve import evolve, fold
from engine.run.settle import open_run, settle
from engine.run.state import RunState

PROCEDURES = Path(__file__).parent.parent / "procedures"
ODOR = "unknown-odor-on-hatch-opening"


@cache
def library() -> dict[str, Procedure]:
    """Every shipped procedure by name."""
    found = {}
    for path in sorted(PROCEDURES.glob("*.yaml")):
        result = read_procedure(path.read_text(encoding="utf-8"))
        assert result.procedure is not None, result.problems
        found[path.stem] = result.procedure
    return found


def a_procedure(text: str) -> Procedure:
    """The procedure of a text that must be sound."""
    result = read_procedure(text)
    assert result.procedure is not None, result.problems
    return result.procedure


@cache
def a_drive(name: str = ODOR) -> Drive:
    """The machine of a shipped procedure."""
    return Drive(compile_(library()[name], library()))


def drive_of(text: str) -> Drive:
    """The machine of a procedure written in a test."""
    return Drive(compile_(a_procedure(text), library()))


def opened(drive: Drive, **changes: object) -> RunOpened:
    """The first event of a run on a machine, every seat held by a person of its own."""
    procedure = drive.table.procedure
    seats = {role: f"person {role}" for role in procedure.roles}
    values: dict[str, object] = {
        "t": 0,
        "role": "engine",
        "run": "test",
        "kind": "drill",
        "procedure": procedure.procedure,
        "revision": procedure.revision,
        "digest": "0" * 64,
        "title": procedure.title,
        "epoch": "2024-11-23T20:00:00Z",
        "seats": seats,
        "played": list(seats),
        "scenario": None,
        "seed": None,
        "clock": "simulated",
        "software": "test",
    }
    return RunOpened(**{**values, **changes})  # type: ignore[arg-type]


def start(drive: Drive) -> list[Event]:
    """The events with which a run begins."""
    events: list[Event] = [opened(drive), open_run(drive, 0)]
    return [*events, *settle(drive, fold(events), 0)]


class Bench:
    """A run on a machine, driven by hand: its events and its state, no store."""

    def __init__(self, drive: Drive) -> None:
        self.drive, self.events, self.now = drive, start(drive), 0
        self.state: RunState = fold(self.events)

    def give(self, command: c.Command, after: int = 0) -> Refusal | None:
        """Give a command `after` milliseconds later; a refusal is returned and changes nothing."""
        self.now += after
        made = respond(self.drive, self.state, command, self.now)
        if isinstance(made, Refusal):
            return made
        for event in made:
            self.events.append(event)
            self.state = evolve(self.state, event)
        return None

    def must(self, command: c.Command, after: int = 0) -> None:
        """Give a command that has to be accepted."""
        refusal = self.give(command, after)
        assert refusal is None, refusal

    def wait(self, ms: int) -> None:
        """Let time pass and look."""
        self.must(c.Look("engine"), ms)

    def reads(self, **channels: str | None) -> None:
        """Telemetry arrives; `__` in a name stands for a dot."""
        readings = tuple(
            Reading(name.replace("__", "."), value, "good" if value else "missing", self.now)
            for name, value in channels.items()
        )
        self.must(c.Telemetry("station", readings))

    @property
    def at(self) -> str:
        """Where the run stands."""
        return self.state.at


def inputs(drive: Drive) -> st.SearchStrategy[c.Command]:
    """Any input at all to a run on this machine: sensible, senseless and hostile ones."""
    table = drive.table
    roles = st.sampled_from([*table.procedure.roles, "nobody"])
    items = st.sampled_from(
        [item.id for one in table.states.values() for item in one.items] or ["x#1"]
    )
    records = st.sampled_from([*table.records, "nothing"])
    words = st.sampled_from(["GO", "NO-GO", "silence", "cannot tell", "nobody", "someone", "LOS"])
    reasons = st.sampled_from(["", "because", "[/b] [x] \x1b[31m"])
    values = st.sampled_from(
        ["3", "3 ppm", "20 mmHg", "nan", "1e9", "7", "yes", "none", "strong", "solvent"]
    )
    observations = st.sampled_from(["obs-1", "obs-2", "record:odor"])
    dispositions = st.sampled_from(["explained", "left open", "forgotten"])
    channels = st.sampled_from(list(table.channels) or ["x"])
    samples = st.sampled_from(
        [None, "1", "30", "nan", "on", "off", "shut", "open", "AOS", "LOS", "obstructed"]
    )
    readings = st.lists(
        st.builds(Reading, channels, samples, st.sampled_from(["good", "missing"]), st.just(0)),
        min_size=1,
        max_size=4,
    )
    return st.one_of(
        st.builds(c.Tick, roles, items),
        st.builds(c.Untick, roles, items, reasons),
        st.builds(c.Override, roles, st.one_of(st.none(), items), reasons),
        st.builds(c.RecordValue, roles, records, values),
        st.builds(c.CannotTell, roles, st.one_of(st.none(), records)),
        st.builds(c.Answer, roles, words),
        st.builds(c.Sign, roles, st.sampled_from(["performed", "verified", "seen"]), reasons),
        st.builds(c.Defer, roles, reasons),
        st.builds(c.Skip, roles, reasons),
        st.builds(c.Skip, roles, reasons, items),
        st.builds(c.Skip, roles, reasons, authority=reasons, reference=reasons),
        st.builds(c.Note, roles, reasons, done=st.integers(-5_000, 10_000_000)),
        st.builds(c.Abort, roles, reasons),
        st.builds(c.Cancel, roles, reasons),
        st.builds(c.Hold, roles, reasons),
        st.builds(c.Release, roles),
        st.builds(c.Raise, roles, reasons),
        st.builds(c.Dispose, roles, observations, dispositions, reasons),
        st.builds(c.Note, roles, reasons),
        st.builds(c.HandOver, roles, roles, st.sampled_from(["A", "B"])),
        st.builds(lambda r: c.Telemetry("station", tuple(r)), readings),
        st.just(c.Look("engine")),
    )
