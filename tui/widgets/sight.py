"""The other sights of a procedure: its spine, drawn from the compiled machine, and its words in plain language.

Each is made at the width there is; what cannot be drawn says why, and an older one says that it is old.
"""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from engine.paper.outline import Outline
from engine.paper.spine import NARROW, spine
from tui.text import Line, flow, plain
from tui.widgets.pane import Pane

T = TypeVar("T")


class Verdict(Pane):
    """The first rows: which file, when it was saved, what it reaches."""

    hints = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.file, self.said, self.tone = "", "", "text"

    def show(self, file: str, said: str, tone: str) -> None:
        """Take words; the same words cost no frame."""
        if (file, said, tone) != (self.file, self.said, self.tone):
            self.file, self.said, self.tone = file, said, tone
            self.changed(layout=True)

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        found = flow(((" AUTHOR ", "bar"), (" ", "text")), self.file, "strong", width)
        return [*found, *flow((), self.said, self.tone, width)] if self.said else found


MOST = 3_000  # DESIGN: the lines of 200 long steps; all are wrapped at once


class Sight(Pane, Generic[T]):
    """One way to see the procedure; the row of the step in which the source's cursor stands is kept in sight."""

    follow = "now"
    last: ClassVar[str]  # what an old one is, in words

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.latest: T | None = None
        self.said = ""
        self.step: str | None = None

    def show(self, new: T | None, said: str) -> None:
        """Take what is to be shown; None keeps the one before, which is old then, and `said` says why."""
        self.said = said
        self.latest = self.latest if new is None else new
        self.changed()

    @property
    def old(self) -> bool:
        """Whether what is shown is of an older text than the last saved."""
        return bool(self.said) and self.latest is not None

    def forget(self) -> None:
        """Another file: nothing is known of it yet."""
        self.latest, self.said, self.step = None, "", None
        self.changed()

    def stand(self, step: str | None) -> None:
        """The step in which the source's cursor stands."""
        if step != self.step:
            self.step = step
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """What cannot be shown and why, then what can."""
        found: list[Line] = []
        for part in self.said.split("\n") if self.said else ():
            found += flow((), part, "caution", width)
        if self.latest is None:
            return found or [(("...", "muted"),)]
        if self.old:
            found += flow((), f"OLD: {self.last}", "caution", width)
        return [*found, *self.drawn(self.latest, width)]

    def drawn(self, shown: T, width: int) -> list[Line]:
        """It at a width in columns."""
        raise NotImplementedError


class SpineView(Sight[Outline]):
    """The spine; one that needs more columns than there are is cut at the right."""

    last = "the spine of the last text that could be drawn."

    def drawn(self, shown: Outline, width: int) -> list[Line]:
        """The drawing, the row of the step marked."""
        mark = self._mark(shown)
        found: list[Line] = []
        for row in spine(shown, max(NARROW, width)).lines:
            tone = "now" if mark and row.lstrip().startswith(mark) else "text"
            found.append(((plain(row), "heading" if row.startswith("──") else tone),))
        return found

    def _mark(self, shown: Outline) -> str:
        rows = shown.parts[0].rows if shown.parts else ()
        return next((f"{row.number} {row.name} " for row in rows if row.name == self.step), "")


class PlainWords(Sight[str]):
    """The plain-language form, one fact a line."""

    last = "the words of the last text that could be read."

    def drawn(self, shown: str, width: int) -> list[Line]:
        """The words, the line of the step marked."""
        found: list[Line] = []
        rows = shown.splitlines()
        for row in rows[:MOST]:
            words = row.lstrip()
            lead = ((" " * (len(row) - len(words)), "text"),)
            found += flow(lead, words, self._tone(row), width)
        if len(rows) > MOST:
            more = f"... and {len(rows) - MOST} more lines: boldface author show --text"
            found += flow((), more, "caution", width)
        return found

    def _tone(self, row: str) -> str:
        if row.startswith(" ") or not row:
            return "text"
        here = self.step is not None and f"{row}:".startswith(f"step {self.step}:")
        return "now" if here else "heading"
