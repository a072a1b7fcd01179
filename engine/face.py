"""What a display sees of a run that is open at a console: who plays, how it stands, its log. Drill and real run share it.

It only looks; what a person does and how time passes is said by what stands behind the face.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from engine.console import Console, Indexed
from engine.errors import BoldfaceError
from engine.run.lines import redlines_before
from engine.run.rows import LogRow, View
from engine.run.view import log_rows

SECOND_MS = 1_000
SKIP_MS = 600_000  # DESIGN: a skip goes no farther where nothing happens before
SKIP_PERIODS = 4  # DESIGN: of telemetry, in steps that take days


def farthest(period_ms: int) -> int:
    """How far a skip goes at most, ms, where telemetry comes every `period_ms`."""
    return max(SKIP_MS, SKIP_PERIODS * period_ms)


class Face(ABC):
    """A console and all events of its run, as the log holds them."""

    def __init__(self, console: Console, events: Sequence[Indexed]) -> None:
        self.console = console
        self.events: list[Indexed] = list(events)

    @property
    @abstractmethod
    def t(self) -> int:
        """The run clock, ms."""

    @property
    @abstractmethod
    def won(self) -> bool:
        """Whether it is over and well."""

    @property
    def run(self) -> str:
        """The name of the run before the crew's eyes."""
        return self.console.run

    @property
    def played(self) -> tuple[str, ...]:
        """The roles that people play at this console."""
        return tuple(self.console.state.opened.played) if self.console.state.opened else ()

    @property
    def closed(self) -> bool:
        """Whether the run is over."""
        return self.console.state.closed

    @property
    def outcome(self) -> str | None:
        """The end the run came to, or None."""
        return self.console.state.outcome

    @property
    def recording(self) -> bool:
        """Whether what happens is being stored."""
        return self.console.recording

    @property
    def trouble(self) -> str:
        """Why nothing is being stored, in a sentence; '' while all is well."""
        return self.console.trouble

    @property
    def period_ms(self) -> int:
        """How often something may come by itself now, ms: what a display goes by that shows it as it comes."""
        return SECOND_MS

    @property
    def size(self) -> int:
        """How many entries the log holds."""
        return len(self.events)

    def view(self) -> View:
        """What a display shows now."""
        return self.console.view(self.t)

    def speak(self, language: str) -> None:
        """Show it in a language from now on, which moves nothing; raises a BoldfaceError."""
        self.console.speak(language)

    def next_language(self) -> str:
        """Show it in the next language it has, the one it is written in among them; says which, or why not."""
        known = ("", *self.console.languages)
        if len(known) == 1 and self.console.speaker is not None:
            return "This procedure has no translation."
        language = known[(known.index(self.language) + 1) % len(known)]
        try:
            self.speak(language)
        except BoldfaceError as error:
            return str(error)
        return f"Shown in {language}." if language else "Shown as it is written."

    @property
    def language(self) -> str:
        """The language on display; '' for the one the procedure is written in."""
        return self.console.spoken.language if self.console.spoken is not None else ""

    def entries(self, first: int, count: int) -> list[LogRow]:
        """Entries of the log as lines, from index `first`."""
        after = self.console.state.redlines
        for _, event in reversed(self.events[first + count :]) if after else ():
            after = redlines_before(event, after)
        return list(log_rows(self.events[first : first + count], self.console.told, after))

    def leave(self) -> None:
        """Put the store to rest; a run that is not closed can be gone on with."""
        self.console.leave()
