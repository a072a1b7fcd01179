"""A run's display as lines of plain text: for screen readers, slow links, serial consoles and scripts.

Shows the rows of `run/view.py` and computes nothing; one thing a line, the mark and the word before the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.run.lines import age, clock
from engine.run.rows import (
    IN_QUEUE,
    QUALITY,
    STATUS,
    Card,
    Clause,
    LogRow,
    QueueRow,
    ReadingRow,
    View,
)

HOLDS = {True: "yes", False: "not yet", None: "CANNOT TELL"}


def card_lines(view: View) -> list[str]:
    """What to do now: who, warnings and cautions first, then items, questions, signatures, time left."""
    return [safe(line) for line in _card(view)]


def _card(view: View) -> Iterator[str]:
    card = view.card
    yield ""
    yield f"=== {card.number + '. ' if card.number else ''}{card.title}"
    if card.who:
        yield "Who: " + ", ".join(_person(view, role) for role in card.who)
    yield from (f"!! WARNING: {text}" for text in card.warnings)
    yield from (f"! CAUTION: {text}" for text in card.cautions)
    yield from (f"Note: {text}" for text in card.notes)
    yield from _items(card)
    yield from _fields(view)
    if card.question:
        yield card.question
    yield from (f"  {n} {view.sense(word)}" for n, word in enumerate(card.answers, 1))
    yield from (
        f"  {'until' if card.verb == 'watch' else 'verify'}: {_clause(one)}" for one in card.clauses
    )
    if card.verify_overridden:
        yield f"  verify OVERRIDDEN: {card.verify_overridden}"
    for sign in card.signs:
        yield f"  sign {sign.role}: " + (
            f"{sign.person} at {clock(sign.t or 0)} ({sign.meaning}, {sign.word})"
            if sign.person
            else "open"
        )
    if view.closing:
        yield from open_lines(view)
    yield from _times(view)


def _person(view: View, role: str) -> str:
    return f"{role} (you)" if role in view.played else role


def _items(card: Card) -> Iterator[str]:
    for n, item in enumerate(card.items, 1):
        mark, word = STATUS[item.status]
        who = f" ({', '.join(item.by)})" if item.by else ""
        sensed = "".join(f" <sensed: {_clause(one)}>" for one in item.sensed)
        why = f" ({item.note})" if item.status == "refused" else ""
        yield f"  {n} {mark}{' ' + word if word else ''} {item.text}{who}{sensed}{why}"


def _fields(view: View) -> Iterator[str]:
    for field in view.card.fields:
        value = (
            ("cannot tell" if field.value is None else field.value) if field.recorded else "____"
        )
        kind = " / ".join(map(view.sense, field.choices)) or " ".join(
            part for part in (field.range, field.unit or "") if part
        )
        yield f"  record {field.name} ({field.by or 'anyone'}): {field.ask} [{kind}] {value}"


def _clause(one: Clause) -> str:
    again = f", read again by {clock(one.again)}" if one.again is not None else ""
    return f"{one.text}: {one.value}, {HOLDS[one.holds]}{again}"


def _times(view: View) -> Iterator[str]:
    times = view.clock
    if times.hold_needed is not None:
        yield f"  held {clock(times.hold_so_far or 0)} of {clock(times.hold_needed)}"
    if times.left is not None:
        yield f"  time left {clock(times.left)}; {view.card.way_out}"


def alert_lines(view: View) -> list[str]:
    """The banner: the worst first."""
    marks = {"warning": "!! ", "caution": "! ", "info": "- "}
    return [safe(marks[one.level] + one.text) for one in view.alerts]


def reading_lines(view: View) -> list[str]:
    """What the station says, one channel a line, with the name by which `read` takes it."""
    return [safe(_reading(row)) for row in (*view.readings, *view.alarms)] + (
        [f"ground link (link): {view.link}"] if view.link else []
    )


def _reading(row: ReadingRow) -> str:
    mark, word = QUALITY[row.level]
    quality = "" if row.quality == "good" else f" {row.quality.upper()}"
    old = f", {age(row.age_s)} old" if row.age_s is not None else ""
    old += f" of {age(row.every_s)}" if row.every_s is not None else ""
    trend = f", {row.trend}" if row.trend else ""
    limit = f" ({row.limit})" if row.limit else ""
    unit = f" {row.unit}" if row.unit else ""
    name = row.title if row.title == row.channel else f"{row.title} ({row.channel})"
    return f"{mark:>2} {name}: {row.value}{unit}{old}{trend}{quality} {word}{limit}".rstrip()


def queue_lines(view: View) -> list[str]:
    """What is open, offered or held back beside each other, numbered, what comes first at the top."""
    return [safe(f"  {n} {_queued(row)}") for n, row in enumerate(view.queue, 1)]


def shelf_lines(view: View) -> list[str]:
    """What else could be opened by hand, by name."""
    return [safe(f"  call {name}: {title}") for name, title in view.shelf]


def behind_lines(view: View) -> list[str]:
    """What closed procedures left behind that is still told, numbered."""
    return [safe(f"  known {n}: {words}") for n, (_, words) in enumerate(view.behind, 1)]


def _queued(row: QueueRow) -> str:
    mark, word = IN_QUEUE[row.status]
    since = f" since {clock(row.t)}" if row.t is not None else ""
    detail = f": {row.detail}" if row.detail else ""
    left = f", time left {clock(row.left)}" if row.left is not None else ""
    return f"{mark} {row.level.upper()} {row.title}, {word}{since}{detail}{left}"


def open_lines(view: View) -> list[str]:
    """Everything that needs a word before the run can close, and what has one."""
    return [
        safe(
            f"  {one.id} ({one.kind}): {one.text}: "
            + (f"{one.disposition}, {one.note}" if one.disposition else "OPEN")
        )
        for one in view.observations
    ]


def log_lines(rows: Sequence[LogRow]) -> list[str]:
    """Entries of the log, one a line."""
    return [safe(f"{clock(row.t)} {row.role}: {row.text}") for row in rows]


def safe(text: str) -> str:
    """The text with control characters made visible: words from outside never drive a terminal."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in text)
