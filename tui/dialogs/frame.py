"""What every question looks like: a heading, literal lines, a place for the answer, the keys beneath.

A dialog returns a typed answer or None (Escape); it must never send a command itself.
"""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from tui.text import Line, flow
from tui.widgets.pane import Pane

T = TypeVar("T")


class Words(Pane):
    """Literal lines: a heading and what has to be known to answer."""

    def __init__(self, parts: list[tuple[str, str]], *, id: str | None = None) -> None:  # noqa: A002
        """`parts`: text and tone, each wrapped on its own."""
        super().__init__(id=id)
        self.parts = parts

    def say(self, parts: list[tuple[str, str]]) -> None:
        """Show other words."""
        self.parts = parts
        self.changed(layout=True)

    def lines(self, width: int) -> list[Line]:
        """The parts at a width."""
        return [line for text, tone in self.parts for line in flow((), text, tone, width)]


class Dialog(ModalScreen[T], Generic[T]):
    """The frame; subclasses give words, an answer widget and keys."""

    CSS_PATH = "dialogs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", tooltip="Leave without answering"),
    ]

    def __init__(self, heading: str, parts: list[tuple[str, str]], keys: str) -> None:
        super().__init__()
        self.heading, self.parts, self.keys = heading, parts, keys

    def compose(self) -> ComposeResult:
        """Heading, words, answer, keys."""
        with Vertical(id="box"):
            yield Words([(f" {self.heading} ", "bar"), *self.parts], id="words")
            yield from self.answer()
            yield Words([(self.keys, "muted")], id="keys")

    def answer(self) -> list[Widget]:
        """The widget that takes the answer, if it needs one."""
        return []
