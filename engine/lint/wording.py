"""Rules about the written word: warnings before actions, one action a box, a verb first, few capitals.

They look at words, not at meaning: what they cannot be sure of is only an info or a hint, never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.lint.rule import Hit, Rule, Subject
from engine.lint.texts import ALERTS, alerts, boxes, every_text, prose, spoken
from engine.lint.words import GLOSSARY, NOUNS, SAYING, STATES, VERBS
from engine.procedure.model import VERBS as STEP_VERBS
from engine.procedure.model import Do
from engine.procedure.placeholders import PLACEHOLDERS, UNFINISHED
from engine.procedure.places import Path

MOST_TITLE = 80  # DESIGN: columns of the narrowest screen that is supported
MOST_BOXES = 9  # [P10] by way of domain-facts.md 7.3, L17
_SENTENCE = re.compile(r"(?:^|[.;!?]\s+|,? (?:and then|then) )([A-Za-z]+)")
# "and shut the hatch": the verb, and the word behind it.
_AND = re.compile(r"(?:\band|&)(?: then| also)? ([A-Za-z]+)(?: ([A-Za-z0-9][\w-]*))?")
_THING = re.compile(r"the|an?|all|both|each|it|them|your|its|every|any|this|that|[A-Z0-9]")
_REFUSED = re.compile(r"\W*(do not|don['’]t|never|avoid)\b", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w-])")
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”')
_OPENING, _CLOSING = (
    frozenset("\u201c\u201e\u201d\u2018\u201a\u00ab"),
    frozenset("\u201d\u201c\u2019\u00bb"),
)


def warning_after_action(subject: Subject) -> Iterator[Hit]:
    """A warning or caution written below the action that it guards."""
    keys = subject.places.keys
    for n, step in enumerate(subject.procedure.steps):
        verb = next((one for one in STEP_VERBS if ("steps", n, one) in keys), None)
        if verb is None:
            continue
        for word in (*ALERTS, "note"):
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
    actions = {text.casefold().rstrip(". ") for _, text in boxes(subject)}
    for loc, text in alerts(subject):
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
    """A box with more than two sentences that begin with a verb of action, or two verbs joined by "and"."""
    for loc, text in boxes(subject):
        blank = _QUOTED.sub(lambda found: "_" * len(found[0]), text)
        begins = [m for m in _SENTENCE.finditer(blank) if m[1].casefold() in VERBS]
        joined = _joined(blank)
        if len(begins) > 2:
            count, second = len(begins), begins[1]
        elif joined is not None:
            count, second = max(2, len(begins)), joined
        else:
            continue
        yield Hit(
            subject.word(loc, text, second.start(1), len(second[1])),
            f"{count} actions stand in one box; this is the second",
            "one action a box",
            "give each action its own box",
        )


def _joined(text: str) -> re.Match[str] | None:
    """The verb of a second action behind "and"; "Equalise and open the hatch" is done to one thing."""
    first = re.match(r"\W*([A-Za-z]+)", text)
    if first is None or first[1].casefold() not in VERBS:
        return None
    for found in _AND.finditer(text):
        between, verb = text[first.end() : found.start()], found[1].casefold()
        told = first[1].casefold() in SAYING and re.search(r"\b(to|that|not)\b|:", between)
        sure = verb not in NOUNS or _THING.match(found[2] or "")
        if verb in VERBS and sure and not told and re.search(r"\w", between):
            return found
    return None


def verb_first(subject: Subject) -> Iterator[Hit]:
    """A box that neither begins with a verb of action nor names a state of a thing."""
    for loc, text in boxes(subject):
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
    for loc, text in prose(subject):
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
    for loc, text in prose(subject):
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


def curly_quotes(subject: Subject) -> Iterator[Hit]:
    """A text wholly in the quotes of a printed book, which do not quote here: they would be shown."""
    for loc, text in [*spoken(subject), (("entry",), subject.procedure.entry)]:
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
    for loc, text in every_text(subject):
        found = UNFINISHED.search(text)
        if found:
            yield Hit(
                subject.word(loc, text, found.start(), len(found[0])),
                f"'{found[0]}' stands for words that are not written yet",
                "the words that a crew reads",
                "write them",
            )


def _abbreviations(subject: Subject) -> set[str]:
    own = set(subject.procedure.roles)
    own |= {part for role in own for part in role.split("-")}
    for quantity in subject.known.values():
        own |= set(quantity.states)
    own |= {word for step in subject.procedure.steps for word in getattr(step, "answers", {})}
    return own | GLOSSARY | PLACEHOLDERS


_FAMILY = "wording"
RULES = (
    Rule("warning-after-action", "warning", "style", _FAMILY, warning_after_action, "L01"),
    Rule("action-in-alert", "warning", "style", _FAMILY, action_in_alert, "L01"),
    Rule("several-actions", "info", "style", _FAMILY, several_actions, "L02"),
    Rule("verb-first", "info", "style", _FAMILY, verb_first, "L03"),
    Rule("too-many-boxes", "warning", "style", _FAMILY, too_many_boxes, "L17"),
    Rule("capitals", "warning", "style", _FAMILY, capitals, "L23"),
    Rule("abbreviation-unknown", "hint", "style", _FAMILY, abbreviation_unknown, "L22"),
    Rule("curly-quotes", "warning", "style", _FAMILY, curly_quotes),
    Rule("unfinished", "warning", "style", _FAMILY, unfinished),
    Rule("title-long", "warning", "style", _FAMILY, title_long),
)
