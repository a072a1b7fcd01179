"""Asks for a signature: who signs, in which seat, what it means, and why if they care to say.

Only a letter signs, so that Enter cannot slip through. It never says who may sign: the core does.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

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

    def __init__(
        self, role: str, person: str, title: str, warnings: tuple[str, ...], reason: str = ""
    ) -> None:
        parts = [(f"!! WARNING  {text}", "warning") for text in warnings]
        parts += [(title, "strong"), (f"{person}, as {role}.", "text")]
        parts += [(f"Because: {reason}", "text")] if reason else []
        parts += [
            ("y  performed as written", "text"),
            ("v  verified: seen that it was done", "text"),
            ("a  authorised: allowed to be done so", "text"),
        ]
        keys = "y, v, a: sign   b: because ...   Escape: back"
        super().__init__("Sign off", parts, keys)
