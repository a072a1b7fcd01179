"""A question to the logs: entries by person, role, step, time, event and words; asked of one run at a time.

Every word asked must fit; words are found without regard to capitals, and nothing is a pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from engine.audit.reading import Noted
from engine.audit.trail import wall_ms
from engine.errors import BoldfaceError
from engine.machine.table import Table
from engine.run import events as e
from engine.run.evolve import evolve
from engine.run.lines import line
from engine.run.state import RunState

NOTHING: Final[Mapping[int, Sequence[str]]] = MappingProxyType({})


class BadQuestion(BoldfaceError):
    """What was asked cannot be understood; the sentence says which part."""


class Question(Struct, frozen=True):
    """What is looked for; None asks nothing. `since` and `until` are UTC, RFC 3339 or a date."""

    person: str | None = None
    role: str | None = None
    step: str | None = None
    since: str | None = None
    until: str | None = None
    event: str | None = None
    text: str | None = None
    readings: bool = False


class Found(Struct, frozen=True):
    """One entry that fits."""

    run: str
    kind: str
    index: int
    t: int
    at: str
    role: str
    person: str
    step: str
    event: str
    text: str
    corrections: tuple[str, ...] = ()


def moment(text: str | None, *, end: bool = False) -> int | None:
    """A time as ms since 1970: `2024-11-23`, `2024-11-23T20:15`, with Z or an offset; UTC where none is given."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadQuestion(
            f"'{text[:40]}' is not a time; write it as 2024-11-23 or 2024-11-23T20:15Z"
        ) from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    day = 86_400_000 - 1 if end and len(text) == len("2024-11-23") else 0
    return int(found.timestamp() * 1000) + day


def between(at: str, since: str | None, until: str | None) -> bool:
    """Whether a wall clock text lies between two times as people write them; raises BadQuestion."""
    return _between(at, moment(since), moment(until, end=True))


def ask(
    question: Question,
    entries: Iterable[Noted],
    table: Table,
    run: str,
    kind: str,
    corrections: Mapping[int, Sequence[str]] = NOTHING,
) -> Iterator[Found]:
    """The entries of a run that fit, in order; `corrections`: of them, in words, which `text` is looked for in too."""
    since, until = moment(question.since), moment(question.until, end=True)
    state = RunState()
    for one in entries:
        event = one.event
        if event is None:
            continue
        if _told(event, question) and _between(one.at, since, until):
            found = _found(one, event, state, table, run, kind)
            found = replace(found, corrections=tuple(corrections.get(one.index, ())))
            if _fits(question, found):
                yield found
        state = evolve(state, event)


def _told(event: e.Event, question: Question) -> bool:
    if isinstance(event, e.TextKept):
        return False
    telemetry = isinstance(event, e.ReadingsTaken)
    return not telemetry or question.readings or _has(question.event, "ReadingsTaken")


def _between(at: str, since: int | None, until: int | None) -> bool:
    if since is None and until is None:
        return True
    when = wall_ms(at)
    return (since is None or when >= since) and (until is None or when <= until)


def _found(one: Noted, event: e.Event, state: RunState, table: Table, run: str, kind: str) -> Found:
    at = event.state if isinstance(event, e.StepEntered) else state.at
    known = table.states.get(at)
    step = f"{at} {known.title}" if known else at
    person = state.seats.get(event.role, "")
    name = type(event).__name__
    return Found(
        run,
        kind,
        one.index,
        event.t,
        one.at,
        event.role,
        person,
        step,
        name,
        line(event, table, state.redlines),
    )


def _fits(question: Question, found: Found) -> bool:
    return (
        (question.person is None or _names(question.person, f"{found.person} {_named(found)}"))
        and (question.role is None or question.role.casefold() == found.role.casefold())
        and (question.step is None or _has(question.step, found.step))
        and (question.event is None or _has(question.event, found.event))
        and (
            question.text is None
            or any(_has(question.text, text) for text in (found.text, *found.corrections))
        )
    )


def _named(found: Found) -> str:
    """Entries that name a person in their words, though somebody else's role stands before them."""
    return found.text if found.event in {"RoleHandedOver", "SignedOff", "Corrected"} else ""


def _names(asked: str, text: str) -> bool:
    """Whether the text holds the name as whole words: Ann is not Sanna."""
    words = "".join(one if one.isalnum() else " " for one in text.casefold()).split()
    name = "".join(one if one.isalnum() else " " for one in asked.casefold()).split()
    return any(words[n : n + len(name)] == name for n in range(len(words) - len(name) + 1))


def _has(asked: str | None, text: str) -> bool:
    return asked is not None and asked.casefold() in text.casefold()
