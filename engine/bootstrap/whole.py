"""From a begun run to the whole drill: the scenario's story and the station that answers, from the texts of the run.

The slow half of a start (numbers and solvers are loaded here), so that a first look need not wait for it.
"""

from __future__ import annotations

from engine.bootstrap.begin import Begun
from engine.bootstrap.beside import Beside, Seated
from engine.bootstrap.prepare import layout_of, scenario_of
from engine.conductor import Drill
from engine.console import read_run
from engine.drill import world as air
from engine.drill.scenario import Scenario
from engine.drill.world import Rig
from engine.library import KeptLibrary, Plan
from engine.run.events import RunOpened
from engine.run.kept import Text

A_SECOND = 1_000


def whole(begun: Begun) -> Drill:
    """The drill; from here on its console belongs to it. Raises a BoldfaceError."""
    console, rig = begun.console, begun.rig
    if rig is None:
        assert console.state.opened is not None  # a begun run has its first entry
        rig = rig_of(begun.texts, console.state.opened)
    beside = None
    if rig.scenario.calls:
        beside = Beside(
            console,
            begun.texts,
            list(rig.scenario.calls),
            _seated(rig.scenario),
            begun.store,
            begun.t,
        )
    return Drill(console, rig, read_run(console.store, console.run), begun.simulated, beside)


def _seated(scenario: Scenario) -> Seated:
    """Who sits where in a procedure that is called for: those of the scenario."""

    def seated(first: RunOpened, plan: Plan) -> tuple[dict[str, str], list[str]]:
        roles = plan.procedure.roles
        return (
            {role: scenario.seats.get(role, role) for role in roles},
            [role for role in first.played if role in roles],
        )

    return seated


def rig_of(texts: tuple[Text, ...], opened: RunOpened) -> Rig:
    """What a drill is played with, by the texts in force; raises a BoldfaceError."""
    library, name = KeptLibrary(texts), opened.scenario or ""
    scenario = scenario_of(library.text("scenario", name), name)
    station = Text("station", scenario.station, library.text("station", scenario.station))
    return Rig(scenario, layout_of(station), opened.seed or 0)


def warm_up(drill: Drill) -> None:
    """Make the machine; look a second ahead and forget it: a station's first step loads its solvers, for half a second."""
    _ = drill.console.drive.machine
    air.advance(drill.world, drill.t + A_SECOND, drill.rig)
