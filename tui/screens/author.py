"""The authoring screen: files, source, problems, spine, paper and plain words of what is saved, from whatever editor.

It shows and jumps; the text is the editor's to change, and what is wrong with it is the linter's to say.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Resize
from textual.screen import Screen

from engine.lint.rule import Profile
from tui import editor, keymap
from tui.dialogs.frame import Words
from tui.lookout import Lookout
from tui.messages import (
    DraftSaved,
    DraftTold,
    Failed,
    FilesSeen,
    FileTrouble,
    LibraryAsked,
    RehearsalAsked,
)
from tui.text import plain
from tui.widgets.key_bar import KeyBar
from tui.widgets.menu import Menu, MenuRow
from tui.widgets.paper import PaperView
from tui.widgets.problems import ProblemList
from tui.widgets.sight import PlainWords, SpineView, Verdict
from tui.widgets.source import SourceView
from tui.writing import Draft, Look, following, step_at

COLUMNS = 140  # from here on files, source and sight stand side by side
PANES = ("files", "source", "problems", "sight")
SIGHTS = ("spine", "paper", "words")
TITLES = {
    "files": "FILES",
    "source": "SOURCE",
    "spine": "SPINE",
    "paper": "PAPER COPY",
    "words": "PLAIN WORDS",
}


class AuthorScreen(Screen[None]):
    """Tab goes from part to part; Enter opens a file, or jumps to a finding's place."""

    CSS_PATH = "author.tcss"
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (COLUMNS, "-wide")]  # noqa: RUF012  declared by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012  declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [*keymap.AUTHOR]
    HELP = (
        "Save in any editor: the screen follows. Tab goes from the files to the source, the problems, "
        "and the spine, the paper copy or the plain words; v changes between these. d drills what is "
        "saved, from the step under the cursor: the simulated crew plays up to there, then the roles of "
        "that step are yours."
    )

    def __init__(self, folder: Path, first: Path | None = None) -> None:
        """`first` is the file to begin with."""
        super().__init__()
        self.folder, self.file = folder, first
        self.lookout = Lookout(folder, self.post_message)
        self.profile: Profile = "safety"
        self.draft: Draft | None = None
        self.look: Look | None = None
        self.pane = "source" if first is not None else "files"
        self.sight = "spine"
        self.reached: dict[Path, str] = {}
        self._wants_drill = False

    def compose(self) -> ComposeResult:
        """Title, parts, problems, a sentence, keys."""
        yield Verdict(id="title")
        with Container(id="body"):
            yield Menu(id="files")
            yield SourceView(id="source")
            yield SpineView(id="spine")
            yield PaperView(id="paper")
            yield PlainWords(id="words")
        yield ProblemList(id="problems")
        yield Words([], id="said")
        yield KeyBar(id="keys")

    def on_mount(self) -> None:
        """Paint first; then look at the folder."""
        self._show()
        if self.file is not None:
            self.lookout.open(self.file)
        self.call_after_refresh(self.lookout.start)

    def on_unmount(self) -> None:
        """The threads are told to stop."""
        self.lookout.stop()

    # -- what the lookout tells -----------------------------------------------------------------

    def on_files_seen(self, message: FilesSeen) -> None:
        """The folder holds other files than before."""
        self.files = message.files
        if not self.files:
            self.say(f"{self.folder}: no procedure is here; start one: boldface author new NAME")
        self._list_files()

    def on_draft_saved(self, message: DraftSaved) -> None:
        """The file was saved: show it at once, what it means follows."""
        new = self.draft is None or self.draft.path != message.draft.path
        self.draft, self._wants_drill = message.draft, False
        source = self.query_one(SourceView)
        source.show(message.draft.text)
        source.mark(() if new else self.look.findings if self.look else ())
        self.say("")
        self._follow_cursor()
        self._show()

    def on_draft_told(self, message: DraftTold) -> None:
        """The linter has spoken; about a file left meanwhile it is not heard."""
        look = message.look
        if self.draft is None or look.draft.path != self.draft.path:
            return
        self.look = look
        self.reached[look.draft.path] = look.reached
        self.query_one(SourceView).mark(look.findings)
        self.query_one(SpineView).show(look.shape, look.no_shape)
        self.query_one(PaperView).show(look.paper, look.no_paper)
        self.query_one(PlainWords).show(look.words, look.no_words)
        self.query_one(ProblemList).show(look.findings)
        self._list_files()
        self._follow_cursor()
        self._show()
        if self._wants_drill and look.draft is self.draft:
            self._wants_drill = False
            self.say("")
            self.action_rehearse()

    def on_file_trouble(self, message: FileTrouble) -> None:
        """The file is gone, or cannot be read."""
        if message.path == self.file:
            self.say(message.sentence)

    def on_failed(self, message: Failed) -> None:
        """No drill could be begun, and why."""
        self.say(message.sentence)

    # -- what is shown --------------------------------------------------------------------------

    def on_resize(self, _: Resize) -> None:
        """Other sizes show more or fewer parts at once."""
        self.call_after_refresh(self._show)

    def _list_files(self) -> None:
        rows = [MenuRow("", f"{plain(str(self.folder))}")]
        rows += [MenuRow(str(one), one.stem, "", self.reached.get(one, "")) for one in self.files]
        menu = self.query_one("#files", Menu)
        menu.show(rows)
        if self.file in self.files and self.pane != "files":
            menu.go_to(str(self.file))

    def _show(self) -> None:
        wide = self.size.width >= COLUMNS
        main = self.sight if self.pane == "sight" else "files" if self.pane == "files" else "source"
        shown = {"files", "source", self.sight} if wide else {main}
        old = {name for name, sight in zip(SIGHTS, self._sights(), strict=True) if sight.old}
        for name, title in TITLES.items():
            word = f"{title}: OLD" if name in old else title  # its own line may be out of sight
            part = self.query_one(f"#{name}")
            part.display = name in shown
            here = name == self.pane or (self.pane == "sight" and name == self.sight)
            part.border_title = f"> {word} <" if here else word
        problems = self.query_one(ProblemList)
        count = len(self.look.findings) if self.look else 0
        word = f"PROBLEMS {count}" if count else "PROBLEMS"
        if count and not self._told():
            word += ": OLD"
        problems.say("Nothing found." if self._told() else "...")
        problems.border_title = f"> {word} <" if self.pane == "problems" else word
        source = self.query_one(SourceView)
        source.active, problems.active = self.pane == "source", self.pane == "problems"
        source.refresh()
        problems.changed()
        self._show_verdict()
        self.query_one(KeyBar).read(self)

    def _told(self) -> bool:
        """Whether what is saved was looked at for the profile that is asked for."""
        look = self.look
        return look is not None and look.draft is self.draft and look.profile == self.profile

    def _show_verdict(self) -> None:
        title, look = self.query_one(Verdict), self.look
        if self.draft is None:
            title.show(str(self.file or self.folder), "", "text")
            return
        name = f"{self.draft.path.name}   LIVE: saved {self.draft.saved} UTC"
        if look is None or not self._told():
            title.show(name, f"checking for the profile {self.profile} ...", "muted")
        else:
            clean = look.reached == look.profile
            title.show(name, look.verdict, "normal" if clean else "caution")

    def say(self, words: str) -> None:
        """One sentence above the keys."""
        parts = [(f"! {words}", "caution")] if words else []
        self.query_one("#said", Words).say(parts)

    def _follow_cursor(self) -> None:
        step = self._step()
        for sight in self._sights():
            sight.stand(step)

    def _step(self) -> str | None:
        look = self.look
        if look is None or self.draft is None or look.draft.path != self.draft.path:
            return None
        return step_at(look.steps, self.query_one(SourceView).cursor)

    # -- keys -----------------------------------------------------------------------------------

    def action_pane(self, by: int) -> None:
        """The next part."""
        self.pane = PANES[(PANES.index(self.pane) + by) % len(PANES)]
        self._show()

    def action_move(self, by: int) -> None:
        """A line up or down in the part where one stands."""
        if self.pane == "files":
            self.query_one("#files", Menu).move(by)
        elif self.pane == "source":
            source = self.query_one(SourceView)
            source.move_to(source.cursor + by)
            self._follow_cursor()
        elif self.pane == "problems":
            self.query_one(ProblemList).move(by)
        else:
            self._sights()[SIGHTS.index(self.sight)].scroll_lines(by)

    def action_page(self, by: int) -> None:
        """A page up or down."""
        names = {"files": "#files", "source": "#source", "problems": "#problems"}
        part = self.query_one(names.get(self.pane, f"#{self.sight}"))
        self.action_move(by * max(1, part.size.height - 1))

    def action_sideways(self, by: int) -> None:
        """Columns of a long line."""
        self.query_one(SourceView).sideways(by)

    def action_ends(self, by: int) -> None:
        """The first line, or the last."""
        self.action_move(by * 10**9)

    def _sights(self) -> tuple[SpineView | PaperView | PlainWords, ...]:
        """In the order of SIGHTS."""
        return self.query_one(SpineView), self.query_one(PaperView), self.query_one(PlainWords)

    def action_open(self) -> None:
        """Open the file under the cursor, or go to the place of a finding."""
        if self.pane == "files":
            row = self.query_one("#files", Menu).chosen()
            if row is not None:
                self._open(Path(row.key))
        elif self.pane == "problems":
            self._jump()
        else:
            self.action_pane(1)

    def _open(self, path: Path) -> None:
        if path != self.file or self.draft is None:
            self.file, self.draft, self.look = path, None, None
            self.query_one(SourceView).show("")
            self.query_one(SourceView).move_to(1)
            for sight in self._sights():
                sight.forget()
            self.query_one(ProblemList).show(())
            self.lookout.open(path)
        self.pane = "source"
        self._show()

    def _jump(self) -> None:
        found = self.query_one(ProblemList).chosen()
        if found is not None:
            self.pane = "source"
            self._show()
            self.query_one(SourceView).point(found.place)
            self._follow_cursor()

    def action_problem(self, by: int) -> None:
        """To the next finding, or the one before, and to its place in the source."""
        problems = self.query_one(ProblemList)
        if problems.chosen() is None:
            self.say("There is no finding to go to.")
            return
        at = self.query_one(SourceView).cursor
        here = problems.chosen()
        if here is not None and here.place.line == at:
            problems.move(by)
        self._jump()

    def action_sight(self) -> None:
        """Spine, paper copy, plain words in turn; where there is room for one part only, that part."""
        if self.pane == "sight" or self.size.width >= COLUMNS:
            self.sight = SIGHTS[(SIGHTS.index(self.sight) + 1) % len(SIGHTS)]
        if self.size.width < COLUMNS:
            self.pane = "sight"
        self._show()

    def action_profile(self) -> None:
        """Ask for more, or for less again."""
        self.profile = following(self.profile)
        self.lookout.ask(self.profile)
        self._show()

    def action_explain(self) -> None:
        """The page of the rule of the finding under the cursor."""
        from engine.lint.page import page
        from tui.dialogs.listing import Listing

        found = self.query_one(SourceView).found.get(self.query_one(SourceView).cursor)
        if self.pane == "problems" or found is None:
            found = self.query_one(ProblemList).chosen()
        if found is None:
            self.say("There is no finding to explain.")
            return
        words = page(found.rule) or f"No page is written about '{found.rule}'."
        self.app.push_screen(Listing(found.rule, [(row, "text") for row in words.splitlines()]))

    def action_edit(self) -> None:
        """Step aside for $VISUAL or $EDITOR at the line of the cursor."""
        if self.file is None:
            self.say("Open a file first: Enter on its name.")
            return
        found = self.query_one(SourceView)
        words = editor.command(self.file, found.cursor, 1)
        try:
            with self.app.suspend():
                code = subprocess.run(words, check=False).returncode  # noqa: S603  the person's own editor
        except OSError as error:
            self.say(f"{words[0]}: cannot be started ({error.strerror}); set EDITOR")
        except SuspendNotSupported:
            self.say(f"this terminal cannot step aside; open {self.file} in another window")
        else:
            self.say(f"{words[0]} ended with code {code}" if code else "")
        self.refresh()

    def action_rehearse(self) -> None:
        """Drill what is saved, from the step of the cursor."""
        look = self.look
        if self.draft is None:
            self.say("Open a file first: Enter on its name.")
        elif look is None or look.draft is not self.draft:
            self._wants_drill = True
            self.say("It is being checked; the drill begins when that is done.")
        elif look.shape is None:
            self.say("It cannot be drilled yet: mend what stands under PROBLEMS first.")
        else:
            step = self._step()
            begin = f"from '{step}'" if step else "from its first step"
            self.query_one("#said", Words).say(
                [(f"Drilling {begin}: the simulated crew plays up to there ...", "heading")]
            )
            self.post_message(RehearsalAsked(self.draft.path, self.draft.text, step))

    def on_screen_resume(self) -> None:
        """Back from a drill."""
        if self.draft is not None:
            self.say("")

    def action_back(self) -> None:
        """To the library."""
        self.post_message(LibraryAsked())
