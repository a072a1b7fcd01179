"""For each property of a shipped procedure a change that takes its reason away: step, what was there, what is now."""

from __future__ import annotations

# A step that leads past what was the first one; "" is the whole file.
_AHEAD = "steps:\n  - {{step: zz, by: CDR, do: Look, within: 1 min, else: {}, next: {}}}\n"

MUTANTS: dict[str, dict[str, tuple[str, str, str]]] = {
    "toxic-atmosphere": {
        "masks-first": ("", "steps:\n", _AHEAD.format("masks-all", "gather")),
        "masks-stay-on": ("judge", "unknown: into-ships", "unknown: masks-down"),
        "bottles-last": ("respirators", "within: 90 s", "within: 3 min"),
        "counted-first": ("respirators", "else: count-all", "else: which-hatch"),
        "soon-behind-a-hatch": ("shut-pma", "within: 8 min", "within: 20 min"),
        "nobody-goes-in-blind": ("dwell", "else: report-contained", "else: second-sample"),
        "go-before": ("ask-ground", "silence: report-contained", "silence: go-in"),
        "clean-before-all": ("judge-inside", "unknown: shut-again", "unknown: report-clean"),
        "ships-in-reach": ("shut-again", "else: into-ships", "else: report-contained"),
    },
}
