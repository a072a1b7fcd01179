"""Stored entries as events with the envelope an auditor needs, quickly; whether the bytes are whole is `verify`'s to say.

What cannot be read comes out as a sentence in its place; nothing is skipped and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from msgspec import MsgspecError, Struct, field, json

from engine.errors import BoldfaceError
from engine.log import FORMAT, StoredEntry, decode
from engine.run.codec import event_of
from engine.run.events import Event, RunOpened, TextKept


class Noted(Struct, frozen=True):
    """One entry: its index, the wall clock it bears (UTC, RFC 3339), its event; or why it cannot be read."""

    index: int
    at: str
    event: Event | None
    fault: str = ""


class _Envelope(Struct, frozen=True):
    v: int
    i: int
    t: int
    at: str
    role: str
    event: str
    data: dict[str, Any] = field(default_factory=dict)


_decoder = json.Decoder(_Envelope)


def noted(rows: Iterable[StoredEntry]) -> Iterator[Noted]:
    """The entries in order, one at a time."""
    for row in rows:
        yield _noted(row)


def _noted(row: StoredEntry) -> Noted:
    at = ""
    try:
        one = _decoder.decode(row.body)
        if (one.v, one.i) != (FORMAT, row.index):
            decode(row.body, row.index)  # says in words what is wrong, or that it is newer
        at = one.at
        return Noted(row.index, at, event_of(row.index, one.event, one.t, one.role, one.data))
    except (
        MsgspecError,
        UnicodeDecodeError,
        RecursionError,
    ):  # the last: lists in lists without end
        return Noted(row.index, at, None, _words(row))
    except BoldfaceError as error:
        return Noted(row.index, at, None, str(error))


def _words(row: StoredEntry) -> str:
    try:
        decode(row.body, row.index)
    except BoldfaceError as error:
        return str(error)
    return f"entry {row.index}: it is not as this program writes entries"


def head_and_rest(entries: Iterator[Noted]) -> tuple[list[Noted], Iterator[Noted]]:
    """The entries that open the run and keep its texts, and all entries once more from the first."""
    head: list[Noted] = []
    for one in entries:
        head.append(one)
        if one.event is not None and not isinstance(one.event, RunOpened | TextKept):
            break
    return head, chain(head, entries)


def events(entries: Iterable[Noted]) -> list[Event]:
    """The events of the entries that could be read."""
    return [one.event for one in entries if one.event is not None]
