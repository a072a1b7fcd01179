"""One walk over the stored entries of a run: leaf hashes, order, the tree, and its root at the sizes asked for.

It is the inner loop of every verification, so it goes page by page and looks at single rows only
where a page is not as it should be; what is not asked for here is not done here.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter, eq
from typing import Final

from msgspec import Struct

from engine.log.entry import StoredEntry
from engine.log.subtrees import PAGE, Closing, Page, closed_here
from engine.log.tree import EMPTY_ROOT, Frontier

_LEAF, _INDEX = attrgetter("leaf"), attrgetter("index")
MOST_FAULTS: Final = 1_000


class _Waiting(Struct, frozen=True):
    """A page that is being closed: rows in it, the sizes asked for, and its marked rows by place."""

    count: int
    sizes: Sequence[int]
    marked: Sequence[tuple[int, StoredEntry]]


def _nothing(_rows: Sequence[StoredEntry]) -> None:
    """Look at no page."""


class Walk:
    """What a walk has found so far; `roots` by size, `faults` as index and sentence."""

    def __init__(
        self,
        wanted: Collection[int] = frozenset(),
        mark: bytes | None = None,
        close: Closing = closed_here,
    ) -> None:
        """`wanted`: sizes whose roots are kept. `mark`: stands in the rows that are given on."""
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT} if 0 in wanted else {}
        self.faults: list[tuple[int, str]] = []
        self.size = 0
        self._wanted = frozenset(wanted)
        self._ahead = sorted(self._wanted - {0}, reverse=True)
        self._mark, self._close = mark, close
        self._pages = Frontier()  # its leaves are the roots of whole pages
        self._rest: bytes | None = None  # root over the last page, when it is not whole

    def root(self) -> bytes:
        """Root over what was walked over."""
        return self._pages.root() if self._rest is None else self._pages.root_with(self._rest)

    def over(
        self,
        rows: Iterable[StoredEntry],
        look: Callable[[Sequence[StoredEntry]], None] = _nothing,
    ) -> Iterator[tuple[StoredEntry, bytes]]:
        """Walk: `look` sees every page of rows; each marked row is given on with the root before it.

        The closing may run ahead, so a row is given on some pages after it was looked at.
        """
        waiting: deque[_Waiting] = deque()
        for roots in self._close(self._asked(iter(rows), look, waiting)):
            yield from self._taken(waiting.popleft(), roots)

    def _asked(
        self,
        rows: Iterator[StoredEntry],
        look: Callable[[Sequence[StoredEntry]], None],
        waiting: deque[_Waiting],
    ) -> Iterator[Page]:
        sha, mark, base, index = hashlib.sha256, self._mark, 0, 0
        while page := list(islice(rows, PAGE)):
            count = len(page)
            leaves = [sha(b"\x00" + row.body).digest() for row in page]
            self._compare(page, leaves, index)
            look(page)
            marked = [(at, row) for at, row in enumerate(page) if mark in row.body] if mark else []
            sizes = {count, *(at for at, _ in marked if at)}
            while self._ahead and self._ahead[-1] <= base + count:
                sizes.add(self._ahead.pop() - base)
            asked = sorted(sizes)
            waiting.append(_Waiting(count, asked, marked))
            base, index = base + count, page[-1].index + 1
            yield b"".join(leaves), asked

    def _compare(self, page: Sequence[StoredEntry], leaves: Sequence[bytes], index: int) -> None:
        """Note what is wrong with the rows of a page, whose first should be `index`."""
        due = range(index, index + len(page))
        if leaves == list(map(_LEAF, page)) and all(map(eq, due, map(_INDEX, page))):
            return
        for row, leaf in zip(page, leaves, strict=True):
            if row.index != index:
                self._wrong(index, f"entry {row.index} stands where entry {index} was expected.")
                index = row.index
            if leaf != row.leaf:
                self._wrong(
                    index, f"entry {index} is altered: its bytes do not match its leaf hash."
                )
            index += 1

    def _taken(self, one: _Waiting, found: Sequence[bytes]) -> Iterator[tuple[StoredEntry, bytes]]:
        base, roots = self.size, dict(zip(one.sizes, found, strict=True))
        before = self._pages.root()
        for size, root in roots.items():
            if base + size in self._wanted:
                self.roots[base + size] = self._pages.root_with(root)
        given = [
            (row, self._pages.root_with(roots[at]) if at else before) for at, row in one.marked
        ]
        self.size += one.count
        if one.count == PAGE:
            self._pages.add(roots[PAGE])
        else:
            self._rest = roots[one.count]
        return iter(given)

    def _wrong(self, index: int, sentence: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((index, sentence))
