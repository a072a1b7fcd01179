"""All rules by name, and the ones that a profile asks.

Names never change once released: fingerprints, comments and pages hang on them.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from engine.lint import (
    allow,
    answers,
    authority,
    beside,
    crew,
    decisions,
    naming,
    reading,
    readings,
    release,
    sense,
    shelf,
    slips,
    sources,
    unsaid,
    waiting,
    ways,
    wording,
)
from engine.lint.rule import PROFILES, Profile, Rule

RULES: Final = MappingProxyType(
    {
        rule.name: rule
        for family in (
            reading, wording, naming, answers, slips, sources, readings, sense, decisions, waiting, ways,
            crew, authority, shelf, release, allow,
            beside, unsaid,
        )
        for rule in family.RULES
    }
)  # fmt: skip


def asked(profile: Profile) -> tuple[Rule, ...]:
    """The rules of a profile and of all before it."""
    last = PROFILES.index(profile)
    return tuple(rule for rule in RULES.values() if PROFILES.index(rule.profile) <= last)
