"""The screen of a drill or a real run: where I am, what to do now, readings, time, what is open, the last log lines.

It shows views and sends commands through the bridge; it must never work out anything about the run.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from importlib import import_module
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.events import Key, Resize
from textual.screen import Screen

from engine.run import commands as c
from engine.run.decide import Refusal
from engine.run.lines import clock
from engine.run.rows import Allowed, View
from tui import glass, keymap
from tui.bridge import Bridge
from tui.desk import Desk, Seat
from tui.dialogs.frame import Dialog, Words, put
from tui.kept import Kept
from tui.meant import UNSEEN, Seen, Where, moved_on
from tui.messages import DrillOver, Failed, Viewed
from tui.news import News
from tui.requests import Drill
from tui.widgets.key_bar import KeyBar
from tui.widgets.step_card import StepCard, cursor_key
from tui.widgets.targets import Target, first_waiting, targets

T = TypeVar("T")
VERBS = {
    "tick": "Tick",
    "record": "Record",
    "answer": "Answer",
    "sign": "Sign",
    "dispose": "Word",
    "outstanding": "Settle",
}
LEAVING = "Leave the run?"
Flow = Callable[[Desk], Coroutine[Any, Any, None]]


def _asks(name: str, module: str = "asking") -> Callable[[DrillScreen], None]:
    """The action of a key that begins to ask something: a flow of `tui.asking`, loaded after the first paint."""

    def action(self: DrillScreen) -> None:
        self.flow(getattr(import_module(f"tui.{module}"), name))

    return action


class DrillScreen(Screen[None]):
    """One drill, or one real run, on the screen."""

    CSS_PATH = "drill.tcss"
    stored = True  # whether leaving must be asked for, because the run goes on in the store
    AUTO_FOCUS = None
    BINDINGS: ClassVar[list[BindingType]] = [*keymap.DRILL]
    HORIZONTAL_BREAKPOINTS = glass.HORIZONTAL
    VERTICAL_BREAKPOINTS = glass.VERTICAL
    HELP = (
        "Up and Down choose a line of the step; Enter does what it asks: tick, record, answer, sign; "
        "one that comes before a step can be read does nothing. "
        "A key in brackets is not allowed now: press it, or y, to see why. In a drill time goes at most "
        "at 1x while you are asked something, and falls back to 1x when you are needed; a real run's "
        "clock is the wall's."
    )

    def __init__(self, drill: Drill, *, speed: int = 1, briefing: str = "") -> None:
        """`briefing` is what the player knows; `speed` how many times faster than life."""
        super().__init__(classes=glass.CLASS)
        self.view: View = drill.view()
        self.real = self.view.kind == "run"
        self.bridge = Bridge(drill, self.post_message, speed, real=self.real)
        self.briefing = briefing
        self.acting = next(iter(drill.played), next(iter(self.view.roles), ""))
        self.place = 0
        self._over = False
        self.kept = Kept()
        self.news, self.seen = News(self.view), Seen()

    def compose(self) -> ComposeResult:
        """Ten widgets in all: what is not there need not be painted."""
        yield from glass.panes()
        yield Words([(" ", "text")], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Show what is there, then let time begin."""
        glass.name_panes(self, real=self.real)
        self.place = first_waiting(targets(self.view), self.view.played)
        self._show()
        self.call_after_refresh(self._begin)
        self.set_interval(1.0, self._tick)

    def _begin(self) -> None:
        """After the first paint: load the rest of the drill and the dialogs, away from the keys."""
        self.bridge.start()
        self.bridge.call(lambda: import_module("tui.asking"))

    def on_unmount(self) -> None:
        """The thread is told to stop; everything given is stored."""
        self.bridge.stop()

    # -- what is shown --------------------------------------------------------------------------

    def on_viewed(self, message: Viewed) -> None:
        """The run has moved, or time has."""
        old, self.view = self.view, message.view
        self._move_cursor(old)
        words = self.news.of(old, self.view, braked=message.braked)
        if words:
            self.say("\n".join(words), "heading")
        if (old.run, old.card.state) != (self.view.run, self.view.card.state):
            self.seen.shown()
        self._show()
        if self.view.outcome is not None and not self._over:
            self._over = True
            self.run_worker(self._close(), group="close")

    def on_failed(self, message: Failed) -> None:
        """The drill could not go on."""
        self.say(message.sentence, "warning")

    def on_resize(self, _: Resize) -> None:
        """Other sizes show more or less."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        found = self.target()
        key = cursor_key(found.kind, found.key) if found else None
        glass.show_panes(self, self.view, key)
        self._clocks()
        self.query_one(KeyBar).read(self, VERBS[found.kind] if found else "")

    def _clocks(self) -> None:
        nobody = "nobody" if self.real else "nobody (all simulated)"
        acting = self.acting if self.view.played else nobody
        glass.show_clocks(self, self.view, self.bridge.pace(), acting)

    def _tick(self) -> None:
        self.bridge.tick()
        self._clocks()

    def say(self, words: str, tone: str = "text") -> None:
        """One sentence above the keys, until the next."""
        self.query_one("#said", Words).say([(words or " ", tone)])

    # -- the cursor -----------------------------------------------------------------------------

    def target(self) -> Target | None:
        """What the cursor stands on."""
        found = targets(self.view)
        return found[min(self.place, len(found) - 1)] if found else None

    def _move_cursor(self, old: View) -> None:
        """To the next thing that waits, when the step is a new one or the present thing is done."""
        before, found = targets(old), targets(self.view)
        if (old.run, old.card.state) != (self.view.run, self.view.card.state):
            self.place = first_waiting(found, self.view.played)
            return
        here = before[self.place].key if self.place < len(before) else ""
        self.place = next((i for i, one in enumerate(found) if one.key == here), self.place)
        was_waiting = any(one.key == here and one.waits for one in before)
        if found and was_waiting and (self.place >= len(found) or not found[self.place].waits):
            self.place = first_waiting(found, self.view.played, self.place)

    def action_move(self, by: int) -> None:
        """A line up or down; where there is nothing to choose, scroll."""
        found = targets(self.view)
        if not found:
            self.query_one(StepCard).scroll_lines(by)
            return
        self.place = max(0, min(len(found) - 1, self.place + by))
        self._show()

    def action_page(self, by: int) -> None:
        """Scroll the card without the cursor."""
        self.query_one(StepCard).scroll_lines(by * max(1, self.query_one(StepCard).size.height - 1))

    # -- keys and the core ----------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """None (shown in brackets) for what the core would refuse now; False (not there) for what it cannot be."""
        if action in (keymap.OF_A_DRILL if self.real else keymap.OF_A_RUN):
            return False
        if action == "again" and not self.kept:
            return False
        if action in keymap.OF_SEVERAL and len(self.view.queue) < 2:
            return action == "queue" and bool(self.view.shelf or self.view.behind)
        return True if self._leave(action).ok else None

    def _leave(self, action: str) -> Allowed:
        kind = keymap.NEEDS.get(action)
        if action == "hold":
            kind = "release" if self.view.clock.on_hold else "hold"
        return self.view.allowed.get(kind or "", Allowed(ok=True))

    def on_key(self, event: Key) -> None:
        """A key in brackets says why."""
        active = self.active_bindings.get(event.key)
        if active is None or active.enabled or active.node is not self:
            return
        event.stop()
        event.prevent_default()
        self.say(f"Not now: {self._leave(active.binding.action).reason}", "caution")

    def flow(self, flow: Flow) -> None:
        """Begin to ask; keys go on working."""
        here = (self.view.run, self.view.card.state)
        seat = Seat(self, lambda command: self.give_in(here, command))
        self.run_worker(flow(seat), group="ask")

    def stay(self) -> None:
        """Leaving was asked for, and the person stays: the log says so, as of anything else begun."""
        self.bridge.call(lambda: self.bridge.drill.give(c.Cancel(self.acting, LEAVING)))

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Show a dialog; time goes at most at 1x meanwhile."""
        self.bridge.asking = True
        try:
            return await put(self.app, dialog)
        finally:
            self.bridge.asking = False

    look = ask

    async def give(self, command: c.Command) -> Refusal | None:
        """Give a command; returns when it is stored or refused."""
        return await self.bridge.call(lambda: self.bridge.drill.give(command))

    async def give_in(self, here: Where, command: c.Command) -> Refusal | None:
        """Give a command that was meant for a run and a step; refused where another has come first meanwhile."""

        def given() -> Refusal | None:
            return moved_on(here, command, self.bridge.drill) or self.bridge.drill.give(command)

        t, had = self.view.clock.t, bool(self.kept)
        refusal = self.kept.answered(here, command, t, await self.bridge.call(given))
        if bool(self.kept) != had and self.is_attached:
            self._show()  # its key comes or goes
        return refusal

    def action_again(self) -> None:
        """Give what could not be recorded again, the first of it."""
        self.run_worker(self._again(), group="ask")

    async def _again(self) -> None:
        here, command = self.kept.first()
        if self.view.run != here[0] and not isinstance(command, c.OF_THE_QUEUE):
            self.say("What is kept is of another procedure: go there first (j).", "caution")
            return
        refusal = await self.give_in(here, command)
        self.say(refusal.reason if refusal else "Given again; it is recorded.", "caution")

    async def call(self, job: Callable[[Any], T]) -> T:
        """Have something done with the drill, in its thread."""
        return await self.bridge.call(lambda: job(self.bridge.drill))

    async def _close(self) -> None:
        lines = await self.call(lambda drill: drill.debrief())
        won = await self.call(lambda drill: drill.won)
        self.post_message(DrillOver(lines, view=self.view, won=won))

    def action_act(self) -> None:
        """What the line under the cursor asks for, if the person has seen it."""
        if self.seen.meant():
            self.flow(import_module("tui.asking").act)
        else:
            self.say(UNSEEN, "caution")

    action_earlier = _asks("earlier")
    action_cannot_tell = _asks("cannot_tell")
    action_answer = _asks("answer")
    action_sign = _asks("sign")
    action_untick = _asks("untick", "deviating")
    action_override = _asks("override", "deviating")
    action_raise_observation = _asks("raise_observation")
    action_dispose = _asks("dispose")
    action_hold = _asks("hold", "deviating")
    action_note = _asks("note")
    action_redline = _asks("redline", "deviating")
    action_read_out = _asks("read_out")
    action_hand_over = _asks("hand_over")
    action_do_other = _asks("do_other")
    action_next_open = _asks("next_open", "turning")
    action_queue = _asks("queue", "turning")
    action_defer = _asks("defer", "deviating")
    action_skip_step = _asks("skip_step", "deviating")
    action_abort = _asks("abort", "deviating")

    # -- time and sight -------------------------------------------------------------------------

    def action_pause(self) -> None:
        """Stop or start the drill's clock."""
        self.bridge.tick()
        self.bridge.paused = not self.bridge.paused
        self._show()

    def action_pace(self, by: int) -> None:
        """Faster or slower."""
        self.bridge.tick()
        self.bridge.faster(by)
        self._show()

    def action_skip_ahead(self) -> None:
        """On to the next moment something happens."""
        self.say("")
        self.bridge.skip_ahead()

    def action_role(self) -> None:
        """Act for the next role."""
        roles = self.view.played
        if len(roles) < 2:
            self.say(f"You play {roles[0] if roles else 'nobody'}.")
            return
        place = roles.index(self.acting) if self.acting in roles else -1
        self.acting = roles[(place + 1) % len(roles)]
        self._show()

    def action_language(self) -> None:
        """The procedure in its next language: another display, the same run."""
        self.run_worker(self._next_language(), group="ask")

    async def _next_language(self) -> None:
        self.say(await self.call(lambda drill: drill.next_language()))

    def action_log(self) -> None:
        """The whole log."""
        from tui.screens.log import LogScreen

        self.app.push_screen(LogScreen(self.bridge))

    def action_readings(self) -> None:
        """Every reading at this moment: where the strip is low, some are not in sight."""
        from tui.dialogs.listing import Listing
        from tui.widgets.channel_strip import listed

        parts = listed(self.view.readings) or [("This procedure has no readings.", "text")]
        self.app.push_screen(Listing(f"Readings at {clock(self.view.clock.t)}", parts))

    def action_briefing(self) -> None:
        """What the player knows."""
        from tui.dialogs.listing import Listing

        words = self.briefing or "This run has no briefing."
        self.app.push_screen(Listing("Briefing", [(words, "text")]))

    def action_why(self) -> None:
        """Everything that is not allowed now, and why."""
        from tui.dialogs.listing import Listing

        parts = [
            (f"{one.description}: {leave.reason}", "text")
            for one in keymap.DRILL
            if not (leave := self._leave(one.action)).ok
        ]
        self.app.push_screen(
            Listing("Not allowed now", parts or [("Everything is allowed.", "text")])
        )
