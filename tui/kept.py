"""Inputs that could not be recorded, kept on the screen for the person to give again.

They must never be given by themselves: what was right a minute ago may be wrong now.
"""

from __future__ import annotations

from msgspec.structs import replace

from engine.run import commands as c
from engine.run.decide import Refusal
from tui.meant import Where

HINT = " It is kept: z gives it again."


class Kept:
    """The inputs in the order in which they were first given."""

    def __init__(self) -> None:
        """Nothing is kept."""
        self._inputs: list[tuple[Where, c.Command]] = []

    def __bool__(self) -> bool:
        return bool(self._inputs)

    def answered(
        self, here: Where, command: c.Command, t: int, refusal: Refusal | None
    ) -> Refusal | None:
        """Note what became of an input given at the run clock `t` (ms); the refusal as it is to be told."""
        known = (here, _done(command, None))
        self._inputs = [one for one in self._inputs if (one[0], _done(one[1], None)) != known]
        if refusal is None or not refusal.again or isinstance(command, c.Cancel):
            return refusal
        self._inputs.append((here, _done(command, t)))
        return replace(refusal, reason=refusal.reason + HINT)

    def first(self) -> tuple[Where, c.Command]:
        """The input that was given first, with the time at which it was, and where it was meant for; raises IndexError."""
        return self._inputs[0]


def _done(command: c.Command, t: int | None) -> c.Command:
    """An act with the time at which it was first given, unless it tells one; with None, without any."""
    if not isinstance(command, c.Act) or (t is not None and command.done is not None):
        return command
    return replace(command, done=t)
