"""The screen of a run as its crew saw it at one entry of its log, with a slider to go through all of them.

It shows what the core says of the state at that entry; the words AS SEEN stand on it, so that nobody takes it for now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from engine.errors import BoldfaceError
from tui import glass, keymap
from tui.dialogs.frame import Words
from tui.reader import Reader
from tui.widgets.clocks import Pace
from tui.widgets.key_bar import KeyBar
from tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from engine.playback import Playback
    from engine.run.rows import View

MANY = 50  # entries a page key goes over


class SeenScreen(Screen[int]):
    """Looks back; answers with the entry at which it was left."""

    CSS_PATH = ["drill.tcss", "seen.tcss"]  # noqa: RUF012  declared by Textual
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = glass.HORIZONTAL
    VERTICAL_BREAKPOINTS = glass.VERTICAL
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "move(1)", "Next", id="next", tooltip="The next entry"),
        Binding("left", "move(-1)", "Before", id="before", tooltip="The entry before"),
        Binding("down", "step(1)", "Step on", id="step.on", tooltip="To the next step"),
        Binding("up", "step(-1)", "Step back", id="step.back", tooltip="To the step before"),
        Binding(
            "pagedown",
            f"move({MANY})",
            "On",
            id="page.down",
            tooltip=f"{MANY} entries on",
            show=False,
        ),
        Binding(
            "pageup",
            f"move(-{MANY})",
            "Back",
            id="page.up",
            tooltip=f"{MANY} entries back",
            show=False,
        ),
        Binding(
            "home", "move(-1000000000)", "First", id="first", tooltip="First entry", show=False
        ),
        Binding("end", "move(1000000000)", "Last", id="last", tooltip="Last entry", show=False),
        Binding(
            "escape,enter,v",
            "leave",
            "Entries",
            id="done",
            tooltip="Back to the entries, at this one",
        ),
        *keymap.EVERYWHERE,
        keymap.QUIT,
    ]
    HELP = (
        "Left and Right go through the entries of the log, Up and Down through its steps. The screen is "
        "what the crew had before them once that entry was stored."
    )

    def __init__(
        self, playback: Playback, reader: Reader, index: int, steps: Sequence[tuple[int, str]]
    ) -> None:
        """`reader` and `playback` belong to the record's screen; `steps`: where each begins, and its title."""
        super().__init__(classes=glass.CLASS)
        self.playback, self.reader, self.index, self.steps = playback, reader, index, steps
        self.view: View | None = None
        self._looking = False

    def compose(self) -> ComposeResult:
        """The panes of a run, then where one is."""
        yield from glass.panes()
        yield Timeline(id="timeline")
        yield Words([(" ", "text")], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the entry it was opened at."""
        glass.name_panes(self, real=False)
        self.query_one("#timeline").border_title = "AS SEEN AT"
        self.query_one(KeyBar).read(self)
        self.set_interval(0.5, self._wait)
        self._look()

    def on_resize(self) -> None:
        """Other sizes show more or less."""
        self.call_after_refresh(self._show)

    def _wait(self) -> None:
        """How far the log has been gone through; the first look at a far entry takes a while."""
        if self._looking:
            self._say(
                f"going through the log: entry {self.playback.reached:,} of {self.index:,} ..."
            )

    def _look(self) -> None:
        self._looking = True
        self.query_one(Timeline).show(self.playback.size, self.index, self.steps)
        self.run_worker(self._fetch(self.index), group="look", exclusive=True)

    async def _fetch(self, index: int) -> None:
        try:
            view = await self.reader.call(lambda: self.playback.view(index))
        except BoldfaceError as error:
            self._looking = False
            self._say(f"! {error}")
            return
        if index != self.index:
            return
        self.view, self._looking = view, False
        self._say("" if view else "The run was not opened yet.")
        self._show()

    def _say(self, words: str) -> None:
        self.query_one("#said", Words).say([(words or " ", "caution")])

    def _show(self) -> None:
        if self.view is not None:
            glass.show_panes(self, self.view)
            glass.show_clocks(self, self.view, Pace(paused=True), "AS SEEN, not now")

    def action_move(self, by: int) -> None:
        """Entries on or back."""
        self.index = max(0, min(self.playback.size - 1, self.index + by))
        self._look()

    def action_step(self, by: int) -> None:
        """To where a step begins."""
        begins = [index for index, _ in self.steps]
        ahead = [one for one in begins if (one > self.index if by > 0 else one < self.index)]
        if ahead:
            self.index = ahead[0] if by > 0 else ahead[-1]
            self._look()

    def action_leave(self) -> None:
        """Back to the entries."""
        self.dismiss(self.index)
