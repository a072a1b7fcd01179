"""The panes on which a run is seen: banner, clocks, steps, what to do now, readings, observations, the last log lines.

The screen of an open run and the look back into a stored one lay them out alike; neither works anything out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from textual.containers import Container
from textual.screen import Screen
from textual.widget import Widget

from engine.run.rows import View
from tui.widgets.alert_banner import AlertBanner
from tui.widgets.channel_strip import ChannelStrip
from tui.widgets.clocks import Clocks, Pace
from tui.widgets.log_lines import LogTail
from tui.widgets.observations import Observations
from tui.widgets.step_card import StepCard
from tui.widgets.step_list import StepList

CLASS: Final = "glass"  # the class by which `screens/drill.tcss` lays the panes out
COLUMNS, WIDE, TALL = 120, 140, 40  # from here on: two columns, three, large digits and frames
# Rows of readings on a low screen; where these, or the card with its warnings, need more, the list of steps gives two.
LOW_ROWS, STEPS_GIVE = 5, 2
HORIZONTAL: Final = [(0, "-narrow"), (COLUMNS, "-medium"), (WIDE, "-wide")]
VERTICAL: Final = [(0, "-low"), (30, "-mid"), (TALL, "-tall")]


def panes() -> Iterator[Widget]:
    """The panes, top to bottom."""
    yield AlertBanner(id="banner")
    yield Clocks(id="clocks")
    side = Container(ChannelStrip(id="channels"), Observations(id="observations"), id="side")
    yield Container(StepList(id="steps"), StepCard(id="card"), side, id="body")
    yield LogTail(id="log")


def name_panes(screen: Screen[Any], *, real: bool) -> None:
    """The words in the rules between the panes."""
    for name, title in (
        ("steps", "STEPS"),
        ("card", "NOW"),
        ("channels", "READINGS" if real else "STATION"),
        ("observations", "OBSERVATIONS"),
        ("log", "STEP LOG"),
    ):
        screen.query_one(f"#{name}").border_title = title


def show_panes(screen: Screen[Any], view: View, cursor: str | None = None) -> None:
    """A view on every pane but the clocks; `cursor` names the line of the card that keys act on."""
    roomy = _roomy(screen)
    screen.query_one(AlertBanner).show(view)
    screen.query_one(StepList).show(view.steps)
    card = screen.query_one(StepCard)
    card.show(view, cursor, boxed=roomy)
    strip = screen.query_one(ChannelStrip)
    strip.show(view.readings, dense=screen.size.width < WIDE)
    width = screen.size.width
    crowded = len(strip.built(width)) > LOW_ROWS or _is_cut(
        card, given=screen.has_class("-crowded")
    )
    screen.set_class(crowded, "-crowded")
    screen.query_one(Observations).show(view.observations, dense=not roomy)
    screen.query_one(LogTail).show(view.log)


def show_clocks(screen: Screen[Any], view: View, pace: Pace, acting: str) -> None:
    """The times of a view; `pace` says how the clock goes on from there."""
    screen.query_one(Clocks).show(view, pace, acting, large=_roomy(screen))


def _is_cut(card: StepCard, *, given: bool) -> bool:
    """Whether the card would not show all of itself beside the whole list of steps; `given`: the list has given."""
    width, height = card.size
    return 0 < height < len(card.built(width)) + (STEPS_GIVE if given else 0)


def _roomy(screen: Screen[Any]) -> bool:
    return screen.size.width >= COLUMNS and screen.size.height >= TALL
