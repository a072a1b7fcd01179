"""What the thread that drives the drill tells the screen, and what one screen asks of the app.

Frozen facts, no behaviour; a view may replace an older view that still waits in the queue.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from engine.run.rows import View
from tui.requests import Asked, ScenarioCard

if TYPE_CHECKING:  # loaded when somebody looks at a stored run, or writes
    from engine.bootstrap.stored import StoredRun
    from tui.writing import Draft, Look


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

    def __init__(self, card: ScenarioCard) -> None:
        super().__init__()
        self.card = card


class DrillAsked(Message):
    """Open or resume a drill."""

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.asked = asked


class DrillOver(Message):
    """The run is closed; show the debrief (its lines)."""

    def __init__(self, lines: list[str], *, view: View, won: bool) -> None:
        super().__init__()
        self.lines, self.view, self.won = lines, view, won


class LibraryAsked(Message):
    """Back to the library."""


class AuditAsked(Message):
    """Show the stored runs, or one that has been taken up, from an entry on."""

    def __init__(self, record: StoredRun | None = None, entry: int = 0) -> None:
        super().__init__()
        self.record, self.entry = record, entry


class RecordAsked(Message):
    """Take a stored run up, to be looked at, from an entry on."""

    def __init__(self, run: str, entry: int = 0) -> None:
        super().__init__()
        self.run, self.entry = run, entry


class ComparisonAsked(Message):
    """Two stored runs beside each other; `against`: instead of b the `best` or the `median` of a's procedure."""

    def __init__(self, a: str, b: str = "", *, against: str = "") -> None:
        super().__init__()
        self.a, self.b, self.against = a, b, against


class AuthorAsked(Message):
    """Open the authoring screen on a folder, with a file of it or none."""

    def __init__(self, folder: Path | None = None, first: Path | None = None) -> None:
        super().__init__()
        self.folder, self.first = folder, first


class RehearsalAsked(Message):
    """Drill a procedure as it was saved, from a step (None: its first), in a scenario (None: one that fits)."""

    def __init__(
        self, path: Path, text: str, step: str | None, scenario: str | None = None
    ) -> None:
        super().__init__()
        self.path, self.text, self.step, self.scenario = path, text, step, scenario


class FilesSeen(Message):
    """The procedure files of the folder, which have changed."""

    def __init__(self, files: tuple[Path, ...]) -> None:
        super().__init__()
        self.files = files


class DraftSaved(Message):
    """The file was saved: its text as it is now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


class DraftTold(Message):
    """What can be said of a draft."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look


class FileTrouble(Message):
    """The file cannot be read or checked; one sentence."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__()
        self.path, self.sentence = path, sentence
