"""Entries that no signed checkpoint covers: their own links are all that holds them, so each is read."""

from __future__ import annotations

from collections.abc import Iterator

from engine.audit.verdict import MOST_FAULTS, Fault
from engine.errors import BoldfaceError
from engine.log import StoredEntry, decode
from engine.log.page import StoredPage
from engine.log.walk import Walk


class Tail:
    """The entries from the last signed checkpoint on, read one by one as they come by."""

    def __init__(self, first: int) -> None:
        self._first = first
        self._found: list[Fault] = []
        self._chain = _Links()

    def take(self, page: StoredPage) -> None:
        """Look at the next page of entries."""
        if max(page.indices[0], page.indices[-1]) < self._first - 1:
            return  # the common page; one whose rows stand out of order is told by the walk
        for row in page.entries():
            if row.index >= self._first - 1:
                self._found += self._chain.next(row)

    def faults(self, walk: Walk) -> list[Fault]:
        """What was found, without the entries that the walk has named."""
        named = {at for at, _ in walk.faults}
        return [one for one in self._found if one.at not in named][:MOST_FAULTS]


class _Links:
    """Whether each entry follows the one before it."""

    def __init__(self) -> None:
        self._prev: str | None = None

    def next(self, row: StoredEntry) -> Iterator[Fault]:
        try:
            entry = decode(row.body, row.index)
        except BoldfaceError as error:
            yield Fault("altered", row.index, str(error))
            self._prev = None
            return
        expected = "0" * 64 if row.index == 0 else self._prev
        if expected is not None and entry.prev != expected:
            yield Fault(
                "altered",
                row.index,
                f"entry {row.index} does not follow the entry before it: one of the two is altered.",
            )
        self._prev = row.leaf.hex()
