"""`author diff OLD NEW --runs`: the stored runs of OLD whose inputs would have gone another way under NEW.

Reads the store and writes nothing; a run that its own revision does not explain is said to be so, not blamed on NEW.
"""

from __future__ import annotations

from contextlib import closing

from msgspec import Struct

from engine.audit.rerun import Departure, departure
from engine.bootstrap import open_reading, summaries
from engine.console import Indexed, read_run
from engine.errors import BoldfaceError
from engine.library import KeptLibrary, Plan, load_plan
from engine.log import NoStore
from engine.run.events import RunOpened
from engine.run.kept import kept
from engine.run.lines import clock


class Rerun(Struct, frozen=True):
    """What came of one stored run: where it departs, or why that cannot be told; neither: it goes the same way."""

    run: str
    kind: str
    departure: Departure | None = None
    fault: str = ""

    @property
    def sentence(self) -> str:
        """The run in one sentence."""
        if self.fault:
            return f"{self.run} ({self.kind}): cannot be told: {self.fault}"
        one = self.departure
        if one is None:
            return f"{self.run} ({self.kind}): goes the same way"
        return f"{self.run} ({self.kind}): entry {one.entry} at {clock(one.t)}, in '{one.step}': {one.why}"


def reruns(address: str | None, old: Plan, new: Plan) -> tuple[list[Rerun], int]:
    """Every stored run of OLD's very text, and how many runs of other texts of that name were left out."""
    found: list[Rerun] = []
    others = 0
    try:
        with closing(open_reading(address)) as store:
            for row in summaries(store):
                if row.procedure not in {old.procedure.procedure, "?"}:
                    continue
                try:
                    log = read_run(store, row.run)
                    if not _opened_with(log, old.texts[0].digest):
                        others += 1
                        continue
                    found.append(_rerun(row.run, row.kind, log, new))
                except BoldfaceError as error:
                    found.append(Rerun(row.run, row.kind, None, str(error)))
    except NoStore:
        return [], 0
    return found, others


def _opened_with(log: list[Indexed], digest: str) -> bool:
    first = log[0][1] if log else None
    return isinstance(first, RunOpened) and first.digest == digest


def _rerun(run: str, kind: str, log: list[Indexed], new: Plan) -> Rerun:
    found = departure(new.drive, log)
    if found is None:
        return Rerun(run, kind)
    own = _own(log)
    at = departure(own.drive, log)
    if at is not None and at.entry <= found.entry:
        return Rerun(
            run,
            kind,
            None,
            f"from entry {at.entry} on the log is not what its own text makes of it",
        )
    return Rerun(run, kind, found)


def _own(log: list[Indexed]) -> Plan:
    events = [event for _, event in log]
    opened = events[0]
    assert isinstance(opened, RunOpened)  # looked at before
    return load_plan(KeptLibrary(kept(events)), opened.procedure)
