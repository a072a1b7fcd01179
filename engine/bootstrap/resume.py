"""Going on with a stored drill: from the texts kept with it, at the step and with the time it had left.

What cannot be gone on with is refused before anything is made or written.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.adapters import stores
from engine.adapters.clock import SimulatedClock, WallClock
from engine.bootstrap.begin import Begun
from engine.bootstrap.beside import go_on
from engine.bootstrap.evidence import attach, refuse_a_lost_tail
from engine.bootstrap.prepare import check_epoch
from engine.bootstrap.settings import ALL_ROLES, DrillSettings, stem, store_address
from engine.bootstrap.speaking import can_speak
from engine.bootstrap.whole import rig_of
from engine.console import Console, read_run
from engine.errors import RunError
from engine.library import KeptLibrary, load_plan
from engine.log import UnknownRun, first_fault
from engine.ports import Store
from engine.run.events import (
    Event,
    Kind,
    ProcedureOpened,
    RunClosed,
    RunOpened,
    StepEntered,
)
from engine.run.kept import kept


def begin_again(run: str, settings: DrillSettings) -> Begun:
    """The run at its console, gone on with; raises when it is closed or not a drill."""
    reading = stores.open_store(store_address(settings.store), writable=False)
    events = to_go_on(reading, run, "drill")
    refuse_a_lost_tail(reading, run, settings.store)
    first = events[0]
    if not isinstance(first, RunOpened):
        raise RunError(f"run {run}: its first entry does not open it; it cannot be gone on with")
    if first.beside:
        raise RunError(
            f"run {run}: it was opened beside the run {first.beside}; go on with all of them by "
            f"`boldface drill --resume {first.beside}`"
        )
    _must_match(first, settings)
    texts = kept(events)
    plan = load_plan(KeptLibrary(texts), first.procedure)
    rig = rig_of(texts, first)
    check_epoch(rig.scenario, rig.scenario.scenario)
    store = stores.open_store(store_address(settings.store))
    if reading is not store:
        reading.close()
    simulated = SimulatedClock(rig.scenario.epoch) if first.clock == "simulated" else None
    console = Console(store, simulated or WallClock(), run, plan.drive)
    beside = list(_beside(store, events))
    latest = max(one[-1].t for one in (events, *beside) if one)
    if simulated is not None:  # before anything is written, or it would bear an earlier moment
        simulated.set_t(latest)
    attach(console, settings.store)
    can_speak(console, texts)
    console.speak(settings.language)
    go_on(console, latest)  # it may be over while others that were opened beside it are not
    return Begun(console, texts, simulated, rig, settings.store, latest)


def to_go_on(store: Store, run: str, kind: Kind) -> list[Event]:
    """The events of a run of a kind that can be gone on with; raises RunError for every other run."""
    broken = first_fault(store.read(run))
    if broken is not None and broken.rule != "newer":
        raise RunError(
            f"run {run}: {broken.reason} It is not gone on with; "
            f"see `boldface audit show {run}` and keep a copy of the store"
        )
    events = [event for _, event in read_run(store, run)]
    first = events[0] if events else None
    if isinstance(first, RunOpened) and first.kind != kind:
        what = "a drill, not a real run" if kind == "run" else "a real run, not a drill"
        raise RunError(
            f"run {run}: it is {what}; go on with `boldface {first.kind} --resume {run}`"
        )
    if not any(isinstance(event, StepEntered) for event in events):
        raise RunError(
            f"run {run}: it was cut off while it was being opened, before its first step; "
            "nothing happened in it, start again"
        )
    over = any(isinstance(event, RunClosed) for event in events)
    if over and all(
        any(isinstance(one, RunClosed) for one in log) for log in _beside(store, events)
    ):
        raise RunError(
            f"run {run}: it is closed and cannot be gone on with; see `boldface audit show {run}`"
        )
    return events


def _beside(store: Store, events: list[Event]) -> Iterator[list[Event]]:
    """The events of each run opened beside this one; [] for one that was cut off before it was made."""
    waiting = [event.run for event in events if isinstance(event, ProcedureOpened)]
    while waiting:
        try:
            found = [event for _, event in read_run(store, waiting.pop())]
        except UnknownRun:
            found = []
        yield found
        waiting += [event.run for event in found if isinstance(event, ProcedureOpened)]


def _must_match(first: RunOpened, settings: DrillSettings) -> None:
    """Raises RunError when something else is asked for than the drill was opened with."""
    roles = set(first.played if ALL_ROLES in settings.roles else settings.roles)
    pairs: tuple[tuple[str, object, object], ...] = (
        ("scenario", stem(settings.scenario) if settings.scenario else None, first.scenario),
        ("seed", settings.seed, first.seed),
        ("roles", ", ".join(sorted(roles)) or None, ", ".join(sorted(first.played))),
    )
    for word, asked, stored in pairs:
        if asked is not None and asked != stored:
            raise RunError(
                f"run {first.run}: it was opened with the {word} {stored or 'of nobody'}, not "
                f"{asked}; leave that out, or start a new drill"
            )
    if settings.unattended and first.played:
        raise RunError(
            f"run {first.run}: people play {', '.join(first.played)} in it; go on with --plain "
            "or on the screen"
        )
