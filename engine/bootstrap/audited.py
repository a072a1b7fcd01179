"""A stored run as an auditor takes it up: its entries one at a time, and the plan of the texts kept with it.

Reads only. A run whose texts cannot be used is refused in one sentence; its entries can still be shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from engine.audit.reading import Noted, events, head_and_rest, noted
from engine.audit.trail import Trail, trail
from engine.errors import RunError
from engine.library import KeptLibrary, Plan, load_plan
from engine.log import StoreError
from engine.ports import Store
from engine.run.events import KINDS, RunOpened
from engine.run.kept import Text, kept


class Record(Struct, frozen=True):
    """A stored run: how it was opened, its plan and texts, and its entries from the first, to be read once.

    opened_as: the name its first entry must bear: that it is stored under, or bore where it was brought from.
    """

    opened_as: str
    opened: RunOpened
    plan: Plan
    texts: tuple[Text, ...]
    entries: Iterator[Noted]

    @property
    def digest(self) -> str:
        """The digest of the procedure text kept with the run."""
        return self.plan.texts[0].digest


def trail_of(record: Record, run: str) -> Trail:
    """The trail of a stored run; raises what reading it raises."""
    return trail(record.entries, record.plan.drive.table, run, record.digest, record.opened_as)


class Records:
    """The runs of a store; a text that many runs kept is compiled once."""

    def __init__(self, store: Store) -> None:
        """Nothing is read yet."""
        self.store = store
        self._plans: dict[tuple[str, ...], Plan] = {}

    def __call__(self, run: str) -> Record:
        """A run taken up; raises RunError, ProcedureError or a StoreError in one sentence."""
        head, entries = head_and_rest(noted(self.store.read(run)))
        first = head[0] if head else None
        if first is None or not isinstance(first.event, RunOpened):
            why = (
                first.fault
                if first is not None and first.fault
                else "it has no entry that opens it"
            )
            raise RunError(f"run {run}: {why}; see `boldface audit show {run}`")
        try:
            texts = kept(events(head))
        except RunError as error:
            raise RunError(f"run {run}: {error}") from None
        return Record(
            self._name(run, first.event),
            first.event,
            self._plan(first.event, texts),
            texts,
            entries,
        )

    def names(self, *, procedure: str | None = None, kind: str | None = None) -> list[str]:
        """The names of the runs, those of a procedure or a kind only where that is asked for.

        The first entry says both; a run of which it cannot be read is named all the same.
        """
        found = []
        for row in self.store.runs():
            of_run = row.fault or row.kind in KINDS
            opened = self._opened(row.run) if of_run and (procedure or kind) else None
            wrong = opened is not None and (
                procedure not in {None, opened.procedure} or kind not in {None, opened.kind}
            )
            if of_run and not wrong:
                found.append(row.run)
        return found

    def _name(self, run: str, opened: RunOpened) -> str:
        if opened.run == run:
            return run
        brought = (row.meta.get("imported") for row in self.store.runs() if row.run == run)
        return next((name for name in brought if name), run)

    def _opened(self, run: str) -> RunOpened | None:
        try:
            first = next(noted(self.store.read(run)), None)
        except StoreError:
            return None  # whoever takes the run up is told
        event = first.event if first is not None else None
        return event if isinstance(event, RunOpened) else None

    def _plan(self, opened: RunOpened, texts: tuple[Text, ...]) -> Plan:
        digests = (opened.procedure, *(one.digest for one in texts if one.kind == "procedure"))
        if digests not in self._plans:
            self._plans[digests] = load_plan(KeptLibrary(texts), opened.procedure)
        return self._plans[digests]
