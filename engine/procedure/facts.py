"""What a procedure says, taken apart into single facts with a name and a text each: the grain of `difference.py`.

A fact left out here is a change nobody is told of, so every key of the model must appear.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.procedure.besides import besides
from engine.procedure.guard import Guard, print_
from engine.procedure.model import (
    Ask,
    Call,
    Channel,
    Close,
    Contingency,
    Decide,
    Do,
    Item,
    Limit,
    Perform,
    Procedure,
    Record,
    StepParts,
    Watch,
    Write,
    verb_of,
)
from engine.procedure.printer import decimal_text
from engine.procedure.units import duration_text
from engine.procedure.values import Destination

Family = Literal["value", "way", "arm", "line"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said: in what respect, and what; a `line` is its own name."""

    aspect: str
    text: str
    family: Family = "value"

    @property
    def said(self) -> str:
        """The fact as the subject of a sentence."""
        if self.family == "line" or not self.text:
            return self.aspect
        return (
            f"{self.aspect} to {self.text}"
            if self.family == "arm"
            else f"{self.aspect} {self.text}"
        )


def face_facts(procedure: Procedure) -> list[Fact]:
    """The facts of the file's head, of what must be so before, and of the contingencies."""
    found = [
        Fact("name", procedure.procedure),
        Fact("title", quoted(procedure.title)),
        Fact("entry", quoted(procedure.entry)),
    ]
    found += [Fact(f"role {role}", quoted(text)) for role, text in procedure.roles.items()]
    if procedure.ground:
        found.append(Fact("ground", ", ".join(procedure.ground)))
    found += [Fact(f"end '{name}'", safety) for name, safety in procedure.ends.items()]
    found += _lines("precondition", map(_item, procedure.preconditions))
    for one in procedure.anytime:
        found.append(Fact(f"anytime '{print_(one.if_)}'{_during(one)}", _leads(one), "way"))
    found += _lines("beside others", besides(procedure))
    found += [Fact(f"property {one.name}", one.words) for one in procedure.properties]
    if len(procedure.anytime) > 1:
        order = " > ".join(print_(one.if_) for one in procedure.anytime)
        found.append(Fact("order of 'anytime'", order))
    return found


def _during(one: Contingency) -> str:
    return f" during {one.during[0]} to {one.during[1]}" if one.during is not None else ""


def _leads(one: Contingency) -> str:
    return f"leave {one.leave}" if one.leave is not None else str(one.then)


def value_facts(one: object) -> list[Fact]:
    """The facts of a channel or a record."""
    if isinstance(one, Channel):
        return [*_common(one), *_channel(one)]
    if isinstance(one, Record):
        found = [Fact("question", quoted(one.ask)), Fact("type", one.type), *_common(one)]
        if one.of:
            found.append(Fact("words", ", ".join(one.of)))
        if one.observed:
            found.append(Fact("observed", ", ".join(one.observed)))
        return [*found, Fact("by", one.by)] if one.by is not None else found
    raise TypeError(one)


def _common(one: Channel | Record) -> list[Fact]:
    found = [Fact("unit", one.unit)] if one.unit is not None else []
    if one.range is not None:
        found.append(Fact("range", range_text(one.range, one.unit)))
    return found


def _channel(one: Channel) -> list[Fact]:
    found = [Fact("title", quoted(one.title))] if one.title is not None else []
    if one.states:
        found.append(Fact("states", ", ".join(one.states)))
    if one.stale is not None:
        found.append(Fact("stale after", duration_text(one.stale)))
    return [*found, *_limits("above", one.high, one.unit), *_limits("below", one.low, one.unit)]


def _limits(side: str, limit: Limit | None, unit: str | None) -> list[Fact]:
    if limit is None:
        return []
    pairs = (("caution", limit.caution), ("warning", limit.warning))
    return [
        Fact(f"{word} {side}", amount_text(value, unit))
        for word, value in pairs
        if value is not None
    ]


def step_facts(step: StepParts, follows: str | None, renamed: Mapping[str, str]) -> list[Fact]:
    """The facts of a step; `follows` is the step after it, `renamed` maps old step names to new."""
    found = [Fact("verb", verb_of(step))]
    found += [Fact("title", quoted(step.title))] if step.title is not None else []
    for word in ("warning", "caution", "note"):
        found += [Fact(f"{word} {quoted(text)}", "", "line") for text in getattr(step, word)]
    found += _listed("by", step.by) + _listed("signatures", step.sign)
    found += _action(step, renamed)
    found += [Fact("visits", f"at most {step.visits}")] if step.visits is not None else []
    found += [Fact("time limit", duration_text(step.within))] if step.within is not None else []
    if step.else_ is not None:
        found.append(Fact("'else'", goes(step.else_, renamed), "way"))
    if not isinstance(step, Decide | Ask | Call):
        done = "any other end" if isinstance(step, Perform) else "when done"
        found.append(Fact(done, _onward(step, follows, renamed), "way"))
    return found


def _onward(step: StepParts, follows: str | None, renamed: Mapping[str, str]) -> str:
    if isinstance(step, Perform):
        return renamed.get(follows, follows) if follows is not None else "nothing"
    if step.end is not None:
        return f"end {step.end}"
    if step.leave is not None:
        return f"leave {step.leave}"
    if step.next is not None:
        return goes(step.next, renamed)
    if step.return_:
        return "the step that was interrupted"
    return renamed.get(follows, follows) if follows is not None else "nothing"


def _action(step: StepParts, renamed: Mapping[str, str]) -> list[Fact]:
    match step:
        case Do():
            found = _lines("do", map(_item, step.do))
            return [*found, _guard("verify", step.verify)] if step.verify is not None else found
        case Write():
            return _lines("record", step.record)
        case Watch():
            return [_guard("watch", step.watch), Fact("hold", duration_text(step.hold))]
        case Decide():
            arms = ((arm.guard, arm.to) for arm in step.decide)
            return [
                Fact(f"'{print_(guard) if guard else 'unknown'}'", goes(to, renamed), "arm")
                for guard, to in arms
            ]
        case Ask():
            return [Fact("question", quoted(step.ask)), *_answers("answer", step.answers, renamed)]
        case Call():
            asked = [Fact("call", step.call), Fact("for", quoted(step.for_))]
            return [*asked, *_answers("answer", step.answers, renamed)]
        case Perform():
            return [Fact("perform", step.perform), *_answers("end", step.ends, renamed)]
    return []


def _answers(word: str, ways: Mapping[str, Destination], renamed: Mapping[str, str]) -> list[Fact]:
    return [Fact(f"{word} '{name}'", goes(to, renamed), "arm") for name, to in ways.items()]


def close_facts(close: Close) -> list[Fact]:
    """The facts of what must be said before a run can close."""
    found = _listed("each observation", close.each_observation)
    found += _listed("each record", close.each_record)
    return found + _listed("signatures", close.sign)


def goes(to: Destination, renamed: Mapping[str, str]) -> str:
    """A destination as an author writes it, by the new name of its step."""
    return renamed.get(to.name, to.name) if to.kind == "step" else str(to)


def _lines(word: str, texts: Iterable[str]) -> list[Fact]:
    """One fact a line; what is said twice is counted, and the order of lines is a fact as well."""
    listed = list(texts)
    found = [
        Fact(f"{word} {quoted(text)}", _times(listed.count(text)), "line")
        for text in dict.fromkeys(listed)
    ]
    order = " > ".join(dict.fromkeys(listed))
    return [*found, Fact(f"order of '{word}'", order)] if len(found) > 1 else found


def _times(count: int) -> str:
    return f"{count} times" if count > 1 else ""


def _listed(aspect: str, names: tuple[str, ...]) -> list[Fact]:
    return [Fact(aspect, ", ".join(names))] if names else []


def _guard(aspect: str, guard: Guard) -> Fact:
    return Fact(aspect, f"'{print_(guard)}'")


def _item(item: Item) -> str:
    who = ", ".join(item.by) + ": " if item.by else ""
    sensed = f" (sensed: {print_(item.sensed)})" if item.sensed is not None else ""
    return f"{who}{item.item}{sensed}"


def quoted(text: str | None) -> str:
    """The text in double quotes, as a sentence carries words of an author."""
    return f'"{text}"'


def amount_text(value: Decimal, unit: str | None) -> str:
    """A number with its unit, "16 ppm"."""
    return f"{decimal_text(value)} {unit}" if unit else decimal_text(value)


def range_text(ends: tuple[Decimal, Decimal], unit: str | None) -> str:
    """Least and most with their unit, "0..500 ppm"."""
    return f"{decimal_text(ends[0])}..{amount_text(ends[1], unit)}"
