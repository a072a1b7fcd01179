"""Closes the subtrees of a long log in a second process, while this one reads and hashes entries.

A leaf hash is 32 bytes, so little travels. Whatever goes wrong with the other process must never
show in a verdict, and this one never waits for it idly: the page is then closed here.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from engine.log.subtrees import Leaves, roots_in
from engine.log.tree import HASH_BYTES

FEW: Final = 48
"""Pages (about 100,000 entries) that are closed before another process would be worth its start."""
THERE: Final = 2
"""Pages that may lie with the other process: one in its hands and one in the pipe, which holds no
more; to write into a full pipe is to wait (DESIGN)."""
SIZES: Final = 256
"""Roots a page may ask for there: their 8 KiB always fit the pipe back (DESIGN)."""
AHEAD: Final = 16
"""Pages that may be closed here before that which the other has is waited for: memory stays flat."""

_Asked = tuple[Leaves, list[bytes] | None]
"""A page, and its roots if it was closed here."""


def closed_beside(pages: Iterable[Leaves], few: int = FEW) -> Iterator[list[bytes]]:
    """As `closed_here`, but from page `few` on in another process, where there are two cores."""
    coming = iter(pages)
    for leaves, sizes in coming if cores() < 2 else islice(coming, few):
        yield roots_in(leaves, sizes)
    first = next(coming, None)
    if first is not None:
        yield from _beside(chain([first], coming))


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _beside(pages: Iterable[Leaves]) -> Iterator[list[bytes]]:
    waiting: deque[_Asked] = deque()
    with _started() as connection:
        other = _Other(connection)
        for page in pages:
            waiting.append((page, None if other.takes(page) else roots_in(*page)))
            while waiting and (waiting[0][1] or other.has_answered() or len(waiting) > AHEAD):
                yield _roots(other, *waiting.popleft())
        for one in waiting:
            yield _roots(other, *one)


def _roots(other: _Other, page: Leaves, here: list[bytes] | None) -> list[bytes]:
    return here or other.answer() or roots_in(*page)


@contextmanager
def _started() -> Iterator[Connection]:
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    other = spawn.Process(target=closing, args=(theirs,), daemon=True)
    with ours:
        with theirs, suppress(OSError):
            other.start()
        try:
            yield ours
        finally:
            if other.pid is not None:
                other.kill()  # it has nothing to lose
                other.join()


class _Other:
    """The other process as seen from here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_up = False
        self._under_way = 0

    def takes(self, page: Leaves) -> bool:
        """Give it the page, if it is up and has room."""
        leaves, sizes = page
        if not self._is_up:
            self._is_up = self.has_answered() and self._received() is not None
        if not self._is_up or self._under_way == THERE or len(sizes) > SIZES:
            return False
        try:
            self._connection.send((b"".join(leaves), sizes))
        except OSError:
            return False
        self._under_way += 1
        return True

    def has_answered(self) -> bool:
        """Whether something can be had from it, or nothing any more."""
        try:
            return self._connection.poll()
        except OSError:
            return True

    def answer(self) -> list[bytes] | None:
        """The roots of the page that it was given first; None when it is gone."""
        self._under_way -= 1
        return self._received()

    def _received(self) -> list[bytes] | None:
        try:
            found: list[bytes] = self._connection.recv()
        except (OSError, EOFError):
            return None
        return found


def closing(asked: Connection) -> None:
    """Say that it is up, then close pages for the process at the other end until that goes."""
    with suppress(OSError, EOFError, KeyboardInterrupt):
        asked.send([])
        while True:
            leaves, sizes = asked.recv()
            each = range(0, len(leaves), HASH_BYTES)
            asked.send(roots_in([leaves[at : at + HASH_BYTES] for at in each], sizes))
