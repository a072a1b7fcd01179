"""Every way the step log or its store can refuse, as named exceptions a person can act on.

The text of each is one sentence (place, found, expected, what to do); an exception of a database
or of the operating system must never get past these names.

    LogError
      EntryError            an entry that breaks the format; names its index
        NewerVersion        an entry written by a newer Boldface
      ProofError            a proof that does not prove what it is for
      NoteError             a signed note, checkpoint or cosignature that breaks its format
      TrustError            a trust file that cannot be understood; names its line
      StoreError
        BadAddress          the address of a store cannot be understood
        BadRun              a run name or its meta cannot be stored
        UnknownRun          no such run in this store
        Conflict            the index is taken by another entry, or is not the next one
        NotAStore           the file is something else: nothing in it was touched
        StoreNewer          the store was made by a newer Boldface: nothing in it was touched
        StoreDamaged        the store cannot be read as it was written
        StoreUnavailable    it cannot be reached or written now: nothing stored was lost
          NoStore           nothing has been stored at this address yet
"""

from __future__ import annotations

from typing import Literal

from engine.errors import BoldfaceError

Trouble = Literal["full", "read-only", "locked", "moved", "closed", "disk", "open"]
"""Why a store is unavailable; a screen chooses its words by it."""


class LogError(BoldfaceError):
    """Root of everything the step log refuses; its text is a whole sentence."""


class EntryError(LogError):
    """An entry that cannot be written or read; `index`, `found` and `expected` say which and why.

    `index` is the position in the run from 0; `mend` says what a person or a programmer can do.
    """

    def __init__(self, index: int, found: str, expected: str, mend: str = "") -> None:
        self.index = index
        self.found = found
        self.expected = expected
        tail = f"; {mend}" if mend else ""
        super().__init__(f"entry {index}: found {found}, expected {expected}{tail}.")


class NewerVersion(EntryError):
    """An entry whose format is newer than this program; it is kept as it is and not guessed at."""

    def __init__(self, index: int, version: int, known: int) -> None:
        self.version = version
        super().__init__(
            index,
            f"format version {version}",
            f"at most {known}",
            "read this log with the Boldface that wrote it, or a later one",
        )


class ProofError(LogError):
    """A proof of inclusion or consistency that does not prove what it is for."""


class NoteError(LogError):
    """A signed note, checkpoint, cosignature or proof file that breaks its format."""


class TrustError(LogError):
    """A trust file (policy) that cannot be understood; its text names the line."""


class StoreError(LogError):
    """Root of everything a store refuses."""


class BadAddress(StoreError):
    """The address of a store is not a path, `memory:` or `sqlite:PATH`."""


class BadRun(StoreError):
    """A run's name, kind or meta cannot be stored."""


class UnknownRun(StoreError):
    """The store has no run of this name."""

    def __init__(self, run: str) -> None:
        self.run = run
        super().__init__(
            f"run {run[:80]!a}: not in this store; `boldface audit list` names the runs it holds."
        )


class Conflict(StoreError):
    """The index is not free: another console was first, or the caller has not read far enough.

    `size` is the number of entries the run has now. Re-read from there, show what the other did,
    and ask the crew again; never repeat a crew's input unseen.
    """

    def __init__(self, run: str, index: int, size: int) -> None:
        self.run = run
        self.index = index
        self.size = size
        super().__init__(
            f"run {run}, entry {index}: the run has {size} entries, so the next is {size}; "
            "read the log again and confirm again."
        )


class NotAStore(StoreError):
    """What lies at the address is not a step log of Boldface; it was left as it is."""


class StoreNewer(StoreError):
    """The store's layout is newer than this program; it was left as it is."""


class StoreDamaged(StoreError):
    """The store cannot be read as it was written; keep the files and read them with care."""


class StoreUnavailable(StoreError):
    """The store cannot be reached or written now; what was acknowledged is still there.

    `trouble` is one word for the screen: full, read-only, locked, moved, closed, disk, open.
    """

    def __init__(self, sentence: str, trouble: Trouble) -> None:
        self.trouble: Trouble = trouble
        super().__init__(sentence)


class NoStore(StoreUnavailable):
    """Nothing has been stored at this address yet (asked for reading only)."""

    def __init__(self, place: str) -> None:
        super().__init__(f"store {place}: nothing has been recorded there yet.", "open")
