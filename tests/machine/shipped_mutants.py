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
    "fire": {
        "air-stops-first": ("", "steps:\n", _AHEAD.format("alarm", "masks")),
        "masks-before-looking": ("alarm", "else: masks", "else: find"),
        "bottles-last": ("air-supply", "within: 60 s", "within: 6 min"),
        "place-before-bottle": ("masks", "else: find", "else: extinguish"),
        "counted-first": ("is-it-out", "else: count-all", "else: isolate"),
        "isolated-soon": ("isolate", "within: 6 min", "within: 30 min"),
        "masks-stay-on": ("judge", "unknown: into-ships", "unknown: masks-down"),
        "clean-before-open": ("scrub", "else: keep-shut", "else: sample"),
        "go-before": ("ask-ground", "silence: keep-shut", "silence: reopen"),
        "ships-in-reach": ("keep-shut", "else: into-ships", "else: end module isolated"),
    },
}
