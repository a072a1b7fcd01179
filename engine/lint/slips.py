"""Rules about slips in a text: letters of two scripts, quotes and brackets left open, words twice, links and ways in it.

They look at the letters of a text and not at its sense.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.lint.rule import Hit, Rule, Subject
from engine.lint.texts import every_text
from engine.procedure.places import Place

MOST_TEXT: Final = 300  # DESIGN: characters; four lines of the narrowest screen
# Cyrillic, and the Greek letters that look like Latin ones; others (µ, Ω, Δ) are signs.
_FOREIGN: Final = "\u0400-\u04ff\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03c1"
_MIXED: Final = re.compile(rf"[A-Za-z][{_FOREIGN}]|[{_FOREIGN}](?=[A-Za-z])")
_TWICE: Final = re.compile(r"\b([A-Za-z]{2,})\s+(\1)\b", re.IGNORECASE)
_MARKUP: Final = re.compile(
    r"</?[A-Za-z][^<>]*>|\[[^\]]*\]\([^)]*\)|\bhttps?://\S*|\bwww\.\S+|\*\*\w"
)
_WAY: Final = re.compile(
    r"\b(?:go ?to|skip to|return to|continue (?:with|at)|jump to) step\b|\bsteps? \d+",
    re.IGNORECASE,
)
_PAIRS: Final = (("(", ")"), ("[", "]"))


def letters_mixed(subject: Subject) -> Iterator[Hit]:
    """A word with a letter of another script that looks like a Latin one."""
    for n, line in enumerate(subject.text.split("\n"), 1):
        if line.isascii() or line.lstrip().startswith("#"):
            continue
        for found in _MIXED.finditer(line):
            at = found.start() + (found[0][0].isascii())
            yield Hit(
                Place(n, at + 1, n, at + 2),
                f"'{line[at]}' is a letter of another script (U+{ord(line[at]):04X}) in a Latin word",
                "letters of one script in a word",
                "type the word again",
            )


def text_unbalanced(subject: Subject) -> Iterator[Hit]:
    """A text with a quote or a bracket that is opened and never closed, or closed and never opened."""
    for loc, text in every_text(subject):
        at = _unbalanced(text)
        if at is not None:
            yield Hit(
                subject.word(loc, text, at, 1),
                f"this {text[at]} stands alone",
                "quotes and brackets in pairs",
                "close it, or take it out",
            )


def _unbalanced(text: str) -> int | None:
    """Where the sign stands that has no other, or None."""
    if text.count('"') % 2:
        return text.rindex('"')
    for opening, closing in _PAIRS:
        stands: list[int] = []
        for at, sign in enumerate(text):
            if sign == opening:
                stands.append(at)
            elif sign == closing and not stands:
                return at
            elif sign == closing:
                stands.pop()
        if stands:
            return stands[-1]
    return None


def word_doubled(subject: Subject) -> Iterator[Hit]:
    """A word that stands twice, one behind the other."""
    for loc, text in every_text(subject):
        for found in _TWICE.finditer(text):
            yield Hit(
                subject.word(loc, text, found.start(2), len(found[2])),
                f"'{found[2]}' stands twice",
                "once",
                "take one out",
            )


def markup(subject: Subject) -> Iterator[Hit]:
    """A link or a mark of another format, which a display shows as it is written."""
    for loc, text in every_text(subject):
        for found in _MARKUP.finditer(text):
            yield Hit(
                subject.word(loc, text, found.start(), len(found[0])),
                "this is shown as it stands: a text has no links and no markup",
                "plain words",
                "write what the crew needs to know",
            )


def way_in_text(subject: Subject) -> Iterator[Hit]:
    """A text that sends the crew to a step: the program follows ways, not words."""
    for loc, text in every_text(subject):
        found = _WAY.search(re.sub(r'"[^"]*"', lambda m: "_" * len(m[0]), text))
        if found:
            yield Hit(
                subject.word(loc, text, found.start(), len(found[0])),
                "no way follows from these words, and steps are numbered by the program",
                "'next:', 'else:' or an answer that leads there",
                "write the way as a key of the step, or name the step by its title",
            )


def text_long(subject: Subject) -> Iterator[Hit]:
    """A text of so many words that nobody reads it in an emergency."""
    for loc, text in every_text(subject):
        if len(text) > MOST_TEXT and loc[-1] != "title":  # of titles title-long speaks
            yield subject.hit(
                loc,
                f"this text has {len(text)} characters",
                expected=f"at most {MOST_TEXT}, four lines of a screen",
                mend="split it, or say less",
            )


_MODELINE: Final = re.compile(
    r"^#\s*yaml-language-server:\s*\$schema=(\S*?)([^/\\\s]*)\s*$", re.MULTILINE
)
SCHEMA: Final = "procedure.schema.json"


def schema_line(subject: Subject) -> Iterator[Hit]:
    """A line for editors that names another schema than that of procedures."""
    found = _MODELINE.search(subject.text)
    if found and found[2] != SCHEMA:
        line = subject.text.count("\n", 0, found.start()) + 1
        at = found.start(2) - found.start() + 1
        yield Hit(
            Place(line, at, line, at + max(1, len(found[2]))),
            f"editors would hold this file against '{found[2][:60]}'",
            SCHEMA,
            f"write {SCHEMA}; `boldface author schema` writes the file",
        )


_FAMILY = "slips"
RULES = (
    Rule("letters-mixed", "warning", "style", _FAMILY, letters_mixed),
    Rule("text-unbalanced", "warning", "style", _FAMILY, text_unbalanced),
    Rule("word-doubled", "warning", "style", _FAMILY, word_doubled),
    Rule("markup", "warning", "style", _FAMILY, markup),
    Rule("way-in-text", "warning", "style", _FAMILY, way_in_text, "L24"),
    Rule("text-long", "warning", "style", _FAMILY, text_long, "L23"),
    Rule("schema-line", "warning", "style", _FAMILY, schema_line),
)
