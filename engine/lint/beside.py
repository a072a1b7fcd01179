"""The rules that files beside a procedure are held to: scenarios, which drill it, and translations of its words.

They are looked at by `engine.drill` and `engine.procedure.translation`; here they only get a family, and so a page.
"""

from __future__ import annotations

from typing import Final

from engine.lint.rule import Rule

_SCENARIO: Final = (
    "delays-missing", "inject-never", "scenario-calls", "scenario-channel", "scenario-epoch",
    "scenario-name", "scenario-procedure", "scenario-station", "scenario-telemetry", "scenario-unfinished",
)  # fmt: skip
_TRANSLATION: Final = (
    "translation-differs", "translation-file", "translation-missing", "translation-revision",
    "translation-stale", "translation-unfinished",
)  # fmt: skip

_WARNINGS: Final = frozenset({"scenario-telemetry", "scenario-unfinished"})

RULES: Final = (
    *(
        Rule(name, "warning" if name in _WARNINGS else "error", "load", family)
        for family, names in (("scenario", _SCENARIO), ("translation", _TRANSLATION))
        for name in names
    ),
    Rule("scenario-silent", "warning", "safety", "scenario"),  # it can be drilled all the same
)
