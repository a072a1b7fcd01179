"""Whether an input was meant for what stands there: seen before Enter was pressed, and still so when it is given.

A key that is held, or pressed three times in a hurry, must not answer what nobody has read.
"""

from __future__ import annotations

import time

from engine.run import commands as c
from engine.run.decide import Refusal
from tui.requests import Drill

SEEN_S = 0.3
"""DESIGN: nobody reads a step in less; a held key repeats every 0.03 to 0.1 s, a hurried one every 0.1 to 0.2 s."""
UNSEEN = "That Enter came before this step could be read, and did nothing. Press it again."

Where = tuple[str, str]
"""A run and a step of it."""


class Seen:
    """Since when the same stands on the screen."""

    def __init__(self) -> None:
        self.shown()

    def shown(self) -> None:
        """Something else stands there from now on."""
        self._since = time.monotonic()

    def meant(self) -> bool:
        """Whether a key pressed now was meant for it; one that was not begins the wait anew, however long it is held."""
        early = time.monotonic() - self._since < SEEN_S
        if early:
            self.shown()
        return not early


def moved_on(here: Where, command: c.Command, drill: Drill) -> Refusal | None:
    """Why a command that was meant for a run and a step is given too late for them; None where it is not."""
    if isinstance(command, c.OF_THE_QUEUE):
        return None
    if drill.run != here[0]:
        return Refusal("another procedure came first meanwhile; nothing was done (j: back)")
    if _of_the_step(command) and drill.view().card.state != here[1]:
        return Refusal("the step has moved on meanwhile; nothing was done")
    return None


def _of_the_step(command: c.Command) -> bool:
    """Whether it is about the present step, whichever that is: what names an item or a record is about that."""
    match command:
        case c.Answer() | c.Sign() | c.Defer():
            return True
        case c.CannotTell(name=None) | c.Override(item=None) | c.Skip(item=None):
            return True
    return False
