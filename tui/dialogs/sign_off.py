"""Asks for a signature: who signs, in which seat, what it means, and why if they care to say.

Only a letter signs, so that Enter cannot slip through. It never says who may sign: the core does.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from engine.run.rows import Card, FieldRow
from tui.dialogs.frame import Dialog

WHY = "why"
"""The answer of someone who wants to give a reason first."""


class SignOff(Dialog[str]):
    """The meaning to sign with, or WHY."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss('performed')", "Sign"),
        Binding("v", "dismiss('verified')", "Verified", show=False),
        Binding("a", "dismiss('authorised')", "Authorised", show=False),
        Binding("b", f"dismiss('{WHY}')", "Because", show=False),
        Binding("n", "dismiss(None)", "Back", show=False),
    ]

    def __init__(self, role: str, person: str, card: Card, reason: str = "") -> None:
        """The values of the step are shown: who signs has looked at them."""
        parts = [(f"!! WARNING  {text}", "warning") for text in card.warnings]
        parts += [(card.title, "strong"), (f"{person}, as {role}.", "text")]
        parts += [(_value(one), "strong") for one in card.fields if one.recorded]
        parts += [(f"Because: {reason}", "text")] if reason else []
        parts += [
            ("y  performed as written", "text"),
            ("v  verified: seen that it was done", "text"),
            ("a  authorised: allowed to be done so", "text"),
        ]
        keys = "y, v, a: sign   b: because ...   Escape: back"
        super().__init__("Sign off", parts, keys)


def _value(field: FieldRow) -> str:
    said = field.value or "cannot tell"
    unit = f" {field.unit}" if field.unit and field.value else ""
    who = f" ({field.by})" if field.by else ""
    return f"{field.ask}: {said}{unit}{who}"
