"""What changed between two revisions of a procedure in meaning: ways, limits, words to the crew; not lines of a file.

Compares what was read, never texts, so layout, comments and the order of keys make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.procedure.facts import (
    Fact,
    close_facts,
    face_facts,
    step_facts,
    value_facts,
)
from engine.procedure.model import Procedure, StepParts

Kind = Literal["added", "removed", "changed", "moved", "renamed"]
# What many steps of a procedure share says nothing of whether two are the same.
_COMMON = frozenset({"verb", "by", "time limit", "'else'", "when done", "visits", "hold"})
ALIKE = 0.6  # DESIGN: share of equal facts from which a step of another name is the same step


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: where (a step, 'channel air.sm.voc', ...), in what, and from what to what."""

    where: str
    kind: Kind
    aspect: str
    old: str | None
    new: str | None
    sentence: str


def differences(old: Procedure, new: Procedure) -> tuple[Difference, ...]:
    """Every change of meaning from `old` to `new`; () when crews would do the same.

    Revision and date are the file's, not the procedure's: they make no difference.
    """
    found: list[Difference] = []
    found += _named("procedure", face_facts(old), face_facts(new))
    for kind, before, after in (
        ("channel", old.channels, new.channels),
        ("record", old.records, new.records),
    ):
        found += _things(kind, before, after)
    found += _steps(old, new)
    found += _named("close", close_facts(old.close), close_facts(new.close))
    return tuple(found)


def _things(
    kind: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Difference]:
    for name in dict.fromkeys([*old, *new]):
        where = f"{kind} {name}"
        if name not in new:
            yield Difference(where, "removed", "", name, None, f"{where}: removed")
        elif name not in old:
            yield Difference(where, "added", "", None, name, f"{where}: added")
        else:
            yield from _named(where, value_facts(old[name]), value_facts(new[name]))


def _steps(old: Procedure, new: Procedure) -> Iterator[Difference]:
    before = {step.step: step for step in old.steps}
    after = {step.step: step for step in new.steps}
    renamed = _renamed(before, after)
    back = {there: here for here, there in renamed.items()}
    kept = [name for name in before if name in after or name in renamed]
    for name in before:
        if name not in kept:
            sentence = f"{name}: step removed"
            yield Difference(name, "removed", "step", name, None, sentence)
    for here, there in renamed.items():
        sentence = f"{there}: step renamed, was {here}"
        yield Difference(there, "renamed", "step", here, there, sentence)
    order = [back.get(name, name) for name in after if back.get(name, name) in kept]
    moved = _moved(kept, order)
    steady = [name for name in kept if name not in moved]
    for name, step in after.items():
        was = back.get(name, name)
        if was not in before:
            sentence = f"{name}: step added{_after(name, list(after))}"
            yield Difference(name, "added", "step", None, name, sentence)
            continue
        if was in moved:
            sentence = f"{name}: step moved{_after(name, list(after))}"
            places = (_after(was, list(before)).strip(), _after(name, list(after)).strip())
            yield Difference(name, "moved", "place", *places, sentence)
        yield from _named(
            name,
            step_facts(before[was], _follows(was, list(before), steady), renamed),
            step_facts(step, _follows(name, list(after), steady, back), renamed),
        )


def _after(name: str, order: Sequence[str]) -> str:
    at = order.index(name)
    return f" after {order[at - 1]}" if at else " as the first"


def _follows(
    name: str, order: Sequence[str], steady: Collection[str], back: Mapping[str, str] | None = None
) -> str | None:
    """The next step that stands where it stood in both revisions, by its old name."""
    names = {} if back is None else back
    later = (names.get(one, one) for one in order[order.index(name) + 1 :])
    return next((one for one in later if one in steady), None)


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest names whose places changed: all but a longest run that kept its order."""
    place = {name: n for n, name in enumerate(old)}
    best: list[list[str]] = []
    for name in new:
        before = [run for run in best if place[run[-1]] < place[name]]
        longest: list[str] = max(before, key=len) if before else []
        best.append([*longest, name])
    kept: list[str] = max(best, key=len) if best else []
    return set(old) - set(kept)


def _renamed(old: Mapping[str, StepParts], new: Mapping[str, StepParts]) -> dict[str, str]:
    """Old name to new name for steps that are gone and came back much the same."""
    gone = [name for name in old if name not in new]
    come = [name for name in new if name not in old]
    scored = sorted(
        (
            (-_alike(old[here], new[there]), n, k)
            for n, here in enumerate(gone)
            for k, there in enumerate(come)
        )
    )
    found: dict[str, str] = {}
    for score, n, k in scored:
        if -score >= ALIKE and gone[n] not in found and come[k] not in found.values():
            found[gone[n]] = come[k]
    return found


def _alike(old: StepParts, new: StepParts) -> float:
    """Share of the facts that tell a step from others which both steps have."""
    before, after = (
        {(one.aspect, one.text) for one in step_facts(step, None, {}) if one.aspect not in _COMMON}
        for step in (old, new)
    )
    either = before | after
    return len(before & after) / len(either) if either and type(old) is type(new) else 0.0


def _named(where: str, old: Sequence[Fact], new: Sequence[Fact]) -> Iterator[Difference]:
    """The changes between the facts of one thing; facts of one aspect are one fact changed."""
    before = {fact.aspect: fact for fact in old}
    after = {fact.aspect: fact for fact in new}
    gone = [fact for aspect, fact in before.items() if aspect not in after and not _order(aspect)]
    come = [fact for aspect, fact in after.items() if aspect not in before and not _order(aspect)]
    for aspect, fact in before.items():
        if aspect in after and after[aspect].text != fact.text and not _in_order(aspect, old, new):
            yield _changed(where, fact, after[aspect])
    for was, now in _places(old, new):
        if was in gone and now in come and was.text == now.text:
            gone.remove(was)
            come.remove(now)
            sentence = f"{where}: {now.said}, was {was.said}"
            yield Difference(where, "changed", now.aspect, was.aspect, now.aspect, sentence)
    for fact in list(gone):
        twin = next(
            (one for one in come if (one.family, one.text) == (fact.family, fact.text)), None
        )
        if fact.family in {"way", "arm"} and twin is not None:
            gone.remove(fact)
            come.remove(twin)
            sentence = f"{where}: {twin.aspect} goes to {twin.text}, was {fact.aspect}"
            yield Difference(where, "changed", twin.aspect, fact.aspect, twin.aspect, sentence)
    for fact in gone:
        sentence = f"{where}: {fact.said} is gone"
        yield Difference(where, "removed", fact.aspect, fact.text, None, sentence)
    for fact in come:
        sentence = f"{where}: {fact.said} is new"
        yield Difference(where, "added", fact.aspect, None, fact.text, sentence)


def _lines_of(word: str, facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.family in {"line", "way"} and _word(fact) == word]


def _word(fact: Fact) -> str:
    """What a line is one of: 'do', 'note'; a contingency is one of 'anytime'."""
    return re.split(""" ["']""", fact.aspect, maxsplit=1)[0]


def _order(aspect: str) -> str:
    """What a fact about an order puts in order: 'do', 'anytime'; '' when the fact is another."""
    head, _, word = aspect.partition(" of '")
    return word[:-1] if head == "order" else ""


def _in_order(aspect: str, old: Sequence[Fact], new: Sequence[Fact]) -> bool:
    """Whether an order of lines is told changed only because some came, went or have other words."""
    word = _order(aspect)
    if not word:
        return False
    before, after = ([fact.aspect for fact in _lines_of(word, one)] for one in (old, new))
    return [one for one in before if one in after] == [one for one in after if one in before]


def _places(old: Sequence[Fact], new: Sequence[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """The line that stood in a place and the one that stands there now, where there are as many as before."""
    for word in dict.fromkeys(_word(fact) for fact in old if fact.family == "line"):
        was, now = _lines_of(word, old), _lines_of(word, new)
        if len(was) == len(now):
            yield from zip(was, now, strict=True)


def _changed(where: str, old: Fact, new: Fact) -> Difference:
    to = " now goes to" if new.family in {"way", "arm"} else ""
    sentence = f"{where}: {new.aspect}{to} {new.text}, was {old.text}"
    return Difference(where, "changed", new.aspect, old.text, new.text, sentence)
