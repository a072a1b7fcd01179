"""The words of a procedure in a second language: a file beside it, from each text as written to what it means.

Only words for people change: names, guards, numbers and ways are the procedure's, whatever language is read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import Field, ValidationError

from engine.procedure.checked import Hints, first
from engine.procedure.model import Procedure
from engine.procedure.placeholders import UNFINISHED
from engine.procedure.places import Place, Places, Problem
from engine.procedure.reader import placed
from engine.procedure.values import Ident, Prose, Whole
from engine.procedure.written import Written
from engine.procedure.yaml_reader import read_yaml

# The fields of the author's forms that are words for people; all else is read by the machine.
PROSE: Final = frozenset(
    {"title", "entry", "ask", "item", "warning", "caution", "note", "for_", "roles", "sense"}
)
# Units as each language writes them after a number; words that begin so are that unit (DESIGN).
UNITS: Final = {
    "ppm": ("ppm",), "mmHg": ("mmHg",), "kPa": ("kPa",), "%": ("%",), "deg C": ("°C", "degC"),
    "s": ("second", "секунд"), "min": ("minute", "минут"), "h": ("hour", "час"),
    "d": ("day", "сут", "дн", "день"),
}  # fmt: skip
BEFORE: Final = "Before you start"  # what stands above the preconditions on every display
_SHORT: Final = {"s": "s", "с": "s", "min": "min", "мин": "min", "h": "h", "ч": "h", "d": "d"}
_QUANTITY: Final = re.compile(r"(\d+(?:[.,]\d+)?)[\s\u00a0-]*(°?[^\W\d_]+|%)?")
_NAMED: Final = re.compile(r"\b[A-Z]{2,}(?:-[A-Z0-9]+)*\b")
# Three words one after the other: fewer may be a name, or the same in both languages.
_SENTENCE: Final = re.compile(r"[^\W\d_]{2,}\s+[^\W\d_]{2,}\s+[^\W\d_]{2,}")
_QUOTED: Final = re.compile(r'"([^"]+)"')


class Translation(Written):
    """One file: which procedure and revision, which language, by whom; texts by the text as written.

    `words` say what a word that is answered or recorded means; the word itself stays what is logged.
    """

    translation: Ident
    language: str = Field(pattern=r"^[a-z]{2}$")
    revision: Whole
    translator: Prose
    texts: dict[str, Prose]
    words: dict[str, Prose] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadTranslation:
    """A translation, or None, and everything that is wrong with it, in the order of the file."""

    translation: Translation | None
    problems: tuple[Problem, ...]


def read_translation(text: str, procedure: Procedure | None = None) -> ReadTranslation:
    """Read one translation file, and hold it against the procedure where that is given."""
    document = read_yaml(text)
    problems = list(document.problems)
    found = None
    if isinstance(document.data, dict):
        try:
            found = Translation.model_validate(document.data)
        except ValidationError as error:
            problems += placed(error, document.data, document.places)
    if found is not None:
        problems += _unfinished(found, document.places)
    if found is not None and procedure is not None:
        problems += _against(found, procedure, document.places)
    problems.sort(key=lambda one: (one.place, one.rule))
    return ReadTranslation(found if not document.problems else None, tuple(problems))


def texts_of(procedure: Procedure) -> list[str]:
    """Every text for people, each once, in the order of the file."""
    found: dict[str, None] = {}
    _walk(procedure, lambda text: found.setdefault(text) or text)
    if procedure.preconditions:
        found.setdefault(BEFORE)
    return list(found)


def translated(procedure: Procedure, texts: Mapping[str, str]) -> Procedure:
    """The procedure with other words for people; a text without a translation stays as written."""
    changed: Procedure = _walk(procedure, lambda text: texts.get(text, text))
    return changed


def _walk(node: Any, say: Any, *, prose: bool = False) -> Any:
    """The node with every text for people said anew; what is not changed is the same object."""
    if isinstance(node, str):
        return say(node) if prose else node
    if isinstance(node, tuple):
        return tuple(_walk(one, say, prose=prose) for one in node)
    if isinstance(node, dict):
        return {key: _walk(one, say, prose=prose) for key, one in node.items()}
    if not isinstance(node, Written):
        return node
    update = {
        name: _walk(getattr(node, name), say, prose=name in PROSE)
        for name in type(node).model_fields
    }
    return node.model_copy(update=update)


def word_list(procedure: Procedure) -> frozenset[str]:
    """The words that people answer, record or read: choices, answers, states, ends, dispositions."""
    found = set(procedure.ends) | set(procedure.close.each_observation)
    found |= {word for one in procedure.records.values() for word in one.of}
    found |= {word for one in procedure.channels.values() for word in one.states}
    for step in procedure.steps:
        found |= set(getattr(step, "answers", ()))
    if any(one.type == "yes-no" for one in procedure.records.values()):
        found |= {"yes", "no"}
    return frozenset(found)


def _unfinished(found: Translation, places: Places) -> Iterator[Problem]:
    """Words still to come; those that the procedure itself has there are its own."""
    for part, texts in (("texts", found.texts), ("words", found.words)):
        for source, target in texts.items():
            held = UNFINISHED.search(target)
            if held and held[0] not in source:
                yield Problem(
                    places.within((part, source), target, held.start(), len(held[0])),
                    "translation-unfinished",
                    f"'{held[0]}' stands for words that are not written yet",
                    f"the words in the language '{found.language}'",
                    "write them",
                )


def _against(found: Translation, procedure: Procedure, places: Places) -> Iterator[Problem]:
    if found.translation != procedure.procedure or found.revision != procedure.revision:
        named = found.translation == procedure.procedure
        yield Problem(
            places.of(("revision",) if named else ("translation",)),
            "translation-revision",
            f"this translates '{found.translation}' revision {found.revision}",
            f"'{procedure.procedure}' revision {procedure.revision}",
            "read the procedure again, correct the texts, then the revision",
        )
    written = texts_of(procedure)
    yield from first(_stale(found.texts, written, "texts", places))
    yield from first(_stale(found.words, sorted(word_list(procedure)), "words", places))
    for text in written:
        if text not in found.texts:
            yield Problem(
                places.of(("texts",), key=True),
                "translation-missing",
                f'"{text}" is not translated',
                "every text of the procedure",
                "add it here, as written, and its translation",
            )
    for source, target in found.texts.items():
        if source == target and source in written and _SENTENCE.search(_bare(source)):
            yield Problem(
                places.of(("texts", source)),
                "translation-missing",
                "this is still the text of the procedure",
                f"its words in the language '{found.language}'",
                "translate it",
            )
        if source in written:
            yield from _same(source, target, places.of(("texts", source)), procedure)


def _stale(
    given: Mapping[str, str], written: list[str], part: str, places: Places
) -> Iterator[Problem]:
    hints = Hints()
    for source in given:
        if source not in written:
            near = difflib.get_close_matches(source, written, 1, 0.5) if hints.take() else []
            yield Problem(
                places.of((part, source), key=True),
                "translation-stale",
                f'"{source}" is not in the procedure',
                "a text as it is written there now",
                f'translate what it says now: "{near[0]}"' if near else "take it out",
            )


def _same(source: str, target: str, place: Place, procedure: Procedure) -> Iterator[Problem]:
    """What must not change with the language: amounts in their order, names, words in quotes."""
    for what, wanted, got in (
        ("amounts", amounts(source), amounts(target)),
        ("names", sorted(_names(source, procedure)), sorted(_names(target, procedure))),
        ("words in quotes", _QUOTED.findall(source), _QUOTED.findall(target)),
    ):
        if wanted != got:
            yield Problem(
                place,
                "translation-differs",
                f"the {what} differ: {_shown(got)} here",
                f"{_shown(wanted)}, as written",
                "correct them; a wrong one here can hurt people",
            )


def _shown(found: list[str]) -> str:
    return ", ".join(found) or "none"


def amounts(text: str) -> list[str]:
    """The numbers of a text with their units, in its order; those that are part of a name left out."""
    return [
        f"{m[1].replace(',', '.')} {_unit(m[2] or '')}".strip()
        for m in _QUANTITY.finditer(_bare(text))
    ]


def _bare(text: str) -> str:
    """A text without what every language leaves as it is: names, and words in quotes."""
    return _NAMED.sub(" ", _QUOTED.sub(" ", text))


def _unit(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    return next(
        (unit for unit, forms in UNITS.items() if any(word.startswith(one) for one in forms)), ""
    )


def _names(text: str, procedure: Procedure) -> list[str]:
    """Roles, GO and NO-GO, and what is named in capitals with a hyphen, outside words in quotes."""
    known = {*procedure.roles, "GO"}
    return [one for one in _NAMED.findall(_QUOTED.sub(" ", text)) if one in known or "-" in one]
