"""A stored run for whoever looks at it on a screen: its playback at once, what stands out in it when that is asked for.

Reads only, through one store that is closed with it.
"""

from __future__ import annotations

from itertools import islice

from msgspec import Struct

from engine.audit.findings import findings
from engine.audit.rule import Finding
from engine.audit.trail import trail
from engine.bootstrap.audited import Record, Records
from engine.log import check_chain
from engine.playback import Playback
from engine.ports import Store
from engine.run.events import RunOpened

MOST_FAULTS = 20


class Stay(Struct, frozen=True):
    """A stay in a step: its number and title, the entry that entered it, when (run clock, ms), how it was left."""

    number: str
    title: str
    index: int
    t: int
    out_t: int | None
    how: str


class Study(Struct, frozen=True):
    """What one pass over the whole log shows: the stays in order, and what stands out."""

    stays: tuple[Stay, ...]
    findings: tuple[Finding, ...]
    outcome: str | None
    safe: bool | None


class StoredRun:
    """One run taken up; raises RunError, ProcedureError or a StoreError when it cannot be."""

    def __init__(self, store: Store, run: str) -> None:
        self._store, self.run = store, run
        record = self._record()
        self.opened: RunOpened = record.opened
        self.playback = Playback(store, run, record.plan.drive)

    def study(self) -> Study:
        """Go through the whole log once; takes some seconds for a million entries."""
        record = self._record()
        table = record.plan.drive.table
        made = trail(record.entries, table, self.run, record.digest)
        stays = tuple(
            Stay(
                table.numbers.get(one.state, ""),
                made.title(one.state),
                one.index,
                one.t,
                one.out_t,
                one.how,
            )
            for one in made.visits
        )
        return Study(stays, findings(made), made.state.outcome, made.state.safe)

    def evidence(self) -> list[str]:
        """Whether the record is whole, in lines; reads every entry."""
        faults = list(islice(check_chain(self._store.read(self.run)), MOST_FAULTS))
        chain = "every entry is the bytes that were hashed, and follows the one before"
        return [one.reason for one in faults] or [chain]

    def close(self) -> None:
        """Put the store to rest."""
        self._store.close()

    def _record(self) -> Record:
        return Records(self._store)(self.run)
