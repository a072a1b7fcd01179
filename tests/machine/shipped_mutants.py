"""For each property of a shipped procedure the changes that take its reason away: step, what was there, what is now."""

from __future__ import annotations

# A step that leads past what was the first one; "" is the whole file.
_AHEAD = "steps:\n  - {{step: zz, by: CDR, do: Look, within: 1 min, else: {}, next: {}}}\n"

MUTANTS: dict[str, dict[str, tuple[str, ...]]] = {
    "head-count": {
        "counted-before-said": ("call-names", "else: count", "else: accounted"),
        "called-first": ("", "steps:\n", _AHEAD.format("call-names", "count")),
        "soon-told": ("call-names", "within: 3 min", "within: 13 min"),
    },
    "unknown-odor-on-hatch-opening": {
        "no-reopening-blind": ("confirm", "else: keep-shut", "else: reopen"),
        "reopen-clean-only": ("judge-samples", "unknown: keep-shut", "unknown: ask-ground"),
        "go-before": ("ask-ground", "silence: keep-shut", "silence: smell-check"),
        "nobody-smells-it": ("smell-check", "someone: keep-shut", "someone: confirm"),
        "masks-first": ("report", "else: masks", "else: shut-hatch"),
        "counted-first": ("masks", "else: head-count", "else: clear-hatchway"),
        "isolated-soon": ("shut-hatch", "within: 5 min", "within: 25 min"),
        "way-out": (
            *("shut-again", "else: toxic", "else: keep-shut"),
            *("isolation-lost", "else: toxic", "else: keep-shut"),
            *("", "voc > 16 ppm, leave", "voc > 16 ppm, during: [report, masks], leave"),
            *("", "symptom is strong, leave", "symptom is strong, during: [report, masks], leave"),
        ),
        "kept-shut": (
            *("reopen", "else: keep-shut", "else: recheck"),
            *("all-done", "is not open: keep-shut", "is not open: end isolation lost"),
            *("shut-again", "else: toxic", "else: toxic\n    next: toxic"),
        ),
    },
    "carbon-dioxide-high": {
        "look-first": ("", "steps:\n", _AHEAD.format("look", "clear")),
        "soon-known": ("clear", "within: 30 min", "within: 90 min"),
        "ground-in-reach": (
            *("look", "else: clear", "else: hand-over"),
            *("clear", "else: hand-over", "else: report"),
        ),
    },
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
    "rapid-depressurization": {
        "rate-first": ("alarm", "else: rate", "else: ships-first"),
        "ten-minute-rule": ("judge-time", "unknown: into-ships", "unknown: ships-first"),
        "decided-soon": ("rate", "within: 4 min", "within: 9 min"),
        "own-ship-first": ("ships-first", "else: into-ships", "else: shut-fgb"),
        "fixed-order": ("equalise-rassvet", "else: ship-leaks", "else: shut-node1"),
        "a-hatch-that-sticks": ("ship-leaks", "within: 2 min", "within: 9 min"),
        "half-of-t1mm-rassvet": (
            *("how-long-rassvet", ">= 60 s", ">= 40 s"),
            *("how-long-rassvet", "< 60 s", "< 40 s"),
        ),
        "half-of-t1mm-fgb": (
            *("how-long-fgb", ">= 60 s", ">= 40 s"),
            *("how-long-fgb", "< 60 s", "< 40 s"),
        ),
        "half-of-t1mm-node1": (
            *("how-long-node1", ">= 60 s", ">= 40 s"),
            *("how-long-node1", "< 60 s", "< 40 s"),
        ),
        "dwell-30": ("gauge-30-fgb", "within: 30 s", "within: 40 s"),
        "dwell-10": ("gauge-10-fgb", "within: 10 s", "within: 15 s"),
        "in-ships-in-time": ("into-ships", "within: 8 min\n", "within: 12 min\n"),
        "ships-in-reach": (
            *("settle", "else: into-ships", "else: report-shut-off"),
            *(
                "",
                "during: [ships-first, settle], then: into-ships}\n  - {if: p",
                "during: [rate, rate], then: into-ships}\n  - {if: p",
            ),
            *("", "490 mmHg, during: [ships-first, settle]", "490 mmHg, during: [rate, rate]"),
        ),
    },
    "uncommanded-thruster-firing": {
        "called-first": ("", "steps:\n", _AHEAD.format("call-out", "shutters")),
        "shutters-soon": ("shutters", "within: 3 min", "within: 9 min"),
        "pushed-back-soon": ("ask-master", "within: 4 min", "within: 14 min"),
        "commands-over-a-pass": ("wait-for-pass", "else: ships-ready", "else: command-off"),
        "quiet-before-hand-back": ("quiet", "else: ships-ready", "else: steady"),
        "go-before": ("ask-hand-back", "silence: inspect", "silence: hand-back"),
        "looked-outside": ("hand-back", "else: inspect", "else: report-restored"),
        "ships-in-reach": (
            *("steady", "else: ships-ready", "else: inspect"),
            *("", "during: [quiet, hand-back]", "during: [quiet, quiet]"),
        ),
    },
    "soyuz-coolant-leak": {
        "inside-first": ("", "steps:\n", _AHEAD.format("stop-eva", "repress")),
        "asked-soon": ("repress", "within: 60 min", "within: 120 min"),
        "a-lifeboat-while-cooling": ("judge-first", "unknown: find-seat", "unknown: cool-down"),
        "a-lifeboat-while-waiting": (
            *("judge-second", "unknown: without-lifeboat", "unknown: months"),
        ),
        "a-lifeboat-at-hand-over": ("judge-third", "unknown: without-lifeboat", "unknown: waiting"),
        "ledger-after-liner": ("liners", "else: second-ledger", "else: months"),
        "ledger-after-move": ("move-liners", "else: third-ledger", "else: ask-undock"),
        "nobody-needs-it": ("judge-third", "unknown: without-lifeboat", "unknown: ask-undock"),
        "go-before": ("ask-undock", "silence: waiting", "silence: count-out"),
        "counted-out": ("ask-undock", "NO-GO: waiting", "NO-GO: release"),
        "said-aloud": (
            *("third-ledger", "else: without-lifeboat", "else: waiting"),
            *("judge-third", "is none: without-lifeboat", "is none: waiting"),
            *("judge-third", "unknown: without-lifeboat", "unknown: waiting"),
        ),
    },
    "cargo-hatch-opening": {
        "tight-before-open": ("judge-leak", "unknown: keep-shut", "unknown: ask-station-hatch"),
        "go-for-the-station-hatch": ("ask-station-hatch", "silence: keep-shut", "silence: masks"),
        "go-for-the-ship-hatch": ("ask-ship-hatch", "NO-GO: keep-shut", "NO-GO: equalise-ship"),
        "masks-first": ("masks", "else: keep-shut", "else: equalise"),
        "asked-before-clamps": ("notice", "cannot tell: odor", "cannot tell: clamps"),
        "sampled-before-duct": ("judge-sample", "unknown: odor", "unknown: ship-off"),
        "ground-takes-masks-off": ("ask-masks", "silence: report-open", "silence: masks-off"),
        "odor-in-reach": ("", "during: [open-ship, masks-off]", "during: [open-ship, open-ship]"),
    },
}
