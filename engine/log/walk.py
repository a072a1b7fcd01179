"""One walk over the stored entries of a run: leaf hashes, order, the tree, and its root at the sizes asked for.

It is the inner loop of every verification: what is not asked for here is not done here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from engine.log.entry import StoredEntry
from engine.log.tree import EMPTY_ROOT, root_over

MOST_FAULTS: Final = 1_000


class Walk:
    """What a walk has found so far; `roots` by size, `faults` as index and sentence."""

    def __init__(self, wanted: Collection[int] = frozenset()) -> None:
        """`wanted`: the sizes whose roots are kept. `size`: entries walked over."""
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT} if 0 in wanted else {}
        self.faults: list[tuple[int, str]] = []
        self._wanted = wanted
        self.size = 0
        self._full: list[bytes] = []  # as in Frontier, whose step is written out in the loop below

    def root(self) -> bytes:
        """Root over what was walked over."""
        return root_over(self._full)

    def over(self, rows: Iterable[StoredEntry]) -> Iterator[StoredEntry]:
        """Walk: each row is given on after it was taken into the tree."""
        sha, wanted, full = hashlib.sha256, self._wanted, self._full
        index = size = 0
        for row in rows:
            leaf = sha(b"\x00" + row.body).digest()
            if row.index != index:
                self._wrong(index, f"entry {row.index} stands where entry {index} was expected.")
                index = row.index
            if leaf != row.leaf:
                self._wrong(
                    index, f"entry {index} is altered: its bytes do not match its leaf hash."
                )
            ones = size
            while ones & 1:
                leaf = sha(b"\x01" + full.pop() + leaf).digest()
                ones >>= 1
            full.append(leaf)
            index += 1
            self.size = size = size + 1
            if size in wanted:
                self.roots[size] = root_over(full)
            yield row

    def _wrong(self, index: int, sentence: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((index, sentence))
