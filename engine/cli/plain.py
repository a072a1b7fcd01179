"""`--plain`: a drill, or a real run, as lines of text and prompts.

At a terminal the clock runs between two lines as it does in life; from a script it moves only by `wait` and `.`, so a
script plays the same drill every time.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from engine.adapters.clock import WallClock
from engine.bootstrap import DrillSettings, open_drill, resume_drill
from engine.bootstrap.ready import prepared_for
from engine.bootstrap.settings import FIRST_SCENARIO
from engine.cli import say
from engine.cli.auto import finish
from engine.cli.noticed import noticeable, waits_for
from engine.cli.request import Request
from engine.cli.stopping import heard
from engine.cli.typed import Typed
from engine.cli.words import HELP, Unread, Wish, read_line
from engine.desk import Place
from engine.drill.injects import by_hand
from engine.drill.world import Rig
from engine.errors import BoldfaceError
from engine.run import commands as c
from engine.run import events as e
from engine.run.lines import clock
from engine.run.rows import View
from engine.run.view import log_rows

if TYPE_CHECKING:
    from engine.conductor import Drill
    from engine.liverun import LiveRun

SEEN_MS = 2_000  # DESIGN: who types as a step comes up has not read it yet
DEFAULT_ROLES = ("FE-1", "FE-2")
OF_THE_STEP = (
    c.Tick,
    c.Untick,
    c.Override,
    c.RecordValue,
    c.CannotTell,
    c.Answer,
    c.Sign,
    c.Defer,
    c.Skip,
    c.Redline,
)


def talk(request: Request) -> int:
    """Play the drill line by line; returns the exit code."""
    at_terminal = listen()
    settings = DrillSettings(
        request.scenario,
        request.roles if request.resume else request.roles or _default_roles(request.scenario),
        request.seed,
        request.store,
        simulated_clock=not at_terminal,
        language=request.language,
    )
    drill = resume_drill(request.resume, settings) if request.resume else open_drill(settings)
    try:
        with heard():
            briefing = drill.rig.scenario.briefing.strip().splitlines()
            return Talk(drill, request.speed if at_terminal else 0, briefing).run()
    finally:
        drill.leave()


def _default_roles(scenario: str | None) -> tuple[str, ...]:
    """Who is played where nobody was named: the usual two as far as there are such roles, else the first."""
    there = list(prepared_for(scenario or FIRST_SCENARIO).table.procedure.roles)
    return tuple(one for one in DEFAULT_ROLES if one in there) or tuple(there[:1])


def listen() -> bool:
    """Make ready to hear lines, bytes that are no text among them; whether a person types them."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="backslashreplace")
    return sys.stdin.isatty()


class Talk:
    """A drill told in lines; `speed` is how many times faster than life the clock runs, 0 by words only."""

    AGAIN = "boldface drill --plain --resume"  # by which words to go on

    def __init__(self, drill: Drill | LiveRun, speed: int, briefing: Sequence[str] = ()) -> None:
        """Take up a drill that is open."""
        self.drill, self.speed, self.briefing = drill, speed, briefing
        self.prompting = speed > 0
        self.role = drill.played[0] if drill.played else ""
        self._clock = WallClock()
        self._looked = self._clock.monotonic_ms()
        self._typed = Typed()
        self._shown, self._step = "", ("", "")
        self._turned = -SEEN_MS  # when the step moved on while a line was waited for
        self._queue: list[str] = []
        self._told: dict[str, int] = {}  # entries told, by run
        self._known: object = None  # of the view, before a line was waited for
        self.stays: set[tuple[str, int]] = set()  # visits of steps that a wait has seen

    def run(self) -> int:
        """Talk until the run closes or the input ends; returns the exit code."""
        for line in [*self.briefing, "Type help for the words."]:
            click.echo(say.safe(line))
        while not self.drill.closed:
            self.tell()
            typed = self._ask()
            if typed is None or not self.hear(typed):
                break
            self._pass_time()
        self.tell()
        return finish(self.drill, f"{self.AGAIN} {self.drill.first.run}")

    def _pass_time(self) -> None:
        now = self._clock.monotonic_ms()
        if self.speed:
            self.drill.advance((now - self._looked) * self.speed)
        self._looked = now

    def _ask(self) -> str | None:
        """The next line that is typed; None at the end, and where the run ends meanwhile."""
        self._known = noticeable(self.drill.view())
        if not self.prompting:
            line = self._typed.next(self._meanwhile if self.speed else None)
            if line is not None:
                click.echo(self._prompt() + say.safe(line.rstrip("\r\n")))
            return line
        try:
            click.echo(self._prompt(), nl=False)
            line = self._typed.next(self._meanwhile)
        except KeyboardInterrupt:
            line = None
        if line is None and not self.drill.closed:
            click.echo()  # what follows begins a line of its own
        return line

    def _prompt(self) -> str:
        return f"{self.drill.view().clock.utc[11:]} {self.role}> "

    def _meanwhile(self) -> bool:
        """Let time pass while nothing is typed, and tell at its moment what happens; false when the run is over."""
        self._pass_time()
        known = noticeable(self.drill.view())
        if known == self._known:
            return True
        self._known, step = known, self._step
        if self.prompting:
            click.echo()
        self.tell()
        if self._step != step:
            self._turned = self._clock.monotonic_ms()
        if self.prompting and not self.drill.closed:
            click.echo(self._prompt(), nl=False)
        return not self.drill.closed

    def tell(self) -> None:
        """What happened since the last time, the banner, and the step when it has changed."""
        view = self.drill.view()
        for place in self.drill.desk.places:
            if place.run == view.run or not place.open:  # what is over is never turned to again
                self._tell_log(place)
        self._tell_queue(view)
        self._step = (view.run, view.card.state)
        lines = [*say.alert_lines(view), *say.card_lines(view)]
        key = "\n".join(line for line in lines if "time left" not in line and "held " not in line)
        if key != self._shown and not self.drill.closed:
            self._shown = key
            for line in lines:
                click.echo(line)

    def _tell_log(self, place: Place) -> None:
        """The entries of a run that have not been told; what the crew works on elsewhere waits until they turn to it."""
        new = place.events[self._told.get(place.run, 0) :]
        self._told[place.run] = len(place.events)
        quiet = ("readings:", "kept ", "(something that")
        rows = log_rows(new, place.console.told, place.state.redlines)
        for line in say.log_lines([row for row in rows if not row.text.startswith(quiet)]):
            click.echo(line)

    def _tell_queue(self, view: View) -> None:
        """The queue when something in it has changed, and which procedure is shown from here on."""
        queue = [
            f"{row.key} {row.status} {row.detail if row.key != view.run else ''}"
            for row in view.queue
        ]
        several = len(queue) > 1 or len(self._queue) > 1
        if several and queue != self._queue and not self.drill.closed:
            click.echo("QUEUE: " + say.safe(view.title) + " is before you")
            for line in say.queue_lines(view):
                click.echo(line)
        self._queue = queue

    def hear(self, line: str) -> bool:
        """Act on a line; false when the talk is over."""
        self._pass_time()
        view = self.drill.view()
        read = read_line(line, view, self.role)
        just_now = self._clock.monotonic_ms() - self._turned < SEEN_MS
        moved = just_now or (view.run, view.card.state) != self._step
        if isinstance(read, OF_THE_STEP) and moved:
            # A number would be taken for an item of a step that nobody has seen yet.
            click.echo("the step has moved on meanwhile; nothing was done, look and type again")
            return True
        if isinstance(read, Unread):
            click.echo(say.safe(read.sentence))
        elif isinstance(read, Wish):
            return self._grant(read)
        else:
            refusal = self.drill.give(read)
            if refusal is not None:
                click.echo(f"refused: {say.safe(refusal.reason)}")
            elif isinstance(read, c.ReadOut):
                click.echo(say.safe(f"read: {read.channel} {read.text}"))
        return True

    def _grant(self, wish: Wish) -> bool:
        if wish.kind == "quit":
            return False
        if wish.kind in {"wait", "next"}:
            self.let_pass(wish)
        elif wish.kind == "language":
            self._speak(wish.text)
        elif wish.kind == "as":
            self._act_as(wish.text)
        elif wish.kind == "inject":
            self._inject(wish.text)
        elif wish.kind == "status":
            self._shown = ""  # so that it is told with what is new
        elif wish.kind == "do":
            refusal = self.drill.do(self.role, wish.text)
            click.echo(say.safe(refusal.reason) if refusal else "done")
        else:
            for line in self._lines(wish.kind):
                click.echo(line)
        return True

    def let_pass(self, wish: Wish) -> None:
        """Let time pass: as long as was asked for, or to the next thing that happens."""
        if wish.kind == "wait":
            self.stays = {self._stay()}
            self.drill.advance(wish.ms, stop_when_closed=True, stop=self.needed)
        else:
            self.drill.skip()

    def needed(self) -> bool:
        """Whether a step has begun, since `stays` was made, that needs the person at this terminal; said once.

        A script is never stopped: it says itself how long it waits.
        """
        stay = self._stay()
        if not self.prompting or stay in self.stays:
            return False
        self.stays.add(stay)
        view = self.drill.view()
        if waits_for(view):
            click.echo(say.safe(f"the wait ended at {clock(view.clock.t)}: this step needs you"))
            return True
        return False

    def _stay(self) -> tuple[str, int]:
        """Which visit of which step this is."""
        return self.drill.run, self.drill.console.state.local.entry

    def _speak(self, language: str) -> None:
        """Another language from here on; nothing of it enters the log."""
        try:
            self.drill.speak(language)
        except BoldfaceError as error:
            for line in str(error).splitlines():
                click.echo(say.safe(line))

    def _inject(self, name: str) -> None:
        """What whoever leads the drill gives by hand; it is in the log like any other inject."""
        drill = self.drill
        rig = getattr(drill, "rig", None)
        if not isinstance(rig, Rig):
            click.echo("nothing is injected into a real run")
            return
        found = by_hand(rig.scenario, drill.console.state, name.strip())
        if isinstance(found, str):
            click.echo(say.safe(found))
            return
        drill.console.write(
            [e.InjectDelivered(drill.t, e.STATION, found.inject, found.notice or "")]
        )
        drill.console.look(drill.t)
        click.echo("given")

    def _act_as(self, role: str) -> None:
        if role in self.drill.played:
            self.role = role
        else:
            click.echo(f"you play {', '.join(self.drill.played)}, not '{say.safe(role)}'")

    def _lines(self, kind: str) -> list[str]:
        view = self.drill.view()
        if kind == "readings":
            return [*say.alert_lines(view), *say.reading_lines(view)]
        if kind == "queue":
            rows = [*say.queue_lines(view), *say.shelf_lines(view), *say.behind_lines(view)]
            return rows or ["this is the only procedure here"]
        if kind == "open":
            return say.open_lines(view) or ["nothing is open"]
        if kind == "log":
            return say.log_lines(view.log[-20:])
        if kind == "why":
            return [
                say.safe(f"{name}: {one.reason}")
                for name, one in view.allowed.items()
                if not one.ok
            ]
        if kind == "acts":
            acts = [say.safe(f"do {act}: {label}") for act, label in self.drill.acts()]
            return acts or ["there is nothing to do here outside the procedure"]
        return HELP.splitlines()
