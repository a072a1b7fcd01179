"""Asks for the reason of a deviation: un-tick, hold; of a departure also who allowed it, and on what paper.

Each says what it will do before it is done; none is done without a reason, and no other word is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace
from textual.widget import Widget
from textual.widgets import Input

from engine.run import commands as c
from tui.dialogs.frame import Dialog
from tui.dialogs.reason import Reason

WORDS = {
    "untick": ("Un-tick", "Why was it not done after all? The tick stays in the log.", ""),
    "override": ("Override", "Why is the reading wrong? It stays visibly an override.", ""),
    "defer": (
        "Defer",
        "Why are the open items put off? They must be done or given up before the end.",
        "",
    ),
    "skip": ("Skip", "Why is this left undone?", ""),
    "abort": ("Abort the run", "Why is the run given up?", "!! This ends the procedure."),
    "hold": ("Hold", "Why do we stop here? Step timers stand still until the release.", ""),
    "redline": ("Redline", "Why?", ""),
}


def why(kind: str, about: str, *, said: str = "", typed: str = "") -> Reason:
    """The question for a kind of deviation about some item or step."""
    heading, question, _ = WORDS[kind]
    return Reason(heading, _asked(about, question), said=said, typed=typed)


def _asked(about: str, question: str) -> str:
    return f"{about}\n{question}" if about else question


@dataclass(frozen=True, slots=True)
class Because:
    """What was typed: why, and in one line by whom it is allowed and, after a semicolon, on what paper."""

    reason: str
    allowed: str

    def on(self, command: c.Deviation) -> c.Deviation:
        """A departure for this reason, with who allowed it."""
        authority, _, reference = self.allowed.partition(";")
        return replace(command, authority=authority, reference=reference)


NOTHING: Final = Because("", "")


class Departure(Dialog[Because]):
    """The reason on a line with the focus, and a line that may stay empty; Enter on either takes both."""

    def __init__(self, kind: str, about: str, *, said: str = "", typed: Because = NOTHING) -> None:
        """`about` is shown above the lines; `said` is why the last try was refused."""
        heading, question, warning = WORDS[kind]
        parts = [(warning, "warning")] if warning else []
        parts += [(_asked(about, question), "text")]
        parts += [(f"! {said}", "caution")] if said else []
        super().__init__(heading, parts, "Enter: take it   Tab: allowed by   Escape: back")
        self.typed = typed
        self.set_class(bool(warning), "-danger")

    def answer(self) -> list[Widget]:
        """The two lines."""
        hint = "Allowed by; reference (may stay empty)"
        return [
            Input(self.typed.reason, select_on_focus=False, id="line"),
            Input(self.typed.allowed, placeholder=hint, select_on_focus=False, id="allowed"),
        ]

    def on_mount(self) -> None:
        """The reason has the focus from the start."""
        self.query_one("#line", Input).focus()

    def on_input_submitted(self, _: Input.Submitted) -> None:
        """Enter."""
        line, allowed = (self.query_one(one, Input) for one in ("#line", "#allowed"))
        self.dismiss(Because(line.value, allowed.value))
