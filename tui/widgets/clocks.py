"""Times, speed and ground link: the run clock, the step's timer, what is left of it, the hold time, how fast time goes.

It shows the clock of the core, plus the seconds that have passed since (a slow disk must not freeze it).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from engine.run.lines import clock
from engine.run.rows import ClockRow, View
from tui import status
from tui.text import Line, length, plain, wrap
from tui.widgets.big_type import big
from tui.widgets.pane import Pane

LAST_MINUTE = 60_000


class Pace(Struct, frozen=True):
    """How the run clock goes: factor, paused, ms that have passed but are not in the view yet, waiting, the wall's."""

    speed: int = 1
    paused: bool = False
    ahead: int = 0
    waiting: bool = False
    real: bool = False


class Clocks(Pane):
    """One row of times at 80 columns; large digits where there is room (class `-big` on the screen)."""

    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.view: View | None = None
        self.pace = Pace()
        self.acting = ""
        self.large = False

    def show(self, view: View, pace: Pace, acting: str, *, large: bool) -> None:
        """Take a new view and pace."""
        width = self.size.width
        before = len(self.built(width))
        self.view, self.pace, self.acting, self.large = view, pace, acting, large
        self.changed(layout=len(self.lines(width)) != before)

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        if self.view is None:
            return []
        if self.large:
            return large_lines(self.view, self.pace, self.acting, width)
        return clock_lines(self.view, self.pace, self.acting, width)


def clock_lines(view: View, pace: Pace, acting: str, width: int) -> list[Line]:
    """Times in words, as many rows as they need."""
    now = view.clock
    parts: list[Line] = [(("MET ", "muted"), (clock(now.t + pace.ahead), "strong"))]
    parts += _step_parts(now, pace.ahead)
    parts += [_speed(pace, now), status.link(view.link)]
    if acting:
        parts.append((("acting ", "muted"), (plain(acting), "heading")))
    return _joined([part for part in parts if part], width)


def _step_parts(now: ClockRow, ahead: int) -> list[Line]:
    ahead = 0 if now.on_hold else ahead
    parts: list[Line] = [(("step ", "muted"), (clock(now.elapsed + ahead), "text"))]
    if now.left is not None:
        left = max(0, now.left - ahead)
        tone = "caution" if left <= LAST_MINUTE else "strong"
        parts.append(
            (("left ", "muted"), ("! " if left <= LAST_MINUTE else "", tone), (clock(left), tone))
        )
    if now.hold_needed is not None:
        so_far = now.hold_so_far or 0
        running = so_far + ahead if so_far else 0
        parts.append(
            (
                ("held ", "muted"),
                (clock(min(running, now.hold_needed)), "strong"),
                (f" of {clock(now.hold_needed)}", "text"),
            )
        )
    return parts


def _speed(pace: Pace, now: ClockRow) -> Line:
    if now.on_hold:
        return (("[=] RUN ON HOLD", "caution"),)
    if pace.waiting:
        return (("? WAITING", "unknown"),)
    if pace.real:
        return (("UTC ", "muted"), (_utc(now, pace)[11:], "strong"))
    return (("|| PAUSED", "caution"),) if pace.paused else ((f"> {pace.speed}x", "text"),)


def _utc(now: ClockRow, pace: Pace) -> str:
    """The wall clock of a real run goes on while the disk is waited for; a drill's is the view's."""
    if not pace.real:
        return now.utc
    return str(datetime.fromisoformat(now.utc) + timedelta(seconds=pace.ahead // 1000))


def _joined(parts: list[Line], width: int) -> list[Line]:
    lines: list[Line] = []
    row: Line = ()
    for part in parts:
        if row and length(row) + 2 + length(part) > width:
            lines.append(row)
            row = ()
        row = (*row, ("  ", "text"), *part) if row else part
    return [*lines, row] if row else lines


def large_lines(view: View, pace: Pace, acting: str, width: int) -> list[Line]:
    """The run clock and the time left in large digits, words beside them."""
    now = view.clock
    left = None if now.left is None else max(0, now.left - (0 if now.on_hold else pace.ahead))
    met, rest = (
        big(clock(now.t + pace.ahead)),
        big(clock(left)) if left is not None else ("", "", ""),
    )
    tone = "caution" if left is not None and left <= LAST_MINUTE else "strong"
    # The wall clock of a real run has a row of its own here.
    how = () if pace.real and not (now.on_hold or pace.waiting) else _speed(pace, now)
    words = _joined([part for part in (*_step_parts(now, pace.ahead), how) if part], 46)
    ends: list[Line] = [words[0], words[1] if len(words) > 1 else (), status.link(view.link)]
    if acting:
        ends[2] = (*ends[2], ("   acting ", "muted"), (plain(acting), "heading"))
    labels = (("MET  ", "left "), ("     ", "     "), ("     ", "     "))
    lines: list[Line] = []
    for row in range(3):
        line: Line = ((labels[row][0], "muted"), (met[row], "strong"))
        if left is not None:
            line = (*line, ("  " + labels[row][1], "muted"), (rest[row], tone))
        lines.append((*line, ("  ", "text"), *ends[row]))
    fits = all(length(line) <= width for line in lines)
    utc: Line = (("UTC  ", "muted"), *((row, "text") for row in wrap(_utc(now, pace), width)))
    return [*lines[:3], utc] if fits else clock_lines(view, pace, acting, width)
