"""Asks for a value: what is measured, type, unit and range above the line; choices as a numbered list.

It never converts or judges a value: what was typed goes to the core as typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from engine.run.rows import FieldRow
from tui.dialogs.choose import Choose
from tui.dialogs.frame import Dialog
from tui.widgets.step_card import expected

CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed or chosen; None when nobody can tell."""

    text: str | None


class RecordLine(Dialog[Given]):
    """A number, a text or a time of day."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f4", "cannot_tell", "Cannot tell")]

    def __init__(self, field: FieldRow, *, said: str = "", typed: str = "") -> None:
        who = f"{field.by}: " if field.by else ""
        parts = [(who + field.ask, "strong"), (f"expected: {expected(field)}", "text")]
        parts += [(f"! {said}", "caution")] if said else []
        super().__init__(
            f"Record {field.name}", parts, "Enter: record   F4: cannot tell   Escape: back"
        )
        self.typed = typed

    def answer(self) -> list[Widget]:
        """The input line."""
        return [Input(self.typed, select_on_focus=False, id="line")]

    def on_mount(self) -> None:
        """The line has the focus from the start."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        self.dismiss(Given(event.value))

    def action_cannot_tell(self) -> None:
        """Nobody can say."""
        self.dismiss(Given(None))


def record_choice(field: FieldRow, said: str = "", sense: Callable[[str], str] = str) -> Choose:
    """The list of a choice; its last line is `cannot tell`."""
    who = f"{field.by}: " if field.by else ""
    return Choose(
        f"Record {field.name}",
        who + field.ask,
        [*map(sense, field.choices), sense(CANNOT_TELL)],
        said=said,
    )
