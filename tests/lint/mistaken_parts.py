"""Mistakes in the parts of a file and the ways between them: forgotten, doubled, led to themselves, or never asked for."""

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
from tests.lint.mistaken_meaning import CALL, GROUND, HELD, channel, name, record, stated

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


def during(words, then="{1}"):
    def change(text):
        first, second = re.findall(r"- step: (\S+)", text)[:2]
        entry = f"  - {{if: zz.air > 400 ppm, during: {words}, then: {then}}}"
        return under(
            "anytime", entry.replace("{1}", first).replace("{2}", second).replace("{{", "{")
        )(text)

    return both(AIR, change)


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
FLOW_AND_PARTS = FLOW | STATED | PEOPLE | PARTS
