"""A pane repaints only the rows that look different; what is on the glass must be as if it had painted all."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App

from tests.tui.views import frame
from tui import themes
from tui.widgets.pane import Pane

words = st.text("ab [/]", max_size=30)
pages = st.lists(st.lists(words, max_size=9), min_size=1, max_size=8)
TALL = 5


class Page(Pane):
    """Lines that are given."""

    DEFAULT_CSS = "Page { height: 5; border-top: solid red; padding: 0 2; }"

    def __init__(self):
        super().__init__()
        self.words, self.asked = [], []

    def show(self, texts):
        self.words = texts
        self.changed()

    def lines(self, width):
        return [((text[:width], "text"),) for text in self.words]

    def refresh(self, *regions, **how):
        self.asked.append([region.y for region in regions])
        return super().refresh(*regions, **how)


class Host(App):
    def __init__(self):
        super().__init__()
        self.register_theme(themes.DARK)
        self.theme = themes.DARK.name

    def get_theme_variable_defaults(self):
        return {"muted": "#A8A8A8"}

    def compose(self):
        self.page = Page()
        yield self.page


def expected(texts):
    """All that a pane of four rows under its rule must show."""
    height = TALL - 1
    rows = [f"  {texts[y][:36] if y < len(texts) else ''}" for y in range(height)]
    if len(texts) > height:
        hint = f" v {len(texts) - height} more "
        rows[-1] = f"{rows[-1]:<80}"[: 78 - len(hint)] + hint
    return [row.rstrip() for row in rows]


async def on_glass(given_pages):
    app, seen = Host(), []
    async with app.run_test(size=(80, 10)) as pilot:
        for texts in given_pages:
            app.page.show(texts)
            await pilot.pause()
            seen.append([row.rstrip() for row in frame(app)[1:TALL]])
    return seen


@given(pages)
@settings(max_examples=12, deadline=None)
def test_what_is_seen_is_the_last_page_whole(given_pages):
    assert asyncio.run(on_glass(given_pages)) == [expected(texts) for texts in given_pages]


def test_only_rows_that_changed_are_asked_for():
    async def look():
        app = Host()
        async with app.run_test(size=(80, 10)) as pilot:
            app.page.show(["one", "two", "three"])
            await pilot.pause()
            app.page.asked.clear()
            app.page.show(["one", "2", "three"])
            app.page.show(["one", "2", "three"])
            assert app.page.asked == [[1]]

    asyncio.run(look())


def test_the_wheel_moves_through_a_pane():
    async def look():
        app = Host()
        async with app.run_test(size=(80, 10)) as pilot:
            app.page.show([f"row {n}" for n in range(9)])
            await pilot.pause()
            app.page.scroll_lines(2)
            await pilot.pause()
            assert "row 2" in frame(app)[1]
            assert "^ 2 more" in frame(app)[1]

    asyncio.run(look())
