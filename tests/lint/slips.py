"""Slips of an author new to this form of text: dashes, indents, blanks and quotes, each told once and where to mend it."""

from __future__ import annotations

import re

from tests.lint.changes import step, sub


def _nth_step(number, old, new):
    """Change the beginning of one step, counted from 0."""

    def change(text):
        at = [found.start() for found in re.finditer(r"^  - step: ", text, re.MULTILINE)][number]
        return text[:at] + re.sub(old, new, text[at:], count=1)

    return change


def _flat(text):
    """The list of the roles where a map was wanted."""
    found = re.search(r"^roles:\n((?:  .*\n)+)", text, re.MULTILINE)
    entries = re.sub(r"^  (\S+): (.*)$", r"  - \1", found[1], flags=re.MULTILINE)
    return text[: found.start()] + "roles:\n  ¦" + entries[2:] + text[found.end() :]


BOXES = "step: zz\nby: CDR\ndo:\n{}\nwithin: 5 min\nelse: $FIRST"

SLIPS = {
    "first step without its dash": ("syntax", _nth_step(0, "  - step: ", "    ¦step: ")),
    "first step at the dash, without it": ("syntax", _nth_step(0, "  - step: ", "  ¦step: ")),
    "second step without its dash": ("syntax", _nth_step(1, "  - step: ", "    ¦step: ")),
    "first box without its dash": ("syntax", step(BOXES.format("  ¦Open a\n  - Shut b"))),
    "second box without its dash": ("syntax", step(BOXES.format("  - Open a\n  ¦Shut b"))),
    "box beside its key and below it": (
        "syntax",
        step(BOXES.replace("do:\n{}", "do: Open a\n  ¦- Shut b")),
    ),
    "boxes left of their key": (
        "syntax",
        sub(
            r"^steps:\n",
            "steps:\n  - step: zz\n    by: CDR\n    do:\n  ¦- Open a\n      - Shut b\n    end: x\n\n",
        ),
    ),
    "dash before a top key": ("syntax", sub(r"^title: ", "¦- title: ")),
    "text behind a bracket": ("syntax", sub(r"^title: .*$", "title: [Head] ¦count")),
    "text behind a brace": ("syntax", sub(r"^title: .*$", "title: {Head} ¦count")),
    "odd blank in an indent": ("bad-character", sub(r"^    within: ", "   ¦\u00a0within: ")),
    "odd blank behind a colon": ("bad-character", sub(r"^    within: ", "    within:¦\u00a0")),
    "odd blank behind a dash": ("bad-character", sub(r"^  - step: ", "  -¦\u00a0step: ")),
    "wide colon": ("bad-character", sub(r"^title: ", "title¦\uff1a ")),
    "curly quotes": ("curly-quotes", sub(r"^title: (.*)$", "title: ¦\u201c\\1\u201d")),
    "roles as a list": ("value", _flat),
    "several roles in one text": (
        "value",
        step("step: zz\nby: ¦CDR, FE-1\ndo: Tell all\nwithin: 5 min\nelse: $FIRST"),
    ),
    "comment behind a time": ("value", sub(r"^(    within: )(.*)$", r"\1¦5 min#later")),
    "role without a word": ("empty-value", sub(r"^  CDR: .*$", "  ¦CDR:")),
    "steps without one": ("empty-value", sub(r"^steps:\n[\s\S]*(?=^close:)", "¦steps:\n\n")),
}
