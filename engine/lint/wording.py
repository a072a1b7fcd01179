"""Rules about the written word: warnings before actions, one action a box, a verb first, few capitals.

They look at words, not at meaning: what they cannot be sure of is only an info or a hint, never an error.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from engine.lint.rule import Hit, Rule, Subject
from engine.lint.words import GLOSSARY, PLACEHOLDERS, STATES, UNFINISHED, VERBS
from engine.machine.spec import DISPOSITIONS
from engine.procedure.model import VERBS as STEP_VERBS
from engine.procedure.model import Do
from engine.procedure.places import Path

# Names as crews write them: CSA-CP, CSA CP, FE-1, Node 1, Node-1, Zvezda-Zarya.
_NAME = re.compile(
    r"\b[A-Z]{2,}(?:[- ][A-Z0-9]+\b)+|\b[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+\b"
    r"|\b[A-Z]{3,}[0-9]*\b|\b[A-Z][a-z]+ [0-9]+\b"
)
MOST_TITLE = 80  # DESIGN: columns of the narrowest screen that is supported
MOST_BOXES = 9  # [P10] by way of domain-facts.md 7.3, L17
_SENTENCE = re.compile(r"(?:^|[.;!?]\s+|,? (?:and then|then) )([A-Za-z]+)")
_REFUSED = re.compile(r"\W*(do not|don['’]t|never|avoid)\b", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w-])")
# Names of five letters and more that do not begin a sentence, where every word has a capital.
_PROPER = re.compile(r"(?<=[a-z,0-9] )[A-Z][a-z]{4,}\b")
_MOST_PROPER = 100  # DESIGN: more names than a station has modules and ships
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_OPENING, _CLOSING = (
    frozenset("\u201c\u201e\u201d\u2018\u201a\u00ab"),
    frozenset("\u201d\u201c\u2019\u00bb"),
)
_ALERTS = ("warning", "caution")


def warning_after_action(subject: Subject) -> Iterator[Hit]:
    """A warning or caution written below the action that it guards."""
    keys = subject.places.keys
    for n, step in enumerate(subject.procedure.steps):
        verb = next((one for one in STEP_VERBS if ("steps", n, one) in keys), None)
        if verb is None:
            continue
        for word in (*_ALERTS, "note"):
            at = ("steps", n, word)
            if at in keys and keys[at] > keys["steps", n, verb]:
                yield subject.hit(
                    at,
                    f"the {word} of '{step.step}' stands below '{verb}:'",
                    expected=f"'{word}:' above '{verb}:'",
                    mend=f"move the lines of '{word}:' up",
                    key=True,
                )


def action_in_alert(subject: Subject) -> Iterator[Hit]:
    """A warning or caution that repeats an action of its own step, or of another one's box."""
    actions = {text.casefold().rstrip(". ") for _, text in _boxes(subject)}
    for loc, text in _alerts(subject):
        for part in re.finditer(r"[^.!?;]+", text):
            if part[0].strip().casefold() in actions:
                start = part.start() + len(part[0]) - len(part[0].lstrip())
                yield Hit(
                    subject.word(loc, text, start, len(part[0].strip())),
                    "this is an action of a step, inside a warning or caution",
                    "what is dangerous, not what to do",
                    "write the action as a box of the step",
                )


def several_actions(subject: Subject) -> Iterator[Hit]:
    """A box with more than one sentence that begins with a verb of action."""
    for loc, text in _boxes(subject):
        blank = _QUOTED.sub(lambda found: "_" * len(found[0]), text)
        begins = [m for m in _SENTENCE.finditer(blank) if m[1].casefold() in VERBS]
        if len(begins) > 2:
            second = begins[1]
            yield Hit(
                subject.word(loc, text, second.start(1), len(second[1])),
                f"{len(begins)} actions stand in one box; this is the second",
                "one action a box",
                "give each action its own box",
            )


def verb_first(subject: Subject) -> Iterator[Hit]:
    """A box that neither begins with a verb of action nor names a state of a thing."""
    for loc, text in _boxes(subject):
        refused = _REFUSED.match(text)
        if refused:
            yield Hit(
                subject.word(loc, text, refused.start(1), len(refused[1])),
                "this says what not to do, and only what is done can be ticked",
                "what to do",
                "write it as a warning above the action",
            )
            continue
        words = re.findall(r"[A-Za-z]+", text)
        first = words[0].casefold() if words else ""
        if words and first not in VERBS and not STATES & {one.casefold() for one in words}:
            yield Hit(
                subject.word(loc, text, text.find(words[0]), len(words[0])),
                f"'{words[0]}' is not a verb of action",
                "a verb first, as in Open, Shut, Tell; or a thing and its state, as in Mask on",
                "begin with what to do",
            )


def too_many_boxes(subject: Subject) -> Iterator[Hit]:
    """A step with more boxes than a person keeps in mind."""
    for n, step in enumerate(subject.procedure.steps):
        if isinstance(step, Do) and len(step.do) > MOST_BOXES:
            yield subject.hit(
                ("steps", n, "do", MOST_BOXES),
                f"'{step.step}' has {len(step.do)} boxes; this is the tenth",
                expected=f"at most {MOST_BOXES}",
                mend="split the step where the work changes place or person",
            )


def capitals(subject: Subject) -> Iterator[Hit]:
    """A word of prose in capitals that is no abbreviation anyone knows."""
    known = _abbreviations(subject)
    for loc, text in _prose(subject):
        blank = _QUOTED.sub(lambda found: "_" * len(found[0]), text)
        for word in _CAPITALS.finditer(blank):
            if len(word[0]) >= 4 and word[0] not in known and not re.search(r"\d", word[0]):
                yield Hit(
                    subject.word(loc, text, word.start(), len(word[0])),
                    f"'{word[0]}' is written in capitals",
                    "capitals for abbreviations; headings are set by the program",
                    f"write '{word[0].lower()}'",
                )


def abbreviation_unknown(subject: Subject) -> Iterator[Hit]:
    """A short word in capitals that neither the glossary nor the file explains."""
    known = _abbreviations(subject)
    told: set[str] = set()
    for loc, text in _prose(subject):
        blank = _QUOTED.sub(lambda found: "_" * len(found[0]), text)
        for word in _CAPITALS.finditer(blank):
            if word[0] in known or word[0] in told:
                continue
            if 2 <= len(word[0]) <= 3 or re.search(r"[A-Z].*\d", word[0]):
                told.add(word[0])
                yield Hit(
                    subject.word(loc, text, word.start(), len(word[0])),
                    f"'{word[0]}' is not in the glossary",
                    "an abbreviation that every crew knows, a role, or a channel of this file",
                    "write the word out once",
                )


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
            near = [one for one in often if once and _slip(one, word[0])]
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


def _slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter put in, left out, exchanged or swapped, the last one left aside.

    The end of a word is its grammar: Russia and Russian, hatch and hatches are no slips.
    """
    start, end = _alike(one, other), _alike(one[::-1], other[::-1])
    left, right = (
        word[start : max(start, len(word) - min(end, len(one) - start, len(other) - start))]
        for word in (one, other)
    )
    swapped = len(left) == 2 and left == right[::-1]
    return end > 0 and (swapped or (len(left) <= 1 and len(right) <= 1))


def _alike(one: str, other: str) -> int:
    """How many letters two words have in common from the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def curly_quotes(subject: Subject) -> Iterator[Hit]:
    """A text wholly in the quotes of a printed book, which do not quote here: they would be shown."""
    texts = [*_prose(subject), *(one for one in _alerts(subject) if one[0][2] != "note")]
    texts.append((("entry",), subject.procedure.entry))
    for loc, text in texts:
        if text[:1] in _OPENING and text[-1:] in _CLOSING and len(text) > 1:
            yield Hit(
                subject.word(loc, text, 0, 1),
                f"the quotes {text[0]} and {text[-1]} would be shown with the text",
                'plain double quotes ("), which quote, or none',
                "type plain quotes, or leave them out",
            )


def title_long(subject: Subject) -> Iterator[Hit]:
    """A title that no line of a screen holds."""
    titles: list[tuple[Path, str]] = [(("title",), subject.procedure.title)]
    titles += [
        (("steps", n, "title"), one.title)
        for n, one in enumerate(subject.procedure.steps)
        if one.title
    ]
    for loc, text in titles:
        if len(text) > MOST_TITLE:
            yield subject.hit(
                loc,
                f"this title has {len(text)} characters, and a line of a screen {MOST_TITLE}",
                expected="a few words",
                mend="say the rest in 'note:' or 'entry:'",
            )


def unfinished(subject: Subject) -> Iterator[Hit]:
    """A text that holds the place of one that was never written."""
    texts = [*_prose(subject), *(one for one in _alerts(subject) if one[0][2] != "note")]
    for loc, text in [*texts, (("entry",), subject.procedure.entry)]:
        found = UNFINISHED.search(text)
        if found:
            yield Hit(
                subject.word(loc, text, found.start(), len(found[0])),
                f"'{found[0]}' stands for words that are not written yet",
                "the words that a crew reads",
                "write them",
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
    yield from _prose(subject)
    yield from (one for one in _alerts(subject) if one[0][2] != "note")
    for name, channel in subject.procedure.channels.items():
        if channel.title:
            yield ("channels", name, "title"), channel.title


def _abbreviations(subject: Subject) -> set[str]:
    own = set(subject.procedure.roles)
    own |= {part for role in own for part in role.split("-")}
    for quantity in subject.known.values():
        own |= set(quantity.states)
    own |= {word for step in subject.procedure.steps for word in getattr(step, "answers", {})}
    return own | GLOSSARY | PLACEHOLDERS


def _boxes(subject: Subject) -> Iterator[tuple[Path, str]]:
    """The place and text of every box that a person ticks."""
    places = subject.places.values
    for n, step in enumerate(subject.procedure.steps):
        if not isinstance(step, Do):
            continue
        for k, one in enumerate(step.do):
            at: Path = ("steps", n, "do", k)
            at = at if at in places else ("steps", n, "do")
            if one.sensed is None:
                yield (*at, "item") if (*at, "item") in places else at, one.item


def _alerts(subject: Subject) -> Iterator[tuple[Path, str]]:
    for n, step in enumerate(subject.procedure.steps):
        for word in (*_ALERTS, "note"):
            for k, text in enumerate(getattr(step, word)):
                at: Path = ("steps", n, word, k)
                yield at if at in subject.places.values else at[:-1], text


def _prose(subject: Subject) -> Iterator[tuple[Path, str]]:
    """Everything that is written for people to read, warnings and headings left out."""
    yield ("title",), subject.procedure.title
    yield from _boxes(subject)
    yield from (one for one in _alerts(subject) if one[0][2] == "note")
    for name, record in subject.procedure.records.items():
        yield ("records", name, "ask"), record.ask
    for n, step in enumerate(subject.procedure.steps):
        if step.title:
            yield ("steps", n, "title"), step.title


_FAMILY = "wording"
RULES = (
    Rule("warning-after-action", "warning", "style", _FAMILY, warning_after_action, "L01"),
    Rule("action-in-alert", "warning", "style", _FAMILY, action_in_alert, "L01"),
    Rule("several-actions", "info", "style", _FAMILY, several_actions, "L02"),
    Rule("verb-first", "info", "style", _FAMILY, verb_first, "L03"),
    Rule("too-many-boxes", "warning", "style", _FAMILY, too_many_boxes, "L17"),
    Rule("capitals", "warning", "style", _FAMILY, capitals, "L23"),
    Rule("abbreviation-unknown", "hint", "style", _FAMILY, abbreviation_unknown, "L22"),
    Rule("name-varies", "info", "style", _FAMILY, name_varies, "L22"),
    Rule("name-misspelt", "info", "style", _FAMILY, name_misspelt, "L22"),
    Rule("curly-quotes", "warning", "style", _FAMILY, curly_quotes),
    Rule("unfinished", "warning", "style", _FAMILY, unfinished),
    Rule("title-long", "warning", "style", _FAMILY, title_long),
    Rule("title-reused", "warning", "style", _FAMILY, title_reused, "L22"),
)
