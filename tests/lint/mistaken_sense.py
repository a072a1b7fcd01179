"""Mistakes a hostile reader would make: numbers and signs nobody can mean, slips in texts, roles on the wrong side."""

from __future__ import annotations

import re

from tests.lint.changes import AIR, WAY, act, both, step, sub, under
from tests.lint.mistaken_meaning import CALL, GROUND, channel, forced, record
from tests.lint.mistaken_parts import ground, put, without

HELD = "step: zz\nwatch: {}\nhold: 5 min\nwithin: 30 min\nelse: $FIRST"
LOW = under("channels", "  zz.o2: {unit: kPa, range: [0, 60], stale: 60 s, low: {caution: 19}}")


def watched(guard, after=""):
    return both(AIR, step(HELD.format(guard) + after))


def ends(line):
    return sub(r"^ends: \{(.*)\}$", line)


def unsafe(text):
    """Every end unsafe."""
    return re.sub(
        r"^ends: .*$", lambda m: "¦" + m[0].replace(": safe", ": unsafe"), text, flags=re.MULTILINE
    )


def with_a_text(line):
    return act(f"{line}\ndo: Tell everyone")


NUMBERS = {
    "watch turned round": ("condition-reversed", watched("¦zz.air > 4 ppm")),
    "half of a watch turned round": (
        "condition-reversed",
        both(LOW, watched("zz.air < 4 ppm and ¦zz.o2 < 19 kPa")),
    ),
    "low limit waited for": ("condition-reversed", both(LOW, watched("¦zz.o2 <= 19 kPa"))),
    "verified turned round": (
        "condition-reversed",
        both(AIR, act("do: Tell everyone", "\nverify: ¦zz.air >= 16 ppm")),
    ),
    "contingency turned round": (
        "condition-reversed",
        forced("if: ¦zz.air < 16 ppm, then: $FIRST"),
    ),
    "called turned round": (
        "condition-reversed",
        both(AIR, without("called", put("called: {if: ¦zz.air < 16 ppm, level: warning}"))),
    ),
    "ten times the limit": ("decimal-slip", watched("zz.air < ¦40 ppm")),
    "a tenth of the limit": ("decimal-slip", watched("zz.air < ¦0.4 ppm")),
    "hundred times the limit in a contingency": (
        "decimal-slip",
        forced("if: zz.air > ¦160 ppm, then: $FIRST"),
    ),
    "limit ten times what conditions have": (
        "decimal-slip",
        both(
            under(
                "channels", "  zz: {unit: ppm, range: [0, 500], stale: 60 s, high: {caution: ¦40}}"
            ),
            step(HELD.format("zz < 4 ppm")),
            step(HELD.replace("step: zz", "step: zy").format("zz < 4 ppm")),
        ),
    ),
    "less than no gas": (
        "range-impossible",
        channel("unit: ppm, range: ¦[-5, 500], stale: 60 s", "zz < 4 ppm"),
    ),
    "less than nobody": (
        "range-impossible",
        record("type: number, unit: people, range: ¦[-1, 13]"),
    ),
    "more than the whole": (
        "range-impossible",
        channel('unit: "%", range: ¦[0, 1000], stale: 60 s', "zz < 4 %"),
    ),
    "seconds for minutes": (
        "time-too-short",
        step("step: zz\nby: CDR\ndo: Tell everyone\nwithin: ¦5 s\nelse: $FIRST"),
    ),
    "an answer in a second": (
        "time-too-short",
        step(
            "step: zz\nby: CDR\nask: What\nanswers: {a: $FIRST, b: $SECOND, cannot tell: $FIRST}\n"
            "within: ¦1 s\nelse: $FIRST"
        ),
    ),
    "the ground in two seconds": (
        "time-too-short",
        both(
            GROUND,
            step(
                CALL.replace("5 min", "¦2 s").format(
                    "answers: {GO: $FIRST, NO-GO: $SECOND, silence: $SECOND}"
                )
            ),
        ),
    ),
    "stale in minutes": (
        "stale-long",
        both(
            under("channels", "  zz: {states: [open, shut], stale: ¦60 min}"),
            act("do: Tell everyone", "\nverify: zz is open"),
        ),
    ),
    "stale in days": (
        "stale-long",
        channel("unit: ppm, range: [0, 500], stale: ¦1 d", "zz < 4 ppm"),
    ),
    "stale in milliseconds": (
        "stale-short",
        channel("unit: ppm, range: [0, 500], stale: ¦90 ms", "zz < 4 ppm"),
    ),
    "limit at the end of the range": (
        "limit-outside-range",
        channel("unit: ppm, range: [0, 500], stale: 9 s, high: {warning: ¦500}", "zz < 4 ppm"),
    ),
    "low limit at the beginning of the range": (
        "limit-outside-range",
        channel("unit: ppm, range: [0, 500], stale: 9 s, low: {warning: ¦0}", "zz < 4 ppm"),
    ),
    "title of another limit": (
        "value-differs",
        watched("zz.air < 4 ppm", "\ntitle: Below ¦7.25 ppm"),
    ),
    "title of another limit below the watch": (
        "value-differs",
        both(AIR, step("step: zz\ntitle: Below ¦7.5 ppm\n" + HELD[9:].format("zz.air < 4 ppm"))),
    ),
    "box of another limit": ("value-differs", both(AIR, act("do: Wait for ¦6 ppm or less"))),
    "note of another limit": ("value-differs", both(AIR, with_a_text("note: Not above ¦6 ppm"))),
    "unit of a text misspelt": ("value-differs", both(AIR, with_a_text("note: Not above 4 ¦pmm"))),
}

TEXTS = {
    "Cyrillic letter in a box": ("letters-mixed", act("do: Open the v¦\u0430lve")),
    "Cyrillic letter at the head of a word": ("letters-mixed", act("do: Tell ¦\u0421rew")),
    "Greek letter in a title": ("letters-mixed", sub(r"^title: (\w)", r"title: \1¦" + "\u03bf")),
    "Cyrillic letter in a state": (
        "letters-mixed",
        under("channels", "  zz: {states: [¦\u043epen, shut], stale: 60 s}"),
    ),
    "Cyrillic letter in an answer": (
        "letters-mixed",
        step(
            "step: zz\nby: CDR\nask: What\n"
            "answers: {st¦\u0430ble: $FIRST, b: $SECOND, cannot tell: $FIRST}" + WAY
        ),
    ),
    "quote of a box never closed": ("text-unbalanced", act("do: 'Say ¦\"all clear on the loop'")),
    "bracket of a warning never closed": (
        "text-unbalanced",
        with_a_text("warning: Hot pipes ¦(see the label"),
    ),
    "bracket of a warning never opened": (
        "text-unbalanced",
        with_a_text("warning: Hot pipes see the label¦)"),
    ),
    "quote of a note never closed": (
        "text-unbalanced",
        with_a_text("note: 'The label says ¦\"hot'"),
    ),
    "word twice in a box": ("word-doubled", act("do: Open the ¦the valve")),
    "word twice in a warning": ("word-doubled", with_a_text("warning: Hot ¦hot pipes")),
    "word twice in the title": ("word-doubled", sub(r"^title: (\w\w+)", r"title: \1 ¦\1")),
    "link of Markdown": ("markup", act("do: Look at the ¦[rack](rack.md)")),
    "address in a note": ("markup", with_a_text("note: More at ¦https://example.org/rack")),
    "tag of HTML": ("markup", with_a_text("warning: ¦<b>Hot pipes")),
    "bold of Markdown": ("markup", with_a_text("warning: Never ¦**touch it")),
    "way in a box": ("way-in-text", act("do: [Open a, ¦Go to step zz]")),
    "number of a step in a note": ("way-in-text", with_a_text("note: See ¦step 99")),
    "way in a warning": ("way-in-text", with_a_text("warning: If hot ¦skip to step cool")),
    "box that nobody reads": ("text-long", act("do: ¦Open the valve " + "and then wait " * 30)),
    "warning that nobody reads": ("text-long", with_a_text("warning: ¦" + "Mind the pipes. " * 30)),
    "schema of a scenario": (
        "schema-line",
        sub(r"schema/procedure\.schema\.json$", "schema/¦scenario.schema.json"),
    ),
    "schema misspelt": (
        "schema-line",
        sub(r"schema/procedure\.schema\.json$", "schema/¦procedur.json"),
    ),
}

SIDES = {
    "commander on the ground": ("ground-aboard", ground("ground: [¦CDR]")),
    "commander on the ground without a list": (
        "ground-aboard",
        both(ground("ground: [MCC-Z, ¦CDR]"), under("roles", "  MCC-Z: ground")),
    ),
    "control centre that is not on the ground": (
        "ground-aboard",
        under("roles", "  ¦CAPCOM: voice to the crew"),
    ),
    "valve shut by the ground": (
        "ground-cannot",
        both(GROUND, ground("ground: [ZZ]"), act("do: {item: Shut the valve, by: ¦ZZ}")),
    ),
    "mask put on by the ground": (
        "ground-cannot",
        both(
            GROUND,
            ground("ground: [ZZ]"),
            step("step: zz\nby: ¦ZZ\ndo: Mask on" + WAY),
        ),
    ),
    "people missing at a safe end": (
        "end-misjudged",
        ends(r"ends: {\1, two people missing: ¦safe}"),
    ),
    "something lost at a safe end": ("end-misjudged", ends(r"ends: {\1, hatch lost: ¦safe}")),
    "no safe end": ("end-misjudged", unsafe),
}
SENSE = NUMBERS | TEXTS | SIDES
