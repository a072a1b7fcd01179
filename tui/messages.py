"""What the thread that drives the drill tells the screen, and what one screen asks of the app.

Frozen facts, no behaviour; a view may replace an older view that still waits in the queue.
"""

from __future__ import annotations

from typing import Any

from textual.message import Message

from engine.run.rows import View


class Viewed(Message):
    """The run as it stands now; `braked` says the clock fell back to 1x because the crew is needed."""

    def __init__(self, view: View, *, braked: bool = False) -> None:
        super().__init__()
        self.view, self.braked = view, braked

    def can_replace(self, message: Message) -> bool:
        """A newer view makes an older one worthless, unless the older one carries the brake."""
        return isinstance(message, Viewed) and (self.braked or not message.braked)


class Failed(Message):
    """The drill could not go on; one sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


class ScenarioChosen(Message):
    """The library asks for the briefing of a scenario (a ScenarioCard)."""

    def __init__(self, card: Any) -> None:
        super().__init__()
        self.card = card


class DrillAsked(Message):
    """Open a drill: a scenario by name with roles and seed, or (resume) a run that is stored."""

    def __init__(self, scenario: str, *, roles: tuple[str, ...] = (), seed: int = 0,
                 speed: int = 1, resume: str | None = None) -> None:
        super().__init__()
        self.scenario, self.roles, self.seed = scenario, roles, seed
        self.speed, self.resume = speed, resume


class DrillOver(Message):
    """The run is closed; show the debrief (its lines)."""

    def __init__(self, lines: list[str], *, outcome: str, safe: bool | None) -> None:
        super().__init__()
        self.lines, self.outcome, self.safe = lines, outcome, safe


class LibraryAsked(Message):
    """Back to the library."""
