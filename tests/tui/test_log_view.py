"""A log of a hundred thousand entries: only what is on the screen is asked for."""

import asyncio

from textual.app import App

from engine.run.rows import LogRow
from tests.tui.views import frame
from tui.widgets.log_lines import PAGE, LogView


class Host(App):
    def compose(self):
        self.asked = []
        self.view = LogView(self.ask)
        self.view.styles.height = "1fr"
        yield self.view

    def get_theme_variable_defaults(self):
        return {"muted": "#A8A8A8"}

    def ask(self, first, count):
        self.asked.append((first, count))
        rows = [
            LogRow(n, n * 1000, "CDR", f"entry number {n} [x]") for n in range(first, first + count)
        ]
        self.call_later(self.view.arrived, rows)


def test_only_the_pages_in_sight_are_read():
    async def look():
        app = Host()
        async with app.run_test(size=(80, 24)) as pilot:
            app.view.grow(100_000)
            await pilot.pause()
            await pilot.pause()
            assert "entry number 99999 [x]" in frame(app)[-1]
            assert app.asked == [(99_800, PAGE)]
            app.view.move_to(0)
            await pilot.pause()
            await pilot.pause()
            assert "entry number 0 [x]" in frame(app)[0]
            assert len(app.asked) == 2
            app.view.grow(100_001)
            assert app.view.cursor == 0
            app.view.scroll_lines(2)
            assert app.view.cursor == 2

    asyncio.run(look())
