"""Asks for one of a list: answers, dispositions, seats, acts. Numbers, arrows, Enter.

The words of the list come from outside and are shown literally.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key
from textual.widget import Widget

from tui.dialogs.frame import Dialog
from tui.meant import Seen
from tui.text import Line, flow
from tui.widgets.pane import Pane

DIGITS = 9


class Choices(Pane):
    """The list with its cursor."""

    def __init__(self, words: list[str], at: int = 0) -> None:
        super().__init__(id="choices")
        self.words, self.cursor = words, at

    def lines(self, width: int) -> list[Line]:
        """One row a choice (or more, wrapped)."""
        found: list[Line] = []
        for place, word in enumerate(self.words):
            tone = "cursor" if place == self.cursor else "text"
            number = f"{place + 1:>2}" if place < DIGITS else "  "
            pointer = ">" if place == self.cursor else " "
            found += flow(((f"{pointer} {number} ", tone),), word, tone, width)
        return found


class Choose(Dialog[int]):
    """Returns the place of the word chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("enter,space", "take", "Choose"),
    ]

    def __init__(
        self, heading: str, about: str, words: list[str], *, said: str = "", at: int = 0
    ) -> None:
        """`at` is the place of the word that the cursor begins on."""
        parts = [(about, "text")] if about else []
        parts += [(f"! {said}", "caution")] if said else []
        super().__init__(heading, parts, "Number, or Up and Down; then Enter   Escape: back")
        self.list, self.seen = Choices(words, at), Seen()

    def answer(self) -> list[Widget]:
        """The list."""
        return [self.list]

    def on_mount(self) -> None:
        """It has been seen from now on."""
        self.seen.shown()

    def action_move(self, by: int) -> None:
        """One line up or down."""
        self.list.cursor = (self.list.cursor + by) % max(1, len(self.list.words))
        self.list.changed()

    def action_take(self) -> None:
        """The word under the cursor, unless the key came before the list could be seen."""
        if self.list.words and self.seen.meant():
            self.dismiss(self.list.cursor)

    def on_key(self, event: Key) -> None:
        """A number goes to its line, and Enter takes it: were a number enough, Enter would act in the next step."""
        char = event.character or ""
        if char.isascii() and char.isdigit() and 0 < int(char) <= len(self.list.words):
            event.stop()
            self.list.cursor = int(char) - 1
            self.list.changed()
