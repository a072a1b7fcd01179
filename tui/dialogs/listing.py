"""Shows literal lines until a key is pressed: the briefing, what is not allowed now and why.

It asks nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.dialogs.frame import Dialog, Part, Words


class Listing(Dialog[bool]):
    """Up and Down scroll; Enter or Escape leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_words(-1)", "Up", show=False),
        Binding("down", "scroll_words(1)", "Down", show=False),
        Binding("pageup", "scroll_words(-10)", "Page up", show=False),
        Binding("pagedown", "scroll_words(10)", "Page down", show=False),
        Binding("enter,space,f1,q", "dismiss(None)", "Back"),
    ]

    def __init__(self, heading: str, parts: Sequence[Part]) -> None:
        super().__init__(heading, parts, "Up, Down: scroll   Enter: back")

    def compose(self) -> ComposeResult:
        """Heading, lines, keys."""
        with Vertical(id="box"):
            yield Words([(f" {self.heading} ", "bar")], id="heading")
            yield Words(self.parts, id="whole")
            yield Words([(self.keys, "muted")], id="keys")

    def action_scroll_words(self, by: int) -> None:
        """Move the lines."""
        self.query_one("#whole", Words).scroll_lines(by)
