"""Wiring: which screen comes first, which follows which, themes, palette, quitting, signals.

It holds no rule of a run; the first screen is the default screen, because a mode costs a third of a second.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import ModalScreen, Screen

from engine.errors import BoldfaceError
from tui import terminal, themes
from tui.door import Door
from tui.messages import (
    AuditAsked,
    AuthorAsked,
    ComparisonAsked,
    DrillAsked,
    DrillOver,
    Failed,
    LibraryAsked,
    RecordAsked,
    RehearsalAsked,
    ScenarioChosen,
)
from tui.palette import Commands
from tui.requests import Asked, Drill, ScenarioCard

if TYPE_CHECKING:
    from engine.bootstrap.rehearse import Fitting
    from tui.requests import Walk
    from tui.screens.drill import DrillScreen

T = TypeVar("T")
UNFINISHED = 1


def _tidy() -> None:
    """Collect garbage again, and never look through what a start has loaded: that takes 20 ms a time."""
    gc.freeze()
    gc.enable()


class Boldface(App[int]):
    """Library, briefing, drill, debrief."""

    CSS = "SearchIcon { display: none; }"  # an emoji, for which some consoles have no glyph
    COMMANDS: ClassVar[set[Any]] = {Commands}
    COMMAND_PALETTE_BINDING = "f2"
    TITLE = "Boldface"

    def __init__(
        self,
        door: Door,
        drill: Drill | None = None,
        *,
        card: ScenarioCard | None = None,
        asked: Asked | None = None,
        audit: AuditAsked | None = None,
        author: AuthorAsked | None = None,
        watch_terminal: bool = False,
    ) -> None:
        """With a drill: straight to it; a card: its briefing; a place to write: there; else the library."""
        first = "drill" if drill is not None else "briefing" if card is not None else "library"
        first = first if audit is None else "audit" if audit.record is None else "record"
        first = "author" if author is not None else first
        # Textual does not load the style sheet of a default screen: the app must name it.
        super().__init__(css_path=f"screens/{first}.tcss")
        self.door, self.drill, self.card = door, drill, card
        self.asked = asked or Asked()
        self.audit = audit
        self.author = author
        self.watch_terminal = watch_terminal
        self.result = 0
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = themes.DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The one colour of ours that other themes lack."""
        return {"muted": themes.MUTED[themes.DARK.name]}

    def get_default_screen(self) -> Screen[None]:
        """The first screen."""
        if self.drill is not None:
            return self._drill_screen(self.drill)
        if self.card is not None:
            return self._briefing(self.card)
        if self.audit is not None:
            return self._audit_screen(self.audit)
        if self.author is not None:
            return self._author_screen(self.author)
        from tui.screens.library import LibraryScreen

        return LibraryScreen(self.door)

    def on_mount(self) -> None:
        """Listen for the end of the terminal."""
        self.call_after_refresh(_tidy)
        if self.watch_terminal:
            terminal.on_signals(self._told_to_stop)
            self.set_interval(1.0, self._look_at_terminal)

    def _told_to_stop(self, code: int) -> None:
        self.exit(code, return_code=code)

    def _look_at_terminal(self) -> None:
        if terminal.gone():
            self._told_to_stop(129)

    def get_system_commands(self, screen: Screen[object]) -> Iterator[SystemCommand]:  # noqa: ARG002
        """None of Textual's own: they offer to quit without asking."""
        yield from ()

    def get_key_display(self, binding: Binding) -> str:
        """Keys by the words on them: some consoles have no arrows and returns in their font."""
        keys = {"enter": "Enter", "space": "Space", "escape": "Esc", "tab": "Tab", "f1": "F1"}
        keys |= {"pageup": "PageUp", "pagedown": "PageDown", "home": "Home", "end": "End"}
        keys |= {"left": "Left", "right": "Right", "up": "Up", "down": "Down"}
        return keys.get(binding.key) or super().get_key_display(binding)

    @property
    def open_drill(self) -> DrillScreen | None:
        """The drill screen, if its run is open."""
        from tui.screens.drill import DrillScreen

        return next(
            (
                one
                for one in self.screen_stack
                if isinstance(one, DrillScreen) and one.stored and one.view.outcome is None
            ),
            None,
        )

    # -- which screen follows which -------------------------------------------------------------

    def _briefing(self, card: ScenarioCard) -> Screen[None]:
        from tui.screens.briefing import BriefingScreen

        return BriefingScreen(card, self.asked)

    def _drill_screen(self, drill: Drill) -> DrillScreen:
        from tui.screens.drill import DrillScreen

        if self.asked.counterexample is not None:
            from tui.screens.walk import WalkScreen

            return WalkScreen(cast("Walk", drill))
        briefing = self.card.briefing if self.card else ""
        return DrillScreen(drill, speed=self.asked.speed, briefing=briefing)

    def _show_drill(self, drill: Drill) -> None:
        self.push_screen(self._drill_screen(drill))

    def _audit_screen(self, asked: AuditAsked) -> Screen[None]:
        if asked.record is not None:
            from tui.screens.record import RecordScreen

            return RecordScreen(asked.record, asked.entry)
        from tui.screens.audit import AuditScreen

        return AuditScreen(self.door)

    def on_audit_asked(self, message: AuditAsked) -> None:
        """Library to the stored runs."""
        self.push_screen(self._audit_screen(message))

    def on_record_asked(self, message: RecordAsked) -> None:
        """A stored run taken up."""
        self._open(
            lambda: self.door.take_up(message.run),
            lambda record: self.push_screen(self._audit_screen(AuditAsked(record, message.entry))),
        )

    def on_comparison_asked(self, message: ComparisonAsked) -> None:
        """Two stored runs beside each other."""
        from tui.screens.compare import CompareScreen

        self._open(
            lambda: self.door.compare(message.a, message.b, message.against),
            lambda found: self.push_screen(CompareScreen(found)),
        )

    def _open(self, take: Callable[[], T], show: Callable[[T], object]) -> None:
        """What takes a thread, then what shows it; why it cannot be had is said where one stands."""

        def work() -> None:
            try:
                found = take()
            except BoldfaceError as error:
                self.screen.post_message(Failed(str(error)))
                return
            self.call_later(show, found)

        self.run_worker(work, thread=True, exclusive=True, group="open")

    def _author_screen(self, asked: AuthorAsked) -> Screen[None]:
        from tui.screens.author import AuthorScreen
        from tui.writing import library_folder

        return AuthorScreen(asked.folder or library_folder(), asked.first)

    def on_author_asked(self, message: AuthorAsked) -> None:
        """Library to authoring."""
        self.push_screen(self._author_screen(message))

    def on_rehearsal_asked(self, message: RehearsalAsked) -> None:
        """Authoring to a drill of what is saved; why there is none is said where one stands."""
        path, text, scenario = message.path, message.text, message.scenario
        self.card = None
        self.asked = Asked()
        if scenario is None:
            self._open(lambda: self.door.fitting(path, text), partial(self._choose, message))
        else:
            self._open(
                lambda: self.door.rehearse(path, text, message.step, scenario), self._show_drill
            )

    def _choose(self, asked: RehearsalAsked, fitting: Sequence[Fitting]) -> None:
        """In which scenario to rehearse: the only one, or the one that is chosen."""
        from tui.dialogs.choose import Choose

        def take(place: int | None) -> None:
            if place is not None:
                scenario = fitting[place].scenario
                self.post_message(RehearsalAsked(asked.path, asked.text, asked.step, scenario))

        if len(fitting) == 1:
            take(0)
            return
        words = [f"{one.title} ({one.scenario})" for one in fitting]
        self.push_screen(Choose("Drill this", "In which scenario?", words), take)

    def on_scenario_chosen(self, message: ScenarioChosen) -> None:
        """Library to briefing."""
        self.card = message.card
        self.push_screen(self._briefing(message.card))

    def on_drill_asked(self, message: DrillAsked) -> None:
        """Briefing (or a run left open) to drill; what cannot be opened is said where one stands."""
        self.asked = message.asked
        self._open(lambda: self.door.open(message.asked), self._show_drill)

    def on_drill_over(self, message: DrillOver) -> None:
        """Drill to debrief."""
        from tui.screens.debrief import DebriefScreen
        from tui.screens.drill import DrillScreen

        self.result = 0 if message.won else UNFINISHED
        screen = next(one for one in reversed(self.screen_stack) if isinstance(one, DrillScreen))
        self.push_screen(DebriefScreen(message.lines, message.view, screen.bridge, won=message.won))

    def on_library_asked(self, _: LibraryAsked) -> None:
        """Back to the library, which may not have been opened yet."""
        self.card = None
        self.call_later(self._to_library)

    async def _to_library(self) -> None:
        """Back to where one came from: authoring, or the library.

        A default screen that is neither stays beneath the library, closed.
        """
        from tui.screens.library import LibraryScreen

        if self.rehearsing:
            await self._to_authoring()
            return
        while len(self.screen_stack) > 1 and not isinstance(self.screen, LibraryScreen):
            await self.pop_screen()
        if not isinstance(self.screen, LibraryScreen):
            await self.push_screen(LibraryScreen(self.door))

    @property
    def rehearsing(self) -> bool:
        """Whether what is on the screen was begun from the authoring screen."""
        from tui.screens.library import LibraryScreen

        return not _is_authoring(self.screen) and any(
            _is_authoring(one)
            for one in takewhile(
                lambda one: not isinstance(one, LibraryScreen), reversed(self.screen_stack)
            )
        )

    async def _to_authoring(self) -> None:
        """Leave what stands over the authoring screen; a drill that is left stays stored."""
        while not _is_authoring(self.screen):
            await self.pop_screen()

    # -- everywhere -----------------------------------------------------------------------------

    def action_next_theme(self) -> None:
        """Dark, light, high contrast, and round again."""
        self.theme = themes.following(self.theme)

    def action_help(self) -> None:
        """The keys of where you stand; a panel of our own, so that it needs neither mouse nor Markdown."""
        from tui.dialogs.listing import Listing
        from tui.widgets.key_bar import help_parts

        if not isinstance(self.screen, ModalScreen):
            self.push_screen(Listing("Keys", help_parts(self.screen)))

    async def action_quit(self) -> None:
        """Ask while a run is open; nothing is lost either way."""
        screen = self.open_drill
        if screen is None:
            self.exit(self.result)
            return
        from tui.dialogs.quit import Quit

        view, back = screen.view, self.rehearsing
        screen.bridge.asking = True
        self.push_screen(
            Quit(view.run, kind=view.kind, recording=view.recording, back=back),
            lambda yes: self._leave(screen, yes=bool(yes), back=back),
        )

    def _leave(self, screen: DrillScreen, *, yes: bool, back: bool) -> None:
        screen.bridge.asking = False
        if not yes:
            screen.stay()
            return
        if back:
            self.call_later(self._to_authoring)
        else:
            self.exit(UNFINISHED)


def _is_authoring(screen: Screen[Any]) -> bool:
    return type(screen).__name__ == "AuthorScreen"  # its module is loaded for those who write
