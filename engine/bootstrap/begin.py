"""A drill begun: its first entries stored and its first step entered, which is all that a first look needs.

Neither the author's models nor the station are loaded here; `whole.py` makes the whole drill of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from engine.adapters import stores
from engine.adapters.clock import SimulatedClock, WallClock
from engine.adapters.library_files import library_around
from engine.bootstrap.evidence import attach, with_origin
from engine.bootstrap.prepared import Prepared
from engine.bootstrap.ready import prepared_for
from engine.bootstrap.settings import (
    ALL_ROLES,
    FIRST_SCENARIO,
    DrillSettings,
    software,
    store_address,
)
from engine.bootstrap.speaking import can_speak, translations
from engine.console import Console
from engine.errors import RunError
from engine.log import Conflict
from engine.machine.drive import Drive
from engine.machine.spec import ProcedureSpec
from engine.ports import Clock, Store
from engine.run.events import ENGINE, RunOpened
from engine.run.kept import Text, keep
from engine.run.settle import open_run

if TYPE_CHECKING:
    from engine.drill.world import Rig

MOST_RUNS_OF_A_NAME = 10_000


class Begun(Struct, frozen=True):
    """A run at its console, the texts it was opened with, and its clock where that is simulated.

    rig: what it is played with, where that has been read already. store: the address of its store.
    t: where the run clock stands, ms: with several logs, that of the latest.
    """

    console: Console
    texts: tuple[Text, ...]
    simulated: SimulatedClock | None = None
    rig: Rig | None = None
    store: str | None = None
    t: int = 0


def begin_drill(settings: DrillSettings) -> Begun:
    """A new drill, its first entries stored; raises a BoldfaceError in one sentence."""
    name = settings.scenario or FIRST_SCENARIO
    prepared = prepared_for(name)
    spoken = translations(prepared.texts, library_around(name), settings.language)
    return begin_prepared(replace(prepared, texts=(*prepared.texts, *spoken)), settings)


def begin_prepared(prepared: Prepared, settings: DrillSettings) -> Begun:
    """The same, of what has been made ready; the scenario of the settings is not looked at."""
    drive = Drive(prepared.table)
    seed = _seed(settings)
    played = played_roles(settings.roles, drive.table.procedure)
    simulated = SimulatedClock(prepared.epoch) if settings.simulated_clock else None
    clock: Clock = simulated or WallClock()
    store = stores.open_store(store_address(settings.store))
    opened = _opened(prepared, seed, played, "simulated" if simulated else "wall")
    for run in names_from(f"{prepared.scenario}-{seed}"):
        try:
            first = with_origin(replace(opened, run=run), clock.at(), settings.store)
            console = begin_run(store, clock, first, drive, prepared.texts)
        except Conflict:
            continue
        attach(console, settings.store)
        can_speak(console, prepared.texts)
        console.speak(settings.language)
        return Begun(console, prepared.texts, simulated, store=settings.store)
    raise RunError(
        f"there are {MOST_RUNS_OF_A_NAME} runs called {prepared.scenario}-{seed} in this "
        "store; use another seed or another store"
    )


def _seed(settings: DrillSettings) -> int:
    if settings.seed is not None:
        return settings.seed
    if settings.simulated_clock:
        return 1
    from secrets import randbelow

    return randbelow(10_000)


def names_from(base: str) -> Iterator[str]:
    """The names a run may get, in the order in which they are tried."""
    yield base
    yield from (f"{base}-{n}" for n in range(2, MOST_RUNS_OF_A_NAME))


def begin_run(
    store: Store, clock: Clock, opened: RunOpened, drive: Drive, texts: tuple[Text, ...]
) -> Console:
    """The run's first entries stored, at its console; raises Conflict when the name is taken."""
    run = opened.run
    meta = {"procedure": opened.procedure, "scenario": opened.scenario or ""}
    store.open_run(run, opened.kind, meta)
    if store.size(run):
        raise Conflict(run, 0, store.size(run))
    console = Console(store, clock, run, drive)
    console.begin([opened, *keep(texts, 0), open_run(drive, 0)])
    return console


def _opened(prepared: Prepared, seed: int, played: tuple[str, ...], clock: str) -> RunOpened:
    procedure = prepared.table.procedure
    return RunOpened(
        0,
        ENGINE,
        run="",
        kind="drill",
        procedure=procedure.procedure,
        revision=procedure.revision,
        digest=prepared.texts[0].digest,
        title=procedure.title,
        epoch=prepared.epoch,
        seats={role: prepared.seats.get(role, role) for role in procedure.roles},
        played=list(played),
        scenario=prepared.scenario,
        seed=seed,
        clock=clock,
        software=software(),
    )


def played_roles(roles: tuple[str, ...], procedure: ProcedureSpec) -> tuple[str, ...]:
    """The roles that people play, in the procedure's order; raises RunError for an unknown one."""
    known = procedure.roles
    for role in roles:
        if role not in known and role != ALL_ROLES:
            raise RunError(
                f"no role is called '{role}' in {procedure.procedure}; roles are {', '.join(known)}"
            )
    if ALL_ROLES in roles:
        return tuple(known)
    return tuple(role for role in known if role in roles)
