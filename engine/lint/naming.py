"""Rules about names: one thing has one name in one spelling, and two things have two.

They look at the letters only: what is spelled nearly alike may be meant so, and most of them only give an info.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from engine.lint.likeness import slip
from engine.lint.rule import Hit, Rule, Subject
from engine.lint.texts import spoken
from engine.machine.spec import DISPOSITIONS
from engine.procedure.places import Path

# Names as crews write them: CSA-CP, CSA CP, FE-1, Node 1, Node-1, Zvezda-Zarya.
_NAME = re.compile(
    r"\b[A-Z]{2,}(?:[- ][A-Z0-9]+\b)+|\b[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+\b"
    r"|\b[A-Z]{3,}[0-9]*\b|\b[A-Z][a-z]+ [0-9]+\b"
)
# Names of five letters and more that do not begin a sentence, where every word has a capital.
_PROPER = re.compile(r"(?<=[a-z,0-9] )[A-Z][a-z]{4,}\b")
_MOST_PROPER = 100  # DESIGN: more names than a station has modules and ships


def name_varies(subject: Subject) -> Iterator[Hit]:
    """One name spelled in two ways: with and without a hyphen, a blank or capitals; channels of one title."""
    first: dict[str, tuple[str, int]] = {}
    for loc, text in sorted(_named(subject), key=lambda one: subject.places.of(one[0])):
        line = subject.places.of(loc).line
        for word in _NAME.finditer(text):
            key = re.sub(r"[- ]", "", word[0]).lower()
            spelled, at = first.setdefault(key, (word[0], line))
            if spelled != word[0]:
                yield Hit(
                    subject.word(loc, text, word.start(), len(word[0])),
                    f"'{word[0]}' is written '{spelled}' on line {at}",
                    "one name for one thing",
                    f"write '{spelled}'",
                )


def name_misspelt(subject: Subject) -> Iterator[Hit]:
    """A name that stands once, one letter away from a name that stands more often: Zvesda beside Zvezda."""
    texts = list(_named(subject))
    stands = Counter(word[0] for _, text in texts for word in _PROPER.finditer(text))
    often = [name for name, count in stands.items() if count > 1][:_MOST_PROPER]
    for loc, text in texts:
        for word in _PROPER.finditer(text):
            once = stands[word[0]] == 1
            near = [one for one in often if once and slip(one, word[0])]
            if near:
                yield Hit(
                    subject.word(loc, text, word.start(), len(word[0])),
                    f"'{word[0]}' stands here only, and '{near[0]}' {stands[near[0]]} times",
                    "one name for one thing",
                    f"did you mean '{near[0]}'?",
                )
    yield from _dispositions(subject)


def _dispositions(subject: Subject) -> Iterator[Hit]:
    """A word of the close that is nearly one that reports go by."""
    for n, word in enumerate(subject.procedure.close.each_observation):
        near = next(iter(difflib.get_close_matches(word, DISPOSITIONS, 1, 0.85)), word)
        if near not in word:  # "unexplained" is a word of its own
            yield subject.hit(
                ("close", "each observation", n),
                f"'{word[:40]}' is nearly '{near}', which reports and audits go by",
                mend=f"did you mean '{near}'?",
                level="warning",
            )


def title_reused(subject: Subject) -> Iterator[Hit]:
    """Two channels of one title: on the screen nobody can tell them apart."""
    first: dict[str, str] = {}
    for name, channel in subject.procedure.channels.items():
        if channel.title and first.setdefault(channel.title.lower(), name) != name:
            yield subject.hit(
                ("channels", name, "title"),
                f"'{first[channel.title.lower()]}' has this title too",
                expected="a title of its own for each channel",
            )


def _named(subject: Subject) -> Iterator[tuple[Path, str]]:
    yield from spoken(subject)
    for name, channel in subject.procedure.channels.items():
        if channel.title:
            yield ("channels", name, "title"), channel.title


_FAMILY = "naming"
RULES = (
    Rule("name-varies", "info", "style", _FAMILY, name_varies, "L22"),
    Rule("name-misspelt", "info", "style", _FAMILY, name_misspelt, "L22"),
    Rule("title-reused", "warning", "style", _FAMILY, title_reused, "L22"),
)
