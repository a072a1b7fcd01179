"""A procedure as plain language, one fact a line: what reviewers read in `git diff` instead of YAML.

Depends on the procedure alone: no width, no numbers of steps, no other file, so a change shows where it was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.paper.cells import visible
from engine.procedure.besides import besides
from engine.procedure.facts import amount_text, range_text
from engine.procedure.guard import print_
from engine.procedure.model import (
    Ask,
    Call,
    Channel,
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
)
from engine.procedure.units import duration_text
from engine.procedure.values import Destination


def plain_text(procedure: Procedure) -> str:
    """The procedure in plain language, ending in a line feed."""
    lines = [*_face(procedure), *_data(procedure), *_first(procedure)]
    for step in procedure.steps:
        lines += ["", f"step {step.step}" + (f": {step.title}" if step.title else "")]
        lines += [f"  {line}" for line in _step(step)]
    lines += _close(procedure)
    return "\n".join(visible(line) for line in lines) + "\n"


def _face(procedure: Procedure) -> Iterator[str]:
    yield f"procedure {procedure.procedure}: {procedure.title}"
    dated = f", {procedure.date}" if procedure.date else ""
    yield f"  revision {procedure.revision}{dated}"
    yield f"  entered when: {procedure.entry}"
    for role, text in procedure.roles.items():
        ground = ", on the ground" if role in procedure.ground else ""
        yield f"  role {role}: {text}{ground}"
    yield from (f"  end {name}: {safety}" for name, safety in procedure.ends.items())


def _data(procedure: Procedure) -> Iterator[str]:
    for name, channel in procedure.channels.items():
        yield from ["", f"channel {name}" + (f": {channel.title}" if channel.title else "")]
        yield from (f"  {line}" for line in _channel(channel))
    for name, record in procedure.records.items():
        yield from ["", f"record {name}: {record.ask}"]
        yield f"  {_kind(record)}" + (f", by {record.by}" if record.by else "")
        if record.observed:
            yield f"  needs a word before the run closes when it is {' or '.join(record.observed)}"


def _channel(one: Channel) -> Iterator[str]:
    if one.states:
        yield "is " + " or ".join(one.states)
    elif one.range is not None:
        yield f"reads {range_text(one.range, one.unit)}"
    else:
        yield f"reads in {one.unit}"
    if one.stale is not None:
        yield f"unknown when older than {duration_text(one.stale)}"
    yield from _limits("above", one.high, one.unit)
    yield from _limits("below", one.low, one.unit)


def _limits(side: str, limit: Limit | None, unit: str | None) -> Iterator[str]:
    if limit is not None:
        for word, value in (("caution", limit.caution), ("warning", limit.warning)):
            if value is not None:
                yield f"{word} {side} {amount_text(value, unit)}"


def _kind(one: Record) -> str:
    if one.of:
        return f"{one.type}: " + " or ".join(one.of)
    if one.range is not None:
        return f"{one.type}, {range_text(one.range, one.unit)}"
    return f"{one.type} in {one.unit}" if one.unit else one.type


def _first(procedure: Procedure) -> Iterator[str]:
    if procedure.preconditions:
        yield from ["", "before you start"]
        yield from (f"  {item_text(item)}" for item in procedure.preconditions)
    if procedure.anytime:
        yield from ["", "at any time, the first that holds"]
        yield from (f"  {contingency_text(one)}" for one in procedure.anytime)
    said = [f"  {one}" for one in besides(procedure)]
    if said:
        yield from ["", "with other procedures", *said]
    if procedure.properties:
        yield from ["", "to be proved"]
        yield from (f"  {one.name}: {one.words}" for one in procedure.properties)


def contingency_text(one: Contingency) -> str:
    """A contingency as a sentence: `if symptom is strong, leave for toxic-atmosphere`."""
    during = f" from {one.during[0]} to {one.during[1]}" if one.during is not None else ""
    to = Destination("leave", one.leave) if one.leave is not None else one.then
    return f"if {print_(one.if_)}{during}, {way_text(to)}"


def item_text(item: Item) -> str:
    """A box of a step: who, what, and what it is sensed by."""
    who = ", ".join(item.by) + ": " if item.by else ""
    sensed = f" (sensed: {print_(item.sensed)})" if item.sensed is not None else ""
    return f"{who}{item.item}{sensed}"


def way_text(to: Destination | None) -> str:
    """Where a way leads, as an order: `go to keep-shut`, `end: reopened`, `leave for x`, `go on`."""
    if to is None:
        return "go on"
    words = {"step": "go to ", "end": "end: ", "leave": "leave for "}
    return words[to.kind] + to.name


def _step(step: StepParts) -> Iterator[str]:
    for word in ("warning", "caution", "note"):
        yield from (f"{word.upper()} {text}" for text in getattr(step, word))
    if step.by:
        yield "by " + " and ".join(step.by)
    yield from _action(step)
    if step.sign:
        yield "signed by " + " and ".join(step.sign)
    if step.visits is not None:
        yield f"at visit {step.visits + 1} {way_text(step.else_)}"
    if step.within is not None and (step.else_ is not None or not isinstance(step, Call)):
        yield f"after {duration_text(step.within)} {way_text(step.else_)}"
    if isinstance(step, Perform):
        yield "any other end: go on"
    elif not isinstance(step, Decide | Ask | Call):
        yield f"then {onward_text(step)}"


def onward_text(step: StepParts) -> str:
    """Where a step leads when it is done, as an order."""
    if step.end is not None:
        return way_text(Destination("end", step.end))
    if step.leave is not None:
        return way_text(Destination("leave", step.leave))
    if step.return_:
        return "go back to the step that was interrupted"
    return way_text(step.next)


def _action(step: StepParts) -> Iterator[str]:
    match step:
        case Do():
            yield from (f"do {item_text(item)}" for item in step.do)
            if step.verify is not None:
                yield f"verify {print_(step.verify)}"
        case Write():
            yield from (f"record {name}" for name in step.record)
        case Watch():
            yield f"watch until {print_(step.watch)}"
            if step.hold:
                yield f"hold it for {duration_text(step.hold)}"
        case Decide():
            for arm in step.decide:
                guard = print_(arm.guard) if arm.guard is not None else "unknown"
                yield f"if {guard}, {way_text(arm.to)}"
        case Ask():
            yield f"ask {step.ask}"
            yield from _answers("answer", step.answers)
        case Call():
            yield f"call {step.call} for {step.for_}"
            yield from _answers("answer", step.answers)
            yield f"silence is no answer within {duration_text(step.within)}"
        case Perform():
            yield f"perform {step.perform}"
            yield from _answers("end", step.ends)


def _answers(word: str, ways: Mapping[str, Destination]) -> Iterator[str]:
    yield from (f"{word} {name}: {way_text(to)}" for name, to in ways.items())


def _close(procedure: Procedure) -> Iterator[str]:
    close = procedure.close
    yield from ["", "close"]
    for word, names in (("observation", close.each_observation), ("record", close.each_record)):
        if names:
            yield f"  each {word}: " + " or ".join(names)
    if close.sign:
        yield "  signed by " + " and ".join(close.sign)
