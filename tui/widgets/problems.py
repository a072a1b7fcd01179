"""What the linter found, a row a finding: mark, place, rule, sentence; the one under the cursor whole, with its mend.

It shows findings in the order of the file and must never leave one out without saying how many.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.procedure.places import Problem
from tui import status
from tui.text import Line, flow
from tui.widgets.pane import Pane

MOST = 200  # DESIGN: more than anyone mends before the next save


class ProblemList(Pane):
    """The findings; Up and Down choose one."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.findings: Sequence[Problem] = ()
        self.said = ""
        self.place = 0
        self.active = False

    def say(self, words: str) -> None:
        """What is said while there are no findings."""
        self.said = words

    def show(self, findings: Sequence[Problem]) -> None:
        """Take findings."""
        self.findings = findings
        self.place = min(self.place, max(0, len(findings) - 1))
        self.changed(layout=True)

    def move(self, by: int) -> None:
        """The cursor up or down."""
        last = min(len(self.findings), MOST) - 1
        self.place = max(0, min(last, self.place + by))
        self.changed(layout=True)

    def chosen(self) -> Problem | None:
        """The finding under the cursor."""
        return self.findings[self.place] if self.findings else None

    def lines(self, width: int) -> list[Line]:
        """The rows at a width."""
        if not self.findings:
            return flow((), self.said, "muted", width)
        found: list[Line] = []
        for place, one in enumerate(self.findings[:MOST]):
            found += finding_lines(one, width, here=place == self.place, active=self.active)
        more = len(self.findings) - MOST
        if more > 0:
            found += flow((), f"... and {more} more; mend these first", "muted", width)
        return found


def finding_lines(one: Problem, width: int, *, here: bool, active: bool) -> list[Line]:
    """A finding in rows: sentence; under the cursor also what was expected and how to mend it."""
    sign, _, tone = status.finding(one.level)
    lead: Line = (
        ("> " if here else "  ", "cursor" if here and active else "text"),
        (f"{sign} ", tone),
        (f"{one.place.line}:{one.place.column} ", "strong"),
        (f"{one.rule}: ", "muted"),
    )
    rows = flow(lead, one.sentence, "cursor" if here and active else "text", width)
    if here:
        for word, text in (("expected: ", one.expected), ("mend: ", one.mend)):
            rows += (
                flow((("       ", "text"), (word, "muted")), text, "text", width) if text else []
            )
    return rows
