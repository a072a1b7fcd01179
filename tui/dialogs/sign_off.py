"""Asks for a signature: who signs, in which seat, for what; only `y` signs, so that Enter cannot slip through.

It never says who may sign: the core does.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.dialogs.frame import Dialog


class SignOff(Dialog[bool]):
    """True to sign."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Sign"),
        Binding("n", "dismiss(None)", "Back", show=False),
    ]

    def __init__(self, role: str, person: str, title: str, warnings: tuple[str, ...]) -> None:
        parts = [(f"!! WARNING  {text}", "warning") for text in warnings]
        parts += [(title, "strong"), (f"{person}, as {role}: performed as written.", "text")]
        super().__init__("Sign off", parts, "y: sign   Escape: back")
