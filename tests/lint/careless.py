"""Kinds of mistakes of a hasty author: fingers, habits of other formats, other languages and other programs."""

from __future__ import annotations

from tests.lint.changes import AIR, WAY, act, both, decide, step, sub, under, watch

CARELESS = {
    # --- fingers
    "tab for an indent": ("tab", sub(r"^    (within: .*)$", "¦\t\\1")),
    "tab after a colon": ("tab", sub(r"^    within: ", "    within:¦\t")),
    "a blank too few": ("syntax", sub(r"^    (within: .*)$", r"   ¦\1")),
    "a blank too many": ("syntax", sub(r"^    (within: .*)$", r"     ¦\1")),
    "no blank after the dash": ("syntax", sub(r"^  - step: ", r"  ¦-step: ")),
    "no colon after step": ("syntax", sub(r"^  - step: ", r"  - ¦step ")),
    "no blank after a colon": ("syntax", sub(r"^    within: ", r"    ¦within:")),
    "two colons": ("unknown-key", sub(r"^    within: ", r"    ¦within:: ")),
    "equals for a colon": ("syntax", sub(r"^    within: ", r"    ¦within = ")),
    "capital key": ("unknown-key", sub(r"^    within: ", r"    ¦Within: ")),
    "key given twice": ("duplicate-key", act("do: Tell everyone\n¦do: Tell everyone")),
    "comma for a blank in a time": ("value", sub(r"^(    within: )\d+ ", r"\1¦2, ")),
    "three ends of a range": (
        "value",
        under("channels", "  zz: {unit: ppm, range: ¦[0, 5, 9], stale: 9 s, high: {warning: 4}}"),
    ),
    # --- habits of other formats
    "minutes in full": ("value", sub(r"^(    within: ).*$", r"\1¦5 minutes")),
    "minutes as m": ("value", sub(r"^(    within: ).*$", r"\1¦5m")),
    "time of ISO 8601": ("value", sub(r"^(    within: ).*$", r"\1¦PT5M")),
    "hours and minutes": ("value", sub(r"^(    within: ).*$", r"\1¦1 h 30 min")),
    "no time at all": ("value", sub(r"^(    within: ).*$", r"\1¦0 min")),
    "more than a year": ("value", sub(r"^(    within: ).*$", r"\1¦9999999 h")),
    "decimal comma in a time": ("value", sub(r"^(    within: ).*$", r"\1¦2,5 min")),
    "true for yes": (
        "value",
        act("do: Tell everyone", "\nreturn: ¦true"),
    ),
    "timeout for within": ("unknown-key", sub(r"^    within: ", r"    ¦timeout: ")),
    "otherwise for else": ("unknown-key", sub(r"^    else: ", r"    ¦otherwise: ")),
    "list of roles": ("value", sub(r"^roles:\n(?:  .*\n)+", "roles: ¦[CDR, FE-1]\n")),
    "visits from nought": ("value", act("do: Tell everyone", "\nvisits: ¦0")),
    "visits below nought": ("value", act("do: Tell everyone", "\nvisits: ¦-1")),
    "revision nought": ("value", sub(r"^revision: .*$", "revision: ¦0")),
    "revision with a letter": ("value", sub(r"^revision: .*$", "revision: ¦v2")),
    "day first": ("date-form", sub(r"^date: .*$", "date: ¦23.11.2026")),
    "month first": ("date-form", sub(r"^date: .*$", "date: ¦11/23/2026")),
    "day the calendar lacks": ("date-form", sub(r"^date: .*$", "date: ¦2026-02-30")),
    "step name with an underscore": ("value", step("step: ¦zz_a\nby: CDR\ndo: Tell all" + WAY)),
    "end in capitals": ("step-unknown", act("do: Tell everyone", "\nnext: ¦End it")),
    "markdown fence": ("syntax", lambda text: "¦```yaml\n" + text),
    "conflict marker": ("syntax", sub(r"^title: ", "¦<<<<<<< HEAD\ntitle: ")),
    # --- comparisons
    "swapped sign": ("guard", watch("zz.air =¦< 4 ppm")),
    "sign of a printed book": ("guard", watch("zz.air ¦≤ 4 ppm")),
    "and as in C": ("guard", watch("zz.air < 4 ppm ¦&& zz.air > 1 ppm")),
    "capital and": ("guard", watch("zz.air < 4 ppm ¦AND zz.air > 1 ppm")),
    "decimal comma in a limit": ("guard", watch("zz.air < 4¦,5 ppm")),
    "state by an equals sign": ("guard", watch("zz.hatch = ¦shut")),
    "if before a guard": ("guard", decide("if ¦zz.air < 4 ppm: $FIRST", "unknown: $FIRST")),
    "capital unknown": ("guard", decide("zz.air < 4 ppm: $FIRST", "¦Unknown: $FIRST")),
    "else for unknown": ("guard", decide("zz.air < 4 ppm: $FIRST", "else¦: $FIRST")),
    "list of arms": (
        "value",
        both(AIR, step("step: zz\ndecide:\n  ¦- zz.air < 4 ppm: $FIRST\n  - unknown: $FIRST")),
    ),
    # --- signs from other programs
    "curly quotes round a role": ("value", step("step: zz\nby: ¦“CDR”\ndo: Tell all" + WAY)),
    "long dash in a role": ("value", step("step: zz\nby: ¦FE–1\ndo: Tell all" + WAY)),
    "Cyrillic letter in a role": ("value", step("step: zz\nby: ¦СDR\ndo: Tell all" + WAY)),
    "hard blank in a time": ("value", sub(r"^(    within: ).*$", "\\1¦5\u00a0min")),
    "minus of a printed book": ("value", sub(r"^(    within: ).*$", "\\1¦−5 min")),
    "mark in the middle": ("bad-character", sub(r"^title: ", "title: ¦\ufeff")),
    "null byte": ("bad-character", sub(r"^title: ", "title: ¦\x00")),
    "escape sequence": ("bad-character", sub(r"^title: ", "title: ¦\x1b[31m")),
    "old Macintosh line end": ("bad-character", sub(r"^(title: .*)\n", "\\1¦\r")),
}
