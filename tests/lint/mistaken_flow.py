"""Mistakes in the ways between steps: led to themselves, to nowhere, into what never waits, or where GO alone leads."""

from __future__ import annotations

import re

from tests.lint.changes import (
    AIR,
    TUBE,
    WAY,
    act,
    both,
    first_step,
    step,
    under,
)
from tests.lint.mistaken_meaning import CALL, GROUND, name

TOLD = "step: zz\nby: CDR\ndo: Tell everyone\nwithin: 5 min\nelse: {}"
ARMS = "decide: {zz.air < 4 ppm: $FIRST, zz.air >= 4 ppm: $SECOND, unknown: $SECOND}"
BLIND = "step: zz\ndecide:\n  zz.air < 4 ppm: $FIRST\n  zz.air >= 4 ppm: end zz lost\n  unknown: ¦$FIRST"
ASKED = "step: zz\nby: CDR\nask: What\nanswers: {}" + WAY


def an_unsafe_end(text):
    return re.sub(r"^(ends: .*)\}$", r"\1, zz lost: unsafe}", text, count=1, flags=re.MULTILINE)


def without(key, change):
    """A change of a text whose top key, with all below it, was taken out."""

    def changed(text):
        return change(re.sub(rf"^{key}:.*\n(?:  .*\n)*", "", text, count=1, flags=re.MULTILINE))

    return changed


def during(words, then="{1}"):
    def change(text):
        first, second = re.findall(r"- step: (\S+)", text)[:2]
        entry = f"  - {{if: zz.air > 400 ppm, during: {words}, then: {then}}}"
        return under(
            "anytime", entry.replace("{1}", first).replace("{2}", second).replace("{{", "{")
        )(text)

    return both(AIR, change)


def _linked(text):
    line = "  link: {states: [AOS, LOS], stale: 20 s, title: Zz link}"
    return text if re.search(r"^  link:", text, re.MULTILINE) else under("channels", line)(text)


FLOW = {
    "way by its number": ("step-unknown", act("do: Tell everyone", "\nnext: ¦3")),
    "goto before a way": ("step-unknown", act("do: Tell everyone", "\nnext: ¦goto $FIRST")),
    "two ways in a list": ("value", act("do: Tell everyone", "\nnext: ¦[$FIRST, $SECOND]")),
    "end without its name": ("value", step(TOLD.format("¦end"))),
    "leave without a name": ("value", step(TOLD.format("¦leave"))),
    "capital Leave": ("step-unknown", step(TOLD.format("¦Leave fire"))),
    "file for a procedure": ("reference-unknown", step(TOLD.format("¦leave fire.yaml"))),
    "left for itself": (
        "loop-without-visits",
        lambda text: step(TOLD.format("$FIRST") + f"\nleave: ¦{name(text)}")(text),
    ),
    "late leaves for itself": (
        "loop-without-visits",
        lambda text: step(TOLD.format(f"¦leave {name(text)}"))(text),
    ),
    "left without a word": (
        "completion-call",
        step("step: zz\nby: CDR\ndo: Open a\nwithin: 5 min\nelse: $FIRST\nleave: ¦head-count"),
    ),
    "report that goes on": (
        "way-forgotten",
        step("step: ¦zz\nby: CDR\ndo: Tell everyone\nwithin: 5 min\nelse: leave head-count"),
    ),
    "hold as long as its limit": (
        "hold-fills-timeout",
        both(
            AIR,
            step("step: zz\nwatch: zz.air < 4 ppm\n¦hold: 30 min\nwithin: 30 min\nelse: $FIRST"),
        ),
    ),
    "hold in a record": (
        "unknown-key",
        both(TUBE, step("step: zz\nrecord: zz-tube\n¦hold: 5 min" + WAY)),
    ),
    "limit of a decision": (
        "never-waits",
        both(AIR, step(f"step: zz\n{ARMS}\n¦within: 5 min\nelse: $SECOND")),
    ),
    "signature of a decision": ("never-waits", both(AIR, step(f"step: zz\n{ARMS}\n¦sign: CDR"))),
    "limit of a performed procedure": (
        "never-waits",
        step(
            "step: zz\nperform: fire\nends: {out and reopened: $FIRST}\n¦within: 5 min\nelse: $SECOND"
        ),
    ),
    "ends of the performed forgotten": ("performed-ends", step("step: zz\nperform: ¦head-count")),
    "performed with a capital": ("value", step("step: zz\nperform: ¦Head-Count")),
    "performed file": ("value", step("step: zz\nperform: ¦head-count.yaml")),
    "unknown taken for good": ("unknown-as-good", both(AIR, an_unsafe_end, step(BLIND))),
    "answers as a list": ("value", step(ASKED.format("¦[yes, no]"))),
    "answer without a way": (
        "empty-value",
        step(ASKED.format("{a: $FIRST, ¦b: , cannot tell: $SECOND}")),
    ),
    "can not in two words": (
        "unknown-not-handled",
        step(
            ASKED.format("{a: $FIRST, b: $SECOND, can not tell: $SECOND}").replace(
                "answers", "¦answers"
            )
        ),
    ),
    "question without answers": ("missing-key", step("¦step: zz\nby: CDR\nask: What" + WAY)),
    "call that asks for nothing": (
        "missing-key",
        both(
            GROUND,
            step(
                "¦"
                + CALL.replace("for: GO\n", "").format("answers: {GO: $FIRST, silence: $SECOND}")
            ),
        ),
    ),
    "call without a limit": (
        "missing-key",
        both(
            GROUND,
            step(
                "¦"
                + CALL.replace("within: 5 min\n", "").format(
                    "answers: {GO: $FIRST, silence: $SECOND}"
                )
            ),
        ),
    ),
    "capital Silence": (
        "go-without-silence-arm",
        both(GROUND, step(CALL.format("¦answers: {GO: $FIRST, NO-GO: $SECOND, Silence: $SECOND}"))),
    ),
    "NO-GO in one word": (
        "no-go-missing",
        both(GROUND, step(CALL.format("¦answers: {GO: $FIRST, NOGO: $SECOND, silence: $SECOND}"))),
    ),
    "small go and silence alike": (
        "no-go-as-go",
        both(GROUND, step(CALL.format("answers: {go: $FIRST, no-go: $SECOND, silence: ¦$FIRST}"))),
    ),
    "lost signal taken for GO": (
        "no-go-as-go",
        both(
            GROUND,
            _linked,
            step(
                CALL.format("answers: {GO: $FIRST, NO-GO: $SECOND, silence: $SECOND, LOS: ¦$FIRST}")
            ),
        ),
    ),
    "two called at once": (
        "value",
        both(
            GROUND,
            step(
                CALL.replace("ZZ", "¦[ZZ, CDR]").format("answers: {GO: $FIRST, silence: $SECOND}")
            ),
        ),
    ),
    "contingency over steps backwards": ("range-order", during("¦[{2}, {1}]")),
    "contingency over one step": ("value", during("¦{1}")),
    "contingency over three steps": ("value", during("¦[{1}, {1}, {1}]")),
    "contingency from a step to itself": ("contingency-shadowed", during("[{1}, {1}]", "¦{1}")),
    "contingency with when": (
        "unknown-key",
        both(
            AIR,
            lambda text: under(
                "anytime", f"  - {{¦when: zz.air > 400 ppm, then: {first_step(text)}}}"
            )(text),
        ),
    ),
    "contingency with two ways": (
        "contingency-form",
        both(
            AIR,
            lambda text: under(
                "anytime",
                f"  - ¦{{if: zz.air > 400 ppm, then: {first_step(text)}, leave: head-count}}",
            )(text),
        ),
    ),
}
