"""From settings to a drill or a store: the one room that knows both the ports and what stands behind them.

Nothing is decided here but which world is joined to which core. Every door loads what it needs when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bootstrap.settings import (
    DrillSettings,
    RunSummary,
    ScenarioCard,
    software,
    store_address,
)

if TYPE_CHECKING:  # the doors are light; what is behind them is not
    from engine.bootstrap.begin import Begun
    from engine.bootstrap.live import LiveSettings
    from engine.bootstrap.stored import StoredRun
    from engine.conductor import Drill
    from engine.liverun import LiveRun
    from engine.ports import Store
    from engine.walk import Walk

__all__ = [
    "DrillSettings",
    "RunSummary",
    "ScenarioCard",
    "begin_drill",
    "conduct",
    "open_drill",
    "open_live",
    "open_reading",
    "open_walk",
    "resume_drill",
    "scenarios",
    "software",
    "store_address",
    "stored_run",
    "stored_runs",
    "summaries",
    "unfinished",
]


def begin_drill(settings: DrillSettings, resume: str | None = None) -> Begun:
    """A drill begun, or a stored one gone on with: ready to be looked at; raises a BoldfaceError."""
    if resume is not None:
        from engine.bootstrap.resume import begin_again

        return begin_again(resume, settings)
    from engine.bootstrap.begin import begin_drill as begin

    return begin(settings)


def conduct(begun: Begun, *, warm: bool = False) -> Drill:
    """The whole drill of a begun one; `warm` also loads what its first second would wait for."""
    from engine.bootstrap import whole

    drill = whole.whole(begun)
    if warm:
        whole.warm_up(drill)
    return drill


def open_drill(settings: DrillSettings) -> Drill:
    """A new drill, its first entries stored; raises a BoldfaceError in one sentence."""
    return conduct(begin_drill(settings))


def resume_drill(run: str, settings: DrillSettings) -> Drill:
    """A stored drill, at the step and with the time it had left; raises when it cannot be gone on with."""
    return conduct(begin_drill(settings, run))


def open_live(settings: LiveSettings, resume: str | None = None) -> LiveRun:
    """A real run of a released revision, or a stored one gone on with; raises a BoldfaceError."""
    from engine.bootstrap import live

    return live.open_live(settings) if resume is None else live.resume_live(resume, settings)


def open_walk(file: str, procedure: str | None = None) -> Walk:
    """A counterexample's file, ready to be walked; raises a BoldfaceError in one sentence."""
    from engine.bootstrap import walking

    return walking.open_walk(file, procedure)


def open_reading(address: str | None) -> Store:
    """The store for reading only; raises NoStore when nothing has been stored."""
    from engine.bootstrap import shelf

    return shelf.open_reading(address)


def stored_run(address: str | None, run: str) -> StoredRun:
    """A stored run to be looked at entry by entry; raises a BoldfaceError in one sentence."""
    from engine.bootstrap.stored import StoredRun

    return StoredRun(address, run)


def stored_runs(address: str | None) -> list[RunSummary]:
    """Every stored run, the latest first; none where nothing has been stored."""
    from engine.bootstrap import shelf

    return shelf.stored(address)


def scenarios() -> list[ScenarioCard]:
    """Every scenario of the library; one that cannot be drilled says why."""
    from engine.bootstrap import shelf

    return shelf.scenarios()


def summaries(store: Store) -> list[RunSummary]:
    """Every run of the store in a line each: its first entry, its last, its size."""
    from engine.bootstrap import shelf

    return shelf.summaries(store)


def unfinished(address: str | None) -> list[RunSummary]:
    """The runs that can be gone on with, the latest first; with each, what is open beside it."""
    from engine.bootstrap import shelf

    return shelf.unfinished(address)
