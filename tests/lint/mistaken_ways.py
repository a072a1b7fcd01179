"""Kinds of mistakes an author makes in names, ways, words and judgement, each as a change of a sound procedure."""

from __future__ import annotations

import re

from tests.lint.changes import (
    AIR,
    TELL,
    TUBE,
    WAY,
    act,
    both,
    decide,
    first_step,
    second_name,
    step,
    sub,
    under,
    watch,
)

WAYS = {
    # --- names and ways
    "role misspelt": ("role-unknown", step("step: zz\nby: ¦CRD\ndo: Tell everyone" + WAY)),
    "role misspelt in a list": (
        "role-unknown",
        step("step: zz\nby: [CDR, ¦CRD]\ndo: Tell everyone" + WAY),
    ),
    "signs twice": ("same-person-signs-twice", act("do: Tell everyone", "\nsign: ¦[CDR, CDR]")),
    "way misspelt": ("step-unknown", step(TELL + "\nwithin: 5 min\nelse: ¦zzz")),
    "end misspelt": ("end-unknown", step(TELL + "\nwithin: 5 min\nelse: ¦end all safe")),
    "end written as a step": ("step-unknown", sub(r"^(    else: |.*open: )end (.*)$", r"\1¦\2")),
    "step named twice": (
        "name-reused",
        both(step("step: $FIRST\nby: CDR\ndo: Tell everyone" + WAY), second_name),
    ),
    "record not declared": ("record-unknown", step("step: zz\nrecord: ¦zz-tube" + WAY)),
    "limit without a way": ("timeout-without-way-out", step(TELL + "\n¦within: 5 min")),
    "visits without a way": ("timeout-without-way-out", step(TELL + "\n¦visits: 2")),
    "hold beyond the limit": (
        "hold-longer-than-timeout",
        both(
            AIR,
            step("step: zz\nwatch: zz.air < 4 ppm\n¦hold: 50 min\nwithin: 30 min\nelse: $FIRST"),
        ),
    ),
    "no arm for unknown": (
        "unknown-not-handled",
        decide("zz.air < 4 ppm: $FIRST", "zz.air >= 4 ppm: $FIRST", marked=True),
    ),
    "nobody may be unsure": (
        "unknown-not-handled",
        step(
            "step: zz\nby: CDR\nask: Are all here\n¦answers: {all: $FIRST, not all: $FIRST}" + WAY
        ),
    ),
    "no rule for silence": (
        "go-without-silence-arm",
        both(
            under("roles", "  ZZ: ground"),
            step(
                "step: zz\ncall: ZZ\nfor: GO\nwithin: 5 min\n¦answers: {GO: $FIRST, NO-GO: $FIRST}"
            ),
        ),
    ),
    "last step leads nowhere": (
        "dead-end",
        lambda text: re.sub(
            r"\n(close:[\s\S]*)\Z",
            r"\n  - step: ¦zz\n    by: CDR\n    do: Tell everyone\n\n\1",
            text,
        ),
    ),
    "step nobody comes to": (
        "unreachable-step",
        lambda text: re.sub(
            r"\n(close:[\s\S]*)\Z",
            lambda m: (
                f"\n  - step: ¦zz\n    by: CDR\n    do: Tell everyone\n    within: 5 min"
                f"\n    else: {first_step(text)}\n    next: {first_step(text)}\n\n{m[1]}"
            ),
            text,
        ),
    ),
    "contingency to nowhere": (
        "contingency-form",
        both(AIR, under("anytime", "  - ¦{if: zz.air > 400 ppm}")),
    ),
    "contingency over steps that are not there": (
        "step-unknown",
        both(
            AIR,
            lambda text: under(
                "anytime",
                f"  - {{if: zz.air > 400 ppm, during: [¦zz, {first_step(text)}], then: {first_step(text)}}}",
            )(text),
        ),
    ),
}


JUDGED = {
    # --- style
    "warning below the action": (
        "warning-after-action",
        act("do: Tell everyone\n¦warning: Mind the step"),
    ),
    "capitals": ("capitals", act("do: Tell everyone ¦IMMEDIATELY")),
    "channel nobody reads": (
        "unused-channel",
        under("channels", "  ¦zz: {unit: ppm, range: [0, 5], stale: 9 s}"),
    ),
    "record nobody makes": (
        "record-never-made",
        under("records", "  ¦zz: {type: text, by: CDR, ask: What}"),
    ),
    "too many boxes": (
        "too-many-boxes",
        act(
            "do: [Open a, Open b, Open c, Open d, Open e, Open f, Open g, Open h, Open i, ¦Open j]"
        ),
    ),
    "action inside a warning": (
        "action-in-alert",
        act("warning: Beware. ¦Switch it off.\ndo: Switch it off"),
    ),
    # --- safety
    "arms overlap": (
        "arms-overlap",
        decide("zz.air <= 4 ppm: $FIRST", "¦zz.air >= 4 ppm: $SECOND", "unknown: $FIRST"),
    ),
    "arms gape": (
        "arms-gap",
        decide("zz.air < 4 ppm: $FIRST", "zz.air > 4 ppm: $FIRST", "unknown: $FIRST", marked=True),
    ),
    "arm never holds": (
        "arm-never-holds",
        decide(
            "zz.air < 4 ppm: $FIRST",
            "zz.air >= 4 ppm: $FIRST",
            "¦zz.air > 9 ppm and zz.air < 5 ppm: $FIRST",
            "unknown: $FIRST",
        ),
    ),
    "watch never holds": ("guard-never-holds", watch("¦zz.air > 9 ppm and zz.air < 5 ppm")),
    "equal to a measured number": ("equality-on-measured-number", watch("zz.air ¦= 4 ppm")),
    "caution beyond warning": (
        "limit-order",
        under(
            "channels",
            "  zz: {unit: ppm, range: [0, 500], stale: 9 s, high: {caution: ¦30, warning: 20}}",
        ),
    ),
    "limit never reached": (
        "limit-outside-range",
        under("channels", "  zz: {unit: ppm, range: [0, 500], stale: 9 s, high: {warning: ¦1600}}"),
    ),
    "never stale": (
        "stale-missing",
        under("channels", "  ¦zz: {unit: ppm, range: [0, 500], high: {warning: 16}}"),
    ),
    "number without a range": (
        "value-incomplete",
        both(
            under("records", "  ¦zz: {type: number, unit: ppm, by: CDR, ask: The tube}"),
            step("step: zz\nrecord: zz" + WAY),
        ),
    ),
    "ppm and mg/m3": (
        "units-mixed",
        both(
            AIR,
            step("step: zz\nrecord: zz" + WAY),
            under(
                "records",
                "  zz: {type: number, unit: ¦mg/m3, range: [0, 5], by: CDR, ask: The other}",
            ),
        ),
    ),
    "no time limit": ("no-timeout", step("step: ¦zz\nby: CDR\ndo: Tell everyone")),
    "nobody is named": ("step-without-role", step("step: zz\ndo: ¦Tell everyone" + WAY)),
    "hold shorter than stale": (
        "stale-longer-than-hold",
        both(
            AIR, step("step: zz\nwatch: zz.air < 4 ppm\nhold: ¦20 s\nwithin: 30 min\nelse: $FIRST")
        ),
    ),
    "round for ever": (
        "loop-without-visits",
        both(
            AIR,
            step(
                "step: zz\nwatch: zz.air < 4 ppm\nhold: 5 min\nwithin: 30 min\nelse: $FIRST\nnext: zz-2"
            ),
            lambda text: text.replace(
                "    next: zz-2\n",
                f"    next: zz-2\n  - step: zz-2\n    by: CDR\n    do: Tell everyone\n    within: 5 min\n"
                f"    else: ¦zz\n    next: {first_step(text.split('next: zz-2')[1])}\n",
                1,
            ),
        ),
    ),
    "read before it is made": (
        "record-read-before-made",
        both(
            TUBE,
            step("step: zz-2\nrecord: zz-tube" + WAY),
            step("step: zz\ndecide:\n  ¦zz-tube < 4 ppm: $FIRST\n  unknown: $FIRST"),
        ),
    ),
    "hatch shut without a head count": (
        "head-count-missing",
        act("caution: Cables lie here.\ndo: ¦Shut the hatch"),
    ),
    "hatch opened on a guess": ("reopen-unproved", act("do: ¦Open the hatch")),
    "silence asks again": (
        "silence-leads-back",
        both(
            under("roles", "  ZZ: ground"),
            step(
                "step: zz\ncall: ZZ\nfor: GO\nwithin: 5 min\nvisits: 2\nelse: $FIRST\n"
                "answers: {GO: $FIRST, NO-GO: $FIRST, silence: ¦zz}"
            ),
        ),
    ),
    "ammonia on the CSA-CP": (
        "instrument-unfit",
        both(
            under(
                "records",
                "  zz: {type: number, unit: ppm, range: [0, 5], by: CDR, ask: Ammonia on the ¦CSA-CP}",
            ),
            step("step: zz\nrecord: zz" + WAY),
        ),
    ),
    "longer than a bottle": (
        "mask-time",
        step("step: zz\nby: CDR\ndo: Take the PBA\nwithin: ¦20 min\nelse: $FIRST"),
    ),
    "performed procedure misspelt": ("reference-unknown", step("step: zz\nperform: ¦head-cuont")),
    "contingency never taken": (
        "contingency-shadowed",
        both(
            AIR,
            lambda text: under(
                "anytime",
                f"  - {{if: zz.air > 300 ppm, then: {first_step(text)}}}\n"
                f"  - {{if: ¦zz.air > 400 ppm, then: {first_step(text)}}}",
            )(text),
        ),
    ),
    # --- comments
    "allowed without a reason": (
        "allow-form",
        sub(r"^(title: .*)$", r"\1  ¦# lint: allow capitals"),
    ),
    "allowed for nothing": (
        "allow-unused",
        sub(r"^(title: .*)$", r"\1  ¦# lint: allow capitals because so"),
    ),
    "unknown rule allowed": (
        "allow-unknown-rule",
        sub(r"^(title: .*)$", r"\1  ¦# lint: allow capitols because so"),
    ),
    "load rule allowed": (
        "allow-refused",
        sub(r"^(title: .*)$", r"\1  ¦# lint: allow verb because so"),
    ),
}
