"""A word of how far long work has come, on a terminal only: one line that is written over and then taken away."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

from engine.log import StoredEntry
from engine.ports import Store

EVERY: Final = 1_000  # entries between two words


class Tell(Protocol):
    """Called with what is being done and at which entry; cheap to call for each."""

    def __call__(self, doing: str, entry: int) -> None:
        """Say it now and then."""


def rows_of(store: Store, run: str, tell: Tell) -> Iterator[StoredEntry]:
    """The entries of a run, with a word now and then of how far it has been read."""
    for row in store.read(run):
        tell("reading", row.index)
        yield row


@contextmanager
def progress() -> Iterator[Tell]:
    """What tells of progress; silent where standard error is no terminal."""
    shown = False

    def tell(doing: str, entry: int) -> None:
        nonlocal shown
        if entry % EVERY == 0 and entry and sys.stderr.isatty():
            shown = True
            sys.stderr.write(f"\r{doing}: entry {entry:,}".ljust(60))
            sys.stderr.flush()

    try:
        yield tell
    finally:
        if shown:
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()
