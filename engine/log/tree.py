"""The RFC 6962 tree over the leaf hashes of one origin: its root as it grows, and proofs about it.

It is arithmetic over hashes that are passed in; it must never hash an entry that was encoded again.

Size 0 is decided in docs/decisions/0006: the empty tree has a root, and a witness takes old size 0
without a proof, but nothing is ever proved from it or in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final

from engine.log.errors import ProofError

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 6962 section 2.1)."""
HASH_BYTES: Final = 32
MOST_HASHES: Final = 63
"""Longest proof anybody may send (C2SP tlog-witness, add-checkpoint)."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of a one byte followed by both children (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree by its full subtrees alone: about log2(size) hashes, whatever its size.

    Leaves are added in order; `root` may be asked for at any size.
    """

    __slots__ = ("_full", "size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._full: list[bytes] = []  # roots of the full subtrees, the largest first
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        """Add the next leaf hash (32 bytes)."""
        full, size, sha = self._full, self.size, hashlib.sha256
        while size & 1:  # as many subtrees close as the size has ones at its end
            leaf = sha(b"\x01" + full.pop() + leaf).digest()
            size >>= 1
        full.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Root of the tree as it stands."""
        return root_over(self._full)

    def root_with(self, rest: bytes) -> bytes:
        """Root with a smaller subtree after it, whose root is `rest`."""
        for left in reversed(self._full):
            rest = node_hash(left, rest)
        return rest


def root_over(full: Sequence[bytes]) -> bytes:
    """Root over full subtrees, the largest first."""
    if not full:
        return EMPTY_ROOT
    root = full[-1]
    for left in reversed(full[:-1]):
        root = node_hash(left, root)
    return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Root of the tree of all these leaf hashes."""
    return Frontier(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of `leaves`, the lowest first.

    Raises ProofError when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise ProofError(
            f"entry {index}: found a tree of size {len(leaves)}, expected a larger one."
        )
    path: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low = middle
    return path[::-1]


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The hashes that show the tree of the first `old` leaves to be the beginning of `leaves`.

    Raises ProofError for an old size of 0 or beyond the tree.
    """
    if not 0 < old <= len(leaves):
        raise ProofError(f"found an old size of {old}, expected one from 1 to {len(leaves)}.")
    path: list[bytes] = []
    low, high, whole = 0, len(leaves), True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(root_of(leaves[middle:high]))
            high = middle
        else:
            path.append(root_of(leaves[low:middle]))
            low, whole = middle, False
    if not whole:
        path.append(root_of(leaves[low:high]))
    return path[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that `proof` gives for `leaf` at `index` in a tree of `size`.

    It proves something only when it equals a root that is trusted. Raises ProofError for an index
    outside the tree, or a proof of another length than this place has (RFC 9162 section 2.1.3.2).
    """
    _check_hashes([leaf, *proof])
    if not 0 <= index < size:
        raise ProofError(f"found index {index} in a tree of {size}, expected a smaller one.")
    place, last, root = index, size - 1, leaf
    for one in proof:
        if last == 0:
            raise ProofError(f"found {len(proof)} hashes, expected fewer for a tree of {size}.")
        if place & 1 or place == last:
            root = node_hash(one, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, one)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError(f"found {len(proof)} hashes, expected more for a tree of {size}.")
    return root


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofError unless the entry with this leaf hash is at `index` under `root`."""
    if root_by_inclusion(leaf, index, size, proof) != root:
        raise ProofError(f"entry {index}: it is not in the tree of size {size} with this root.")


def check_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raises ProofError unless the tree of size `old` is the beginning of that of size `new`.

    Old size 0 is refused: everything begins with nothing, so it proves nothing (RFC 9162 2.1.4.2).
    """
    if not 0 < old <= new:
        raise ProofError(f"found sizes {old} and {new}, expected 1 or more, and not falling.")
    if old == new:
        if proof:
            raise ProofError(f"found {len(proof)} hashes, expected none between equal sizes.")
        if old_root != new_root:
            raise ProofError(f"there are two roots for size {old}.")
        return
    _check_hashes([old_root, new_root, *proof])
    if not old & (old - 1):  # a power of two: its root is itself the first hash of the way
        proof = [old_root, *proof]
    if not proof or _walk(old, new, proof) != (old_root, new_root):
        raise ProofError(f"size {new} with this root does not go on from size {old}.")


def _walk(old: int, new: int, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The old and the new root that the proof gives."""
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = proof[0]
    for one in proof[1:]:
        if last == 0:
            raise ProofError(f"found {len(proof)} hashes, expected fewer from {old} to {new}.")
        if place & 1 or place == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, one)
        place, last = place >> 1, last >> 1
    if last:
        raise ProofError(f"found {len(proof)} hashes, expected more from {old} to {new}.")
    return first, second


def _check_hashes(hashes: Iterable[bytes]) -> None:
    for one in hashes:
        if len(one) != HASH_BYTES:
            raise ProofError(f"found a hash of {len(one)} bytes, expected {HASH_BYTES}.")


def _split(count: int) -> int:
    """The largest power of two below `count`, which is 2 or more."""
    return 1 << (count - 1).bit_length() - 1
