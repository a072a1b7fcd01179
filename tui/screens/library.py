"""The library: scenarios that can be drilled, and runs that were left open.

What is in the store is read in a thread, after the first paint; nothing is opened before Enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from engine.errors import BoldfaceError
from tui import keymap
from tui.dialogs.frame import Words
from tui.door import Door
from tui.messages import AuditAsked, AuthorAsked, DrillAsked, Failed, ScenarioChosen
from tui.requests import Asked, RunCard, ScenarioCard
from tui.screens.menu import MenuScreen
from tui.text import about
from tui.widgets.key_bar import KeyBar
from tui.widgets.menu import Menu, MenuRow


def _waiting(run: RunCard) -> str:
    return f"; open beside it: {', '.join(run.waiting)}" if run.waiting else ""


class LibraryScreen(MenuScreen):
    """Enter opens a briefing, or goes on with a run."""

    CSS_PATH = "library.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-roomy")]  # noqa: RUF012  declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,space", "open", "Open", id="open", tooltip="Briefing, or go on with the run"
        ),
        *keymap.ARROWS,
        Binding("r", "runs", "Runs", id="runs", tooltip="Every stored run: look back, audit"),
        Binding(
            "a",
            "author",
            "Author",
            id="author",
            tooltip="Write procedures: source, problems, spine",
        ),
        Binding("t", "app.next_theme", "Theme", id="theme", tooltip="Dark, light, high contrast"),
        keymap.EVERYWHERE[1],
        keymap.QUIT,
    ]
    HELP = "Choose a scenario, or a run that was left open, then Enter."

    def __init__(self, door: Door) -> None:
        super().__init__()
        self.door = door
        self.cards: Sequence[ScenarioCard] = ()
        self.runs: Sequence[RunCard] = ()

    def compose(self) -> ComposeResult:
        """Title, list, a sentence, keys."""
        yield Words(
            [
                ("BOLDFACE", "heading"),
                ("Anomaly drills. What you do is kept, and judged.", "muted"),
            ],
            id="title",
        )
        yield Menu(id="menu")
        yield Words([], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Paint first, read afterwards."""
        self.query_one(Menu).show([MenuRow("", "Reading the library ...")])
        self.query_one(KeyBar).read(self)
        self.load()

    def on_screen_resume(self) -> None:
        """Back from a drill: another run may be open or closed."""
        if self.cards:
            self.load()

    @work(thread=True, exclusive=True)
    def load(self) -> None:
        """Read scenarios and open runs."""
        try:
            cards, runs = self.door.scenarios(), self.door.unfinished()
        except BoldfaceError as error:
            self.post_message(Failed(str(error)))
            return
        self.app.call_from_thread(self._show, cards, runs)

    def _show(self, cards: Sequence[ScenarioCard], runs: Sequence[RunCard]) -> None:
        self.cards, self.runs = cards, runs
        # What was left open stands first: after a crash it is what somebody comes back for.
        rows = [MenuRow("", "LEFT OPEN")] if runs else []
        rows += [
            MenuRow(
                f"run:{run.run}",
                f"{run.run}   {run.title}",
                "[=]",
                f"{run.kind}, begun {run.started}, {run.entries} entries{_waiting(run)}",
            )
            for run in runs
        ]
        rows.append(MenuRow("", "SCENARIOS"))
        rows += [
            MenuRow(
                f"scenario:{card.name}",
                f"{card.name}   {card.title}",
                "!" if card.fault else "",
                card.fault
                or f"{card.procedure.replace('-', ' ')}; about {about(card.minutes)} of drill time",
            )
            for card in cards
        ]
        self.query_one(Menu).show(rows)

    def action_runs(self) -> None:
        """The stored runs."""
        self.post_message(AuditAsked())

    def action_author(self) -> None:
        """The authoring screen, on the library."""
        self.post_message(AuthorAsked())

    def action_open(self) -> None:
        """What the cursor stands on."""
        row = self.query_one(Menu).chosen()
        kind, _, name = row.key.partition(":") if row else ("", "", "")
        if kind == "run":
            self.say("")
            kind = next(one.kind for one in self.runs if one.run == name)
            self.post_message(DrillAsked(Asked(resume=name, kind=kind)))
        card = next((one for one in self.cards if kind == "scenario" and one.name == name), None)
        if card is not None and card.fault:
            self.say(card.fault)
        elif card is not None:
            self.post_message(ScenarioChosen(card))
