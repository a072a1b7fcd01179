"""A page of entries as they lie in a store: two columns, and no value made for each row.

Verifying a long log is reading and hashing; it must never cost a Python object or a call a row that
neither of the two needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from engine.log.entry import StoredEntry

PAGE: Final = 2048
"""Entries in a page: a power of two, so that a full one is a subtree of the whole (DESIGN)."""


class StoredPage(Struct, frozen=True, gc=False):
    """Entries in the order in which they lie: their indices, and of each its bytes and the leaf hash beside them.

    indices: a range where none is missing. rows: what lies there; in a damaged store perhaps no bytes.
    """

    indices: Sequence[int]
    rows: Sequence[tuple[bytes, bytes]]

    def entries(self, first: int = 0) -> Iterator[StoredEntry]:
        """From the row `first` of the page on, one by one: for the few that are looked at singly."""
        for at in range(first, len(self.rows)):
            yield StoredEntry(self.indices[at], *self.rows[at])


def paged(entries: Iterable[StoredEntry]) -> Iterator[StoredPage]:
    """The same entries in pages of PAGE, the last perhaps shorter; lazy."""
    coming = iter(entries)
    while page := list(islice(coming, PAGE)):
        yield StoredPage(
            consecutive([one.index for one in page]), [(one.body, one.leaf) for one in page]
        )


def consecutive(indices: Sequence[int]) -> Sequence[int]:
    """The same indices, as a range where each is one more than the one before."""
    due = range(indices[0], indices[0] + len(indices))
    return due if list(due) == indices else indices
