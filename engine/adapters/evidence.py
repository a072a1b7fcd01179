"""Checkpoints of one run while it is recorded: signed over what the store gives back, kept in three places.

It works behind the crew: nothing here may delay an entry, refuse one, or raise into the run. What
could not be done is said in `trouble` and tried again with the next checkpoint.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engine.adapters.checkpoint_file import add_to_file
from engine.errors import BoldfaceError
from engine.log import leaf_hash
from engine.log.checkpoint import Checkpoint, Signer, sign_checkpoint
from engine.log.tree import Frontier
from engine.ports import Store
from engine.run import events as e
from engine.run.channels import LINK

MOST_ENTRIES: Final = 100
"""At least one checkpoint in so many entries (issue of the audit, DESIGN)."""
MOST_MS: Final = 10_000
"""And one in so many milliseconds of real time in which something was stored."""
FIRST_S: Final = 1.0
"""The first waits so long, so that a start need not load what signs (DESIGN)."""
LOST: Final = "LOS"
AT_ONCE: Final = (e.SignedOff, e.HoldPlaced, e.HoldReleased, e.RunResumed, e.RunClosed)

Submit = Callable[[Checkpoint, bytes, list[bytes]], bytes | None]
"""Bring a checkpoint to a witness: its note and all leaf hashes; the cosigned note, or None."""


class Evidence:
    """The tree of one run, and its checkpoints as they fall due."""

    def __init__(
        self,
        store: Store,
        run: str,
        origin: str,
        signer: Callable[[], Signer],
        file: Path,
        submit: Submit | None = None,
    ) -> None:
        """Nothing is read or loaded yet; `signer` is called when the first checkpoint is signed."""
        self.trouble = ""
        self._store, self._run, self._origin, self._file = store, run, origin, file
        self._signer, self._submit = signer, submit
        self._leaves: list[bytes] = []
        self._frontier = Frontier()
        self._signed = 0  # size of the last checkpoint
        self._size = 0  # entries told of
        self._due = self._closing = False
        self._link: str | None = None  # what the link last showed
        self._key: Signer | None = None
        self._work = threading.Lock()
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self, size: int) -> None:
        """Work in a thread of its own from now on; the run has `size` entries."""
        self._size = size
        self._thread = threading.Thread(target=self._run_thread, name="checkpoints", daemon=True)
        self._thread.start()

    def heard(self, index: int, event: e.Event) -> None:
        """Entry `index` is stored; makes its checkpoint due, and without a thread makes it.

        A simulated clock passes hours in a second: there only entries are counted, no time.
        """
        self._size = index + 1
        at_once = isinstance(event, AT_ONCE) or self._link_lost(event)
        if not at_once and self._size - self._signed < MOST_ENTRIES:
            return
        if self._thread is None:
            self._make()
            return
        with self._wake:
            self._due = True
            self._wake.notify()

    def _link_lost(self, event: e.Event) -> bool:
        """Whether the ground can hear us no more from this event on: what was said till then is fixed."""
        shown = [one.value for one in getattr(event, "readings", ()) if one.channel == LINK]
        if not shown:
            return False
        lost = shown[-1] == LOST and self._link != LOST
        self._link = shown[-1]
        return lost

    def head(self) -> Checkpoint:
        """The head of all that is stored now, unsigned; raises StoreError."""
        with self._work:
            self._read()
            return Checkpoint(self._origin, self._frontier.size, self._frontier.root())

    def close(self) -> None:
        """Make the last checkpoint and work no more."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
        self._make()

    def _run_thread(self) -> None:
        with self._wake:
            self._wake.wait_for(lambda: self._closing, timeout=FIRST_S)
        while not self._closing:
            self._make()
            with self._wake:
                self._wake.wait_for(lambda: self._due or self._closing, timeout=MOST_MS / 1_000)
                self._due = False

    def _make(self) -> None:
        with self._work:
            try:
                self._read()
                if self._frontier.size > self._signed:
                    self._sign()
                self.trouble = ""
            except (BoldfaceError, OSError) as error:
                self.trouble = f"no checkpoint of run {self._run} at {self._size}: {error}"

    def _read(self) -> None:
        for row in self._store.read(self._run, self._frontier.size):
            leaf = leaf_hash(row.body)
            self._frontier.add(leaf)
            if self._submit is not None:
                self._leaves.append(leaf)

    def _sign(self) -> None:
        if self._key is None:
            self._key = self._signer()
        head = Checkpoint(self._origin, self._frontier.size, self._frontier.root())
        note = sign_checkpoint(head, self._key).raw
        self._store.add_checkpoint(self._run, head.size, note)
        self._signed = head.size
        add_to_file(self._file, note)
        cosigned = self._submit(head, note, self._leaves) if self._submit is not None else None
        if cosigned is not None:
            self._store.add_checkpoint(self._run, head.size, cosigned)
            add_to_file(self._file, cosigned)
