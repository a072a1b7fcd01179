"""A counterexample on the drill screen: a key makes each move, and what the run then is stands there as in a drill.

Nothing can be done but to go on and back; where the walk ends, what fails is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual.binding import BindingType

from tui import glass, keymap
from tui.dialogs.frame import Words
from tui.requests import Walk
from tui.screens.drill import DrillScreen

NOBODY = "nobody (a counterexample is walked)"


class WalkScreen(DrillScreen, inherit_bindings=False):
    """A walk on the screen; time is the counterexample's, so the bridge's clock stands."""

    stored = False
    BINDINGS: ClassVar[list[BindingType]] = [*keymap.WALK]
    HELP = (
        "Enter makes the next move of the counterexample, Left takes the last one back. The screen "
        "shows the run as a crew would see it. b shows every move, and what fails at the end."
    )

    def __init__(self, walk: Walk) -> None:
        """`walk` is open and at its beginning."""
        super().__init__(walk)
        self.walk = walk
        self.bridge.paused = True
        self._over = True  # a walk that closes its run ends in no debrief

    def _show(self) -> None:
        super()._show()
        self._tell()

    def _clocks(self) -> None:
        glass.show_clocks(self, self.view, self.bridge.pace(), NOBODY)

    def _tell(self) -> None:
        walk, place = self.walk, f"{self.walk.place} of {len(self.walk.beats)}"
        parts = [(f"{place}: {walk.said}" if walk.said else place, "heading")]
        if not walk.said:
            parts += [(walk.note, "caution")] if walk.note else []
            parts.append((f"How it fails: {walk.debrief()[-1]}", "warning"))
        if walk.verdict:
            parts.append((f"END: {walk.verdict}", "warning"))
        elif walk.ahead:
            parts.append((f"Next: {walk.ahead}", "text"))
        self.query_one("#said", Words).say(parts)

    def action_forward(self) -> None:
        """The next move."""
        self._go(lambda walk: walk.forward())

    def action_back(self) -> None:
        """The last move taken back."""
        self._go(lambda walk: walk.back())

    def _go(self, job: Callable[[Any], object]) -> None:
        self.bridge.call(lambda: job(self.walk))

    def action_briefing(self) -> None:
        """The whole way in words."""
        from tui.dialogs.listing import Listing

        walk = self.walk
        parts = [(walk.note, "caution")] if walk.note else []
        at = ""
        for n, beat in enumerate(walk.beats, 1):
            if beat.at != at:
                parts.append((f"at {walk.called(beat.at)}:", "heading"))
                at = beat.at
            parts.append((f"{'>' if n == walk.place else ' '} {n} {beat.words}", "text"))
        self.app.push_screen(Listing("Counterexample", [*parts, (walk.debrief()[-1], "warning")]))

    def action_leave(self) -> None:
        """Leave; nothing was stored. The exit code is that of the walk in lines."""
        self.app.exit(1 if self.walk.departed else 0)
