"""Mistakes in the parts of a file: properties that say nothing, people who are nobody, parts lost or written twice."""

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
    sub,
    under,
)
from tests.lint.mistaken_meaning import HELD, channel, closing, name, record, stated

TOLD = "step: zz\nby: CDR\ndo: Tell everyone\nwithin: 5 min\nelse: {}"


def without(key, change):
    """A change of a text whose top key, with all below it, was taken out."""

    def changed(text):
        return change(re.sub(rf"^{key}:.*\n(?:  .*\n)*", "", text, count=1, flags=re.MULTILINE))

    return changed


def put(lines):
    """A top key with its lines, above the steps."""

    def change(text):
        lines_here = lines.replace("$NAME", name(text)).replace("$FIRST", first_step(text))
        return text.replace("\nsteps:\n", f"\n{lines_here}\n\nsteps:\n", 1)

    return change


def at_the_name(text):
    return text.replace("\nprocedure:", "\n¦procedure:", 1)


def ground(line):
    return without("ground", lambda text: text.replace("\nends:", f"\n{line}\nends:", 1))


def properties(*entries):
    def change(text):
        lines = "\n".join(f"  - {{{one}}}" for one in entries).replace("{¦", "¦{")
        return under("properties", lines.replace("$FIRST", first_step(text)))(text)

    return change


def pasted(text):
    """The first step a second time."""
    found = re.search(r"^  - step: [\s\S]*?(?=^  - step: )", text, re.MULTILINE)
    again = found[0].replace("- step: ", "- step: ¦", 1)
    return text[: found.end()] + again + text[found.end() :]


STATED = {
    "property of a thing before itself": (
        "property-form",
        properties("name: zz, always: ¦$FIRST, before: $FIRST"),
    ),
    "property of a thing without itself": (
        "property-form",
        properties("name: zz, never: ¦$FIRST, without: $FIRST"),
    ),
    "property that it reaches itself in time": (
        "property-form",
        properties("name: zz, within: ¦5 min, of: $FIRST, reach: $FIRST"),
    ),
    "property that it is reached from itself": (
        "property-form",
        properties("name: zz, reachable: ¦$FIRST, from: $FIRST"),
    ),
    "property that says nothing": ("property-form", properties("¦name: zz")),
    "property without its name": ("missing-key", properties("¦never: $FIRST")),
    "name of a property with blanks": ("value", properties("name: ¦all is well, never: $FIRST")),
    "two properties of one name": (
        "name-reused",
        properties("name: zz, reachable: end a, from: $FIRST", "name: ¦zz, never: $FIRST"),
    ),
    "property of an answer nobody gives": (
        "answer-unknown",
        properties("name: zz, never: $FIRST, without: ¦$FIRST answered GO"),
    ),
    "property of a channel": (
        "name-unknown",
        both(AIR, properties("name: zz, never: $FIRST, without: ¦zz.air < 4 ppm")),
    ),
    "property of an end that is not there": (
        "end-unknown",
        stated("name: zz, within: 5 min, of: $FIRST, reach: ¦end zz"),
    ),
    "property of a procedure that is not there": (
        "reference-unknown",
        stated("name: zz, reachable: ¦leave fyre, from: $FIRST"),
    ),
    "property from every steps": (
        "value",
        stated("name: zz, reachable: $FIRST, from: ¦every steps"),
    ),
}

PEOPLE = {
    "person in small letters": ("value", step("step: zz\nby: ¦cdr\ndo: Tell all" + WAY)),
    "role with a blank": ("value", step("step: zz\nby: ¦FE 1\ndo: Tell all" + WAY)),
    "role without its dash": ("role-unknown", step("step: zz\nby: ¦FE1\ndo: Tell all" + WAY)),
    "everyone for a role": ("role-unknown", step("step: zz\nby: ¦Everyone\ndo: Tell all" + WAY)),
    "role declared twice": ("duplicate-key", sub(r"^(  CDR: .*)$", r"\1\n  ¦CDR: another")),
    "ground that is nobody": ("role-unknown", ground("ground: [¦MCC-X]")),
    "ground without brackets": ("value", ground("ground: ¦MCC-X")),
    "signed by an empty list": ("value", act("do: Tell everyone", "\nsign: ¦[]")),
    "warning of an empty list": ("value", act("warning: ¦[]\ndo: Tell everyone")),
    "box of blanks": ("value", act('do: [Open a, ¦"  "]')),
    "title of blanks": ("value", sub(r"^title: .*$", 'title: ¦"   "')),
    "box without words": ("missing-key", act("do: [Open a, ¦{by: CDR}]")),
    "warning among the boxes": ("unknown-key", act("do: [Open a, {¦warning: Hot}]")),
    "note as a map": ("value", act("note: ¦{a: b}\ndo: Tell everyone")),
    "precondition that nobody looks at": (
        "step-without-role",
        under("preconditions", "  - ¦{item: Masks are near}"),
    ),
    "precondition sensed by nothing": (
        "name-unknown",
        under("preconditions", "  - {item: Masks are near, sensed: ¦zz.q is on}"),
    ),
    "title that nobody reads": (
        "title-long",
        sub(r"^    title: .*$", "    title: ¦" + "Word " * 40),
    ),
    "words to come": ("unfinished", act("do: ¦TODO")),
    "title to come": ("unfinished", sub(r"^    title: .*$", "    title: ¦TBD")),
    "word left open": ("unfinished", act("do: Open ¦???")),
    "title of nothing": ("unfinished", sub(r"^title: .*$", "title: ¦~")),
}

PARTS = {
    "verb misspelt": ("unknown-key", step("step: zz\nby: CDR\n¦doo: Tell everyone" + WAY)),
    "verb in capitals": ("unknown-key", step("step: zz\nby: CDR\n¦DO: Tell everyone" + WAY)),
    "verb of another system": ("unknown-key", step("step: zz\nby: CDR\n¦action: Tell all" + WAY)),
    "colon before the name": ("syntax", sub(r"^  - step: ", "  - ¦step :")),
    "colon in the key": ("syntax", sub(r"^  - step: ", "  - ¦ste:p ")),
    "word of the closing misspelt": (
        "name-misspelt",
        lambda text: closing(text, "each observation: [explained, ¦lfet open]\n  sign: [CDR]"),
    ),
    "no closing": ("close-missing", without("close", at_the_name)),
    "no word on the ends": ("ends-missing", without("ends", step(TOLD.format("¦end zz")))),
    "no revision": ("missing-key", without("revision", at_the_name)),
    "no roles": ("missing-key", without("roles", at_the_name)),
    "no entry": ("missing-key", without("entry", at_the_name)),
    "procedure called as a file": ("value", sub(r"^procedure: (.*)$", r"procedure: ¦\1.yaml")),
    "procedure of another name than its file": (
        "file-name",
        sub(r"^procedure: (.*)$", r"procedure: ¦\1-2"),
    ),
    "step pasted a second time": ("name-reused", pasted),
    "title given twice": ("duplicate-key", sub(r"^(    title: .*)$", r"\1\n    ¦title: Another")),
    "channel declared twice": (
        "duplicate-key",
        both(
            AIR,
            lambda text: under("channels", "  zz.air: {states: [a, b], stale: 9 s}")(text).replace(
                "  zz.air: {unit", "  ¦zz.air: {unit"
            ),
        ),
    ),
    "channel with an underscore": (
        "value",
        under("channels", "  ¦zz_air: {unit: ppm, range: [0, 5], stale: 9 s, high: {warning: 4}}"),
    ),
    "unit and states": (
        "channel-form",
        both(
            under("channels", "  ¦zz: {unit: ppm, states: [a, b], stale: 9 s}"),
            step(HELD.format("zz is a")),
        ),
    ),
    "states as a text": ("value", channel("states: ¦open, stale: 9 s", "zz is open")),
    "record that asks nothing": (
        "missing-key",
        both(under("records", "  zz: ¦{type: text, by: CDR}"), step("step: zz\nrecord: zz" + WAY)),
    ),
    "number that is noticed": (
        "record-form",
        record("type: number, unit: ppm, range: [0, 5], ¦observed: [3]"),
    ),
    "record with an underscore": ("value", both(TUBE, step("step: zz\nrecord: ¦zz_tube" + WAY))),
    "two records in one text": (
        "value",
        both(TUBE, step("step: zz\nrecord: ¦zz-tube, zz-tube" + WAY)),
    ),
    "call without its level": ("missing-key", without("called", put("called: ¦{sense: Smoke}"))),
    "call of a level that is none": (
        "value",
        without("called", put("called: {sense: Smoke, level: ¦alarm}")),
    ),
    "holds back itself": ("performed-in-a-ring", without("inhibits", put("inhibits: ¦$NAME"))),
    "consequence from a step that is not there": (
        "step-unknown",
        without("consequences", put("consequences:\n  - {note: Dark, from: ¦removed}")),
    ),
    "consequence told twice": (
        "entry-repeated",
        without("consequences", put("consequences:\n  - {note: Dark}\n  - ¦{note: Dark}")),
    ),
}

# What the linter is not sure of: told at its place, and in nobody's way.
QUIET = {
    "what not to do": ("verb-first", act("do: ¦Do not touch the panel")),
    "what never to do": ("verb-first", act("do: ¦Never open it")),
    "what is to be made sure": ("verb-first", act("do: ¦Ensure that it is fine")),
    "who should": ("verb-first", act("do: ¦CDR should tell everyone")),
    "condition in a box": ("verb-first", act("do: ¦If it is hot, tell everyone")),
    "three actions in a box": ("several-actions", act("do: Open a. ¦Shut b. Tell c.")),
    "module with a letter exchanged": (
        "name-misspelt",
        act("do: [Go to Harmonia, Look round in Harmonia, Return to ¦Harmomia]"),
    ),
    "module with letters swapped": (
        "name-misspelt",
        act("do: [Go to Harmonia, Look round in Harmonia, Return to ¦Harmnoia]"),
    ),
}
STATED_AND_PARTS = STATED | PEOPLE | PARTS
