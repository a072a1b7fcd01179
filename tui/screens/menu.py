"""What the screens of one menu have in common: the cursor's keys, and a sentence above the keys.

It knows no rows; each screen fills its menu itself.
"""

from __future__ import annotations

from textual.screen import Screen

from tui.dialogs.frame import Words
from tui.messages import Failed
from tui.widgets.menu import Menu


class MenuScreen(Screen[None]):
    """A menu, and words (`#said`) beneath it."""

    def on_failed(self, message: Failed) -> None:
        """What could not be read or opened, in a sentence."""
        self.say(message.sentence)

    def say(self, words: str) -> None:
        """One sentence above the keys."""
        self.query_one("#said", Words).say([(f"! {words}", "caution")] if words else [])

    def action_move(self, by: int) -> None:
        """A line up or down."""
        self.query_one(Menu).move(by)

    def action_page(self, by: int) -> None:
        """Several lines."""
        self.query_one(Menu).move(by * 5)
