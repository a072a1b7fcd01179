"""Rules about the words that people choose among: answers, choices, states and ends, each meant once and spelled right.

The machine goes by a few of them (`silence`, `LOS`, `cannot tell`); one that is nearly such a word is nobody's way.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from engine.lint.likeness import one_off, same_letters, slip
from engine.lint.rule import Hit, Rule, Subject
from engine.lint.texts import every_text
from engine.procedure.flow_checks import CANNOT_TELL, LOS, SILENCE
from engine.procedure.model import Ask, Call
from engine.procedure.nearest import plain
from engine.procedure.places import Path

_LEAST: Final = 5  # DESIGN: shorter words are often one letter apart and mean two things
_MOST: Final = 100  # DESIGN: words of one list; nobody chooses among more
_LONGEST: Final = 40  # DESIGN: letters; a longer one is no word
_LOST: Final = re.compile(
    r"(loss of|lost|no|out of) ?(signal|comm?s?|contact|link)|(signal|link|comm?s?) (loss|lost)|black-?out",
    re.IGNORECASE,
)
_UNSURE: Final = re.compile(
    r"unknown|unsure|not sure|do not know|don['\u2019]t know|can('|\u2019| ?no)t (say|tell)",
    re.IGNORECASE,
)
_GO_BY: Final = (SILENCE, LOS, "GO", "NO-GO")


def answer_misspelt(subject: Subject) -> Iterator[Hit]:
    """An answer that is nearly a word that the program goes by, and would never be taken for it."""
    for n, step in enumerate(subject.procedure.steps):
        if not isinstance(step, Ask | Call):
            continue
        for word in step.answers:
            meant = _of_call(word) if isinstance(step, Call) else _of_question(word, step)
            # Of `silence` and `cannot tell` that are missing the reader speaks.
            if meant and (meant in step.answers or meant not in {SILENCE, CANNOT_TELL}):
                yield subject.hit(
                    ("steps", n, "answers", word),
                    f"'{word[:40]}' is nearly '{meant}', and is not taken for it",
                    expected=f"'{meant}', or a word that is none of the program's",
                    mend=f"did you mean '{meant}'?",
                    key=True,
                )


def _of_call(word: str) -> str:
    if word in _GO_BY:
        return ""
    if _LOST.fullmatch(word):
        return LOS
    for meant in _GO_BY:
        near = len(meant) > 2 and one_off(word.upper(), meant.upper())
        if near or same_letters(word, meant) or word.upper().replace("0", "O") == meant:
            return meant
    return ""


def _of_question(word: str, step: Ask) -> str:
    if word == CANNOT_TELL or CANNOT_TELL not in step.answers:
        return ""
    near = same_letters(word, CANNOT_TELL) or one_off(word.casefold(), CANNOT_TELL)
    return CANNOT_TELL if near or _UNSURE.fullmatch(word) else ""


def words_alike(subject: Subject) -> Iterator[Hit]:
    """Two words of one list that are one word but for a letter, a capital or a hyphen: nobody can choose.

    Names (roles, channels, records) may differ in a letter, as MCC-H and MCC-M do.
    """
    for at, names in _named(subject):
        first: dict[str, str] = {}
        for name in names:
            other = first.setdefault(plain(name), name)
            if other != name:
                yield subject.hit(
                    (*at, name),
                    f"'{name[:40]}' is '{other[:40]}' in other letters",
                    expected="names that nobody takes for each other",
                    mend="give it a name of its own",
                    key=True,
                )
    for at, words, key in _lists(subject):
        for n, word in enumerate(words):
            near = next((one for one in words[:n] if _alike(one, word)), None)
            if near is not None:
                yield subject.hit(
                    (*at, word) if key else _entry(subject, at, n),
                    f"'{word[:40]}' is nearly '{near[:40]}' in the same list",
                    expected="words that nobody takes for each other",
                    mend="correct it, or take it out",
                    key=key,
                )


def _named(subject: Subject) -> Iterator[tuple[Path, Collection[str]]]:
    yield ("roles",), subject.procedure.roles
    yield ("channels",), subject.procedure.channels
    yield ("records",), subject.procedure.records


def _alike(one: str, other: str) -> bool:
    if one == other or re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False  # entry-repeated speaks of the first; node-1 and node-2 are two things
    long = min(len(one), len(other)) >= _LEAST
    return same_letters(one, other) or (long and one_off(one.casefold(), other.casefold()))


def word_misspelt(subject: Subject) -> Iterator[Hit]:
    """A word to choose that stands nowhere else, one letter away from a word that does."""
    text = " ".join(text for _, text in every_text(subject))
    lists = list(_lists(subject))
    offered = Counter(part for _, words, _ in lists for word in words for part in _parts(word))
    stands = set(_words(text))
    known = _Near([*stands, *offered])
    for at, words, key in lists:
        here = {part for word in words for part in _parts(word)} - stands
        for n, word in enumerate(words):
            for part in _parts(word):
                once = part not in stands and offered[part] == 1
                near = known.to(part, here) if once else ""
                if near:
                    yield subject.hit(
                        (*at, word) if key else _entry(subject, at, n),
                        f"'{part}' stands here only, and '{near}' stands elsewhere in this file",
                        expected="one spelling",
                        mend=f"did you mean '{near}'?",
                        key=key,
                    )


class _Near:
    """Words found by what is left when one letter is taken out of them: a look costs a word's letters."""

    def __init__(self, words: Sequence[str]) -> None:
        self.by_rest: dict[str, list[str]] = {}
        for word in dict.fromkeys(words):
            for rest in _rests(word):
                self.by_rest.setdefault(rest, []).append(word)

    def to(self, part: str, but: Collection[str]) -> str:
        """The first word in order of the alphabet that is a slip away from `part`, or ''."""
        found = {word for rest in _rests(part) for word in self.by_rest.get(rest, ())}
        return min((one for one in found if one not in but and slip(one, part)), default="")


def _rests(word: str) -> set[str]:
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W\d_]+", text.casefold())
    return [one for one in found if _LEAST <= len(one) <= _LONGEST]


def _parts(word: str) -> list[str]:
    return _words(word)[:_MOST]


def _entry(subject: Subject, at: Path, n: int) -> Path:
    return (*at, n) if (*at, n) in subject.places.values else at


def _lists(subject: Subject) -> Iterator[tuple[Path, Sequence[str], bool]]:
    """Every list of words to choose among: its place, its words, and whether they are keys."""
    procedure = subject.procedure
    yield ("ends",), list(procedure.ends), True
    for name, channel in procedure.channels.items():
        yield ("channels", name, "states"), channel.states[:_MOST], False
    for name, record in procedure.records.items():
        yield ("records", name, "of"), record.of[:_MOST], False
    for n, step in enumerate(procedure.steps):
        if isinstance(step, Ask | Call):
            yield ("steps", n, "answers"), list(step.answers), True


_FAMILY = "answers"
RULES = (
    Rule("answer-misspelt", "error", "safety", _FAMILY, answer_misspelt, "L16"),
    Rule("words-alike", "warning", "style", _FAMILY, words_alike),
    Rule("word-misspelt", "warning", "style", _FAMILY, word_misspelt, "L22"),
)
