"""What is wrong with the stored entries of one run, named by index.

It reads stored bytes as they lie and reports findings as values; it must never repair, reorder or
skip anything, and it cannot see a tail that was cut off (only a checkpoint kept elsewhere can).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from engine.log.entry import FIRST_PREV, StoredEntry, decode, leaf_hash
from engine.log.errors import EntryError, NewerVersion


class Finding(Struct, frozen=True):
    """One fault: the index it is at, the rule it breaks, and a sentence.

    rule: `order` (missing, doubled or moved), `leaf` (bytes are not those that were hashed),
    `format` (no entry can be read), `newer` (a later format), `link` (does not follow the one
    before).
    """

    index: int
    rule: str
    reason: str


def first_fault(rows: Iterable[StoredEntry]) -> Finding | None:
    """The first finding of `check_chain`, or None for a whole chain."""
    return next(check_chain(rows), None)


def check_chain(rows: Iterable[StoredEntry]) -> Iterator[Finding]:
    """Every fault in `rows`, which are the entries of one run from index 0 in stored order.

    Lazy: memory stays flat however long the run is. Altered bytes are reported once, at their own
    index, and not again by the entry that follows them.
    """
    index = 0
    accepted = frozenset((FIRST_PREV,))  # what the next entry may name as the one before
    for row in rows:
        if row.index != index:
            yield Finding(
                row.index, "order", f"entry {row.index} stands where entry {index} was expected."
            )
            accepted = frozenset()  # its predecessor is not here to be compared
        yield from _own_faults(row, accepted)
        # After a damaged entry the next may name either hash: the fault has been reported.
        accepted = frozenset((leaf_hash(row.body).hex(), row.leaf.hex()))
        index = row.index + 1


def _own_faults(row: StoredEntry, accepted: frozenset[str]) -> Iterator[Finding]:
    if leaf_hash(row.body) != row.leaf:
        yield Finding(
            row.index,
            "leaf",
            f"entry {row.index} is altered: its bytes do not match its leaf hash.",
        )
        return
    try:
        entry = decode(row.body, row.index)
    except EntryError as error:
        rule = "newer" if isinstance(error, NewerVersion) else "format"
        yield Finding(row.index, rule, str(error))
        return
    if accepted and entry.prev not in accepted:
        yield Finding(
            row.index,
            "link",
            f"entry {row.index} does not follow the entry before it: one of the two is altered.",
        )
