"""The banner that stands over everything: drill or real run, what is wrong, and NOT RECORDING in large type.

It shows the alerts of the core in their order and must never hide one.
"""

from __future__ import annotations

from engine.run.rows import View
from tui import status
from tui.text import Line, cells, flow, pad, plain, wrap
from tui.widgets.big_type import big
from tui.widgets.pane import Pane
from tui.widgets.queue_rows import queue_lines

ON_ONE_LINE = 60


class AlertBanner(Pane):
    """First row: DRILL or REAL RUN, title, revision, run. Below: one row an alert."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.view: View | None = None

    def show(self, view: View) -> None:
        """Take a new view; lays out again only when the rows change."""
        old, self.view = self.view, view
        if old is None or _shown(old) != _shown(view):
            self.changed(layout=True)

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        return banner_lines(self.view, width) if self.view else []


def _shown(view: View) -> tuple[object, ...]:
    queue = tuple((row.key, row.status, row.title) for row in view.queue)
    return view.title, view.alerts, view.recording, view.outcome, view.safe, view.run, queue


def banner_lines(view: View, width: int) -> list[Line]:
    """The banner of a view at a width in columns."""
    lines = [*_title(view, width), *queue_lines(view.queue, width)]
    if not view.recording:
        lines += _not_recording(width)
    if view.outcome is not None:
        lines += _closed(view, width)
    for alert in view.alerts:
        lead, tone = status.alert(alert.level)
        rows = flow(((lead, tone), (" ", "text")), alert.text, _words_tone(alert.level), width)
        lines += rows
    return lines


def _words_tone(level: str) -> str:
    return level if level in {"warning", "caution"} else "strong"


def _title(view: View, width: int) -> list[Line]:
    kind = " DRILL " if view.kind == "drill" else " REAL RUN "
    tone = "bar" if view.kind == "drill" else "warning-box"
    after = f"revision {view.revision}  run {plain(view.run)}"
    rows = wrap(view.title, width - len(kind) - 1)
    lines: list[Line] = [((kind, tone), (" " + rows[0], "strong"))]
    lines += [((" " * (len(kind) + 1) + row, "strong"),) for row in rows[1:]]
    used = len(kind) + 1 + cells(rows[-1])
    if used + 2 + cells(after) <= width:
        gap = " " * (width - used - cells(after))
        return [*lines[:-1], (*lines[-1], (gap + after, "muted"))]
    return lines + [((row, "muted"),) for row in wrap(after, width)]


def _not_recording(width: int) -> list[Line]:
    letters = big("NOT RECORDING")
    if cells(letters[0]) + 4 > width:
        return [((pad(" NOT RECORDING", width), "warning-box"),)]
    left = (width - cells(letters[0])) // 2
    return [((pad(" " * left + row, width), "warning-box"),) for row in letters]


def _closed(view: View, width: int) -> list[Line]:
    # Whether a drill went well is the debrief's to say: its end may be a safe one all the same.
    word = "UNSAFE end" if not view.safe else "end" if view.kind == "drill" else "SAFE"
    tone = "bar" if view.safe else "warning-box"
    return flow(((" CLOSED ", tone), (f" {word}: ", "strong")), view.outcome or "", "strong", width)
