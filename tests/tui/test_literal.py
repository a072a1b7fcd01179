"""The law: any text in any field of a procedure, a reading or a log reaches the screen whole."""

import asyncio
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.app import App

from engine.run.rows import LogRow
from tests.tui.views import a_view, frame
from tui import themes
from tui.dialogs.choose import Choices
from tui.dialogs.frame import Words
from tui.text import plain
from tui.widgets.alert_banner import AlertBanner, banner_lines
from tui.widgets.channel_strip import ChannelStrip, dense_lines, roomy_lines
from tui.widgets.log_lines import LogTail, log_lines
from tui.widgets.menu import Menu, MenuRow
from tui.widgets.observations import Observations
from tui.widgets.observations import dense_lines as observed_densely
from tui.widgets.observations import roomy_lines as observed
from tui.widgets.step_card import StepCard, card_lines
from tui.widgets.step_list import StepList, step_lines

anything = st.text(alphabet=st.characters(exclude_categories=()), min_size=1, max_size=60)
HOSTILE = [
    "[x] Verify [ON] valve [1]",
    "close the [/b] valve",
    "Valve [/] closed",
    "[red]not red[/red]",
    "[@click=app.quit]press[/]",
    "a\x1b[2J\x9b31mb",
    "\u202egnp.\u2066exe",
    "\u5b87\u5b99\u98db\u884c[x]",
    "\\[x] \\\\[",
    "$foreground {x} %s",
    "e\u0301 \u200d\u200b \U0001f680",
    "tab\there",
    "[",
    "]",
    "[[ ]]",
]


def squeezed(text):
    return "".join(text.split()).replace("\u2503", "")


def bare(lines):
    return squeezed("".join(text for line in lines for text, _ in line))


def whole(text):
    return squeezed("".join(plain(one) for one in text.replace("\r\n", "\n").split("\n")))


def _found(text, shown):
    """How often a text stands in another, counting those that overlap."""
    return len(re.findall(f"(?={re.escape(text)})", shown))


@given(anything, st.integers(24, 120), st.booleans())
@example("[x] Verify [ON] valve [/b]", 40, True)
@example("0\n1", 24, False)
@settings(max_examples=60)
def test_every_field_of_a_card_is_drawn_whole(text, width, boxed):
    view = a_view(text)
    shown = bare(card_lines(view, None, width, boxed=boxed))
    # title, 3 alerts, question, 2 items, note, clause and reading, 2 fields, a choice, a value,
    # clause and reading, override, answer, signature, way out; a reading stays on one line, its
    # line breaks drawn as pictures
    forms = {whole(text), squeezed(plain(text))}
    assert sum(_found(form, shown) for form in forms) >= (19 if whole(text) else 0)


@given(anything, st.integers(24, 120))
@settings(max_examples=60)
def test_every_other_row_is_drawn_whole(text, width):
    view, want = a_view(text), whole(text)
    reading = view.readings[0]
    drawn = [
        banner_lines(view, width),
        observed(view.observations, width),
        observed_densely(view.observations, width),
        log_lines(view.log[0], width),
        roomy_lines(reading, width),
        dense_lines(reading, width // 2, width),
        *(step_lines(row, width) for row in view.steps),
    ]
    assert all(want in bare(lines) for lines in drawn)


class Wall(App):
    """Every pane of the drill screen, tall enough to show all of itself."""

    CSS = "Pane { height: auto; }"

    def __init__(self):
        super().__init__()
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name

    def get_theme_variable_defaults(self):
        return {"muted": "#A8A8A8"}

    def compose(self):
        self.panes = [
            AlertBanner(),
            StepList(),
            StepCard(),
            ChannelStrip(),
            Observations(),
            LogTail(),
            Words([]),
            Menu(),
            Choices([]),
        ]
        yield from self.panes

    def show(self, text):
        view = a_view(text)
        banner, steps, card, channels, seen, log, words, menu, choices = self.panes
        banner.show(view)
        steps.show(view.steps)
        card.show(view, None, boxed=False)
        channels.show(view.readings, dense=False)
        seen.show(view.observations, dense=False)
        log.show((LogRow(1, 0, "CDR", text), LogRow(2, 0, "FE-1", "after")))
        words.say([(text, "text")])
        menu.show([MenuRow("a", text, "", text)])
        choices.words = [text]
        for pane in self.panes:
            pane.changed(layout=True)


async def on_glass(texts):
    app = Wall()
    async with app.run_test(size=(100, 160)) as pilot:
        for text in texts:
            app.show(text)
            await pilot.pause()
            yield text, app.panes, squeezed("".join(frame(app)))


def test_hostile_text_reaches_the_glass_through_every_widget():
    async def look():
        missing = []
        async for text, panes, glass in on_glass(HOSTILE):
            if glass.count(whole(text)) < 35:
                missing.append((text, glass.count(whole(text))))
            assert all(pane.is_attached for pane in panes)
        return missing

    assert asyncio.run(look()) == []


@pytest.mark.parametrize("text", ["[b]x[/b]", "x" * 300])
def test_the_title_of_a_run_is_shown_whole_at_80_columns(text):
    assert whole(text) in bare(banner_lines(replace(a_view(), title=text), 80))
