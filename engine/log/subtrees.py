"""A page of leaf hashes closed level by level: the roots of its beginnings, without a step per leaf.

It is what a long verification spends its time on and needs nothing but the hashes, so it can be done
in another process; it must never be given a page that does not begin at a multiple of PAGE.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from engine.log.tree import HASH_BYTES, root_over

PAGE: Final = 2048
"""Leaves in a page: a power of two, so that a full one is a subtree of the whole (DESIGN)."""

Page = tuple[bytes, Sequence[int]]
"""Leaf hashes end to end, and of how many of the first of them (1 or more) a root is asked for."""
Closing = Callable[[Iterable[Page]], Iterator[list[bytes]]]
"""Gives the roots asked for, page by page, in order; it may read pages ahead of what it gave."""


def roots_in(leaves: bytes, sizes: Sequence[int]) -> list[bytes]:
    """The root over the first `size` leaves of a page, for each of `sizes`."""
    sha = hashlib.sha256
    levels = [leaves]
    while len(levels[-1]) >= 2 * HASH_BYTES:
        below = levels[-1]
        last = len(below) - 2 * HASH_BYTES
        levels.append(
            b"".join(
                [
                    sha(b"\x01" + below[at : at + 2 * HASH_BYTES]).digest()
                    for at in range(0, last + 1, 2 * HASH_BYTES)
                ]
            )
        )
    return [root_over(_full(levels, size)) for size in sizes]


def _full(levels: Sequence[bytes], size: int) -> list[bytes]:
    """The full subtrees of the first `size` leaves, the largest first: a bit of `size` each."""
    found, done = [], 0
    for height in range(len(levels) - 1, -1, -1):
        if size >> height & 1:
            at = (done >> height) * HASH_BYTES
            found.append(levels[height][at : at + HASH_BYTES])
            done += 1 << height
    return found


def closed_here(pages: Iterable[Page]) -> Iterator[list[bytes]]:
    """Close each page in this process, as it comes."""
    for leaves, sizes in pages:
        yield roots_in(leaves, sizes)
