"""What every question looks like: a heading, literal lines, a place for the answer, the keys beneath.

A dialog returns a typed answer or None (Escape); it must never send a command itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from tui import glass
from tui.text import Line, flow
from tui.widgets.pane import Pane

T = TypeVar("T")
MOST_ASKED = 300  # DESIGN: a line of the log
Part = tuple[str, str] | tuple[str, str, str]


async def put(app: App[Any], dialog: Dialog[T]) -> T | None:
    """Show a dialog and wait; None when the person goes back. Only from a worker."""
    return await app.push_screen_wait(dialog)


class Words(Pane):
    """Literal lines: a heading and what has to be known to answer."""

    def __init__(self, parts: Sequence[Part], *, id: str | None = None) -> None:  # noqa: A002
        """`parts`: (text, tone), each wrapped on its own, or (lead of our own words, text, tone)."""
        super().__init__(id=id)
        self.parts = parts

    def say(self, parts: Sequence[Part]) -> None:
        """Show other words; the same words cost no frame."""
        if list(parts) == list(self.parts):
            return
        self.parts = parts
        self.changed(layout=True)

    def lines(self, width: int) -> list[Line]:
        """The parts at a width."""
        found: list[Line] = []
        for part in self.parts:
            lead: Line = ((part[0], "strong"),) if len(part) == 3 else ()
            found += flow(lead, part[-2], part[-1], width)
        return found


class Dialog(ModalScreen[T], Generic[T]):
    """The frame; subclasses give words, an answer widget and keys."""

    CSS_PATH = "dialogs.tcss"
    VERTICAL_BREAKPOINTS = glass.VERTICAL  # on a low screen it leaves clocks and readings in sight
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", tooltip="Leave without answering"),
    ]

    def __init__(self, heading: str, parts: Sequence[Part], keys: str) -> None:
        super().__init__()
        self.heading, self.parts, self.keys = heading, parts, keys

    @property
    def asked(self) -> str:
        """What it asks, in a line for the log: the heading, and what it is about."""
        about = next((part[-2] for part in self.parts if part[-1] != "warning"), "")
        return f"{self.heading}: {about.partition(chr(10))[0]}"[:MOST_ASKED]

    def compose(self) -> ComposeResult:
        """Heading, words, answer, keys."""
        with Vertical(id="box"):
            yield Words([(f" {self.heading} ", "bar"), *self.parts], id="words")
            yield from self.answer()
            yield Words([(self.keys, "muted")], id="keys")

    def answer(self) -> list[Widget]:
        """The widget that takes the answer, if it needs one."""
        return []
