"""What every check of a whole file stands on: the procedure with its places, and where its steps lead.

Knows no rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

from engine.procedure.model import Ask, Call, Decide, Perform, Procedure, StepParts
from engine.procedure.nearest import did_you_mean
from engine.procedure.places import Places, Problem
from engine.procedure.values import Destination

MOST_ALIKE: Final = 100  # DESIGN: problems of one kind; more than an author reads at once
MOST_HINTS: Final = (
    20  # DESIGN: the nearest name is looked for this often; with more faults it is no slip
)

Loc = tuple[int | str, ...]


@dataclass(slots=True)
class Hints:
    """How often the nearest name may still be looked for: in a file full of faults each look costs."""

    left: int = MOST_HINTS

    def take(self) -> bool:
        """Whether one more may be looked for; it is then spent."""
        self.left -= 1
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A procedure and the places of its words."""

    procedure: Procedure
    places: Places
    hints: Hints = field(default_factory=Hints)

    @property
    def steps(self) -> list[str]:
        """The names of the steps, in the order of the file."""
        return [step.step for step in self.procedure.steps]

    def problem(
        self,
        loc: Loc,
        rule: str,
        sentence: str,
        *,
        expected: str = "",
        mend: str = "",
        key: bool = False,
    ) -> Problem:
        """A problem at the value (or key) at `loc`."""
        return Problem(self.places.of(loc, key=key), rule, sentence, expected=expected, mend=mend)

    def near(self, word: str, known: Collection[str]) -> str:
        """The mend that offers the nearest known name, or ''."""
        return did_you_mean(word, known) if self.hints.take() else ""


def first(problems: Iterator[Problem]) -> Iterator[Problem]:
    """The first of them, and a word where there are more: whoever has so many made one mistake often."""
    for count, one in enumerate(problems):
        if count == MOST_ALIKE:
            yield Problem(
                one.place,
                "too-many",
                f"there are more than {MOST_ALIKE} problems of this kind; those from here on are not told",
                "fewer",
                "mend those above, then check again",
            )
            return
        yield one


def destinations(step: StepParts) -> Iterator[tuple[Loc, Destination]]:
    """Every destination a step names, with its place in the step."""
    for key, to in (("else", step.else_), ("next", step.next)):
        if to is not None:
            yield (key,), to
    if step.end is not None:
        yield ("end",), Destination("end", step.end)
    if isinstance(step, Decide):
        yield from ((("decide", arm.text), arm.to) for arm in step.decide)
    if isinstance(step, Ask | Call):
        yield from ((("answers", word), to) for word, to in step.answers.items())
    if isinstance(step, Perform):
        yield from ((("ends", word), to) for word, to in step.ends.items())
