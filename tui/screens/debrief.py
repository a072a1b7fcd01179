"""The debrief: how the drill went, each figure with the log line behind it.

It shows the lines of the core as they are; whether it went well is said by a word before it is coloured.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from engine.run.rows import View
from tui import keymap
from tui.bridge import Bridge
from tui.dialogs.frame import Words
from tui.messages import LibraryAsked
from tui.screens.log import LogScreen
from tui.widgets.alert_banner import AlertBanner
from tui.widgets.key_bar import KeyBar


class DebriefScreen(Screen[None]):
    """Arrows scroll; l shows the log; Enter goes back to where one came from."""

    CSS_PATH = "debrief.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-roomy")]  # noqa: RUF012  declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space,escape",
            "done",
            "Back",
            id="done",
            tooltip="To the library, or to authoring",
        ),
        Binding("l", "log", "Log", id="log", tooltip="The whole step log"),
        *keymap.ARROWS,
        *keymap.EVERYWHERE,
        keymap.QUIT,
    ]
    HELP = "Up and Down scroll. l shows the step log behind the figures."

    def __init__(self, lines: list[str], view: View, bridge: Bridge, *, won: bool) -> None:
        super().__init__()
        self.words, self.view, self.bridge, self.won = lines, view, bridge, won

    def compose(self) -> ComposeResult:
        """Banner, debrief, keys."""
        yield AlertBanner(id="banner")
        after = [*self.words[1:], ""]
        parts = [
            (*_indented(line), _tone(line, then))
            for line, then in zip(self.words, after, strict=True)
        ]
        yield Words(parts, id="debrief")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the end."""
        self.query_one(AlertBanner).show(self.view)
        self.query_one(KeyBar).read(self)

    def action_move(self, by: int) -> None:
        """Scroll."""
        self.query_one("#debrief", Words).scroll_lines(by)

    def action_page(self, by: int) -> None:
        """Scroll a page."""
        words = self.query_one("#debrief", Words)
        words.scroll_lines(by * max(1, words.size.height - 1))

    def action_log(self) -> None:
        """The log behind the figures."""
        self.app.push_screen(LogScreen(self.bridge))

    def action_done(self) -> None:
        """To the library."""
        self.post_message(LibraryAsked())


def _indented(line: str) -> tuple[str, str]:
    """Its indent, which stays also where the line is broken once more, and its words."""
    words = line.lstrip(" ")
    return " " * (len(line) - len(words)), words


def _tone(line: str, then: str) -> str:
    """A line over indented ones is a heading; the verdict stands out by its word before its colour."""
    if line.startswith("Verdict:"):
        return "warning" if "UNSAFE" in line else "heading"
    if line and not line.startswith(" ") and (line.endswith(":") or then.startswith(" ")):
        return "heading"
    return "text"
