"""Threads in which a stored run is read, so that a long log or a slow disk keeps no key waiting.

It calls what it is given and hands the answer back; it must never touch a widget.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
THREADS = 3  # pages, a look back, a study of the whole log


class Reader:
    """A few threads that end with their screen."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "reader")

    async def call(self, job: Callable[[], T]) -> T:
        """Have something read; await the answer or the error."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    def stop(self) -> None:
        """Take no more work; what is being read is left to end by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
