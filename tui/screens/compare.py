"""Two stored runs beside each other, step by step: how long, how left, what was said, what departed.

A step that was gone through differently bears a mark; Enter and b open the one run or the other at that step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from engine.run.lines import clock
from tui import keymap
from tui.dialogs.frame import Part, Words
from tui.messages import Failed, RecordAsked
from tui.text import Line, pad, plain, wrap
from tui.widgets.key_bar import KeyBar
from tui.widgets.pane import Pane

if TYPE_CHECKING:
    from engine.audit.compare import Pair
    from engine.audit.stays import Stay
    from engine.bootstrap.stored import Comparison

NAME = 30  # columns of a step's title; the rest is shared by the two runs


class Pairs(Pane):
    """The steps, one or more rows each; the cursor goes over them."""

    def __init__(self, pairs: tuple[Pair, ...], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.pairs, self.place = pairs, 0

    def move(self, by: int) -> None:
        """The cursor up or down."""
        self.place = max(0, min(len(self.pairs) - 1, self.place + by))
        self.changed()

    def lines(self, width: int) -> list[Line]:
        """The steps at a width."""
        side = max(12, (width - NAME - 14) // 2)
        rows: list[Line] = [_row(("  ", "STEP", "A", "B", "B - A"), "heading", side)]
        for n, one in enumerate(self.pairs):
            rows += pair_lines(one, side, "cursor" if n == self.place else _tone(one))
        return rows


class CompareScreen(Screen[None]):
    """A on the left, B on the right."""

    CSS_PATH = "compare.tcss"
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,a", "side('a')", "Open A", id="act", tooltip="Run A at this step"),
        Binding("b", "side('b')", "Open B", id="b", tooltip="Run B at this step"),
        Binding(
            "n", "next(1)", "Next difference", id="next", tooltip="To the next step that differs"
        ),
        *keymap.ARROWS,
        Binding("escape", "dismiss(None)", "Back", id="done", tooltip="Back to the list of runs"),
        *keymap.EVERYWHERE,
        keymap.QUIT,
    ]
    HELP = "* stands where a step was left, answered or departed from differently; times alone are no difference."

    def __init__(self, found: Comparison) -> None:
        super().__init__()
        (self.a, self.b), self.found = found.runs, found

    def compose(self) -> ComposeResult:
        """Title, steps, what was said at the present one, keys."""
        differ = sum(one.differs for one in self.found.pairs)
        yield Words(
            [
                ("COMPARE", "heading"),
                ("A: ", self.found.a, "text"),
                ("B: ", self.found.b, "text"),
                (f"{differ} of {len(self.found.pairs)} steps differ", "strong"),
            ],
            id="title",
        )
        yield Pairs(self.found.pairs, id="pairs")
        yield Words([], id="more")
        yield Words([], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show the first step."""
        self.query_one(KeyBar).read(self)
        self._more()

    def _more(self) -> None:
        pair = self._pair()
        parts: list[Part] = [(pair.title, "heading")] if pair else []
        for letter, side in (("A ", pair.a), ("B ", pair.b)) if pair else ():
            parts.append((letter, "; ".join(_said(side)), "text"))
        self.query_one("#more", Words).say(parts)

    def _pair(self) -> Pair | None:
        place = self.query_one(Pairs).place
        return self.found.pairs[place] if self.found.pairs else None

    def on_failed(self, message: Failed) -> None:
        """What could not be opened, in a sentence."""
        self.query_one("#said", Words).say([(f"! {message.sentence}", "caution")])

    def action_move(self, by: int) -> None:
        """A step up or down."""
        self.query_one(Pairs).move(by)
        self._more()

    def action_page(self, by: int) -> None:
        """Several steps."""
        self.action_move(by * 10)

    def action_next(self, by: int) -> None:
        """To the next step that differs, round to the first."""
        pairs, here = self.found.pairs, self.query_one(Pairs).place
        order = [*range(here + by, len(pairs)), *range(here)]
        place = next((n for n in order if pairs[n].differs), here)
        self.action_move(place - here)

    def action_side(self, letter: str) -> None:
        """Open a run at the present step."""
        pair = self._pair()
        stay = getattr(pair, letter) if pair else None
        if stay is None:
            words = f"run {letter.upper()} did not come through this step"
            self.query_one("#said", Words).say([(f"! {words}", "caution")])
            return
        self.post_message(RecordAsked(getattr(self, letter), stay.entry))


def pair_lines(one: Pair, side: int, tone: str) -> list[Line]:
    """A step of both runs, as many rows as its words need; `side`: columns of a run."""
    mark = "* " if one.differs else "  "
    visit = f" ({one.n})" if one.n > 1 else ""
    cells = (wrap(one.title + visit, NAME), wrap(_side(one.a), side), wrap(_side(one.b), side))
    rows: list[Line] = []
    slower = _slower(one.slower)
    for n in range(max(map(len, cells))):
        name, a, b = (cell[n] if n < len(cell) else "" for cell in cells)
        rows.append(_row((mark, name, a, b, slower), tone, side))
        mark, slower = "  ", ""
    return rows


def _row(words: tuple[str, str, str, str, str], tone: str, side: int) -> Line:
    rooms = (2, NAME + 1, side + 1, side + 1, 0)
    return tuple((pad(text, room), tone) for text, room in zip(words, rooms, strict=True))


def _tone(one: Pair) -> str:
    return "caution" if one.differs else "text"


def _side(one: Stay | None) -> str:
    if one is None:
        return "-"
    took = clock(one.ms) if one.ms is not None else "not left"
    return f"{took} {plain(one.how)}".strip()


def _said(one: Stay | None) -> list[str]:
    if one is None:
        return ["did not come through this step"]
    departed = [f"DEPARTED: {', '.join(one.departed)}"] if one.departed else []
    return [_side(one), *one.said, *departed]


def _slower(ms: int | None) -> str:
    return "" if ms is None else f"{'-' if ms < 0 else '+'}{clock(abs(ms))}"
