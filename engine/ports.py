"""What the core asks of the world, as small Protocols: where entries are kept, what time it is.

A port says what must be true of whatever stands behind it; it must never import an adapter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from msgspec import Struct

from engine.log.checkpoint import Signer
from engine.log.entry import StoredEntry
from engine.log.page import StoredPage

__all__ = [
    "Clock",
    "Library",
    "RunRow",
    "Sampled",
    "Signer",
    "Store",
    "StoredCheckpoint",
    "Telemetry",
    "Unusable",
]


class RunRow(Struct, frozen=True):
    """One run as a store lists it.

    run: its name. kind: what kind of run it was opened as (drill or run). created: UTC wall clock
    when it was opened, RFC 3339. meta: text by key, as given at opening. size: entries stored.
    fault: how this row is damaged, in a sentence; only name and size then say anything.
    The entries are the record; this row only helps to find them.
    """

    run: str
    kind: str
    created: str
    meta: Mapping[str, str]
    size: int
    fault: str = ""


class StoredCheckpoint(Struct, frozen=True):
    """A checkpoint as it lies in a store: the tree size it is filed under, and its signed note.

    The note is the evidence; the size beside it only helps to find it.
    """

    size: int
    note: bytes


class Store(Protocol):
    """An append-only place for the entries of many runs. Every error is a `StoreError`.

    Safe to call from several threads; calls are done one at a time.
    """

    def open_run(self, run: str, kind: str, meta: Mapping[str, str]) -> None:
        """Make place for a new run. Durable on return; the same call again changes nothing.

        Raises Conflict if the run exists with another kind or meta, BadRun for a name that is not
        1 to 200 visible ASCII characters, StoreUnavailable.
        """

    def append(self, run: str, index: int, body: bytes, leaf: bytes) -> None:
        """Add entry `index`, which must be the next of `run`. Durable on return.

        The same index with the same bytes again is recognised and returns: an answer may have been
        lost. Raises Conflict if the index holds other bytes or is not the next, UnknownRun,
        EntryError if `leaf` is not the leaf hash of `body`, StoreUnavailable. After
        StoreUnavailable the entry is *not* recorded as far as anyone may say; read again first.
        """

    def read(self, run: str, first: int = 0) -> Iterator[StoredEntry]:
        """The entries of `run` from index `first`, in order, as they lie in the store.

        Raises UnknownRun at once; StoreDamaged or StoreUnavailable at once or while reading.
        """

    def pages(self, run: str) -> Iterator[StoredPage]:
        """The same from index 0 in pages of PAGE, the last perhaps shorter: for whoever hashes all.

        What is no bytes is given on as it lies, for one damaged row must not hide all others.
        Raises as `read` does, but for that.
        """

    def runs(self) -> list[RunRow]:
        """Every run, in the order in which they were opened."""

    def size(self, run: str) -> int:
        """Number of entries of `run`, which is the index of the next. Raises UnknownRun."""

    def add_checkpoint(self, run: str, size: int, note: bytes) -> None:
        """Keep a checkpoint of `run`, also a second one of the same size. Durable on return.

        Raises UnknownRun, StoreUnavailable; NoteError for an empty or oversized note.
        """

    def checkpoints(self, run: str) -> list[StoredCheckpoint]:
        """The checkpoints of `run` in the order in which they were kept; none in an old store.

        Raises UnknownRun, StoreDamaged, StoreUnavailable.
        """

    def close(self) -> None:
        """Put the store to rest; closing again does nothing, any other call is refused."""


class Library(Protocol):
    """Where the texts in force are found: procedures, scenarios, stations."""

    def text(self, kind: str, name: str) -> str:
        """The text of that kind and name; raises ProcedureError or ScenarioError in one sentence."""

    def names(self, kind: str) -> list[str]:
        """The names of every text of a kind, sorted."""


class Sampled(Struct, frozen=True):
    """One reading from outside: the channel, what it shows (None: it shows nothing), where it came from."""

    channel: str
    value: str | None
    unit: str | None
    source: str


class Unusable(Struct, frozen=True):
    """Something came that is not a reading: a sentence naming the line, what was found, what was expected."""

    sentence: str


class Telemetry(Protocol):
    """Readings from outside, for a real run."""

    def arrived(self) -> list[Sampled | Unusable]:
        """What has come since the last call, in order; returns at once."""

    def close(self) -> None:
        """Listen no more."""


class Clock(Protocol):
    """The time, from outside. Two kinds that are never mixed."""

    def at(self) -> str:
        """Wall clock, UTC, RFC 3339 with milliseconds and Z. May jump; for people to read."""

    def monotonic_ms(self) -> int:
        """Milliseconds since some moment, never going back. For the run clock and all timers."""
