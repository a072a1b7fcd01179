"""A store that lives as long as the program does, for tests and for drills nobody keeps.

It keeps the whole contract of `Store` but durability, and must never be offered for a real run.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.adapters.contract import check_checkpoint, check_entry, check_run, closed
from engine.log import Conflict, StoredEntry, UnknownRun
from engine.log.page import StoredPage, paged
from engine.ports import Clock, RunRow, StoredCheckpoint


@dataclass(slots=True)
class _Run:
    kind: str
    created: str
    meta: dict[str, str]
    entries: list[StoredEntry] = field(default_factory=list)
    checkpoints: list[StoredCheckpoint] = field(default_factory=list)


class MemoryStore:
    """The contract of `Store`, in memory."""

    def __init__(self, clock: Clock) -> None:
        """`clock` only stamps when a run was opened."""
        self._clock = clock
        self._runs: dict[str, _Run] | None = {}
        self._lock = threading.Lock()

    def open_run(self, run: str, kind: str, meta: Mapping[str, str]) -> None:
        """See `Store.open_run`."""
        check_run(run, kind, meta)
        with self._lock:
            known = self._all().setdefault(run, _Run(kind, self._clock.at(), dict(meta)))
            if (known.kind, known.meta) != (kind, dict(meta)):
                raise Conflict(run, 0, len(known.entries))

    def append(self, run: str, index: int, body: bytes, leaf: bytes) -> None:
        """See `Store.append`."""
        check_entry(index, body, leaf)
        with self._lock:
            entries = self._one(run).entries
            if index == len(entries):
                entries.append(StoredEntry(index, bytes(body), bytes(leaf)))
            elif index > len(entries) or entries[index].body != body:
                raise Conflict(run, index, len(entries))

    def read(self, run: str, first: int = 0) -> Iterator[StoredEntry]:
        """See `Store.read`."""
        with self._lock:
            return iter(self._one(run).entries[max(first, 0) :])

    def pages(self, run: str) -> Iterator[StoredPage]:
        """See `Store.pages`."""
        return paged(self.read(run))

    def runs(self) -> list[RunRow]:
        """See `Store.runs`."""
        with self._lock:
            return [
                RunRow(name, run.kind, run.created, dict(run.meta), len(run.entries))
                for name, run in self._all().items()
            ]

    def size(self, run: str) -> int:
        """See `Store.size`."""
        with self._lock:
            return len(self._one(run).entries)

    def add_checkpoint(self, run: str, size: int, note: bytes) -> None:
        """See `Store.add_checkpoint`."""
        check_checkpoint(size, note)
        with self._lock:
            self._one(run).checkpoints.append(StoredCheckpoint(size, bytes(note)))

    def checkpoints(self, run: str) -> list[StoredCheckpoint]:
        """See `Store.checkpoints`."""
        with self._lock:
            return list(self._one(run).checkpoints)

    def close(self) -> None:
        """See `Store.close`; what was stored is gone."""
        with self._lock:
            self._runs = None

    def _all(self) -> dict[str, _Run]:
        if self._runs is None:
            raise closed("memory:")
        return self._runs

    def _one(self, run: str) -> _Run:
        known = self._all().get(run)
        if known is None:
            raise UnknownRun(run)
        return known
