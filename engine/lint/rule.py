"""What a rule is: its name, level and profile, and the one signature by which it looks at a procedure.

It must never know a particular rule; the families do, and `registry.py` gathers them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, TypeAlias

from engine.lint.flow import Flow
from engine.lint.guards import GuardUse, guard_uses
from engine.procedure.checks import environment
from engine.procedure.guard import Compare, Guard, Quantity
from engine.procedure.guard_analysis import MAX_FILE, Analysis, Budget, analyse
from engine.procedure.model import Procedure
from engine.procedure.places import Level, Path, Place, Places

Profile: TypeAlias = Literal["load", "style", "safety", "flight"]

# Each profile holds all rules of those before it (authoring.md 4.4).
PROFILES: Final[tuple[Profile, ...]] = ("load", "style", "safety", "flight")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The procedures beside the one looked at: those whose text could be read, and all names.

    `files` gives for each name the files that claim it, in the order in which they were named.
    """

    read: Mapping[str, Procedure] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """All that a rule may look at; `shelf` where there is one.

    `source` is the name of the file as it is shown ("-" when the text has none); `faults` are the
    places that the reader has spoken of already, where no rule says a second thing.
    """

    procedure: Procedure
    places: Places
    text: str
    source: str = "-"
    shelf: Shelf | None = None
    faults: tuple[Place, ...] = ()

    @cached_property
    def flow(self) -> Flow:
        """Where the steps lead."""
        return Flow(self.procedure)

    @cached_property
    def known(self) -> Mapping[str, Quantity]:
        """What each name of the procedure can hold, for guards."""
        return environment(self.procedure)

    def hit(
        self,
        loc: Path,
        sentence: str,
        *,
        expected: str = "",
        mend: str = "",
        key: bool = False,
        level: Level | None = None,
    ) -> Hit:
        """A hit at the value at `loc`, or at its key."""
        return Hit(self.places.of(loc, key=key), sentence, expected, mend, level)

    def word(self, loc: Path, text: str, start: int, length: int) -> Place:
        """The place of `length` code points of a text value, from `start` (0-based)."""
        return self.places.within(loc, text, start, length)

    def source_of(self, use: GuardUse) -> str:
        """The text of a guard as it is written, without its quotes."""
        if use.key is not None:
            return use.key
        whole = self.places.of(use.loc)
        if whole.line != whole.end_line:
            return ""
        written = self._lines[whole.line - 1][whole.column - 1 : whole.end_column - 1]
        return written[1:-1] if written[:1] in {'"', "'"} else written

    def inside(self, use: GuardUse, start: int, length: int) -> Place:
        """The place of a stretch of a guard, from `start` (0-based) in its text."""
        return self.places.within(
            use.loc, self.source_of(use), start, length, key=use.key is not None
        )

    def compared(self, use: GuardUse, atom: Compare) -> Place:
        """The place of a whole comparison, from its name to the end of its number and unit."""
        end = max(atom.unit_column + len(atom.unit), atom.value_column + 1)
        return self.inside(use, atom.column, end - atom.column)

    @cached_property
    def uses(self) -> tuple[GuardUse, ...]:
        """Every guard of the procedure, those left out of which the reader has said something."""
        return tuple(
            use
            for use in guard_uses(self.procedure)
            if self.sound(use.loc, key=use.key is not None)
        )

    def analysed(self, arms: Mapping[str, Guard]) -> Analysis:
        """What is proved of some arms; each set of arms is tried once, all within the budget of a file."""
        key = tuple(arms.items())
        if key not in self._analyses:
            budget = self._budget.for_one()
            self._analyses[key] = analyse(arms, self.known, budget)
            self._budget.comparisons = budget.comparisons
        return self._analyses[key]

    @cached_property
    def _analyses(self) -> dict[tuple[tuple[str, Guard], ...], Analysis]:
        return {}

    @cached_property
    def _budget(self) -> Budget:
        return Budget(MAX_FILE)

    def sound(self, loc: Path, *, key: bool = False) -> bool:
        """Whether the reader has said nothing of this part of the file."""
        whole = self.places.of(loc, key=key)
        named = self.places.of(loc, key=True)
        start = min((named.line, named.column), (whole.line, whole.column))
        end = (whole.end_line, whole.end_column)
        return not any(start <= (one.line, one.column) <= end for one in self.faults)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Hit:
    """What one rule found at one place; a level only where it is not the rule's own."""

    place: Place
    sentence: str
    expected: str = ""
    mend: str = ""
    level: Level | None = None


Look: TypeAlias = Callable[[Subject], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: a name that never changes, a level, the first profile that asks for it, its family.

    `look` is None for the rules of the reader, the comments and the proof, which report by
    themselves; `number` is the rule of domain-facts.md 7.3 that it answers, "" when none.
    """

    name: str
    level: Level
    profile: Profile
    family: str
    look: Look | None = None
    number: str = ""
