"""What the screens know of scenarios and stored runs, and how a drill is asked for.

Shapes only; where they come from is `door.py`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from engine.run.rows import LogRow, View

if TYPE_CHECKING:  # the library is on the screen before the machine has to be loaded
    from engine.run.commands import Command
    from engine.run.decide import Refusal
    from engine.run.replay import Beat


class ScenarioCard(Protocol):
    """What the library says of a scenario; `fault` says why it cannot be used, if so."""

    @property
    def name(self) -> str:
        """The name by which it is opened."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def procedure(self) -> str:
        """The procedure it drills."""

    @property
    def briefing(self) -> str:
        """What the player knows beforehand."""

    @property
    def roles(self) -> Mapping[str, str]:
        """Who takes part: role and what it does."""

    @property
    def minutes(self) -> int:
        """About how long it lasts in drill time."""

    @property
    def fault(self) -> str:
        """Why it cannot be used; '' if it can."""


class RunCard(Protocol):
    """A run that was not closed."""

    @property
    def run(self) -> str:
        """The name of the run."""

    @property
    def title(self) -> str:
        """What people call it."""

    @property
    def kind(self) -> str:
        """Drill or run."""

    @property
    def started(self) -> str:
        """When it was opened, UTC."""

    @property
    def entries(self) -> int:
        """How many entries its log holds."""

    @property
    def waiting(self) -> Sequence[str]:
        """The titles of the procedures that are open beside it; Enter goes on with all of them."""


class Asked(Struct, frozen=True):
    """A drill that is asked for; `resume` names a stored run (of a kind) and then goes before all else.

    `counterexample` is a file to be walked, on the procedure `scenario` where that is given.
    """

    scenario: str | None = None
    roles: tuple[str, ...] = ()
    seed: int | None = None
    speed: int = 1
    resume: str | None = None
    kind: str = "drill"
    counterexample: str | None = None
    language: str = ""


class Drill(Protocol):
    """What the screen needs of a drill (`engine.conductor`) or a real run (`engine.liverun`)."""

    @property
    def run(self) -> str:
        """The name of the run before the crew's eyes."""

    @property
    def played(self) -> tuple[str, ...]:
        """The roles that people play."""

    @property
    def won(self) -> bool:
        """Whether it is over and nobody was put at risk."""

    @property
    def t(self) -> int:
        """Run clock, ms."""

    @property
    def period_ms(self) -> int:
        """How often something may come by itself now, ms."""

    @property
    def closed(self) -> bool:
        """Whether the run is over."""

    @property
    def size(self) -> int:
        """Entries in the log."""

    def view(self) -> View:
        """What to show now."""

    def next_language(self) -> str:
        """Show it in the next language there is; says which, or why not."""

    def give(self, command: Command) -> Refusal | None:
        """Carry a command out; stored when it returns."""

    def do(self, role: str, act: str) -> Refusal | None:
        """Do something to the station that no item asks for."""

    def acts(self) -> tuple[tuple[str, str], ...]:
        """What can be done outside the procedure: the act and its words."""

    def advance(self, ms: int, *, stop_when_closed: bool = False) -> None:
        """Let time pass."""

    def skip(self) -> int:
        """Go on to the next moment at which something happens."""

    def debrief(self) -> list[str]:
        """How it went."""

    def entries(self, first: int, count: int) -> list[LogRow]:
        """Rows of the log."""

    def leave(self) -> None:
        """Keep the run clock and put the store to rest; again does nothing."""


class Walk(Drill, Protocol):
    """What the walk's screen needs besides of `engine.walk.Walk`."""

    place: int
    departed: str

    @property
    def beats(self) -> Sequence[Beat]:
        """Every move."""

    @property
    def note(self) -> str:
        """What should be known beforehand."""

    @property
    def said(self) -> str:
        """The move just made."""

    @property
    def ahead(self) -> str:
        """The next move."""

    @property
    def verdict(self) -> str:
        """How it ended."""

    def called(self, state: str) -> str:
        """What an author calls a state."""

    def forward(self) -> bool:
        """Make the next move."""

    def back(self) -> bool:
        """Take the last move back."""
