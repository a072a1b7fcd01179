"""The texts of a procedure that people read, each with its place: boxes, warnings and notes, titles and questions.

It must never judge a word; the rules about words (`wording.py`, `naming.py`) take their texts from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.lint.rule import Subject
from engine.procedure.model import Ask, Call, Do, Item
from engine.procedure.places import Path

ALERTS = ("warning", "caution")


def boxes(subject: Subject) -> Iterator[tuple[Path, str]]:
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


def alerts(subject: Subject) -> Iterator[tuple[Path, str]]:
    """The place and text of every warning, caution and note of a step."""
    for n, step in enumerate(subject.procedure.steps):
        for word in (*ALERTS, "note"):
            for k, text in enumerate(getattr(step, word)):
                at: Path = ("steps", n, word, k)
                yield at if at in subject.places.values else at[:-1], text


def prose(subject: Subject) -> Iterator[tuple[Path, str]]:
    """Everything that is written for people to read, warnings and headings left out."""
    yield ("title",), subject.procedure.title
    yield from boxes(subject)
    yield from (one for one in alerts(subject) if one[0][2] == "note")
    for name, record in subject.procedure.records.items():
        yield ("records", name, "ask"), record.ask
    for n, step in enumerate(subject.procedure.steps):
        if step.title:
            yield ("steps", n, "title"), step.title


def spoken(subject: Subject) -> Iterator[tuple[Path, str]]:
    """Everything that is written for people to read, each text once."""
    yield from prose(subject)
    yield from (one for one in alerts(subject) if one[0][2] != "note")


def every_text(subject: Subject) -> Iterator[tuple[Path, str]]:
    """Every text of a file that anybody reads, those that no rule of style looks at too."""
    procedure = subject.procedure
    yield from spoken(subject)
    yield ("entry",), procedure.entry
    yield from ((("roles", name), text) for name, text in procedure.roles.items())
    for name, channel in procedure.channels.items():
        if channel.title:
            yield ("channels", name, "title"), channel.title
    yield from _items(subject, ("preconditions",), procedure.preconditions)
    if procedure.called is not None and procedure.called.sense:
        yield ("called", "sense"), procedure.called.sense
    for n, one in enumerate(procedure.consequences):
        yield ("consequences", n, "note"), one.note
    for n, step in enumerate(procedure.steps):
        if isinstance(step, Do):
            sensed = [one if one.sensed is not None else None for one in step.do]
            yield from _items(subject, ("steps", n, "do"), sensed)
        if isinstance(step, Ask):
            yield ("steps", n, "ask"), step.ask
        if isinstance(step, Call):
            yield ("steps", n, "for"), step.for_


def _items(subject: Subject, at: Path, items: Sequence[Item | None]) -> Iterator[tuple[Path, str]]:
    for n, one in enumerate(items):
        whole = (*at, n) if (*at, n) in subject.places.values else at
        inner = (*whole, "item")
        if one is not None:
            yield inner if inner in subject.places.values else whole, one.item
