"""Mistakes in words: answers and choices spelled wrong, words still to come, sources not named, two actions in a box."""

from __future__ import annotations

from tests.lint.changes import WAY, act, both, step, sub, under
from tests.lint.mistaken_meaning import CALL, GROUND


def link(text):
    """The channel that says whether there is a signal, where the file has none."""
    has = "\n  link: " in text
    return text if has else under("channels", "  link: {states: [AOS, LOS], stale: 20 s}")(text)


def call(more):
    answers = f"answers: {{GO: $FIRST, NO-GO: $SECOND, silence: $SECOND, {more}}}"
    return both(link, GROUND, step(CALL.format(answers)))


def ask(words):
    return step(f"step: zz\nby: CDR\nask: What is it?\nanswers: {{{words}}}" + WAY)


def choice(words, asked="What is it?"):
    return both(
        under("records", f"  zz: {{type: choice, of: [{words}], by: CDR, ask: {asked}}}"),
        step("step: zz\nrecord: zz" + WAY),
    )


MISSPELT = {
    "LOS with letters swapped": ("answer-misspelt", call("¦LSO: $FIRST")),
    "LOS in small letters": ("answer-misspelt", call("¦los: $FIRST")),
    "LOS with a nought": ("answer-misspelt", call("¦L0S: $FIRST")),
    "LOS with a letter more": ("answer-misspelt", call("¦LOSS: $FIRST")),
    "LOS in full": ("answer-misspelt", call("¦loss of signal: $FIRST")),
    "no signal for LOS": ("answer-misspelt", call("¦no signal: $FIRST")),
    "the word of a signal for its loss": ("answer-misspelt", call("¦AOS: $FIRST")),
    "silence a second time, misspelt": ("answer-misspelt", call("¦silense: $FIRST")),
    "GO a second time in small letters": ("answer-misspelt", call("¦go: $FIRST")),
    "NO-GO a second time without its hyphen": ("answer-misspelt", call("¦NO GO: $FIRST")),
    "a second word for cannot tell": (
        "answer-misspelt",
        ask("a: $FIRST, b: $SECOND, ¦can't tell: $FIRST, cannot tell: $FIRST"),
    ),
    "unsure beside cannot tell": (
        "answer-misspelt",
        ask("a: $FIRST, b: $SECOND, ¦not sure: $FIRST, cannot tell: $FIRST"),
    ),
    "two choices of nearly one word": ("words-alike", choice("smooth, cracked, ¦craked")),
    "a choice again with a capital": ("words-alike", choice("mild, strong, ¦Mild")),
    "a choice again with a hyphen": ("words-alike", choice("left open, shut, ¦left-open")),
    "two answers of nearly one word": (
        "words-alike",
        ask("stable: $FIRST, ¦stabel: $SECOND, cannot tell: $FIRST"),
    ),
    "two states of nearly one word": (
        "words-alike",
        both(
            under("channels", "  zz: {states: [closed, open, ¦closde], stale: 9 s}"),
            act("do: Tell everyone", "\nverify: zz is closed"),
        ),
    ),
    "role again in other letters": (
        "words-alike",
        sub(r"^(  CDR: .*)$", r"\1\n  ¦Cdr: another"),
    ),
    "channel again with a hyphen": (
        "words-alike",
        both(
            under("channels", "  ¦zz-air: {states: [open, shut], stale: 60 s}"),
            under("channels", "  zzair: {states: [open, shut], stale: 60 s}"),
            act("do: Tell everyone", "\nverify: zz-air is open and zzair is open"),
        ),
    ),
    "choice misspelt that nobody compares": (
        "word-misspelt",
        choice("¦amonia, none", "Does it smell of ammonia?"),
    ),
    "answer misspelt that stands in its question": (
        "word-misspelt",
        step(
            "step: zz\nby: CDR\nask: Is it stable?\n"
            "answers: {¦stabel: $FIRST, falling: $SECOND, cannot tell: $SECOND}" + WAY
        ),
    ),
}

UNWRITTEN = {
    "question to come": (
        "unfinished",
        step(
            "step: zz\nby: CDR\nask: ¦??? What\n"
            "answers: {a: $FIRST, b: $SECOND, cannot tell: $FIRST}" + WAY
        ),
    ),
    "what the ground is asked for to come": (
        "unfinished",
        both(
            GROUND,
            step(
                CALL.replace("for: GO", "for: ¦TBD").format(
                    "answers: {GO: $FIRST, NO-GO: $SECOND, silence: $SECOND}"
                )
            ),
        ),
    ),
    "role to come": ("unfinished", sub(r"^  CDR: .*$", "  CDR: ¦TBD")),
    "word to come in small letters": ("unfinished", act("do: ¦todo write this")),
    "text of a printer": ("unfinished", act("note: ¦lorem ipsum dolor\ndo: Open a")),
    "precondition to come": (
        "unfinished",
        under("preconditions", "  - {item: ¦FIXME, by: CDR}"),
    ),
    "mark without a source": (
        "source-missing",
        sub(r"^(procedure: )", r"# ¦READ    a bottle lasts 7 min\n\1"),
    ),
    "second-hand mark without a source": (
        "source-missing",
        sub(r"^(procedure: )", r"#   ¦READ-2  the limit is 4 ppm\n#           for an hour\n\1"),
    ),
    "mark beside a key without a source": (
        "source-missing",
        sub(r"^(revision: .*)$", r"\1 # ¦READ"),
    ),
}

# Told at its place, and in nobody's way.
JOINED = {
    "two actions joined": ("several-actions", act("do: Open the valve and ¦stop the pump")),
    "two actions joined by and then": (
        "several-actions",
        act("do: Open a valve, and then ¦read it"),
    ),
    "two actions joined by a sign": ("several-actions", act("do: Open valve 3 & ¦close valve 4")),
    "noun and verb told apart": ("several-actions", act("do: Open the valve and ¦record the time")),
}
WORDS = MISSPELT | UNWRITTEN
