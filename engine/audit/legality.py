"""Rules that say in findings what replay lists: moves, facts and inputs that do not follow from the procedure in force."""

from __future__ import annotations

from collections.abc import Iterator

from engine.audit.rule import Hit, Look, Rule
from engine.audit.trail import Trail


def _listed(*kinds: str) -> Look:
    def look(trail: Trail) -> Iterator[Hit]:
        for one in trail.differences:
            if one.kind in kinds:
                yield Hit(
                    f"{one.what}: expected {one.expected}; found {one.found}",
                    (one.index,),
                    one.role,
                )

    return look


_FAMILY = "legality"
RULES = (
    Rule("entry-unreadable", "error", _FAMILY, _listed("unreadable"), "A4"),
    Rule("opening-not-whole", "error", _FAMILY, _listed("opening"), "A17"),
    Rule("move-not-legal", "error", _FAMILY, _listed("illegal"), "A16"),
    Rule("fact-not-derived", "error", _FAMILY, _listed("derived", "missing"), "A8"),
    Rule("input-not-allowed", "error", _FAMILY, _listed("input"), "A16"),
    Rule("followed-late", "info", _FAMILY, _listed("late"), "A10"),
)
