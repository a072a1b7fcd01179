"""Closes the subtrees of a long log in a second process, while this one reads and hashes entries.

A leaf hash is 32 bytes, so little travels. Whatever goes wrong with the other process must never
show in a verdict: the page is then closed here.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context
from typing import Final

from engine.log.subtrees import Page, roots_in

FEW: Final = 48
"""Pages (about 100,000 entries) that are closed before another process would be worth its start."""
AHEAD: Final = 8
"""Pages that may be under way: memory stays flat (DESIGN)."""


def closed_beside(pages: Iterable[Page], few: int = FEW) -> Iterator[list[bytes]]:
    """As `closed_here`, but from page `few` on in another process, where there are two cores."""
    coming = iter(pages)
    alone = (os.cpu_count() or 1) < 2
    for leaves, sizes in coming if alone else islice(coming, few):
        yield roots_in(leaves, sizes)
    first = next(coming, None)
    if first is None:
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        waiting = deque([(first, _asked(other, first))])
        for page in coming:
            waiting.append((page, _asked(other, page)))
            if len(waiting) > AHEAD:
                yield _answer(*waiting.popleft())
        for page, answer in waiting:
            yield _answer(page, answer)


def _asked(other: ProcessPoolExecutor, page: Page) -> Future[list[bytes]] | None:
    try:
        return other.submit(roots_in, *page)
    except (BrokenProcessPool, OSError):
        return None


def _answer(page: Page, answer: Future[list[bytes]] | None) -> list[bytes]:
    try:
        return answer.result() if answer is not None else roots_in(*page)
    except (BrokenProcessPool, OSError):
        return roots_in(*page)
