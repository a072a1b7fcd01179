"""From settings to a drill or a store: the one module that knows both the ports and what stands behind them.

Nothing is decided here but which world is joined to which core.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from secrets import randbelow

from platformdirs import user_data_path

from engine.adapters.clock import SimulatedClock, WallClock
from engine.adapters.library_files import LibraryFiles
from engine.adapters.stores import open_store
from engine.conductor import Drill
from engine.console import Console, read_run, to_event
from engine.drill.names import check_against
from engine.drill.scenario import Scenario, scenario_from
from engine.drill.world import Rig
from engine.errors import BoldfaceError, RunError, ScenarioError
from engine.library import KeptLibrary, Plan, load_plan, problems_text
from engine.log import Conflict, NoStore, decode
from engine.ports import Clock, Library, Store
from engine.procedure.yaml_reader import read_yaml
from engine.run.events import ENGINE, RunClosed, RunOpened, RunResumed
from engine.run.kept import Text, keep, kept
from engine.run.settle import open_run
from engine.station.errors import LayoutError
from engine.station.layout import Layout
from engine.station.layout_reader import layout_from

ALL_ROLES = "all"
MOST_RUNS_OF_A_NAME = 10_000


@dataclass(frozen=True, slots=True)
class DrillSettings:
    """What a drill is opened with; `roles` are those that people play, seed None draws one."""

    scenario: str | None
    roles: tuple[str, ...] = ()
    seed: int | None = None
    store: str | None = None
    simulated_clock: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioCard:
    """A scenario as the library shows it."""

    name: str
    title: str
    procedure: str
    briefing: str
    roles: Mapping[str, str]
    minutes: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A stored run as a list shows it; `fault` says why it could not be read."""

    run: str
    kind: str
    procedure: str
    revision: int
    title: str
    started: str
    ended: str | None
    outcome: str | None
    entries: int
    clock: str = "wall"
    fault: str = ""


def software() -> str:
    """The name and version that entries carry."""
    try:
        return "boldface " + version("boldface")
    except PackageNotFoundError:
        return "boldface (not installed)"


def store_address(address: str | None) -> str:
    """Where runs are kept: as asked, as BOLDFACE_STORE says, or in the user's data folder."""
    return (
        address or os.environ.get("BOLDFACE_STORE") or str(user_data_path("boldface") / "runs.db")
    )


def open_reading(address: str | None) -> Store:
    """The store for reading only; raises NoStore when nothing has been stored."""
    return open_store(store_address(address), writable=False)


def scenarios() -> list[ScenarioCard]:
    """Every scenario of the library; one that cannot be read says why instead of hiding."""
    library = LibraryFiles()
    return [_card(library, name) for name in library.names("scenario")]


def _card(library: Library, name: str) -> ScenarioCard:
    try:
        scenario = _scenario(library.text("scenario", name), name)
        procedure = load_plan(library, scenario.procedure).procedure
    except BoldfaceError as error:
        return ScenarioCard(name, name, "", "", {}, 0, str(error))
    return ScenarioCard(
        name,
        scenario.title,
        scenario.procedure,
        scenario.briefing,
        procedure.roles,
        scenario.minutes,
    )


def open_drill(settings: DrillSettings) -> Drill:
    """A new drill, its first entries stored; raises a BoldfaceError in one sentence."""
    library: Library = LibraryFiles()
    name = settings.scenario or "ms-29"
    text = library.text("scenario", name)
    scenario = _scenario(text, _stem(name))
    rig_texts = (
        Text("scenario", scenario.scenario, text),
        Text("station", scenario.station, library.text("station", scenario.station)),
    )
    plan = load_plan(library, scenario.procedure)
    seed = (
        settings.seed
        if settings.seed is not None
        else (1 if settings.simulated_clock else randbelow(10_000))
    )
    rig = Rig(scenario, _layout(rig_texts[1]), seed)
    _must_fit(rig, plan, text, name)
    played = _played(settings.roles, plan)
    clock, simulated = _clock(scenario, simulated=settings.simulated_clock)
    store = open_store(store_address(settings.store))
    for run in _names(f"{scenario.scenario}-{seed}"):
        try:
            console = _begin(store, clock, run, plan, rig, played, rig_texts)
        except Conflict:
            continue
        return Drill(console, rig, read_run(store, run), simulated)
    raise RunError(
        f"there are {MOST_RUNS_OF_A_NAME} runs called {scenario.scenario}-{seed} in this "
        "store; use another seed or another store"
    )


def resume_drill(run: str, settings: DrillSettings) -> Drill:
    """A stored drill, at the step and with the time it had left; raises when it is closed or not a drill."""
    store = open_store(store_address(settings.store))
    events = read_run(store, run)
    first = events[0][1] if events else None
    if not isinstance(first, RunOpened):
        raise RunError(f"run {run}: it has no first entry; it never began")
    if first.kind != "drill":
        raise RunError(f"run {run}: it is a real run, not a drill")
    if any(isinstance(event, RunClosed) for _, event in events):
        raise RunError(
            f"run {run}: it is closed and cannot be gone on with; see `boldface audit show {run}`"
        )
    texts = KeptLibrary(kept(event for _, event in events))
    plan = load_plan(texts, first.procedure)
    scenario = _scenario(texts.text("scenario", first.scenario or ""), first.scenario or "")
    rig = Rig(
        scenario,
        _layout(Text("station", scenario.station, texts.text("station", scenario.station))),
        first.seed or 0,
    )
    clock, simulated = _clock(scenario, simulated=first.clock == "simulated")
    console = Console(store, clock, run, plan.drive)
    console.look(console.state.t)
    if simulated is not None:
        simulated.set_t(console.state.t)
    console.write([RunResumed(console.state.t, ENGINE, software(), "a stop of the program")])
    return Drill(console, rig, read_run(store, run), simulated)


def _clock(scenario: Scenario, *, simulated: bool) -> tuple[Clock, SimulatedClock | None]:
    if not simulated:
        return WallClock(), None
    clock = SimulatedClock(scenario.epoch)
    return clock, clock


def _stem(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")


def _names(base: str) -> list[str]:
    return [base, *(f"{base}-{n}" for n in range(2, MOST_RUNS_OF_A_NAME))]


def _begin(
    store: Store,
    clock: Clock,
    run: str,
    plan: Plan,
    rig: Rig,
    played: tuple[str, ...],
    rig_texts: tuple[Text, ...],
) -> Console:
    opened = _opened(run, plan, rig, played, clock)
    store.open_run(run, "drill", {"procedure": opened.procedure, "scenario": rig.scenario.scenario})
    if store.size(run):
        raise Conflict(run, 0, store.size(run))
    console = Console(store, clock, run, plan.drive)
    console.begin([opened, *keep((*plan.texts, *rig_texts), 0), open_run(plan.drive, 0)])
    return console


def _opened(run: str, plan: Plan, rig: Rig, played: tuple[str, ...], clock: Clock) -> RunOpened:
    procedure, scenario = plan.procedure, rig.scenario
    return RunOpened(
        0,
        ENGINE,
        run=run,
        kind="drill",
        procedure=procedure.procedure,
        revision=procedure.revision,
        digest=plan.texts[0].digest,
        title=procedure.title,
        epoch=scenario.epoch,
        seats={role: scenario.seats.get(role, role) for role in procedure.roles},
        played=list(played),
        scenario=scenario.scenario,
        seed=rig.seed,
        clock="simulated" if isinstance(clock, SimulatedClock) else "wall",
        software=software(),
    )


def _played(roles: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
    known = plan.procedure.roles
    if ALL_ROLES in roles:
        return tuple(known)
    for role in roles:
        if role not in known:
            raise RunError(
                f"no role is called '{role}' in {plan.procedure.procedure}; "
                f"roles are {', '.join(known)}"
            )
    return tuple(role for role in known if role in roles)


def _scenario(text: str, name: str) -> Scenario:
    found = scenario_from(text, name)
    if isinstance(found, list):
        raise ScenarioError(problems_text(tuple(found), f"{name}.yaml", text))
    return found


def _layout(text: Text) -> Layout:
    document = read_yaml(text.text)
    if document.problems or not isinstance(document.data, dict):
        raise ScenarioError(problems_text(tuple(document.problems), f"{text.name}.yaml", text.text))
    try:
        return layout_from(document.data)
    except LayoutError as error:
        raise ScenarioError(f"{text.name}.yaml: {error}") from None


def _must_fit(rig: Rig, plan: Plan, text: str, name: str) -> None:
    problems = check_against(rig.scenario, plan.drive.table, rig.layout)
    if problems:
        raise ScenarioError(problems_text(tuple(problems), f"{name}.yaml", text))


def summaries(store: Store) -> list[RunSummary]:
    """Every run of the store in a line each: its first entry, its last, its size."""
    return [_summary(store, row.run, row.kind, row.created, row.size) for row in store.runs()]


def _summary(store: Store, run: str, kind: str, created: str, size: int) -> RunSummary:
    nothing = RunSummary(run, kind, "?", 0, "", created, None, None, size)
    try:
        first, last = next(store.read(run), None), next(store.read(run, max(size - 1, 0)), None)
        if first is None or last is None or not isinstance(opened := to_event(first), RunOpened):
            return replace(nothing, fault="it never began")
        over = to_event(last)
        ended = decode(last.body, last.index).at if isinstance(over, RunClosed) else None
        outcome = over.outcome if isinstance(over, RunClosed) else None
        started = decode(first.body, 0).at
    except BoldfaceError as error:
        return replace(nothing, fault=str(error))
    return RunSummary(
        run,
        opened.kind,
        opened.procedure,
        opened.revision,
        opened.title,
        started,
        ended,
        outcome,
        size,
        opened.clock,
    )


def unfinished(address: str | None) -> list[RunSummary]:
    """The runs that can be gone on with, the latest first."""
    try:
        rows = summaries(open_reading(address))
    except NoStore:
        return []
    return [row for row in reversed(rows) if row.outcome is None and not row.fault]
