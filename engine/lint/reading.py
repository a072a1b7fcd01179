"""The rules that the reader and the whole-file checks report: without them a file cannot be used at all.

They look for themselves while a file is read; here they only get a family, so that each has a page.
"""

from __future__ import annotations

from typing import Final

from engine.lint.rule import Rule

_YAML = (
    "alias", "anchor", "bad-character", "comma-in-braces", "directive", "duplicate-key", "empty",
    "empty-value", "encoding", "key", "lost-text", "merge-key", "not-a-map", "second-document",
    "syntax", "tab", "tag", "too-deep", "too-large", "too-many",
)  # fmt: skip
_FORMS = (
    "channel-form", "contingency-form", "missing-key", "property-form", "record-form", "unknown-key",
    "value", "verb",
)  # fmt: skip
_GUARDS = (
    "guard", "kind-mismatch", "name-unknown", "out-of-range", "state-unknown", "unit-mismatch",
    "unit-missing", "unit-unknown",
)  # fmt: skip
_NAMES = (
    "answer-unknown", "end-unknown", "name-reused", "range-order", "record-unknown", "role-unknown",
    "same-person-signs-twice", "step-unknown",
)  # fmt: skip
_WAYS = (
    "dead-end", "go-without-silence-arm", "hold-longer-than-timeout", "link-unknown",
    "timeout-without-way-out", "unknown-not-handled", "unreachable-step",
)  # fmt: skip

# Which rule of domain-facts.md 7.3 some of them answer.
_NUMBERS: Final = {
    "unit-missing": "L08",
    "dead-end": "L06",
    "unreachable-step": "L06",
    "go-without-silence-arm": "L16",
    "unknown-not-handled": "L05",
}

GUARD_RULES: Final = frozenset(_GUARDS) - {"unit-unknown", "guard"}

TEXT_RULES: Final = frozenset(_YAML)

RULES: Final = tuple(
    Rule(name, "error", "load", family, number=_NUMBERS.get(name, ""))
    for family, names in (
        ("text", _YAML),
        ("forms", _FORMS),
        ("guards", _GUARDS),
        ("names", _NAMES),
        ("ways", _WAYS),
    )
    for name in names
)
