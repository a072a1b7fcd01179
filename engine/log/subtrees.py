"""A page of leaf hashes closed level by level: the roots of its beginnings, without a step per leaf.

It is what a long verification spends its time on and needs nothing but the hashes, so it can be done
in another process; it must never be given a page that does not begin at a multiple of PAGE.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from engine.log.tree import root_over

_NODE: Final = hashlib.sha256(b"\x01")
"""The beginning of every node hash: a copy of it is had sooner than a new one (measured: a tenth)."""

Leaves = tuple[Sequence[bytes], Sequence[int]]
"""The leaf hashes of a page, and of how many of the first of them (1 or more) a root is asked for."""
Closing = Callable[[Iterable[Leaves]], Iterator[list[bytes]]]
"""Gives the roots asked for, page by page, in order; it may read pages ahead of what it gave."""


def roots_in(leaves: Sequence[bytes], sizes: Sequence[int]) -> list[bytes]:
    """The root over the first `size` leaves of a page, for each of `sizes`."""
    begun, levels = _NODE.copy, [leaves]
    while len(levels[-1]) > 1:
        below, level = iter(levels[-1]), list[bytes]()
        for left, right in zip(below, below, strict=False):  # the odd one has no place higher up
            one = begun()
            one.update(left + right)
            level.append(one.digest())
        levels.append(level)
    return [root_over(_full(levels, size)) for size in sizes]


def _full(levels: Sequence[Sequence[bytes]], size: int) -> list[bytes]:
    """The full subtrees of the first `size` leaves, the largest first: a bit of `size` each."""
    found, done = [], 0
    for height in range(len(levels) - 1, -1, -1):
        if size >> height & 1:
            found.append(levels[height][done >> height])
            done += 1 << height
    return found


def closed_here(pages: Iterable[Leaves]) -> Iterator[list[bytes]]:
    """Close each page in this process, as it comes."""
    for leaves, sizes in pages:
        yield roots_in(leaves, sizes)
