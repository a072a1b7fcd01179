"""The whole step log over the drill screen, whose banner stays in sight; the entry under the cursor shown whole.

It reads through the bridge, a page at a time, and can change nothing.
"""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import ModalScreen

from tui.bridge import Bridge
from tui.dialogs.frame import Words
from tui.widgets.log_lines import LogView, entry_words


class LogScreen(ModalScreen[None]):
    """Arrows, Page, Home, End; Escape or l leaves."""

    CSS_PATH = "log.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,l,q", "dismiss(None)", "Back"),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-1000000000)", "First"),
        Binding("end", "move(1000000000)", "Last"),
    ]

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.bridge = bridge
        self.list = LogView(self._ask, id="log")
        self._entry = Words([], id="entry")

    def compose(self) -> ComposeResult:
        """The list, the entry, the keys."""
        with Container(id="frame"):
            yield self.list
            yield self._entry
            yield Words([("Up Down Page Home End: go through   Escape: back", "muted")], id="keys")

    def on_mount(self) -> None:
        """Start at the end; follow it once a second."""
        self.query_one("#frame").border_title = "STEP LOG"
        self.call_after_refresh(self._follow)
        self.set_interval(1.0, self._follow)

    def _follow(self) -> None:
        if self.bridge.drill.size != self.list.count:
            self.list.grow(self.bridge.drill.size)
        self._whole()

    def _ask(self, first: int, count: int) -> None:
        self.run_worker(self._fetch(first, count))

    async def _fetch(self, first: int, count: int) -> None:
        self.list.arrived(await self.bridge.call(lambda: self.bridge.drill.entries(first, count)))
        self._whole()

    def _whole(self) -> None:
        row = self.list.known.get(self.list.cursor)
        parts = entry_words(row) if row else []
        if parts != self._entry.parts:
            self._entry.say(parts)

    def action_move(self, by: int) -> None:
        """Entries up or down."""
        self.list.move_to(self.list.cursor + by)
        self._whole()

    def action_page(self, by: int) -> None:
        """Pages up or down."""
        self.action_move(by * max(1, self.list.size.height - 1))
