"""All rules about runs by name, and one look at one trail by each of them.

Names never change once released: pages, saved queries and reviews hang on them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from engine.audit import conduct, evidence, legality, pace
from engine.audit.rule import LEVELS, Finding, Rule
from engine.audit.trail import Trail

RULES: Final = MappingProxyType(
    {rule.name: rule for family in (legality, conduct, pace, evidence) for rule in family.RULES}
)


def findings(trail: Trail) -> tuple[Finding, ...]:
    """Everything that stands out, the gravest first, then in the order of the log."""
    found = [one for rule in RULES.values() for one in _of(rule, trail)]
    return tuple(sorted(found, key=lambda one: (LEVELS.index(one.level), one.entries)))


def _of(rule: Rule, trail: Trail) -> list[Finding]:
    return [
        Finding(rule.name, hit.level or rule.level, trail.run, hit.sentence, hit.entries, hit.who)
        for hit in rule.look(trail)
    ]
