"""What a rule about a run is: its name, level and family, and the one signature by which it looks at a trail.

It must never know a particular rule; the families do, and `findings.py` gathers them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from engine.audit.trail import Trail

Level: TypeAlias = Literal["error", "warning", "info"]
# error: the record or the conduct is not what it must be. warning: somebody should say why.
# info: what a reader of the run should know.
LEVELS: Final[tuple[Level, ...]] = ("error", "warning", "info")


class Hit(Struct, frozen=True):
    """What one rule found: a sentence, the entries that show it; a level only where it is not the rule's own."""

    sentence: str
    entries: tuple[int, ...]
    who: str = ""
    level: Level | None = None


Look: TypeAlias = Callable[[Trail], Iterator[Hit]]


class Rule(Struct, frozen=True):
    """A rule: a name that never changes, its level, its family, how it looks, and the requirement it answers."""

    name: str
    level: Level
    family: str
    look: Look
    number: str = ""


class Finding(Struct, frozen=True):
    """One thing that stands out in a run, with the rule that says so and the entries that show it."""

    rule: str
    level: Level
    run: str
    sentence: str
    entries: tuple[int, ...]
    who: str = ""
