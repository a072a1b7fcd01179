"""A drill of a procedure as its author has it now, begun at a step: the simulated crew plays up to there.

The run is a drill like any other, from its first entry; what was played for the author is said in its log.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from engine.adapters.library_files import LibraryFiles
from engine.bootstrap.begin import begin_prepared
from engine.bootstrap.prepare import prepare, scenario_of
from engine.bootstrap.prepared import Prepared
from engine.bootstrap.settings import ALL_ROLES, DrillSettings
from engine.bootstrap.whole import rig_of
from engine.conductor import Drill
from engine.console import read_run
from engine.desk import Place
from engine.errors import BoldfaceError, ScenarioError
from engine.procedure.reader import read_procedure
from engine.run import commands as c
from engine.run import events as e

SEEDS = (1, 2, 3, 4, 5)  # DESIGN: chance decides some arms; five tries take some ten seconds
LIMIT_MS = (
    12 * 3_600_000
)  # DESIGN: a step that is not met in half a day of drill is not going to be


@dataclass(frozen=True, slots=True)
class Overlay:
    """The library of a folder with one procedure as its author has it now, saved under that name or not."""

    files: LibraryFiles
    name: str
    draft: str

    def text(self, kind: str, name: str) -> str:
        """The draft, or what the files hold."""
        if (kind, name) == ("procedure", self.name):
            return self.draft
        return self.files.text(kind, name)

    def names(self, kind: str) -> list[str]:
        """The names of a kind."""
        found = set(self.files.names(kind)) | ({self.name} if kind == "procedure" else set())
        return sorted(found)


def overlay(path: Path, text: str) -> Overlay:
    """The library around a procedure's file, with its text as given."""
    read = read_procedure(text).procedure
    return Overlay(LibraryFiles(path.parent), read.procedure if read else path.stem, text)


class Fitting(NamedTuple):
    """A scenario that drills a procedure."""

    scenario: str
    title: str


def fitting(path: Path, text: str) -> tuple[Fitting, ...]:
    """The scenarios that drill the text, of its folder and shipped, by name; raises a BoldfaceError if there is none."""
    library = overlay(path, text)
    found, faults = [], []
    for name in library.names("scenario"):
        try:
            scenario = scenario_of(library.text("scenario", name), name)
        except BoldfaceError as error:
            faults.append(str(error).partition("\n")[0])
            continue
        if scenario.procedure == library.name:
            found.append(Fitting(name, scenario.title))
    if found:
        return tuple(found)
    broken = f" ({len(faults)} cannot be read: {faults[0]})" if faults else ""
    raise ScenarioError(
        f"no scenario drills '{library.name}': write scenarios/NAME.yaml beside it with "
        f"'procedure: {library.name}'{broken}"
    )


def rehearse(path: Path, text: str, step: str | None, scenario: str, store: str | None) -> Drill:
    """A drill of the text, standing at the step (None: its first); raises a BoldfaceError that says why not."""
    prepared = prepare(overlay(path, text), scenario)
    if step is None:
        return _begun(prepared, (ALL_ROLES,), SEEDS[0], store)
    if step not in prepared.table.states:
        raise ScenarioError(f"{path.name}: there is no step '{step}' in what was saved")
    ends = {}
    for seed in SEEDS:
        probe = _probed(prepared, seed)
        until = probe.to(step)
        if until is not None:
            card = probe.view().card  # played by those who act in the step
            by = card.who if card.state == step else ()
            drill = _begun(prepared, by or (ALL_ROLES,), seed, store)
            return _brought(drill, probe, until, step)
        ends[probe.outcome or "no end within 12 h"] = seed
    raise ScenarioError(
        f"the simulated crew of {prepared.scenario} does not come to '{step}' with seeds "
        f"{SEEDS[0]} to {SEEDS[-1]} (it ended at: {', '.join(ends)}); drill an earlier step, or "
        "change the scenario"
    )


class _Probe(Drill):
    """A drill that nobody plays, which remembers what its simulated roles gave, and when."""

    given: list[tuple[int, c.Command]]

    def to(self, step: str) -> int | None:
        """Play until the step is entered; the run clock of that, or None when the end comes first."""
        self.given = []
        seen = 0
        while True:
            for _, event in self.events[seen:]:
                if isinstance(event, e.StepEntered) and event.state == step:
                    return event.t
            if self.closed or self.t >= LIMIT_MS:
                return None
            seen = self.size
            self.skip()

    def _simulated(self, place: Place, command: c.Command) -> None:
        """Remember it, and carry it out."""
        self.given.append((self.t, command))
        super()._simulated(place, command)


def _probed(prepared: Prepared, seed: int) -> _Probe:
    settings = DrillSettings(None, (), seed, "memory:", simulated_clock=True)
    begun = begin_prepared(prepared, settings)
    opened = begun.console.state.opened
    assert opened is not None  # it has just begun
    assert begun.simulated is not None
    rig = rig_of(begun.texts, opened)
    events = read_run(begun.console.store, begun.console.run)
    return _Probe(begun.console, rig, events, begun.simulated)


def _begun(prepared: Prepared, roles: tuple[str, ...], seed: int, store: str | None) -> Drill:
    begun = begin_prepared(prepared, DrillSettings(None, roles, seed, store))
    opened = begun.console.state.opened
    assert opened is not None
    rig = rig_of(begun.texts, opened)
    return Drill(begun.console, rig, read_run(begun.console.store, begun.console.run))


def _brought(drill: Drill, probe: _Probe, until: int, step: str) -> Drill:
    """The drill at the step: for the roles that a person plays, what the simulated ones gave is given."""
    role = drill.played[0]
    told = c.Note(role, f"rehearsal: up to '{step}' every input is the simulated crew's")
    drill.give(told)
    for t, command in probe.given:
        if t > until or _entered(drill, step):
            break
        if command.role in drill.played:
            drill.advance(max(0, t - drill.t))
            drill.give(command)
    drill.advance(max(0, until - drill.t))
    if not _entered(drill, step):
        drill.leave()
        raise ScenarioError(
            f"the drill went another way than its rehearsal and did not come to '{step}'; "
            "drill an earlier step"
        )
    return drill


def _entered(drill: Drill, step: str) -> bool:
    return any(isinstance(one, e.StepEntered) and one.state == step for _, one in drill.events)
