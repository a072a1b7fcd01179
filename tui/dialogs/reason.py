"""Asks for a sentence: a reason, a remark, what was noticed, who takes a seat.

The core judges the text; a refusal comes back as `said` and the text is kept.
"""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import Input

from tui.dialogs.frame import Dialog


class Reason(Dialog[str]):
    """One line of text; Enter takes it, Escape leaves."""

    def __init__(
        self, heading: str, about: str, *, said: str = "", typed: str = "", warning: str = ""
    ) -> None:
        """`about` is shown above the line; `said` is why the last try was refused."""
        parts = [(warning, "warning")] if warning else []
        parts += [(about, "text")] if about else []
        parts += [(f"! {said}", "caution")] if said else []
        super().__init__(heading, parts, "Enter: take it   Escape: back")
        self.typed = typed
        self.set_class(bool(warning), "-danger")

    def answer(self) -> list[Widget]:
        """The input line."""
        return [Input(self.typed, select_on_focus=False, id="line")]

    def on_mount(self) -> None:
        """The line has the focus from the start."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        self.dismiss(event.value)
