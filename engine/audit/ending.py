"""How a run ends, for a verdict: its closing entry, what was put behind it, and whether an open run may have gone on.

An open run must never be called witnessed because the newest checkpoint that is left was: only its
witness can say that there is no newer one (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from engine.audit.heads import Head
from engine.audit.verdict import WITNESS, Fault, Told
from engine.errors import BoldfaceError
from engine.log import Entry, StoredEntry, decode
from engine.log.page import StoredPage
from engine.run.events import ENGINE, ActTaken, RecordingLost, RunClosed

_CLOSED: Final = f'"event":"{RunClosed.__name__}"'.encode()
"""Only the envelope holds these bytes: inside a text each quotation mark is escaped."""


class Ending(Struct):
    """What the entries say of the end. closed: the index of the closing entry. last: the entry at the end."""

    closed: int | None = None
    last: Entry | None = None
    faults: list[Fault] = field(default_factory=list)
    _t: int = 0  # run clock of the close
    _row: StoredEntry | None = None
    _added: bool = False

    def take(self, page: StoredPage) -> None:
        """Look at the next page of entries."""
        last = len(page.rows) - 1
        (self._row,) = page.entries(last)
        if self.closed is not None:
            self._after(page.entries())
            return
        for at, (body, _) in enumerate(page.rows):
            if _CLOSED in body and self._closes(next(page.entries(at))):
                self._after(page.entries(at + 1))
                return

    def _closes(self, row: StoredEntry) -> bool:
        entry = _read(row)
        if entry is not None and entry.event == RunClosed.__name__:
            self.closed, self._t = row.index, entry.t
        return self.closed is not None

    def _after(self, rows: Iterable[StoredEntry]) -> None:
        for row in rows:
            if self._added or _may_follow(row, self._t):
                continue
            self._added = True
            sentence = (
                f"entry {row.index} follows entry {self.closed}, which closes the run: no program "
                "adds to a closed run, so it was put there afterwards."
            )
            self.faults.append(Fault("altered", row.index, sentence))

    def finish(self) -> None:
        """The last entry, when it can be read."""
        self.last = _read(self._row) if self._row is not None else None

    @property
    def when(self) -> str:
        """When the last entry was made, in words; '' where it cannot be read."""
        return f", the last of {self.last.at}" if self.last is not None else ""


def _read(row: StoredEntry) -> Entry | None:
    try:
        return decode(row.body, row.index)
    except BoldfaceError:
        return None  # the walk or the links say that it is altered


def _may_follow(row: StoredEntry, t: int) -> bool:
    """Whether a program may add it to a run closed at `t` (run clock, ms).

    The deed of the tick that closed the run, or the word that recording was lost at the close itself.
    """
    entry = _read(row)
    if entry is None:
        return False
    deed = entry.event == ActTaken.__name__ and entry.t == t
    return deed or (entry.event == RecordingLost.__name__ and entry.role == ENGINE)


def unsigned_close(ending: Ending, heads: Sequence[Head]) -> Iterator[str]:
    """A closing entry under no checkpoint, in a log that has some: it is the one that is always signed for."""
    covered = max((one.checkpoint.size for one in heads), default=0)
    if ending.closed is not None and 0 < covered <= ending.closed:
        yield (
            f"entry {ending.closed} closes it and is under no checkpoint, and a program signs one at the "
            "close: it was killed there, or the checkpoint was taken away and the close may be another."
        )


def answered(heads: Sequence[Head], told: Told) -> Mapping[str, int]:
    """How much each witness says it has seen: from its own folder, and asked now."""
    sizes = dict(told.sizes)
    for one in heads:
        if one.where.startswith(WITNESS):
            for name in one.witnesses:
                sizes[name] = max(sizes.get(name, 0), one.checkpoint.size)
    return sizes


def gone_on(sizes: Mapping[str, int], size: int) -> Iterator[Fault]:
    """Witnesses that have seen more than is here."""
    for name, seen in sorted(sizes.items()):
        if seen > size:
            sentence = f"the witness {name} says it has seen {seen} entries, and {size} are there."
            yield Fault("incomplete", size, sentence)


def seen_less(sizes: Mapping[str, int], witnessed: int) -> Iterator[str]:
    """Witnesses that say less than they have cosigned."""
    for name, seen in sorted(sizes.items()):
        if seen < witnessed:
            yield f"the witness {name} says it has seen {seen} entries only, and {witnessed} are cosigned."


def may_have_gone_on(ending: Ending, size: int, told: Told, *, asked: bool) -> Iterator[str]:
    """What an open run leaves unchecked, a line each."""
    if asked:
        yield "whether it went on where no witness saw it: it is open, and has no closing entry"
        return
    why = "; ".join(f"{name}: {reason}" for name, reason in sorted(told.silent.items()))
    yield (
        f"whether it went on: it is open, with {size} entries{ending.when}, and no witness was "
        f"asked ({why or '--witnessed FOLDER asks the folder of one'})"
    )
