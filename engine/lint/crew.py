"""Rules about people: who acts, heads counted before a hatch parts them, masks before looking, proof before reopening.

They find actions by their words (`words.py`), and ask of every path to an action what must stand before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from engine.lint import words
from engine.lint.rule import Hit, Rule, Subject
from engine.procedure.guard import Compare, Relation, atoms
from engine.procedure.model import Ask, Call, Do, Perform, StepParts, Watch, Write
from engine.procedure.places import Path

WARN_FIRST, MOST_FIRST = 5, 7  # 5 to 9 items: [P10]; the split is DESIGN (domain-facts.md 7.3, L10)

# READ 2.4: the species the hand-held combustion monitor shows; others it cannot see.
_CSA_CP: Final = re.compile(r"\bCSA-?CP\b", re.IGNORECASE)
_NOT_CSA_CP: Final = re.compile(
    r"\b(ammonia|NH3|VOC|vapou?r|CO2|carbon dioxide|hydrazine|toluene|odou?r)\b", re.IGNORECASE
)


def step_without_role(subject: Subject) -> Iterator[Hit]:
    """An action, record or question that nobody is named for."""
    for n, one in enumerate(subject.procedure.preconditions):
        if not one.by and one.sensed is None:
            yield _nobody(subject, ("preconditions", n), "this box")
    for n, step in enumerate(subject.procedure.steps):
        at: Path = ("steps", n)
        if isinstance(step, Do) and not step.by:
            for k, one in enumerate(step.do):
                if not one.by and one.sensed is None:
                    box = (*at, "do", k)
                    whole = box not in subject.places.values
                    yield _nobody(subject, (*at, "do") if whole else box, "this box")
        if isinstance(step, Ask) and not step.by:
            yield _nobody(subject, (*at, "ask"), "this question")
        if isinstance(step, Write) and not step.by:
            for k, name in enumerate(step.record):
                record = subject.procedure.records.get(name)
                if record is not None and record.by is None:
                    item = (*at, "record", k)
                    whole = item not in subject.places.values
                    yield _nobody(subject, (*at, "record") if whole else item, f"'{name}'")


def _nobody(subject: Subject, loc: Path, what: str) -> Hit:
    return subject.hit(
        loc,
        f"nobody is named for {what}",
        expected="'by:' and a role; two roles where two people are needed",
        mend="write by: and one of " + ", ".join(subject.procedure.roles),
    )


def completion_call(subject: Subject) -> Iterator[Hit]:
    """An end, or another procedure, that is come to without a word to anyone."""
    steps = subject.procedure.steps
    for n, step in enumerate(steps):
        key = "end" if step.end is not None else "leave"
        if getattr(step, key) is None or _says(step):
            continue
        before = subject.flow.before(n)
        if not before or not all(_says(steps[k]) for k in before):
            how = f"ends here ('{step.end}')" if step.end else f"is left here for '{step.leave}'"
            yield subject.hit(
                ("steps", n, key),
                f"the procedure {how} and nobody is told",
                expected=f"a last action that reports the {'end' if step.end else 'change'}",
                mend="add a box that reports it, as in 'Tell MCC: procedure complete'",
            )


def _says(step: StepParts) -> bool:
    return isinstance(step, Call) or any(words.REPORTS.search(text) for text in _texts(step))


def head_count_missing(subject: Subject) -> Iterator[Hit]:
    """An action that cuts people off from each other, on a path without a head count before it."""
    counts = _steps(subject, _counts)
    for n, loc, text in _actions(subject, words.CUTS_OFF):
        if words.SHOWS.search(text) or subject.flow.always_before(n, counts):
            continue
        yield subject.hit(
            loc,
            "this can part the crew, and a path leads here without a head count",
            expected="a head count on every path before it",
            mend="perform: head-count in a step before",
        )


def _counts(step: StepParts) -> bool:
    named = isinstance(step, Perform) and words.HEAD_COUNT.search(step.perform) is not None
    return named or any(words.HEAD_COUNT.search(text) for text in _texts(step))


def masks_missing(subject: Subject) -> Iterator[Hit]:
    """Looking for the source in bad air, on a path without masks before it."""
    procedure = subject.procedure
    told = f"{procedure.title} {procedure.entry} {procedure.procedure.replace('-', ' ')}"
    if words.TOXIC.search(told) is None:
        return
    masked = _steps(subject, lambda s: any(words.MASK_ON.search(text) for text in _texts(s)))
    seeks = [(n, loc) for n, loc, _ in _actions(subject, words.SEEKS)]
    for n, step in enumerate(procedure.steps):
        if isinstance(step, Write):
            kinds = {procedure.records[one].type for one in step.record if one in procedure.records}
            seeks += [(n, ("steps", n, "record"))] if "number" in kinds else []
    for n, loc in seeks:
        if not subject.flow.always_before(n, masked):
            yield subject.hit(
                loc,
                "someone looks into bad air here, and a path leads here without masks",
                expected="masks on, on every path before it",
                mend="put a step before it in which everyone concerned puts a mask on",
            )


def reopen_unproved(subject: Subject) -> Iterator[Hit]:
    """A hatch is opened on a path without a measurement, a time of waiting and a GO before it."""
    needs = {
        "a measurement": _steps(subject, lambda s: _measures(subject, s)),
        "a time of waiting": _steps(subject, lambda s: isinstance(s, Watch) and s.hold > 0),
        "a GO": _steps(subject, lambda s: isinstance(s, Call)),
    }
    for n, loc, text in _actions(subject, words.OPEN):
        if words.HATCH.search(text) is None:
            continue
        missing = [
            what for what, marks in needs.items() if not subject.flow.always_before(n, marks)
        ]
        if missing:
            yield subject.hit(
                loc,
                f"a hatch is opened, and a path leads here without {' or '.join(missing)}",
                expected="a measurement in the shut volume, a hold, and a GO with a rule for silence",
                mend="put a record, a watch with hold:, and a call: before it",
            )


def obstructions_unchecked(subject: Subject) -> Iterator[Hit]:
    """A hatch is shut, and nobody has looked for ducts, clamps and cables in the hatchway."""
    checked = _steps(subject, lambda s: any(words.OBSTRUCTION.search(text) for text in _texts(s)))
    for n, loc, text in _actions(subject, words.CUTS_OFF):
        hatch = words.HATCH.search(text) is not None and words.SHOWS.search(text) is None
        if hatch and not subject.flow.always_before(n, checked):
            yield subject.hit(
                loc,
                "a hatch is shut, and a path leads here without a look for obstructions",
                expected="ducts, clamps and cables checked before it, or named in a warning",
                mend="add a box or a caution that names what lies in the hatchway",
            )


def smell_as_clearance(subject: Subject) -> Iterator[Hit]:
    """Masks off or a hatch opened because nobody smells anything, without a measurement."""
    asks = _steps(subject, lambda s: _smells(subject, s))
    measured = _steps(subject, lambda s: _measures(subject, s))
    if not asks:
        return
    cleared = [*_actions(subject, words.MASK_OFF)]
    cleared += [one for one in _actions(subject, words.OPEN) if words.HATCH.search(one[2])]
    for n, loc, _ in cleared:
        if not subject.flow.always_before(n, measured) and n in _beyond(subject, asks):
            yield subject.hit(
                loc,
                "this follows from 'no odor' alone: a path leads here without a measurement",
                expected="a reading below its limit; noses tire, and many poisons do not smell",
                mend="record or watch a reading before it",
            )


def _smells(subject: Subject, step: StepParts) -> bool:
    if isinstance(step, Ask):
        return words.SMELL.search(step.ask) is not None
    records = subject.procedure.records
    return isinstance(step, Write) and any(
        words.SMELL.search(f"{one.replace('-', ' ')} {records[one].ask}") is not None
        for one in step.record
        if one in records
    )


def _beyond(subject: Subject, marks: set[int]) -> set[int]:
    return {n for mark in marks for n in subject.flow.reached(mark)}


def _measures(subject: Subject, step: StepParts) -> bool:
    if isinstance(step, Write):
        known = subject.procedure.records
        return any(known[one].type == "number" for one in step.record if one in known)
    return isinstance(step, Watch) and any(
        isinstance(one, Compare | Relation) for one in atoms(step.watch)
    )


def instrument_unfit(subject: Subject) -> Iterator[Hit]:
    """A reading wanted of an instrument that cannot see it."""
    for name, record in subject.procedure.records.items():
        found = _CSA_CP.search(record.ask)
        other = _NOT_CSA_CP.search(f"{record.ask} {name.replace('-', ' ')}")
        if found and other:
            yield Hit(
                subject.word(("records", name, "ask"), record.ask, found.start(), len(found[0])),
                f"the CSA-CP does not show {other[0]}",
                "CO, HCN, HCl or O2 from this instrument",
                "name the instrument that measures it: a chip or a tube for ammonia, CDM for CO2",
            )


def first_actions_long(subject: Subject) -> Iterator[Hit]:
    """More steps before the first question, reading or wait than can be known by heart."""
    steps = subject.procedure.steps
    first = next((n for n, step in enumerate(steps) if not isinstance(step, Do)), len(steps))
    if first < len(steps) and first > WARN_FIRST:
        yield subject.hit(
            ("steps", WARN_FIRST, "step"),
            f"{first} steps of actions stand before the first question, reading or wait",
            expected=f"at most {WARN_FIRST} that a crew knows by heart",
            mend="join what one person does in one place, or move what can wait",
            level="error" if first > MOST_FIRST else None,
        )


def _texts(step: StepParts) -> list[str]:
    own = [step.title or "", *step.warning, *step.caution, *step.note]
    own += [one.item for one in step.do] if isinstance(step, Do) else []
    return own + ([step.ask] if isinstance(step, Ask) else [])


def _steps(subject: Subject, wanted: Callable[[StepParts], bool]) -> set[int]:
    return {n for n, step in enumerate(subject.procedure.steps) if wanted(step)}


def _actions(subject: Subject, pattern: re.Pattern[str]) -> Iterator[tuple[int, Path, str]]:
    """The boxes whose words match: number of the step, place of the text, text."""
    for n, step in enumerate(subject.procedure.steps):
        if not isinstance(step, Do):
            continue
        for k, one in enumerate(step.do):
            if pattern.search(one.item):
                yield n, ("steps", n, "do", k, "item"), one.item


_FAMILY = "crew"
RULES = (
    Rule("step-without-role", "warning", "safety", _FAMILY, step_without_role, "L15"),
    Rule("completion-call", "warning", "safety", _FAMILY, completion_call, "L07"),
    Rule("head-count-missing", "error", "safety", _FAMILY, head_count_missing, "L11"),
    Rule("masks-missing", "error", "safety", _FAMILY, masks_missing, "L12"),
    Rule("reopen-unproved", "error", "safety", _FAMILY, reopen_unproved, "L13"),
    Rule("obstructions-unchecked", "warning", "safety", _FAMILY, obstructions_unchecked, "L14"),
    Rule("smell-as-clearance", "error", "safety", _FAMILY, smell_as_clearance, "L19"),
    Rule("instrument-unfit", "error", "safety", _FAMILY, instrument_unfit, "L18"),
    Rule("first-actions-long", "warning", "safety", _FAMILY, first_actions_long, "L10"),
)
