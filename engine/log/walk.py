"""One walk over the stored entries of a run: leaf hashes, order, the tree, and its root at the sizes asked for.

It is the inner loop of every verification, so it goes page by page and looks at single rows only
where a page is not as it should be; what is not asked for here is not done here.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from engine.log.entry import StoredEntry
from engine.log.page import PAGE, StoredPage
from engine.log.subtrees import Closing, Leaves, closed_here
from engine.log.tree import EMPTY_ROOT, Frontier

MOST_FAULTS: Final = 1_000
_LEAF: Final = hashlib.sha256(b"\x00")
"""The beginning of every leaf hash: a copy of it is had sooner than a new one (measured: a tenth)."""


class _Waiting(Struct, frozen=True):
    """A page that is being closed: rows in it, the sizes asked for, and its marked rows by place."""

    count: int
    sizes: Sequence[int]
    marked: Sequence[tuple[int, StoredEntry]]


def _nothing(_page: StoredPage) -> None:
    """Look at no page."""


def _only_bytes(page: StoredPage) -> StoredPage:
    """The same, with nothing where something else than bytes lies: that fits no hash."""
    rows = [
        (body if isinstance(body, bytes) else b"", leaf if isinstance(leaf, bytes) else b"")
        for body, leaf in page.rows
    ]
    return StoredPage(page.indices, rows)


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
        pages: Iterable[StoredPage],
        look: Callable[[StoredPage], None] = _nothing,
    ) -> Iterator[tuple[StoredEntry, bytes]]:
        """Walk: `look` sees every page; each marked row is given on with the root before it.

        pages: of PAGE entries each, only the last may be shorter. The closing may run ahead, so a
        row is given on some pages after it was looked at.
        """
        waiting: deque[_Waiting] = deque()
        for roots in self._close(self._asked(pages, look, waiting)):
            yield from self._taken(waiting.popleft(), roots)

    def _asked(
        self,
        pages: Iterable[StoredPage],
        look: Callable[[StoredPage], None],
        waiting: deque[_Waiting],
    ) -> Iterator[Leaves]:
        base, index = 0, 0
        for found in pages:
            page, leaves = self._hashed(found, index)
            look(page)
            count, marked = len(leaves), self._marked(page)
            sizes = {count, *(at for at, _ in marked if at)}
            while self._ahead and self._ahead[-1] <= base + count:
                sizes.add(self._ahead.pop() - base)
            asked = sorted(sizes)
            waiting.append(_Waiting(count, asked, marked))
            base, index = base + count, page.indices[-1] + 1
            yield leaves, asked

    def _hashed(self, page: StoredPage, index: int) -> tuple[StoredPage, list[bytes]]:
        """The page, whose first entry should be `index`, with its leaf hashes; notes what is wrong with it."""
        begun, rows, leaves = _LEAF.copy, page.rows, list[bytes]()
        try:
            for body, _ in rows:
                one = begun()
                one.update(body)
                leaves.append(one.digest())
        except TypeError:  # what lies there is no bytes
            return self._hashed(_only_bytes(page), index)
        as_due = page.indices == range(index, index + len(leaves))
        if not as_due or leaves != [leaf for _, leaf in rows]:
            page = _only_bytes(page)
            self._compare(page, leaves, index)
        return page, leaves

    def _marked(self, page: StoredPage) -> list[tuple[int, StoredEntry]]:
        mark = self._mark
        if mark is None:
            return []
        return [
            (at, StoredEntry(page.indices[at], body, leaf))
            for at, (body, leaf) in enumerate(page.rows)
            if mark in body
        ]

    def _compare(self, page: StoredPage, leaves: Sequence[bytes], index: int) -> None:
        """Note what is wrong with the rows of a page, whose first should be `index`."""
        for found, (_, kept), leaf in zip(page.indices, page.rows, leaves, strict=True):
            if found != index:
                self._wrong(index, f"entry {found} stands where entry {index} was expected.")
                index = found
            if leaf != kept:
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
