"""Characters that no procedure may hold, or not where they stand: control and invisible ones, tabs, odd blanks.

Each is told at its place and then read as what was meant, so that it hides nothing else; a text is never changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, islice
from typing import Final

from engine.procedure.places import Place, Problem

MAX_SHOWN: Final = 20  # DESIGN: tabs and bad characters shown at once

# Control characters, invisible or reordering ones, the line ends of YAML 1.1 that editors do not
# count, surrogates and noncharacters. Zero-width joiners stay: some scripts need them.
BAD_CHARACTER = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufeff\ufffe\uffff]"
)
_LONE_RETURN = re.compile("\r(?!\n)")
_INDENTING_TAB = re.compile("^ *\t", re.MULTILINE)
# In the indent, behind a dash or behind the colon of a key; inside a text they are the author's.
_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD = re.compile(f"[{_BLANKS}]+")
_LEAD = re.compile(f"^[ \\-{_BLANKS}]*(?:[a-z][a-z ]{{0,30}}:[ {_BLANKS}]*)?", re.MULTILINE)
_WIDE_COLON = re.compile("^[ -]*[a-z][a-z ]{0,30}(\uff1a) ?", re.MULTILINE)


def cleaned(text: str) -> tuple[str | None, list[Problem]]:
    """The text as it was meant, and what is wrong with its characters; None where lines or columns mean nothing."""
    odd = list(_odd_blanks(text))
    problems = [*_lone_return(text), *_bad_characters(text), *_tabs(text), *odd]
    if _LONE_RETURN.search(text) or _INDENTING_TAB.search(text):
        return None, problems
    clean = BAD_CHARACTER.sub("\ufffd", text).replace("\t", " ")
    if odd:
        clean = _LEAD.sub(lambda found: _ODD.sub(lambda run: " " * len(run[0]), found[0]), clean)
        clean = _WIDE_COLON.sub(lambda found: found[0].rstrip().replace("\uff1a", ": "), clean)
    return clean, problems


def bad_character(place: Place, character: str) -> Problem:
    """The Problem of one character that no procedure may hold."""
    name = unicodedata.name(character, "a control character").lower()
    return Problem(
        place,
        "bad-character",
        f"the character U+{ord(character):04X} ({name}) stands here",
        "text without control, invisible or reordering characters",
        "remove the character",
    )


def _lone_return(text: str) -> Iterator[Problem]:
    for place, _ in _found(_LONE_RETURN, text, 1):
        yield Problem(
            place,
            "bad-character",
            "a line ends in a carriage return alone",
            "line feeds, with or without a carriage return before them",
            "save the file with Unix line ends",
        )


def _bad_characters(text: str) -> Iterator[Problem]:
    for place, character in _found(BAD_CHARACTER, text, MAX_SHOWN):
        yield bad_character(place, character)


def _tabs(text: str) -> Iterator[Problem]:
    for place, _ in _found(re.compile("\t+"), text, MAX_SHOWN):
        yield Problem(place, "tab", "a tab stands here", "blanks", "indent and part with blanks")


def _odd_blanks(text: str) -> Iterator[Problem]:
    """Blanks of other kinds, and the wide colon, where the form of the file hangs on a plain one."""
    if _ODD.search(text) is None and "\uff1a" not in text:
        return
    runs = (run for lead in _LEAD.finditer(text) for run in _within(_ODD, lead))
    for match, at in islice(chain(runs, _wide(text)), MAX_SHOWN):
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        name = unicodedata.name(match[0], "an odd blank").lower()
        yield Problem(
            Place(line, column, line, column + len(match)),
            "bad-character",
            f"the character U+{ord(match[0]):04X} ({name}) stands here",
            "a plain colon and a blank" if match == "\uff1a" else "a plain blank",
            "type it anew: it came with copied text, and only looks the same",
        )


def _within(pattern: re.Pattern[str], lead: re.Match[str]) -> Iterator[tuple[str, int]]:
    return ((one[0], lead.start() + one.start()) for one in pattern.finditer(lead[0]))


def _wide(text: str) -> Iterator[tuple[str, int]]:
    return ((one[1], one.start(1)) for one in _WIDE_COLON.finditer(text))


def _found(pattern: re.Pattern[str], text: str, most: int) -> Iterator[tuple[Place, str]]:
    """Place and text of the first `most` matches, none of which crosses a line."""
    line, seen = 1, 0
    for count, match in enumerate(pattern.finditer(text)):
        if count == most:
            return
        line += text.count("\n", seen, match.start())
        seen = match.start()
        column = seen - text.rfind("\n", 0, seen)
        yield Place(line, column, line, column + len(match[0])), match[0]
