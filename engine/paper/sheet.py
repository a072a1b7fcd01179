"""The paper copy of a procedure as plain data, in the order in which a crew reads it; HTML and PDF print the same.

Steps have the numbers that the screen shows; a paper copy never depends on a second file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from engine.procedure.besides import besides
from engine.procedure.facts import amount_text
from engine.procedure.guard_tree import Guard, print_, retitled
from engine.procedure.model import (
    Ask,
    Call,
    Channel,
    Contingency,
    Decide,
    Do,
    Item,
    Perform,
    Procedure,
    Record,
    StepParts,
    Watch,
    Write,
)
from engine.procedure.printer import decimal_text
from engine.procedure.translation import BEFORE
from engine.procedure.units import duration_text
from engine.procedure.values import Destination

Kind = Literal["box", "blank", "choice", "way", "line"]
DIGEST_SHOWN = 12  # DESIGN: characters of the SHA-256 that a person can compare by eye
OBSERVATION_ROWS = 6  # DESIGN: lines for observations on the last page


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a step: a box to tick, a blank to fill, words to choose from, a way, or a plain line.

    `who` does it, `text` says what, `detail` what it is measured by, `options` the words to circle,
    `to` where a way leads.
    """

    kind: Kind
    text: str
    who: str = ""
    detail: str = ""
    to: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One step on paper; what guards an action stands before it. `beside` is it in a second language."""

    number: str
    name: str
    title: str
    who: str = ""
    warnings: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    limits: tuple[str, ...] = ()
    visits: int = 0
    signs: tuple[str, ...] = ()
    onward: str = ""
    beside: Block | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole copy; `footer` stands on every page; `beside` is the title in a second language."""

    name: str
    title: str
    revision: str
    entry: str
    footer: str
    roles: tuple[tuple[str, str], ...]
    contingencies: tuple[str, ...]
    besides: tuple[str, ...]
    readings: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    ends: tuple[tuple[str, str], ...]
    dispositions: tuple[str, ...]
    signs: tuple[str, ...]
    language: str = "en"
    beside: str = ""


def sheet(procedure: Procedure, digest: str) -> Sheet:
    """The paper copy of a procedure; `digest` is the SHA-256 of its file, in hex."""
    words = _Words.of(procedure)
    dated = f", {procedure.date}" if procedure.date else ""
    revision = f"Revision {procedure.revision}{dated}"
    close = procedure.close

    return Sheet(
        name=procedure.procedure,
        title=procedure.title,
        revision=revision,
        entry=procedure.entry,
        footer=f"{procedure.procedure} · {revision} · SHA-256 {digest[:DIGEST_SHOWN]}",
        roles=tuple(_roles(procedure)),
        contingencies=tuple(_contingency(one, words) for one in procedure.anytime),
        besides=tuple(besides(procedure, words.numbers)),
        readings=tuple(_readings(procedure)),
        blocks=tuple(_blocks(procedure, words)),
        ends=tuple(procedure.ends.items()),
        dispositions=close.each_observation or close.each_record,
        signs=close.sign,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """How the copy names what it refers to: steps by their numbers, channels by their titles.

    A record has the name that stands beside its blank, and the steps in which it was written down.
    """

    numbers: Mapping[str, str]
    titles: Mapping[str, str]

    @classmethod
    def of(cls, procedure: Procedure) -> _Words:
        """The preconditions, where there are any, are step 1."""
        first = 2 if procedure.preconditions else 1
        numbers = {step.step: str(n) for n, step in enumerate(procedure.steps, first)}
        channels = procedure.channels.items()
        titles = {name: one.title for name, one in channels if one.title}
        return cls(numbers, titles | dict(_written(procedure, numbers)))

    def says(self, guard: Guard) -> str:
        """A guard as a crew reads it, who know channels by their titles and records by where they stand."""
        return print_(retitled(guard, lambda name: self.titles.get(name, name)))

    def after(self, step: str) -> str:
        """To the step that stands behind this one, if there is one."""
        names = [*self.numbers, ""]
        following = names[names.index(step) + 1]
        return self.to(Destination("step", following) if following else None)

    def to(self, to: Destination | None) -> str:
        """Where a way leads, in the words of a crew book."""
        if to is None:
            return "go on"
        if to.kind == "step":
            return f"go to {self.numbers.get(to.name, '?')} ({to.name})"
        return f"END: {to.name}" if to.kind == "end" else f"leave for {to.name}"


def _written(procedure: Procedure, numbers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """For each record that a step of this copy asks for: its name and the step, "hand-1 (step 3)"."""
    for name in procedure.records:
        asked = [
            numbers[one.step]
            for one in procedure.steps
            if isinstance(one, Write) and name in one.record
        ]
        if asked:
            yield name, f"{name} (step {' or '.join(asked)})"


def _roles(procedure: Procedure) -> Iterator[tuple[str, str]]:
    for role, text in procedure.roles.items():
        yield role, f"{text} (ground)" if role in procedure.ground else text


def _contingency(one: Contingency, words: _Words) -> str:
    to = Destination("leave", one.leave) if one.leave is not None else one.then
    during = ""
    if one.during is not None:
        since, until = (words.numbers[name] for name in one.during)
        during = f" (step {since})" if since == until else f" (steps {since} to {until})"
    return f"If {words.says(one.if_)}{during}: {words.to(to)}"


def _readings(procedure: Procedure) -> Iterator[tuple[str, str]]:
    for name, channel in procedure.channels.items():
        shown = f"{channel.title} ({name})" if channel.title else name
        yield shown, "; ".join(_limits(channel))


def _range(ends: tuple[Decimal, Decimal], unit: str | None) -> str:
    """Both ends on one line: the spaces do not break."""
    return f"{decimal_text(ends[0])} to {amount_text(ends[1], unit)}".replace(" ", "\u00a0")


def _limits(one: Channel) -> Iterator[str]:
    if one.states:
        yield " / ".join(one.states)
    elif one.range is not None:
        yield _range(one.range, one.unit)
    for side, limit in (("above", one.high), ("below", one.low)):
        for word in ("caution", "warning"):
            value = getattr(limit, word, None)
            if value is not None:
                yield f"{word} {side} {amount_text(value, one.unit)}"
    if one.stale is not None:
        yield f"unknown when older than {duration_text(one.stale)}"


def _blocks(procedure: Procedure, words: _Words) -> Iterator[Block]:
    if procedure.preconditions:
        items = tuple(_box(item, words) for item in procedure.preconditions)
        yield Block("1", "preconditions", BEFORE, entries=items)
    for step in procedure.steps:
        yield Block(
            number=words.numbers[step.step],
            name=step.step,
            title=step.title or step.step,
            who=", ".join(step.by),
            warnings=step.warning,
            cautions=step.caution,
            notes=step.note,
            entries=tuple(_entries(step, procedure.records, words)),
            limits=tuple(_time_limits(step, words)),
            visits=step.visits or 0,
            signs=step.sign,
            onward=_onward(step, words),
        )


def _box(item: Item, words: _Words) -> Entry:
    sensed = f"shows: {words.says(item.sensed)}" if item.sensed is not None else ""
    return Entry("box", item.item, ", ".join(item.by), sensed)


def _entries(step: StepParts, records: Mapping[str, Record], words: _Words) -> Iterator[Entry]:
    match step:
        case Do():
            yield from (_box(item, words) for item in step.do)
            if step.verify is not None:
                yield Entry("box", f"Verify: {words.says(step.verify)}")
        case Write():
            yield from (_blank(name, records[name]) for name in step.record)
        case Watch():
            yield from _watch(step, words)
        case Decide():
            for arm in step.decide:
                guard = words.says(arm.guard) if arm.guard is not None else "it cannot be told"
                yield Entry("way", f"If {guard}", to=words.to(arm.to))
        case Ask():
            yield Entry("line", step.ask)
            yield from _answers(step.answers, words)
        case Call():
            yield Entry("line", f"Call {step.call}: {step.for_}")
            yield Entry("blank", "Called at", detail="UTC")
            yield from _answers(step.answers, words)
        case Perform():
            yield Entry("box", f"Carry out procedure {step.perform}, then:")
            yield from _answers(step.ends, words)
            yield Entry("way", "any other end", to=_way(step, words) or words.after(step.step))


def _watch(step: Watch, words: _Words) -> Iterator[Entry]:
    held = f" for {duration_text(step.hold)} without a break" if step.hold else ""
    yield Entry("box", f"Wait until {words.says(step.watch)}{held}")
    yield Entry("blank", "Holds since", detail="UTC")
    if step.hold:
        yield Entry("blank", f"{duration_text(step.hold)} reached at", detail="UTC")


def _answers(ways: Mapping[str, Destination], words: _Words) -> Iterator[Entry]:
    yield from (Entry("way", name, to=words.to(to)) for name, to in ways.items())


def _blank(name: str, one: Record) -> Entry:
    entry = _asked(name, one)
    if not one.observed:
        return entry
    words = " or ".join(one.observed)
    return replace(entry, text=f"{entry.text} ({words}: say a word on it before closing)")


def _asked(name: str, one: Record) -> Entry:
    who = one.by or ""
    if one.type in ("choice", "yes-no"):
        words = one.of if one.type == "choice" else ("yes", "no")
        return Entry("choice", one.ask, who, name, options=(*words, "cannot tell"))
    parts = [one.unit] if one.unit is not None else []
    if one.range is not None:
        parts.append(_range(one.range, None))
    if one.type == "time":
        parts.append("UTC")
    return Entry("blank", one.ask, who, f"{', '.join(parts)} ({name})".strip())


def _time_limits(step: StepParts, words: _Words) -> Iterator[str]:
    silence = step.answers.get("silence") if isinstance(step, Call) else None
    if step.within is not None:
        to = silence or step.else_
        yield f"Within {duration_text(step.within)}. If not: {words.to(to)}"
    if step.visits is not None:
        times = "once" if step.visits == 1 else f"{step.visits} times"
        yield f"At most {times}. After that: {words.to(step.else_)}"


def _onward(step: StepParts, words: _Words) -> str:
    return "" if isinstance(step, Decide | Ask | Call | Perform) else _way(step, words)


def _way(step: StepParts, words: _Words) -> str:
    """The way that the author wrote for when the step is done; '' where it is the step that follows."""
    if step.end is not None:
        return words.to(Destination("end", step.end))
    if step.leave is not None:
        return words.to(Destination("leave", step.leave))
    if step.return_:
        return "go back to the step that was interrupted; a hold begins again"
    return words.to(step.next) if step.next is not None else ""
