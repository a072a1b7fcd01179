"""The way from the screens to the engine's bootstrap: what can be drilled, what was left open, open a drill.

The only module of the screen that knows the bootstrap, which it imports when a drill is opened, not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from tui.first_look import FirstLook
from tui.requests import Asked, Drill, RunCard, ScenarioCard, Walk

if TYPE_CHECKING:
    from engine.bootstrap import RunSummary
    from engine.bootstrap.rehearse import Fitting
    from engine.bootstrap.stored import Comparison, StoredRun


class Door(Protocol):
    """What the app needs of the world."""

    def scenarios(self) -> Sequence[ScenarioCard]:
        """Every scenario that can be drilled."""

    def unfinished(self) -> Sequence[RunCard]:
        """Runs that can be gone on with."""

    def open(self, asked: Asked) -> Drill:
        """Open or resume; raises a BoldfaceError with a sentence."""

    def stored(self) -> Sequence[RunSummary]:
        """Every stored run, the latest first."""

    def take_up(self, run: str) -> StoredRun:
        """A stored run, to be looked at; raises a BoldfaceError with a sentence."""

    def compare(self, a: str, b: str, against: str = "") -> Comparison:
        """Two stored runs beside each other, or one and the `best` or `median` of its procedure; raises a BoldfaceError."""

    def fitting(self, path: Path, text: str) -> Sequence[Fitting]:
        """The scenarios that drill a procedure; raises a BoldfaceError with a sentence if there is none."""

    def rehearse(self, path: Path, text: str, step: str | None, scenario: str) -> Drill:
        """A drill of a procedure as its author has it, at a step; raises a BoldfaceError with a sentence."""


class EngineDoor(Struct, frozen=True):
    """The real door; `store` is an address or None for the user's own data folder."""

    store: str | None = None

    def scenarios(self) -> Sequence[ScenarioCard]:
        """Every scenario that ships."""
        from engine import bootstrap

        return bootstrap.scenarios()

    def scenario(self, name: str) -> ScenarioCard:
        """One scenario, by its name or the path of its file."""
        from engine.bootstrap.shelf import scenario_card

        return scenario_card(name)

    def unfinished(self) -> Sequence[RunCard]:
        """Drills and real runs in the store that were not closed."""
        from engine import bootstrap

        return bootstrap.unfinished(self.store)

    def open(self, asked: Asked) -> Drill:
        """Open or resume a drill, or go on with a real run."""
        from engine import bootstrap

        if asked.kind == "run":
            from engine.bootstrap.live import LiveSettings

            return bootstrap.open_live(LiveSettings(None, store=self.store), asked.resume)
        settings = bootstrap.DrillSettings(
            asked.scenario, asked.roles, asked.seed, self.store, language=asked.language
        )
        return FirstLook(bootstrap.begin_drill(settings, asked.resume))

    def walk(self, asked: Asked) -> Walk:
        """Open a counterexample's file; raises a BoldfaceError with a sentence."""
        from engine import bootstrap

        return bootstrap.open_walk(asked.counterexample or "", asked.scenario)

    def stored(self) -> Sequence[RunSummary]:
        """Every run in the store."""
        from engine import bootstrap

        return bootstrap.stored_runs(self.store)

    def take_up(self, run: str) -> StoredRun:
        """A stored run."""
        from engine import bootstrap

        return bootstrap.stored_run(self.store, run)

    def compare(self, a: str, b: str, against: str = "") -> Comparison:
        """Two stored runs beside each other, or one and the `best` or `median` of its procedure."""
        from engine.bootstrap.stored import compared

        return compared(self.store, a, b, against)

    def fitting(self, path: Path, text: str) -> Sequence[Fitting]:
        """The scenarios that drill a procedure as its author has it."""
        from engine.bootstrap.rehearse import fitting

        return fitting(path, text)

    def rehearse(self, path: Path, text: str, step: str | None, scenario: str) -> Drill:
        """A drill of a procedure as its author has it, at a step."""
        from engine.bootstrap.rehearse import rehearse

        return rehearse(path, text, step, scenario, self.store)
