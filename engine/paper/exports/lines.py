"""The entries of a run as exports take them: envelope, event, the step they stand in, what they correct or depart from.

What cannot be read stays in its place with a sentence; nothing is left out, so counts agree in every form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from engine.errors import BoldfaceError
from engine.log import Entry, StoredEntry, decode
from engine.machine.table import Table
from engine.run import events as e
from engine.run.codec import event_of
from engine.run.evolve import evolve
from engine.run.facts import UNCHANGED
from engine.run.lines import line
from engine.run.state import Redlining, RunState

# What an event is called where it leaves the written way (the words of the debrief, DESIGN).
DEPARTURES: Final[Mapping[type[e.Event], str]] = {
    e.StepSkipped: "skipped",
    e.StepDeferred: "deferred",
    e.ItemSkipped: "given up",
    e.ItemOverridden: "override",
    e.VerifyOverridden: "override",
    e.ItemUnticked: "un-ticked",
    e.Redlined: "redline",
    e.Corrected: "corrected",
    e.RecordingLost: "not recorded",
    e.RunAborted: "aborted",
}


class ExportLine(Struct, frozen=True):
    """One entry. step: the state it stands in. person: who holds the role. corrects: the index of the entry it corrects.

    redlines: the crew's words in force when it was made.
    """

    row: StoredEntry
    entry: Entry | None
    event: e.Event | None
    fault: str = ""
    step: str = ""
    person: str = ""
    corrects: int | None = None
    redlines: Mapping[str, Redlining] = UNCHANGED

    def words(self, table: Table | None) -> str:
        """What happened, as the log is read to people; nothing where it cannot be read."""
        return line(self.event, table, self.redlines) if self.event is not None else ""

    @property
    def index(self) -> int:
        """The position in the run, from 0."""
        return self.row.index

    @property
    def departure(self) -> str:
        """The word for where it leaves the written way, or nothing."""
        if isinstance(self.event, e.ActTaken):
            return "" if self.event.item else "outside the procedure"
        return DEPARTURES.get(type(self.event), "") if self.event is not None else ""


class Face(Struct, frozen=True):
    """What an export says of the run as a whole; `root` is the tree root in hex, '' where it is not known."""

    run: str
    kind: str
    procedure: str
    revision: int
    digest: str
    title: str
    scenario: str
    entries: int
    root: str = ""
    corrected: Mapping[int, int] = field(default_factory=dict)


def export_lines(rows: Iterable[StoredEntry]) -> Iterator[ExportLine]:
    """Every entry in order; memory stays flat but for what a run's state holds."""
    state, latest = RunState(), dict[str, int]()
    for row in rows:
        entry, event, fault = _read(row)
        corrects = None
        if event is not None:
            corrects = _corrects(event, state, latest, row.index)
            before, state = state, evolve(state, event)
            step = _step(event, before, state)
            person = state.seats.get(event.role, "")
            yield ExportLine(row, entry, event, "", step, person, corrects, before.redlines)
        else:
            yield ExportLine(row, entry, None, fault, state.at)


def corrections(lines: Iterable[ExportLine]) -> dict[int, int]:
    """For each corrected entry the index of the last one that corrects it."""
    return {one.corrects: one.index for one in lines if one.corrects is not None}


def _read(row: StoredEntry) -> tuple[Entry | None, e.Event | None, str]:
    entry = None
    try:
        entry = decode(row.body, row.index)
        return entry, event_of(entry.index, entry.event, entry.t, entry.role, entry.data), ""
    except BoldfaceError as error:
        return entry, None, str(error)


def _step(event: e.Event, before: RunState, after: RunState) -> str:
    if isinstance(event, e.StepEntered | e.RunClosed):
        return after.at
    if isinstance(
        event, e.ItemTicked | e.ItemSensed | e.ItemCleared | e.ItemUnticked | e.ItemOverridden
    ):
        return event.item.rpartition("#")[0] or before.at
    return before.at


def _corrects(event: e.Event, state: RunState, latest: dict[str, int], index: int) -> int | None:
    """The entry whose word this one replaces; `latest` remembers where each word was said."""
    visit = state.local.entry
    match event:
        case e.ItemTicked(item=item) | e.ItemSensed(item=item) | e.ItemOverridden(item=item):
            latest[f"item {item}"] = index
            return None
        case e.ItemUnticked(item=item):
            return latest.pop(f"item {item}", None)
        case e.ValueRecorded(name=name) | e.ValueNotKnown(name=name):
            key = f"record {name} {visit}"
        case e.AnswerGiven(state=name):
            key = f"answer {name} {visit}"
        case e.Corrected(entry=entry):
            return entry
        case e.Redlined(target=target):
            key = f"redline {target}"
        case _:
            return None
    known, latest[key] = latest.get(key), index
    return known
