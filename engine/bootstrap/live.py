"""A real run opened or gone on with: released revisions only, the clock on the wall, readings from people or lines.

Nothing of a simulated station may be loaded here; what is not in force is refused before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from msgspec import Struct
from msgspec.structs import replace

from engine.adapters import stores
from engine.adapters.clock import WallClock
from engine.adapters.library_files import LibraryFiles, is_path
from engine.adapters.release_file import released
from engine.adapters.telemetry_lines import TelemetryLines
from engine.bootstrap.begin import MOST_RUNS_OF_A_NAME, begin_run, names_from, played_roles
from engine.bootstrap.beside import Beside
from engine.bootstrap.evidence import attach, refuse_a_lost_tail, with_origin
from engine.bootstrap.resume import to_go_on
from engine.bootstrap.settings import ALL_ROLES, software, stem, store_address
from engine.console import Console, read_run
from engine.errors import ProcedureError, RunError
from engine.library import KeptLibrary, Plan, load_plan
from engine.liverun import LiveRun
from engine.log import Conflict
from engine.machine.spec import ProcedureSpec
from engine.ports import Telemetry
from engine.procedure.reader import read_procedure
from engine.procedure.release import Release, refusals
from engine.run.events import ENGINE, RunOpened, RunResumed
from engine.run.kept import Text, kept


class LiveSettings(Struct, frozen=True):
    """What a real run is opened with; `seats` names people by role, `telemetry` is a path or a stream."""

    procedure: str | None
    roles: tuple[str, ...] = ()
    seats: Mapping[str, str] = {}
    store: str | None = None
    telemetry: str | IO[str] | None = None


def open_live(settings: LiveSettings) -> LiveRun:
    """A new real run, its first entries stored; raises a BoldfaceError in one sentence."""
    plan, others = _in_force(settings.procedure or "")
    texts = (*plan.texts, *others)
    clock = WallClock()
    opened = _opened(plan, settings, clock.at())
    telemetry = _telemetry(settings)
    store = stores.open_store(store_address(settings.store))
    base = f"{opened.procedure}-{opened.epoch[:10]}"
    for run in names_from(base):
        try:
            first = with_origin(replace(opened, run=run), clock.at(), settings.store)
            console = begin_run(store, clock, first, plan.drive, texts)
        except Conflict:
            continue
        attach(console, settings.store)
        beside = _beside(console, texts, settings.store)
        return LiveRun(console, read_run(store, run), telemetry, beside)
    raise RunError(
        f"there are {MOST_RUNS_OF_A_NAME} runs called {base} in this store; use another store"
    )


def resume_live(run: str, settings: LiveSettings) -> LiveRun:
    """A stored real run, where its log leaves it; time went on while nobody looked."""
    reading = stores.open_store(store_address(settings.store), writable=False)
    events = to_go_on(reading, run, "run")
    refuse_a_lost_tail(reading, run, settings.store)
    first = events[0]
    if not isinstance(first, RunOpened):
        raise RunError(f"run {run}: its first entry does not open it; it cannot be gone on with")
    if first.beside:
        raise RunError(
            f"run {run}: it was opened beside the run {first.beside}; go on with all of them by "
            f"`boldface run --resume {first.beside}`"
        )
    if settings.procedure is not None and stem(settings.procedure) != first.procedure:
        raise RunError(
            f"run {run}: it was opened with {first.procedure}, not {stem(settings.procedure)}; "
            "leave that out, or start a new run"
        )
    if settings.roles or settings.seats:
        raise RunError(
            f"run {run}: seats were given when it was opened; leave them out, and hand over in it"
        )
    texts = kept(events)
    plan = load_plan(KeptLibrary(texts), first.procedure)
    telemetry = _telemetry(settings)
    store = stores.open_store(store_address(settings.store))
    if reading is not store:
        reading.close()
    console = Console(store, WallClock(), run, plan.drive)
    attach(console, settings.store)
    beside = _beside(console, texts, settings.store)
    live = LiveRun(console, read_run(store, run), telemetry, beside)
    for place in live.desk.open():
        place.console.write([RunResumed(live.t, ENGINE, software(), "a stop of the program")])
    return live


def _beside(console: Console, texts: Sequence[Text], address: str | None) -> Beside:
    """Everything that was in force when the run was opened may be called for beside it."""
    names = [one.name for one in texts if one.kind == "procedure"]
    return Beside(console, texts, names, _seated, address)


def _seated(first: RunOpened, plan: Plan) -> tuple[dict[str, str], list[str]]:
    """Who sits where beside the first run: the same people; a role it did not have is this console's too."""
    roles = plan.procedure.roles
    here = [role for role in roles if role in first.played or role not in first.seats]
    return {role: first.seats.get(role, role) for role in roles}, here


def _in_force(name: str) -> tuple[Plan, tuple[Text, ...]]:
    """The plan of a procedure by name or path, and the texts of all others of its folder that are in force.

    What ships is not called for where a place has procedures of its own. Raises ProcedureError unless all
    of the plan is released.
    """
    given = is_path(name)
    folder = Path(name).absolute().parent if given else None
    library = LibraryFiles(folder)
    if given:
        library.text("procedure", name)  # a path that leads nowhere is told as a path
    plan, known = load_plan(library, stem(name) if given else name), released(folder)
    faults = _faults(known, plan)
    if faults:
        raise ProcedureError("\n".join(faults))
    texts = {one.name: one for one in plan.texts}
    for other in library.own("procedure"):
        with suppress(ProcedureError):  # a draft that cannot be read is in nobody's way
            found = load_plan(library, other) if other not in texts else None
            if found is not None and not _faults(known, found):
                texts |= {one.name: one for one in found.texts}
    return plan, tuple(texts.values())[len(plan.texts) :]


def _faults(known: Sequence[Release], plan: Plan) -> list[str]:
    """Why a plan may not be run for real; nothing when all of it is released as it is."""
    return refusals(known, {one.name: (_revision(one.text), one.text) for one in plan.texts})


def _revision(text: str) -> int:
    procedure = read_procedure(text).procedure
    assert procedure is not None  # the plan was made of it
    return procedure.revision


def _opened(plan: Plan, settings: LiveSettings, at: str) -> RunOpened:
    procedure = plan.procedure
    return RunOpened(
        0,
        ENGINE,
        run="",
        kind="run",
        procedure=procedure.procedure,
        revision=procedure.revision,
        digest=plan.texts[0].digest,
        title=procedure.title,
        epoch=at,
        seats=_seats(settings.seats, procedure),
        played=list(played_roles(settings.roles or (ALL_ROLES,), procedure)),
        scenario=None,
        seed=None,
        clock="wall",
        software=software(),
    )


def _seats(seats: Mapping[str, str], procedure: ProcedureSpec) -> dict[str, str]:
    for role in seats:
        if role not in procedure.roles:
            raise RunError(
                f"no role is called '{role}' in {procedure.procedure}; "
                f"roles are {', '.join(procedure.roles)}"
            )
    return {role: seats.get(role, role) for role in procedure.roles}


def _telemetry(settings: LiveSettings) -> Telemetry | None:
    return TelemetryLines(settings.telemetry) if settings.telemetry is not None else None
