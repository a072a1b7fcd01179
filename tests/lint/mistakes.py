"""Kinds of mistakes an author makes in text, forms and guards, each as a change of a sound procedure."""

from __future__ import annotations

from tests.lint.careless import CARELESS
from tests.lint.changes import (
    AIR,
    WAY,
    act,
    both,
    decide,
    step,
    sub,
    under,
    watch,
)
from tests.lint.mistaken_meaning import MEANING
from tests.lint.mistaken_ways import JUDGED, WAYS
from tests.lint.slips import SLIPS

TEXT = {
    # --- text
    "tab before a comment": ("tab", sub(r"^(revision: \d+)$", r"\1¦\t# later")),
    "second revision": ("duplicate-key", sub(r"^(revision: \d+)$", r"\1\n¦revision: 9")),
    "anchor": ("anchor", sub(r"^title: ", r"title: ¦&name ")),
    "alias": ("alias", sub(r"^title: .*$", r"title: ¦*name")),
    "tag": ("tag", sub(r"^title: ", r"title: ¦!loud ")),
    "merge key": ("merge-key", sub(r"^(roles:)$", r"\1\n  ¦<<: {FE-9: nobody}")),
    "directive": ("directive", lambda text: "¦%YAML 1.2\n---\n" + text),
    "second document": ("second-document", lambda text: text + "\n¦---\nprocedure: another\n"),
    "number sign without a blank": ("lost-text", act("do: Open valve ¦#2 slowly")),
    "number sign in the title": ("lost-text", sub(r"^(title: .*)$", r"\1 ¦#9 again")),
    "comma in braces": (
        "comma-in-braces",
        under("records", "  zz-eyes: {type: text, by: CDR, ask: Eyes, ¦throat}"),
    ),
    "colon in prose": ("syntax", act("do: Tell everyone¦: come here")),
    "brace never closed": ("syntax", sub(r"^(ends: )\{(.*)\}$", r"\1¦{\2")),
    "bracket never closed": ("syntax", under("channels", "  zz: {states: [open, shut¦}")),
    "quote never closed": ("syntax", sub(r"^title: .*$", r'title: ¦"Head count')),
    "text after a quote": ("syntax", sub(r"^title: .*$", r'title: "Head" ¦count')),
    "value that begins with a percent sign": ("syntax", sub(r"^entry: .*$", r"entry: ¦%% left")),
    "value that begins with at": ("syntax", sub(r"^entry: .*$", r"entry: ¦@ the hatch")),
    "backtick": ("syntax", sub(r"^entry: .*$", r"entry: ¦`smell`")),
    "invisible blank": ("bad-character", sub(r"^title: (\w+)", "title: \\1¦\u200b")),
    "reordered line": ("bad-character", sub(r"^title: (\w+)", "title: \\1¦\u202e")),
    "line without a colon": ("syntax", sub(r"^(date: .*)$", r"\1\n¦reviewed")),
    "empty value": ("empty-value", sub(r"^title: .*$", r"¦title:")),
    # --- forms
    "typo in a top key": ("unknown-key", sub(r"^revision:", r"¦revison:")),
    "typo in a key of a step": ("unknown-key", act("do: Tell everyone", "\n¦vists: 2")),
    "typo before letters of other scripts": (
        "unknown-key",
        act("note: Füße · 指令 · Кран\ndo: Tell everyone", "\n¦vists: 2"),
    ),
    "typo in a key of a channel": (
        "unknown-key",
        under(
            "channels",
            "  zz: {unit: ppm, range: [0, 5], stale: 9 s, ¦tittle: x, high: {warning: 4}}",
        ),
    ),
    "typo in a key of a record": (
        "unknown-key",
        under("records", "  zz: {type: text, by: CDR, ask: What, ¦unti: ppm}"),
    ),
    "key of another verb": ("unknown-key", act("do: Tell everyone", "\n¦hold: 5 min")),
    "missing title": (
        "missing-key",
        sub(r"\A([\s\S]*?)^procedure: (\S+)\ntitle: .*\n", r"\1¦procedure: \2\n"),
    ),
    "no verb": ("verb", step("¦step: zz" + WAY)),
    "two verbs": ("verb", step("¦step: zz\ndo: Tell everyone\nrecord: zz" + WAY)),
    "watch without a limit": (
        "missing-key",
        both(AIR, step("¦step: zz\nwatch: zz.air < 4 ppm\nelse: $FIRST")),
    ),
    "time in words": ("value", sub(r"^(    within: ).*$", r"\1¦five minutes")),
    "time without a unit": ("value", sub(r"^(    within: ).*$", r"\1¦300")),
    "time with a clock": ("value", sub(r"^(    within: ).*$", r"\1¦1:30")),
    "negative time": ("value", sub(r"^(    within: ).*$", r"\1¦-5 min")),
    "visits in words": ("value", act("do: Tell everyone", "\nvisits: ¦twice")),
    "revision that is no number": ("value", sub(r"^revision: \d+$", r"revision: ¦1.10")),
    "role in small letters": ("value", sub(r"^  CDR: ", r"  ¦cdr: ")),
    "step name with blanks": ("value", sub(r"^  - step: \S+$", r"  - step: ¦Call them all")),
    "number that is a word": (
        "value",
        under("channels", "  zz: {unit: ppm, range: [0, ¦lots], stale: 9 s, high: {warning: 4}}"),
    ),
    "type that is not known": (
        "value",
        under("records", "  zz: {type: ¦integer, by: CDR, ask: What}"),
    ),
    "list where a text goes": ("value", sub(r"^title: .*$", r"title: ¦[a, b]")),
    "channel of no kind": ("channel-form", under("channels", "  ¦zz: {stale: 9 s}")),
    "choice of one": (
        "record-form",
        under("records", "  ¦zz: {type: choice, of: [one], by: CDR, ask: What}"),
    ),
    # --- guards
    "word instead of a sign": ("guard", watch("zz.air ¦below 4 ppm")),
    "guard cut off": ("guard", watch("zz.air <¦")),
    "bracket in a guard": ("guard", watch("(zz.air < 4 ppm¦")),
    "single and": ("guard", watch("zz.air < 4 ppm ¦& zz.air > 1 ppm")),
    "channel misspelt": ("name-unknown", watch("¦zz.aire < 4 ppm")),
    "channel misspelt in quotes": ("name-unknown", watch('"¦zz.aire < 4 ppm"')),
    "second channel misspelt": ("name-unknown", watch("zz.hatch is open and ¦zz.aire < 4 ppm")),
    "unit of another kind": ("unit-mismatch", watch("zz.air < 4 ¦mg/m3")),
    "unit in capitals": ("unit-mismatch", watch("zz.air < 4 ¦PPM")),
    "no unit": ("unit-missing", watch("zz.air < 4¦")),
    "state that is not there": ("state-unknown", watch("zz.hatch is ¦closed")),
    "number of a state": ("kind-mismatch", watch("¦zz.hatch < 4 ppm")),
    "state of a number": ("kind-mismatch", watch("¦zz.air is open")),
    "outside the range": ("out-of-range", watch("zz.air < ¦4000 ppm")),
    "unit that is not known": (
        "unit-unknown",
        under("channels", "  zz: {unit: ¦pmm, range: [0, 5], stale: 9 s}"),
    ),
    "range backwards": (
        "range-order",
        under("channels", "  zz: {unit: ppm, range: ¦[5, 0], stale: 9 s}"),
    ),
    "guard in an arm misspelt": (
        "name-unknown",
        decide("zz.air < 4 ppm: $FIRST", "¦zz.aire >= 4 ppm: $FIRST", "unknown: $FIRST"),
    ),
}

MISTAKES = TEXT | WAYS | JUDGED | CARELESS | SLIPS | MEANING
