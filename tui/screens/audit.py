"""Every stored run, the latest first, with filters: drills apart from real runs, open, closed and unsafe ones.

It reads the store in a thread and changes nothing; Enter takes a run up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from engine.errors import BoldfaceError
from tui import keymap
from tui.dialogs.frame import Words, put
from tui.dialogs.reason import Reason
from tui.door import Door
from tui.messages import ComparisonAsked, Failed, RecordAsked
from tui.screens.menu import MenuScreen
from tui.widgets.key_bar import KeyBar
from tui.widgets.menu import Menu, MenuRow

if TYPE_CHECKING:
    from engine.bootstrap import RunSummary

KINDS = ("all", "drill", "run")
STATES = ("all", "open", "closed", "unreadable")
WORDS = {"all": "drills and real runs", "drill": "drills only", "run": "real runs only"}


class AuditScreen(MenuScreen):
    """The runs of the store."""

    CSS_PATH = "audit.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-roomy")]  # noqa: RUF012  declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Open", id="open", tooltip="Take the run up"),
        Binding("c", "compare", "Compare", id="compare", tooltip="Two runs beside each other"),
        Binding(
            "b", "against('best')", "Best", id="best", tooltip="Beside the best of its procedure"
        ),
        Binding("m", "against('median')", "Median", id="median", tooltip="Beside the median run"),
        Binding("k", "kind", "Kind", id="kind", tooltip="Drills, real runs, both"),
        Binding("s", "state", "State", id="state", tooltip="Open, closed, unreadable, all"),
        Binding("slash", "words", "Find", id="find", tooltip="Runs whose line holds some words"),
        *keymap.ARROWS,
        Binding("escape", "leave", "Back", id="done", tooltip="Back to where you came from"),
        *keymap.EVERYWHERE,
        keymap.QUIT,
    ]
    HELP = "Choose a run, then Enter. Nothing in a stored run can be changed from here."

    def __init__(self, door: Door) -> None:
        super().__init__()
        self.door = door
        self.runs: Sequence[RunSummary] = ()
        self.kind, self.state, self.words = "all", "all", ""
        self.first = ""  # the run that another is to be compared with

    def compose(self) -> ComposeResult:
        """Title, list, a sentence, keys."""
        yield Words([], id="title")
        yield Menu(id="menu")
        yield Words([], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Paint first, read afterwards."""
        self.query_one(Menu).show([MenuRow("", "Reading the store ...")])
        self.query_one(KeyBar).read(self)
        self.load()

    @work(thread=True, exclusive=True)
    def load(self) -> None:
        """Read the runs."""
        try:
            runs = self.door.stored()
        except BoldfaceError as error:
            self.post_message(Failed(str(error)))
            return
        self.app.call_from_thread(self._take, runs)

    def _take(self, runs: Sequence[RunSummary]) -> None:
        self.runs = runs
        self._show()

    def _show(self) -> None:
        shown = [one for one in self.runs if self._wanted(one)]
        about = f"{len(shown)} of {len(self.runs)}: {WORDS[self.kind]}"
        about += "" if self.state == "all" else f", {self.state}"
        about += f", with '{self.words}'" if self.words else ""
        self.query_one("#title", Words).say([("STORED RUNS", "heading"), (about, "muted")])
        rows = [MenuRow(one.run, *_line(one)) for one in shown]
        nothing = "No run is like that." if self.runs else "Nothing has been stored yet."
        self.query_one(Menu).show(rows or [MenuRow("", nothing)])

    def _wanted(self, one: RunSummary) -> bool:
        state = "unreadable" if one.fault else "closed" if one.outcome is not None else "open"
        line = " ".join((one.run, *_line(one), one.procedure)).lower()
        return (
            self.kind in {"all", one.kind}
            and self.state in {"all", state}
            and self.words.lower() in line
        )

    def action_kind(self) -> None:
        """The next kind."""
        self.kind = KINDS[(KINDS.index(self.kind) + 1) % len(KINDS)]
        self._show()

    def action_state(self) -> None:
        """The next state."""
        self.state = STATES[(STATES.index(self.state) + 1) % len(STATES)]
        self._show()

    def action_words(self) -> None:
        """Ask for words."""
        self.run_worker(self._ask_words(), group="ask")

    async def _ask_words(self) -> None:
        about = "Words in the name, title, procedure, time or outcome; none for every run."
        asked = await put(self.app, Reason("Find runs", about, typed=self.words))
        if asked is not None:
            self.words = asked.strip()
            self._show()

    def action_compare(self) -> None:
        """The first run, then the other."""
        row = self.query_one(Menu).chosen()
        if row is None or not row.key:
            return
        if self.first in {"", row.key}:
            self.first = "" if self.first else row.key
            told = f"{row.key} is one side: go to the other run and press c again (here: not after all)"
            self.say(told if self.first else "")
            return
        self.say("")
        self.post_message(ComparisonAsked(self.first, row.key))
        self.first = ""

    def action_against(self, which: str) -> None:
        """The run under the cursor beside the best or the median of its procedure."""
        row = self.query_one(Menu).chosen()
        if row is not None and row.key:
            self.say("")
            self.post_message(ComparisonAsked(row.key, against=which))

    def action_open(self) -> None:
        """Take up the run under the cursor."""
        row = self.query_one(Menu).chosen()
        if row is not None and row.key:
            self.say("")
            self.post_message(RecordAsked(row.key))

    def action_leave(self) -> None:
        """Back; where this is the first screen there is nothing to go back to."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.app.exit(0)


def _line(one: RunSummary) -> tuple[str, str, str]:
    """Words, mark and details of a run."""
    kind = "DRILL" if one.kind == "drill" else one.kind.upper()
    mark = "!!" if one.fault else "[x]" if one.outcome is not None else "[=]"
    detail = (
        one.fault or f"{one.outcome or 'not closed'}; begun {one.started}, {one.entries} entries"
    )
    return f"{one.run}   {kind}   {one.title}", mark, detail
