"""The other sights of a procedure: its spine, drawn from the compiled machine, and its words in plain language.

Both are made at the width there is; what cannot be drawn says why, and an older one says that it is old.
"""

from __future__ import annotations

from engine.paper.outline import Outline
from engine.paper.spine import NARROW, spine
from tui.text import Line, flow, plain
from tui.widgets.pane import Pane


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


class SpineView(Pane):
    """The spine; the row of the step in which the cursor stands is marked and kept in sight."""

    follow = "now"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.shape: Outline | None = None
        self.said = ""
        self.step: str | None = None

    def show(self, shape: Outline | None, said: str) -> None:
        """Take a shape; None keeps the one before, marked as old."""
        self.said = said
        if shape is not None:
            self.shape = shape
        self.changed()

    @property
    def old(self) -> bool:
        """Whether what is shown is of an older text than the last saved."""
        return bool(self.said) and self.shape is not None

    def forget(self) -> None:
        """Another file: nothing is known of it yet."""
        self.shape, self.said, self.step = None, "", None
        self.changed()

    def stand(self, step: str | None) -> None:
        """The step in which the source's cursor stands."""
        if step != self.step:
            self.step = step
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """The drawing at a width; one that needs more columns than there are is cut at the right."""
        found: list[Line] = []
        if self.said:
            for part in self.said.split("\n"):
                found += flow((), part, "caution", width)
            if self.shape is not None:
                found += flow(
                    (), "OLD: the spine of the last text that could be drawn.", "caution", width
                )
        if self.shape is None:
            return found or [(("...", "muted"),)]
        mark = self._mark()
        for row in spine(self.shape, max(NARROW, width)).lines:
            tone = "now" if mark and row.lstrip().startswith(mark) else "text"
            found.append(((plain(row), "heading" if row.startswith("──") else tone),))
        return found

    def _mark(self) -> str:
        rows = self.shape.parts[0].rows if self.shape is not None and self.shape.parts else ()
        return next((f"{row.number} {row.name} " for row in rows if row.name == self.step), "")


class PlainWords(Pane):
    """The plain-language form, one fact a line; the step in which the cursor stands is kept in sight."""

    follow = "now"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.words = ""
        self.old = False
        self.step: str | None = None

    def show(self, words: str) -> None:
        """Take the words; none keeps those before, marked as old."""
        self.old = not words and bool(self.words)
        self.words = words or self.words
        self.changed()

    def forget(self) -> None:
        """Another file."""
        self.words, self.old, self.step = "", False, None
        self.changed()

    def stand(self, step: str | None) -> None:
        """The step in which the source's cursor stands."""
        if step != self.step:
            self.step = step
            self.changed()

    def lines(self, width: int) -> list[Line]:
        """The words at a width."""
        if not self.words:
            return flow(
                (), "There are no plain words: the text cannot be read yet.", "caution", width
            )
        found: list[Line] = []
        if self.old:
            found += flow(
                (), "OLD: the words of the last text that could be read.", "caution", width
            )
        rows = self.words.splitlines()
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
