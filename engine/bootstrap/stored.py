"""A stored run for whoever looks at it on a screen: its playback at once, what stands out in it when that is asked for.

Reads only, through one store that is closed with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from typing import NoReturn

from msgspec import Struct

from engine.audit.compare import Pair, chosen, compare
from engine.audit.findings import findings
from engine.audit.rule import Finding
from engine.audit.trail import Trail
from engine.audit.verdict import verdict_lines
from engine.bootstrap.audited import Record, Records, trail_of
from engine.bootstrap.shelf import open_reading
from engine.bootstrap.verified import trusted, verdicts
from engine.errors import BoldfaceError, RunError
from engine.playback import Playback
from engine.ports import Store
from engine.run.events import RunOpened
from engine.run.lines import clock


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


class Comparison(Struct, frozen=True):
    """Two runs beside each other: their names, each in a line, and their steps in pairs."""

    runs: tuple[str, str]
    a: str
    b: str
    pairs: tuple[Pair, ...]


def compared(address: str | None, a: str, b: str, against: str = "") -> Comparison:
    """Two stored runs gone through and compared; raises a BoldfaceError that names the one that cannot be.

    against: instead of b, the `best` or the `median` run of a's procedure; what cannot be gone
    through is passed over.
    """
    with closing(open_reading(address)) as store:
        records = Records(store)
        left = trail_of(records(a), a)
        if against:
            b = chosen(left, _readable(records, others_of(records, left)), against) or no_other(
                left
            )
        right = trail_of(records(b), b)
    why = f" ({against} of its procedure)" if against else ""
    return Comparison((a, b), _in_a_line(left), _in_a_line(right) + why, compare(left, right))


def _readable(records: Records, runs: Sequence[str]) -> Iterator[Trail]:
    for run in runs:
        with suppress(BoldfaceError):
            yield trail_of(records(run), run)


def others_of(records: Records, one: Trail) -> list[str]:
    """The other runs of the same procedure and kind."""
    opened = one.opened
    procedure, kind = (opened.procedure, opened.kind) if opened is not None else (None, None)
    return [name for name in records.names(procedure=procedure, kind=kind) if name != one.run]


def no_other(one: Trail) -> NoReturn:
    """Raises RunError: there is nothing to compare with."""
    opened = one.opened
    what = f"{opened.kind} of {opened.procedure}" if opened is not None else "run"
    raise RunError(
        f"run {one.run}: no other {what} in this store ended safe; name a run to compare with"
    )


def _in_a_line(one: Trail) -> str:
    kind = one.opened.kind.upper() if one.opened else "?"
    return f"{kind} {one.run}: {one.state.outcome or 'not closed'} at {clock(one.state.t)}"


class StoredRun:
    """One run taken up; raises RunError, ProcedureError or a StoreError when it cannot be."""

    def __init__(self, address: str | None, run: str) -> None:
        self._store: Store = open_reading(address)
        self._address, self.run = address, run
        record = self._record()
        self.opened: RunOpened = record.opened
        self.playback = Playback(self._store, run, record.plan.drive)

    def study(self) -> Study:
        """Go through the whole log once; takes some seconds for a million entries."""
        record = self._record()
        table = record.plan.drive.table
        made = trail_of(record, self.run)
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
        """The verdict on the record, in lines, against the trust files in use; reads every entry."""
        trust = trusted(None, None)
        found = verdicts(self.run, self._address, trust)
        return [text for one in found for text in verdict_lines(one, trust.signers_name)]

    def close(self) -> None:
        """Put the store to rest."""
        self._store.close()

    def _record(self) -> Record:
        return Records(self._store)(self.run)
