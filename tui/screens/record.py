"""One stored run for an auditor: its timeline, its entries however many, each in full, what stands out in it.

Entries are read as they are shown; nothing here can change a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from engine.errors import BoldfaceError
from engine.run.lines import clock
from tui import keymap
from tui.dialogs.choose import Choose
from tui.dialogs.frame import Part, Words, put
from tui.dialogs.reason import Reason
from tui.reader import Reader
from tui.widgets.key_bar import KeyBar
from tui.widgets.log_lines import LogView
from tui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from engine.bootstrap.stored import StoredRun, Study
    from engine.playback import Whole

TALL = 40


class RecordScreen(Screen[None]):
    """One run, looked at."""

    CSS_PATH = "record.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-roomy")]  # noqa: RUF012  declared by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]  # noqa: RUF012  declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,v",
            "seen",
            "As seen",
            id="act",
            tooltip="What the crew had before them at this entry",
        ),
        Binding("f", "findings", "Findings", id="findings", tooltip="What stands out; jump there"),
        Binding("e", "evidence", "Evidence", id="evidence", tooltip="Whether the record is whole"),
        Binding("left", "step(-1)", "Step back", id="step.back", tooltip="To the step before"),
        Binding("right", "step(1)", "Step on", id="step.on", tooltip="To the next step"),
        Binding("g", "go", "Go to", id="go", tooltip="To an entry by its number"),
        Binding(
            "b", "body", "Bytes", id="body", tooltip="The entry as it is stored, with its hashes"
        ),
        *keymap.ARROWS,
        Binding(
            "home", "move(-1000000000)", "First", id="first", tooltip="First entry", show=False
        ),
        Binding("end", "move(1000000000)", "Last", id="last", tooltip="Last entry", show=False),
        Binding("escape", "leave", "Back", id="done", tooltip="Back to the list of runs"),
        *keymap.EVERYWHERE,
        keymap.QUIT,
    ]
    HELP = (
        "Up and Down go through the entries, Left and Right through the steps. Beneath the bar of the "
        "run: | a step begins, # where you are; above it: ! something stands out."
    )

    def __init__(self, stored: StoredRun, entry: int = 0) -> None:
        """`entry`: where to begin."""
        super().__init__()
        self.stored, self.entry = stored, entry
        self.reader = Reader()
        self.list = LogView(self._ask, id="log")
        self.study: Study | None = None
        self.bytes = False
        self._shown: Whole | None = None

    def compose(self) -> ComposeResult:
        """Head, timeline, entries, the entry, a sentence, keys."""
        yield Words([], id="head")
        yield Timeline(id="timeline")
        yield self.list
        yield Words([], id="entry")
        yield Words([], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Paint what is known at once, then study the whole log behind it."""
        self.query_one("#timeline").border_title = "TIMELINE"
        self.list.border_title = "ENTRIES"
        self.query_one(KeyBar).read(self)
        self._head("working out what stands out ...")
        self.list.grow(self.stored.playback.size)
        self.list.move_to(self.entry)
        self._moved()
        self.run_worker(self._study(), group="study")

    def on_unmount(self) -> None:
        """Read no more."""
        self.reader.stop()
        self.stored.close()

    # -- what is shown --------------------------------------------------------------------------

    def _head(self, about: str) -> None:
        opened = self.stored.opened
        kind = " DRILL " if opened.kind == "drill" else " REAL RUN "
        tone = "bar" if opened.kind == "drill" else "warning-box"
        parts: list[Part] = [
            (f"{kind} RECORD of {opened.run}: {opened.title}, revision {opened.revision}", tone),
            (about, "text"),
        ]
        self.query_one("#head", Words).say(parts)

    async def _study(self) -> None:
        try:
            self.study = await self.reader.call(self.stored.study)
        except BoldfaceError as error:
            self._head(f"! {error}")
            return
        study = self.study
        levels = [one.level for one in study.findings]
        counts = ", ".join(f"{levels.count(one)} {one}" for one in ("error", "warning", "info"))
        end = study.outcome or "not closed"
        if study.safe is not None:
            end += ", a safe end" if study.safe else ", an UNSAFE end"
        self._head(f"end: {end}   findings: {counts}   e: is the record whole?")
        self._moved()

    def _moved(self) -> None:
        here = self.list.cursor
        study = self.study
        steps = (
            [(one.index, f"{one.number} {one.title}".strip()) for one in study.stays]
            if study
            else []
        )
        marks = (
            [(one.entries[0], one.level) for one in study.findings if one.entries] if study else []
        )
        self.query_one(Timeline).show(self.list.count, here, steps, marks)
        self.run_worker(self._whole(here), group="whole", exclusive=True)

    async def _whole(self, index: int) -> None:
        try:
            whole = await self.reader.call(lambda: self.stored.playback.whole(index))
        except (BoldfaceError, StopIteration) as error:
            self.query_one("#entry", Words).say([(f"! {error}", "caution")])
            return
        self._shown = whole
        self.query_one("#entry", Words).say(whole_parts(whole, stored=self.bytes))

    def _ask(self, first: int, count: int) -> None:
        self.run_worker(self._fetch(first, count), group="pages")

    async def _fetch(self, first: int, count: int) -> None:
        try:
            rows = await self.reader.call(lambda: self.stored.playback.rows(first, count))
        except BoldfaceError as error:
            self.say(str(error))
            return
        self.list.arrived(rows)

    def say(self, words: str) -> None:
        """One sentence above the keys."""
        self.query_one("#said", Words).say([(f"! {words}", "caution")] if words else [])

    # -- keys -----------------------------------------------------------------------------------

    def jump(self, index: int) -> None:
        """To an entry."""
        self.say("")
        self.list.move_to(index)
        self._moved()

    def action_move(self, by: int) -> None:
        """Entries up or down."""
        self.jump(self.list.cursor + by)

    def action_page(self, by: int) -> None:
        """Pages up or down."""
        self.action_move(by * max(1, self.list.size.height - 1))

    def action_step(self, by: int) -> None:
        """To where a step begins."""
        begins = [one.index for one in self.study.stays] if self.study else []
        here = self.list.cursor
        ahead = (
            [one for one in begins if one > here]
            if by > 0
            else [one for one in begins if one < here]
        )
        if ahead:
            self.jump(ahead[0] if by > 0 else ahead[-1])

    def action_body(self) -> None:
        """Words or bytes."""
        self.bytes = not self.bytes
        self._moved()

    def action_go(self) -> None:
        """Ask for a number."""
        self.run_worker(self._go(), group="ask")

    async def _go(self) -> None:
        about = f"The number of an entry, 0 to {self.list.count - 1}."
        asked = await put(self.app, Reason("Go to", about))
        if asked is None:
            return
        if asked.strip().isdecimal():
            self.jump(int(asked))
        else:
            self.say(f"'{asked}' is no number of an entry; they go from 0 to {self.list.count - 1}")

    def action_findings(self) -> None:
        """Choose one, and go there."""
        self.run_worker(self._findings(), group="ask")

    async def _findings(self) -> None:
        if self.study is None:
            self.say("the log is still being gone through")
            return
        found = self.study.findings
        if not found:
            self.say("nothing stands out in this run")
            return
        words = [f"{one.level}: {one.sentence} ({one.rule})" for one in found]
        place = await put(
            self.app, Choose("What stands out", "Enter goes to its first entry.", words)
        )
        if place is not None and found[place].entries:
            self.jump(found[place].entries[0])

    def action_evidence(self) -> None:
        """The verdict on the bytes."""
        self.run_worker(self._evidence(), group="ask")

    async def _evidence(self) -> None:
        from tui.dialogs.listing import Listing

        self.say("checking every entry ...")
        try:
            lines = await self.reader.call(self.stored.evidence)
        except BoldfaceError as error:
            self.say(str(error))
            return
        self.say("")
        self.app.push_screen(Listing("Evidence", [(one, "text") for one in lines]))

    def action_seen(self) -> None:
        """The screen as the crew saw it."""
        from tui.screens.seen import SeenScreen

        begins = (
            [(one.index, f"{one.number} {one.title}") for one in self.study.stays]
            if self.study
            else []
        )
        self.app.push_screen(
            SeenScreen(self.stored.playback, self.reader, self.list.cursor, begins), self._back_at
        )

    def _back_at(self, index: int | None) -> None:
        if index is not None:
            self.jump(index)

    def action_leave(self) -> None:
        """Back to the list; where this is the first screen, out."""
        if len(self.app.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.app.exit(0)


def whole_parts(whole: Whole, *, stored: bool) -> list[Part]:
    """One entry in full: words, or the line as it is stored with its hashes."""
    head = f"entry {whole.index}   {clock(whole.t)}   {whole.at}   {whole.role}   {whole.event}"
    parts: list[Part] = [(head, "heading")]
    if whole.fault:
        parts.append((f"!! {whole.fault}", "warning"))
    if not stored:
        return [*parts, (whole.words, "text")]
    return [
        *parts,
        ("leaf ", whole.leaf, "text"),
        ("prev ", whole.prev, "text"),
        (whole.body, "text"),
    ]
