"""One stored run looked at again: its entries as lines, each whole, and what every display showed at any of them.

It only reads, a piece at a time, so that a log of a million entries is as quick to open as one of a hundred.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from itertools import islice
from threading import Lock

from msgspec import Struct

from engine.audit.reading import Noted, noted
from engine.console import RECENT, Indexed
from engine.errors import BoldfaceError
from engine.log import StoreDamaged, decode, leaf_hash
from engine.machine.drive import Drive
from engine.ports import Store
from engine.run.events import Redlined
from engine.run.evolve import evolve
from engine.run.lines import line
from engine.run.rows import LogRow, View
from engine.run.state import Redlining, RunState
from engine.run.view import is_told, view

SPACING = 2_000  # entries between two states that are kept, in a log of up to SPACING * KEPT
REDLINED = b'"Redlined"'  # in the bytes of every such entry
KEPT = 256  # states kept at most, so that memory does not grow with the log


class Whole(Struct, frozen=True):
    """One entry with nothing left out: envelope, words, the stored line, both hashes; or what is wrong with it.

    leaf: what the store kept beside the bytes; own: what the bytes give. Both are 64 hex digits.
    """

    index: int
    at: str
    t: int
    role: str
    event: str
    words: str
    body: str
    leaf: str
    own: str
    prev: str
    fault: str = ""


class Playback:
    """A stored run. `view` may be called from one thread while `rows` and `whole` are called from another."""

    def __init__(self, store: Store, run: str, drive: Drive) -> None:
        """Nothing but the size is read yet; raises a StoreError."""
        self.store, self.run, self.drive = store, run, drive
        self.size = store.size(run)
        self._spacing = max(SPACING, -(-self.size // KEPT))
        # Before the entry of that index: the state, and the last entries that a display shows.
        self._states: list[tuple[int, RunState, tuple[Indexed, ...]]] = [(0, RunState(), ())]
        self._folding = Lock()
        # Behind the entry of that index: the redlines in force; and how far they were sought.
        self._redlines: list[tuple[int, Mapping[str, Redlining]]] = [(-1, {})]
        self._sought = 0
        self.reached = 0  # the entry that a look is going through, for whoever waits for it

    def rows(self, first: int, count: int) -> list[LogRow]:
        """Entries as lines, from index `first`; one that cannot be read says so."""
        self._seek_redlines(first + count)
        rows = islice(self.store.read(self.run, first), count)
        return [self._row(one) for one in noted(rows)]

    def _row(self, one: Noted) -> LogRow:
        if one.event is None:
            return LogRow(one.index, 0, "?", f"!! {one.fault}")
        place = bisect_right(self._redlines, one.index - 1, key=lambda known: known[0]) - 1
        words = line(one.event, self.drive.table, self._redlines[place][1])
        return LogRow(one.index, one.event.t, one.event.role, words)

    def _seek_redlines(self, end: int) -> None:
        """Find the redlines before an entry by their bytes: nothing else is decoded, and nothing sought twice."""
        ahead = max(0, end - self._sought)
        try:
            for row in islice(self.store.read(self.run, self._sought), ahead):
                self._sought = row.index + 1
                event = next(noted([row])).event if REDLINED in row.body else None
                if isinstance(event, Redlined):
                    state = RunState(redlines=self._redlines[-1][1])
                    self._redlines.append((row.index, evolve(state, event).redlines))
        except StoreDamaged:
            self._sought = max(self._sought, end)  # what cannot be read has changed no words

    def whole(self, index: int) -> Whole:
        """One entry, nothing left out; raises a StoreError when the store cannot give it."""
        stored = next(iter(self.store.read(self.run, index)))
        own, text = leaf_hash(stored.body).hex(), stored.body.decode(errors="replace")
        leaf = stored.leaf.hex()
        fault = "" if own == leaf else "its bytes are not those that were hashed when it was stored"
        try:
            entry = decode(stored.body, index)
        except BoldfaceError as error:
            return Whole(index, "", 0, "?", "?", "", text, leaf, own, "", fault or str(error))
        self._seek_redlines(index)
        words = self._row(next(noted([stored]))).text
        return Whole(
            index,
            entry.at,
            entry.t,
            entry.role,
            entry.event,
            words,
            text,
            leaf,
            own,
            entry.prev,
            fault,
        )

    def view(self, index: int) -> View | None:
        """What every display showed once entry `index` was stored; None before the run was opened."""
        with self._folding:
            state, told = self._after(index)
        if state.opened is None:
            return None
        return view(self.drive, state, state.t, tuple(told))

    def _after(self, index: int) -> tuple[RunState, deque[Indexed]]:
        place = bisect_right(self._states, index, key=lambda kept: kept[0]) - 1
        begun, state, before = self._states[place]
        told: deque[Indexed] = deque(before, maxlen=RECENT)
        for one in noted(islice(self.store.read(self.run, begun), index + 1 - begun)):
            if one.event is None:
                continue  # what cannot be read moved nothing that could be shown
            self._keep(one.index, state, told)
            self.reached = one.index
            state = evolve(state, one.event)
            if is_told(one.event):
                told.append((one.index, one.event))
        return state, told

    def _keep(self, index: int, state: RunState, told: deque[Indexed]) -> None:
        if index - self._states[-1][0] >= self._spacing:
            self._states.append((index, state, tuple(told)))
