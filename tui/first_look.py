"""A drill that has begun, to be shown at once: it becomes the whole drill when something is first asked of it.

What it shows is what the log holds; it must never keep anything of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.face import SECOND_MS

if TYPE_CHECKING:
    from engine.bootstrap.begin import Begun
    from engine.conductor import Drill
    from engine.run.commands import Command
    from engine.run.decide import Refusal
    from engine.run.rows import LogRow, View


class FirstLook:
    """What the screen needs of a drill; of the calls that make it whole none may come from the screen's thread."""

    def __init__(self, begun: Begun) -> None:
        self._begun = begun
        self._drill: Drill | None = None

    def whole(self) -> Drill:
        """The drill, its station loaded and warm; raises a BoldfaceError, and may be asked again."""
        if self._drill is None:
            from engine.bootstrap import conduct

            self._drill = conduct(self._begun, warm=True)
        return self._drill

    # -- at once, from any thread ---------------------------------------------------------------

    @property
    def run(self) -> str:
        """The name of the run before the crew's eyes."""
        return self._begun.console.run if self._drill is None else self._drill.run

    @property
    def played(self) -> tuple[str, ...]:
        """The roles that people play."""
        opened = self._begun.console.state.opened
        return tuple(opened.played) if opened is not None else ()

    @property
    def closed(self) -> bool:
        """Whether the run is over."""
        return self._begun.console.state.closed if self._drill is None else self._drill.closed

    @property
    def t(self) -> int:
        """Run clock, ms."""
        return self._begun.console.state.t if self._drill is None else self._drill.t

    @property
    def period_ms(self) -> int:
        """How often something may come by itself, ms; nothing does before the drill is whole."""
        return SECOND_MS if self._drill is None else self._drill.period_ms

    @property
    def size(self) -> int:
        """Entries in the log."""
        return self._begun.console.size if self._drill is None else self._drill.size

    def view(self) -> View:
        """What to show now."""
        return self._begun.console.view(self.t) if self._drill is None else self._drill.view()

    def leave(self) -> None:
        """Leave it: what has only been looked at stands where it stood."""
        (self._begun.console if self._drill is None else self._drill).leave()

    # -- by the drill's thread ------------------------------------------------------------------

    @property
    def won(self) -> bool:
        """Whether it is over and nobody was put at risk."""
        return self.whole().won

    def next_language(self) -> str:
        """Show it in the next language."""
        return self.whole().next_language()

    def give(self, command: Command) -> Refusal | None:
        """Carry a command out; stored when it returns."""
        return self.whole().give(command)

    def do(self, role: str, act: str) -> Refusal | None:
        """Do something to the station that no item asks for."""
        return self.whole().do(role, act)

    def acts(self) -> tuple[tuple[str, str], ...]:
        """What can be done outside the procedure: the act and its words."""
        return self.whole().acts()

    def advance(self, ms: int, *, stop_when_closed: bool = False) -> None:
        """Let time pass."""
        self.whole().advance(ms, stop_when_closed=stop_when_closed)

    def skip(self) -> int:
        """Go on to the next moment at which something happens."""
        return self.whole().skip()

    def debrief(self) -> list[str]:
        """How it went."""
        return self.whole().debrief()

    def entries(self, first: int, count: int) -> list[LogRow]:
        """Rows of the log."""
        return self.whole().entries(first, count)
