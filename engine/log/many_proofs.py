"""Inclusion proofs of many entries of one tree: each subtree is hashed once, so a proof costs what it is long.

The proofs are those of `tree.inclusion_proof`; it must never answer for an entry outside the tree.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.log.errors import ProofError
from engine.log.tree import node_hash


class ManyProofs:
    """The tree of some leaf hashes by its levels; memory is twice that of the leaves."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        """Hash every full subtree once."""
        self.size = len(leaves)
        self._levels: list[Sequence[bytes]] = [leaves]
        while len(below := self._levels[-1]) > 1:
            pairs = zip(below[::2], below[1::2], strict=False)  # one left over waits for its like
            self._levels.append([node_hash(left, right) for left, right in pairs])

    def proof(self, index: int) -> list[bytes]:
        """The hashes from leaf `index` to the root, the lowest first; raises ProofError beyond the tree."""
        if not 0 <= index < self.size:
            raise ProofError(
                f"entry {index}: found a tree of size {self.size}, expected a larger one."
            )
        path: list[bytes] = []
        low, high = 0, self.size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self._root(middle, high))
                high = middle
            else:
                path.append(self._root(low, middle))
                low = middle
        return path[::-1]

    def _root(self, low: int, high: int) -> bytes:
        """The root over a range that begins at a multiple of the largest power of two in it."""
        size = high - low
        if size & (size - 1) == 0:
            return self._levels[size.bit_length() - 1][low // size]
        middle = low + _split(size)
        return node_hash(self._root(low, middle), self._root(middle, high))


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
