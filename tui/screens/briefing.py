"""The briefing: what the player knows before the drill, which roles to play, the seed, the speed.

It shows nothing of the scenario's hidden truth, because it is never given it.
"""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tui import keymap
from tui.bridge import SPEEDS
from tui.dialogs.frame import Words, put
from tui.dialogs.reason import Reason
from tui.messages import DrillAsked, LibraryAsked
from tui.requests import Asked, ScenarioCard
from tui.screens.menu import MenuScreen
from tui.text import about
from tui.widgets.key_bar import KeyBar
from tui.widgets.menu import Menu, MenuRow

MOST_SEED = 2**31 - 1


class BriefingScreen(MenuScreen):
    """Space takes a role or leaves it; Enter begins."""

    CSS_PATH = "briefing.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-roomy")]  # noqa: RUF012  declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "begin",
            "Begin the drill",
            id="begin",
            tooltip="Open the run; its clock starts",
        ),
        Binding(
            "space", "change", "Take or leave", id="change", tooltip="The role under the cursor"
        ),
        Binding("a", "all", "All roles", id="all", tooltip="Play every role, or none"),
        Binding("e", "seed", "Seed", id="seed", tooltip="The same seed gives the same drill"),
        Binding("plus,equals_sign", "pace(1)", "Faster", id="faster", show=False),
        Binding("minus", "pace(-1)", "Slower", id="slower", show=False),
        *keymap.ARROWS,
        *keymap.EVERYWHERE,
        Binding("escape", "back", "Library", id="back", tooltip="Back to the library"),
        keymap.QUIT,
    ]
    HELP = "Space takes a role or leaves it; Enter begins the drill."

    def __init__(self, card: ScenarioCard, asked: Asked) -> None:
        """`asked` holds what was chosen on the command line, if anything."""
        super().__init__()
        self.card = card
        roles = list(card.roles)
        wanted = set(roles) if "all" in asked.roles else set(asked.roles)
        self.roles = wanted or set(roles[1:2] or roles[:1])
        self.seed, self.speed = asked.seed, asked.speed

    def compose(self) -> ComposeResult:
        """Briefing, roles, a sentence, keys."""
        card = self.card
        yield Words(
            [
                (f" DRILL {card.name} ", "bar"),
                (card.title, "strong"),
                ("", "text"),
                *((part.strip(), "text") for part in _paragraphs(card.briefing)),
            ],
            id="title",
        )
        yield Menu(id="menu")
        yield Words([], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the roles."""
        self._show()
        self.query_one(KeyBar).read(self)

    def _show(self) -> None:
        rows = [MenuRow("", "YOU PLAY (the others are simulated)")]
        rows += [
            MenuRow(role, f"{role}: {words}", "[x]" if role in self.roles else "[ ]")
            for role, words in self.card.roles.items()
        ]
        seed = "drawn by chance" if self.seed is None else str(self.seed)
        rows += [
            MenuRow("", "TIME AND CHANCE"),
            MenuRow(
                "#speed",
                f"clock {self.speed}x, about {about(self.card.minutes)} of drill time",
                "+ -",
            ),
            MenuRow("#seed", f"seed {seed}", "e"),
        ]
        self.query_one(Menu).show(rows)

    def action_page(self, by: int) -> None:
        """Scroll the briefing."""
        self.query_one("#title", Words).scroll_lines(by * 5)

    def action_change(self) -> None:
        """Take or leave a role; on the other lines: change them."""
        row = self.query_one(Menu).chosen()
        if row is None:
            return
        if row.key == "#speed":
            self.action_pace(1)
        elif row.key == "#seed":
            self.action_seed()
        else:
            self.roles ^= {row.key}
            self._show()

    def action_all(self) -> None:
        """Every role, or none."""
        self.roles = set() if self.roles == set(self.card.roles) else set(self.card.roles)
        self._show()

    def action_pace(self, by: int) -> None:
        """Another speed; beyond the fastest comes 1x again."""
        place = SPEEDS.index(self.speed) if self.speed in SPEEDS else 0
        self.speed = SPEEDS[(place + by) % len(SPEEDS)]
        self._show()

    @work
    async def action_seed(self) -> None:
        """Ask for the seed; an empty line lets chance draw one."""
        said = ""
        while True:
            text = await put(
                self.app,
                Reason(
                    "Seed",
                    "A whole number; the same number gives the same drill. Empty: by chance.",
                    said=said,
                    typed="" if self.seed is None else str(self.seed),
                ),
            )
            if text is None:
                return
            if not text.strip() or (text.strip().isdecimal() and int(text) <= MOST_SEED):
                self.seed = int(text) if text.strip() else None
                self._show()
                return
            said = f"'{text[:20]}' is not a whole number from 0 to {MOST_SEED}"

    def action_begin(self) -> None:
        """Open the drill."""
        roles = tuple(role for role in self.card.roles if role in self.roles)
        if not roles:
            self.say("Take at least one role; to watch a drill played by nobody use --auto.")
            return
        self.say("")
        self.post_message(DrillAsked(Asked(self.card.name, roles, self.seed, self.speed)))

    def action_back(self) -> None:
        """To the library."""
        self.post_message(LibraryAsked())


def _paragraphs(text: str) -> list[str]:
    """The author's lines joined into paragraphs: the screen breaks lines by its own width."""
    return [" ".join(part.split("\n")) for part in text.strip().split("\n\n")]
