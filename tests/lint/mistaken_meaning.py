"""Mistakes of meaning: words that are each in order and together say nothing, twice, or what nobody can mean."""

from __future__ import annotations

import re

from tests.lint.changes import (
    AIR,
    TUBE,
    WAY,
    act,
    both,
    decide,
    first_step,
    step,
    sub,
    under,
    watch,
)

GROUND = under("roles", "  ZZ: ground")
HELD = "step: zz\nwatch: {}\nhold: 5 min\nwithin: 30 min\nelse: $FIRST"
CALL = "step: zz\ncall: ZZ\nfor: GO\nwithin: 5 min\n{}"
TOLD = "step: zz\nby: CDR\ndo: Tell everyone\nwithin: 5 min\nelse: $FIRST\n"


def channel(form, guard):
    return both(under("channels", f"  zz: {{{form}}}"), step(HELD.format(guard)))


def record(form):
    return both(
        under("records", f"  zz: {{{form}, by: CDR, ask: What}}"),
        step("step: zz\nrecord: zz" + WAY),
    )


def closing(text, words):
    """The part 'close:' written anew."""
    return text[: re.search(r"^close:", text, re.MULTILINE).start()] + f"close:\n  {words}\n"


def forced(words):
    def change(text):
        return under("anytime", "  - {" + words.replace("$FIRST", first_step(text)) + "}")(text)

    return both(AIR, change)


def stated(words):
    def change(text):
        entry = "  - {" + words.replace("$FIRST", first_step(text)) + "}"
        return under("properties", entry)(text)

    return change


def _put_off(text):
    bare = re.sub(r"^deferred at: .*\n", "", text, flags=re.MULTILINE)
    return bare.replace("\nsteps:\n", "\ndeferred at: ¦removed\n\nsteps:\n", 1)


def name(text):
    return re.search(r"^procedure: (\S+)", text, re.MULTILINE)[1]


MEANING = {
    # --- people
    "role of nobody signs": ("role-unknown", act("do: Tell everyone", "\nsign: ¦XX")),
    "the doer alone signs": ("sign-own-work", act("do: Tell everyone", "\nsign: ¦CDR")),
    "one person named twice": (
        "entry-repeated",
        step("step: zz\nby: [CDR, ¦CDR]\ndo: Tell all" + WAY),
    ),
    "same box twice": ("entry-repeated", act("do: [Open a, ¦Open a]")),
    "two sign at the close, the same": (
        "entry-repeated",
        lambda text: closing(text, "sign: [CDR, ¦CDR]"),
    ),
    "one word of close twice": (
        "entry-repeated",
        lambda text: closing(text, "each observation: [explained, ¦explained]\n  sign: [CDR]"),
    ),
    "close signed by nobody": ("role-unknown", lambda text: closing(text, "sign: [¦CXR]")),
    "call to someone aboard": (
        "call-not-ground",
        step(
            CALL.replace("ZZ", "¦CDR").format(
                "answers: {GO: $FIRST, NO-GO: $SECOND, silence: $SECOND}"
            )
        ),
    ),
    "silence taken for GO": (
        "no-go-as-go",
        both(GROUND, step(CALL.format("answers: {GO: $FIRST, NO-GO: $SECOND, silence: ¦$FIRST}"))),
    ),
    "NO-GO taken for GO": (
        "no-go-as-go",
        both(GROUND, step(CALL.format("answers: {GO: $FIRST, NO-GO: ¦$FIRST, silence: $SECOND}"))),
    ),
    "no way for NO-GO": (
        "no-go-missing",
        both(GROUND, step(CALL.format("¦answers: {GO: $FIRST, silence: $SECOND}"))),
    ),
    # --- ways
    "question that asks nothing": (
        "ways-alike",
        step(
            "step: zz\nby: CDR\nask: What\n¦answers: {a: $FIRST, b: $FIRST, cannot tell: $FIRST}"
            + WAY
        ),
    ),
    "question with one answer": (
        "ways-alike",
        step("step: zz\nby: CDR\nask: What\n¦answers: {cannot tell: $FIRST}" + WAY),
    ),
    "decision that decides nothing": (
        "ways-alike",
        decide("zz.air < 4 ppm: $FIRST", "zz.air >= 4 ppm: $FIRST", "unknown: $FIRST", marked=True),
    ),
    "arm given twice": (
        "duplicate-key",
        decide("zz.air < 4 ppm: $FIRST", "¦zz.air < 4 ppm: $SECOND", "unknown: $SECOND"),
    ),
    "time over leads back to itself": (
        "loop-without-visits",
        step(TOLD.replace("$FIRST", "¦zz")),
    ),
    "next is itself": ("loop-without-visits", step(TOLD + "next: ¦zz")),
    "next is a step that was removed": ("step-unknown", step(TOLD + "next: ¦removed")),
    "end that is not declared": ("end-unknown", step(TOLD + "end: ¦removed")),
    "two ways on": ("way-twice", step(TOLD + "next: $FIRST\n¦end: zz")),
    "an end and another procedure": ("way-twice", step(TOLD + "leave: head-count\n¦end: zz")),
    "a decision and a next": (
        "way-twice",
        both(
            AIR,
            step(
                "step: zz\ndecide: {zz.air < 4 ppm: $FIRST, zz.air >= 4 ppm: $SECOND, unknown: $SECOND}\n¦next: $FIRST"
            ),
        ),
    ),
    "else without a limit": (
        "else-never-taken",
        step("step: zz\nby: CDR\ndo: Tell everyone\n¦else: $FIRST"),
    ),
    "return from nowhere": (
        "return-without-contingency",
        act("do: Tell everyone", "\n¦return: yes"),
    ),
    "no time": ("value", step(TOLD.replace("5 min", "¦0 s"))),
    "left for a procedure that is not there": ("reference-unknown", step(TOLD + "leave: ¦fyre")),
    "time over leaves for one that is not there": (
        "reference-unknown",
        step(TOLD.replace("$FIRST", "¦leave fyre")),
    ),
    "end of the performed misspelt": (
        "performed-ends",
        step("step: zz\nperform: head-count\nends: {¦all there: $FIRST, someone missing: $FIRST}"),
    ),
    "end of the performed left out": (
        "performed-ends",
        step("step: zz\nperform: head-count\n¦ends: {all accounted for: $FIRST}"),
    ),
    "performs itself": (
        "performed-in-a-ring",
        lambda text: step("step: zz\nperform: ¦" + name(text))(text),
    ),
    "end nobody comes to": ("end-never-reached", sub(r"^ends: \{", "ends: {¦zz: safe, ")),
    "end neither safe nor unsafe": ("value", sub(r"^ends: \{(.*?): \w+", r"ends: {\1: ¦saf")),
    # --- readings
    "one good reading is enough": (
        "hold-missing",
        both(AIR, step("step: zz\n¦watch: zz.air < 4 ppm\nwithin: 30 min\nelse: $FIRST")),
    ),
    "range of one value": (
        "range-order",
        channel("unit: ppm, range: ¦[0, 0], stale: 9 s", "zz < 4 ppm"),
    ),
    "channel without a range": (
        "value-incomplete",
        both(under("channels", "  ¦zz: {unit: ppm, stale: 9 s}"), step(HELD.format("zz < 4 ppm"))),
    ),
    "state given twice": (
        "entry-repeated",
        channel("states: [open, ¦open], stale: 9 s", "zz is open"),
    ),
    "one state": ("channel-form", channel("states: ¦[open], stale: 9 s", "zz is open")),
    "unknown as a state": (
        "channel-form",
        channel("states: [open, ¦unknown], stale: 9 s", "zz is open"),
    ),
    "range of states": (
        "channel-form",
        channel("states: [open, shut], ¦range: [0, 5], stale: 9 s", "zz is open"),
    ),
    "limit of states": (
        "channel-form",
        channel("states: [open, shut], ¦high: {warning: 4}, stale: 9 s", "zz is open"),
    ),
    "limits that are none": (
        "channel-form",
        channel("unit: ppm, range: [0, 500], stale: 9 s, ¦high: {}", "zz < 4 ppm"),
    ),
    "low above high": (
        "limit-order",
        channel(
            "unit: ppm, range: [0, 500], stale: 9 s, ¦low: {warning: 300}, high: {warning: 20}",
            "zz < 4 ppm",
        ),
    ),
    "low caution below its warning": (
        "limit-order",
        channel(
            "unit: ppm, range: [0, 500], stale: 9 s, low: {caution: ¦3, warning: 20}", "zz < 4 ppm"
        ),
    ),
    "limit below all readings": (
        "limit-outside-range",
        channel("unit: ppm, range: [0, 500], stale: 9 s, low: {warning: ¦-3}", "zz < 4 ppm"),
    ),
    "hold shorter than the sensor's lag": (
        "stale-longer-than-hold",
        both(
            under("channels", "  zz: {unit: ppm, range: [0, 500], stale: 3 h}"),
            step(HELD.replace("hold: ", "hold: ¦").format("zz < 4 ppm")),
        ),
    ),
    "pressure against parts": (
        "unit-mismatch",
        channel("unit: kPa, range: [0, 500], stale: 9 s", "zz < 4 ¦ppm"),
    ),
    "pressure in another unit": (
        "unit-mismatch",
        channel("unit: kPa, range: [0, 500], stale: 9 s", "zz < 4 ¦mmHg"),
    ),
    "verified in another unit": (
        "unit-mismatch",
        both(AIR, act("do: Tell everyone", "\nverify: zz.air > 9 ¦mmHg")),
    ),
    "verified never": (
        "guard-never-holds",
        both(AIR, act("do: Tell everyone", "\nverify: ¦zz.air > 9 ppm and zz.air < 5 ppm")),
    ),
    "sensed never": (
        "guard-never-holds",
        both(AIR, act("do: {item: Tell all, sensed: ¦zz.air > 9 ppm and zz.air < 5 ppm}")),
    ),
    "sensed by no sensor": ("name-unknown", act("do: {item: Tell all, sensed: ¦zz.air > 9 ppm}")),
    "watched always": ("guard-never-holds", watch("¦zz.air >= 0 ppm")),
    # --- records
    "record asked for twice": (
        "entry-repeated",
        both(TUBE, step("step: zz\nrecord: [zz-tube, ¦zz-tube]" + WAY)),
    ),
    "record by nobody": (
        "role-unknown",
        both(
            under("records", "  zz: {type: text, by: ¦CXR, ask: What}"),
            step("step: zz\nrecord: zz" + WAY),
        ),
    ),
    "range of a record backwards": (
        "range-order",
        record("type: number, unit: ppm, range: ¦[9, 1]"),
    ),
    "unit of a text": ("record-form", record("type: text, ¦unit: ppm")),
    "words of a text": ("record-form", record("type: text, ¦of: [a, b]")),
    "word of a choice twice": ("entry-repeated", record("type: choice, of: [a, ¦a]")),
    "noticed word that is no choice": (
        "record-form",
        record("type: choice, of: [a, b], observed: [¦c]"),
    ),
    "unit of a record that is none": (
        "unit-unknown",
        record("type: number, unit: ¦ppmv, range: [0, 5]"),
    ),
    "channel and record of one name": (
        "name-reused",
        both(
            AIR,
            under(
                "records", "  ¦zz.air: {type: number, unit: ppm, range: [0, 5], by: CDR, ask: What}"
            ),
        ),
    ),
    # --- the whole file
    "contingency to a step that was removed": (
        "step-unknown",
        forced("if: zz.air > 400 ppm, then: ¦removed"),
    ),
    "contingency to a procedure that is not there": (
        "reference-unknown",
        forced("if: zz.air > 400 ppm, leave: ¦removed"),
    ),
    "contingency that always holds": (
        "guard-never-holds",
        forced("if: ¦zz.air >= 0 ppm, then: $FIRST"),
    ),
    "property of a step that is not there": ("step-unknown", stated("name: zz, never: ¦removed")),
    "items put off come back nowhere": ("step-unknown", _put_off),
    "caution below the action": (
        "warning-after-action",
        act("do: Tell everyone\n¦caution: Mind the step"),
    ),
    "note below the action": (
        "warning-after-action",
        act("do: Tell everyone\n¦note: Mind the step"),
    ),
    "empty box": ("value", act('do: [Open a, ¦""]')),
    "empty warning": ("value", act('warning: ¦""\ndo: Tell everyone')),
    "undocked without a head count": ("head-count-missing", act("do: ¦Undock the Soyuz")),
    "name of another form": ("value", sub(r"^procedure: .*$", "procedure: ¦Fire_1")),
    "more visits than anybody makes": ("value", act("do: Tell everyone", "\nvisits: ¦10000000")),
}
