"""Mistakes of habit: characters, numbers and conditions that look right, and mean something else here or nothing."""

from __future__ import annotations

import re

from tests.lint.changes import (
    HATCH,
    TUBE,
    WAY,
    act,
    both,
    decide,
    step,
    sub,
    under,
    watch,
)
from tests.lint.mistaken_meaning import channel, closing

OTHER = under("channels", "  zz.other: {unit: ppm, range: [0, 500], stale: 60 s}")
KPA = under("channels", "  zz.p: {unit: kPa, range: [0, 500], stale: 9 s}")
THREE = under("channels", "  zz.h: {states: [open, shut, obstructed], stale: 60 s}")


def steps_again(text):
    found = re.search(r"^steps:\n[\s\S]*?(?=^close:)", text, re.MULTILINE)
    return f"{text}\n¦{found[0]}"


def close_among_steps(text):
    close = re.search(r"^close:\n(?:  .*\n)+", text, re.MULTILINE)
    rest = text[: close.start()] + text[close.end() :]
    second = list(re.finditer(r"^  - step: ", rest, re.MULTILINE))[1]
    return f"{rest[: second.start()]}{close[0]}  ¦{rest[second.start() + 2 :]}"


CHARACTERS = {
    "quote of a book round a key": (
        "unknown-key",
        sub(r"^    within: ", "    ¦\u2018within\u2019: "),
    ),
    "hard blank in a key of two words": (
        "unknown-key",
        lambda text: closing(text, "¦each\u00a0observation: [explained]\n  sign: [CDR]"),
    ),
    "underscore in a key of two words": (
        "unknown-key",
        lambda text: closing(text, "¦each_observation: [explained]\n  sign: [CDR]"),
    ),
    "plural of a key of two words": (
        "unknown-key",
        lambda text: closing(text, "¦each observations: [explained]\n  sign: [CDR]"),
    ),
    "name of the program's own for a key": (
        "unknown-key",
        step("step: zz\nby: CDR\ndo: Tell everyone\nwithin: 5 min\n¦else_: $FIRST"),
    ),
    "wide colon in a step": ("bad-character", sub(r"^    within: ", "    within¦\uff1a ")),
    "Cyrillic letter in a key": ("unknown-key", sub(r"^    within: ", "    ¦with\u0456n: ")),
    "line end of another kind": ("bad-character", sub(r"^title: (\w+)", "title: \\1¦\u2028")),
    "next line": ("bad-character", sub(r"^title: (\w+)", "title: \\1¦\u0085")),
    "soft hyphen": ("bad-character", sub(r"^  - step: (\w)", "  - step: \\1¦\u00ad")),
    "return in the middle": ("bad-character", sub(r"^(title: .*)$", "\\1 x¦\rx")),
    "top key indented": ("syntax", sub(r"^title: ", " ¦title: ")),
    "key below a key that has a text": ("syntax", sub(r"^    within: ", "      ¦within: ")),
    "merge key in a step": ("merge-key", sub(r"^    within: ", "    ¦<<: *base\n    within: ")),
    "alias in a list": ("alias", act("do: Tell everyone", "\nsign: [¦*crew]")),
    "percent sign without quotes": (
        "syntax",
        under("channels", "  zz: {unit: ¦%, range: [0, 5], stale: 9 s, high: {warning: 4}}"),
    ),
    "star for any reading": (
        "syntax",
        decide("zz.air < 4 ppm: $FIRST", "¦*: $FIRST", "unknown: $SECOND"),
    ),
    "closing among the steps": ("syntax", close_among_steps),
    "file that lost its end": (
        "syntax",
        lambda text: f"{text[: text.rindex('  - {')]}  - ¦{{name: zz, never",
    ),
    "steps pasted a second time": ("duplicate-key", steps_again),
    "file pasted a second time": (
        "duplicate-key",
        lambda text: (
            text + re.sub(r"^procedure:", "¦procedure:", text, count=1, flags=re.MULTILINE)
        ),
    ),
}

NUMBERS = {
    "on for yes": ("value", act("do: Tell everyone", "\nreturn: ¦on")),
    "capital Yes": ("value", act("do: Tell everyone", "\nreturn: ¦Yes")),
    "minutes and seconds as on a clock": ("value", sub(r"^(    within: ).*$", r"\1¦10:00")),
    "number of base eight": ("value", act("do: Tell everyone", "\nvisits: ¦010")),
    "number of base sixteen": ("value", sub(r"^revision: .*$", "revision: ¦0x2")),
    "visits with a fraction": ("value", act("do: Tell everyone", "\nvisits: ¦2.0")),
    "range as in a guard": (
        "value",
        under("channels", "  zz: {unit: ppm, range: ¦0..5, stale: 9 s, high: {warning: 4}}"),
    ),
    "decimal comma in a range": (
        "value",
        under("channels", "  zz: {unit: ppm, range: ¦[0,5, 10], stale: 9 s, high: {warning: 4}}"),
    ),
    "unit beside a limit": (
        "value",
        under("channels", "  zz: {unit: ppm, range: [0, 5], stale: 9 s, high: {warning: ¦4 ppm}}"),
    ),
    "unit beside a range": (
        "value",
        under("channels", "  zz: {unit: ppm, range: [0, ¦5 ppm], stale: 9 s, high: {warning: 4}}"),
    ),
    "exponent": (
        "value",
        under("channels", "  zz: {unit: ppm, range: [0, ¦5e3], stale: 9 s, high: {warning: 4}}"),
    ),
    "nought before a limit": (
        "value",
        under("channels", "  zz: {unit: ppm, range: [0, ¦050], stale: 9 s, high: {warning: 4}}"),
    ),
    "limit without its word": (
        "value",
        under("channels", "  zz: {unit: ppm, range: [0, 5], stale: 9 s, high: ¦4}"),
    ),
    "stale without a unit": (
        "value",
        channel("unit: ppm, range: [0, 5], stale: ¦60", "zz < 4 ppm"),
    ),
    "stale at once": ("value", channel("unit: ppm, range: [0, 5], stale: ¦0 s", "zz < 4 ppm")),
    "unit in full": (
        "unit-unknown",
        under("channels", "  zz: {unit: ¦minutes, range: [0, 5], stale: 9 s, high: {warning: 4}}"),
    ),
    "micro by a Greek letter": (
        "unit-unknown",
        under(
            "channels", "  zz: {unit: ¦\u03bcg/m3, range: [0, 5], stale: 9 s, high: {warning: 4}}"
        ),
    ),
    "year of three digits": ("date-form", sub(r"^date: .*$", "date: ¦0206-11-23")),
    "year of two digits": ("date-form", sub(r"^date: .*$", "date: ¦26-11-23")),
    "date with a time": ("date-form", sub(r"^date: .*$", "date: ¦2026-11-23T10:00")),
    "date in words": ("date-form", sub(r"^date: .*$", 'date: ¦"Nov 23, 2026"')),
}

GUARDS = {
    "two limits at once": ("guard", watch("¦1 ppm < zz.air < 4 ppm")),
    "second sign": ("guard", watch("zz.air < 4 ppm ¦< 9 ppm")),
    "range that runs backwards": ("guard", watch("zz.air in 9..¦1 ppm")),
    "name with a dollar": ("guard", watch("¦$zz.air < 4 ppm")),
    "dash for a full stop": ("name-unknown", watch("¦zz-air < 4 ppm")),
    "capitals in a name": ("name-unknown", watch("¦ZZ.air < 4 ppm")),
    "is forgotten": ("guard", watch("zz.hatch ¦shut")),
    "state with a capital": ("state-unknown", watch("zz.hatch is ¦Shut")),
    "state in quotes": ("guard", watch("zz.hatch is ¦'shut'")),
    "state of another channel": ("state-unknown", watch("zz.hatch is ¦off")),
    "state with an adverb": ("guard", watch("zz.hatch is fully ¦shut")),
    "not before a sign": ("guard", watch("zz.air ¦not < 4 ppm")),
    "or without a second half": ("guard", watch("zz.air < 4 ppm or¦")),
    "always": ("guard", watch("always¦")),
    "compared across units": ("unit-mismatch", both(KPA, watch("zz.air > ¦zz.p"))),
    "compared with a state": ("kind-mismatch", watch("zz.air > ¦zz.hatch")),
    "channel beside a record": (
        "kind-mismatch",
        both(TUBE, step("step: zz0\nrecord: zz-tube" + WAY), watch("zz.air > ¦zz-tube")),
    ),
    "range of a difference": ("guard", both(OTHER, watch("zz.air - zz.other ¦in 1..4 ppm"))),
    "verified by a word that is no state": (
        "state-unknown",
        both(HATCH, act("do: Tell everyone", "\nverify: zz.hatch is ¦closed")),
    ),
    "state of two words": (
        "channel-form",
        channel("states: [open, ¦half open], stale: 9 s", "zz is open"),
    ),
    "state that is a number": (
        "channel-form",
        channel("states: [open, ¦0], stale: 9 s", "zz is open"),
    ),
    "same arm in other blanks": (
        "arms-overlap",
        decide("zz.air < 4 ppm: $FIRST", "¦zz.air<4 ppm: $SECOND", "unknown: $SECOND"),
    ),
    "state without an arm": (
        "arms-gap",
        both(
            THREE,
            decide(
                "zz.h is open: $FIRST", "zz.h is shut: $SECOND", "unknown: $SECOND", marked=True
            ),
        ),
    ),
    "default for the rest": (
        "guard",
        decide("zz.air < 4 ppm: $FIRST", "default¦: $FIRST", "unknown: $SECOND"),
    ),
    "unknown twice": (
        "duplicate-key",
        decide("zz.air < 4 ppm: $FIRST", "unknown: $SECOND", "¦unknown: $FIRST"),
    ),
    "arm without a way": (
        "empty-value",
        decide("¦zz.air < 4 ppm:", "zz.air >= 4 ppm: $SECOND", "unknown: $SECOND"),
    ),
}

HABITS = CHARACTERS | NUMBERS | GUARDS
