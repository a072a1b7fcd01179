"""A run gone through once for its report: visits to steps, decisions with what was read, signatures, departures, records.

Everything carries the index of the entry that says it; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from msgspec import Struct

from engine.machine.conditions import Holds, Struck, Verified
from engine.machine.table import Table
from engine.paper.exports.lines import ExportLine
from engine.procedure.guard import Guard, explain
from engine.run import channels
from engine.run import events as e
from engine.run.evolve import evolve
from engine.run.facts import RunFacts
from engine.run.rows import Clause, ReadingRow
from engine.run.state import RunState

SHOWN_AT = (e.StepEntered, e.AnswerGiven, e.VerifyOverridden, e.ItemOverridden)
_DEED: dict[type[e.Event], str] = {
    e.HoldPlaced: "hold",
    e.ContingencyCleared: "contingency over",
    e.InputRefused: "refused",
    e.RunResumed: "resumed",
}


class Told(Struct, frozen=True):
    """One entry in words: its index, run clock (ms), wall clock, who, what."""

    index: int
    t: int
    at: str
    role: str
    person: str
    words: str
    step: str


class Visit(Struct, frozen=True):
    """A stay at a step: from and until (run clock, ms), the entry that began it, how it was left."""

    step: str
    since: int
    until: int
    index: int
    how: str


class Decision(Struct, frozen=True):
    """A moment at which readings decided: what was decided, each comparison, and the channels with limits."""

    told: Told
    clauses: tuple[Clause, ...]
    readings: tuple[ReadingRow, ...]


class Signed(Struct, frozen=True):
    """A sign-off: the entry and how far the name in it is proved (`asserted`, `pin`, or a key)."""

    told: Told
    event: e.SignedOff


@dataclass(slots=True)
class Story:
    """What a report tells; filled by `story` and only read after that.

    los: spans without signal. here_at, dark: the stay and the loss of signal that are not over.
    """

    state: RunState = field(default_factory=RunState)
    size: int = 0
    started: str = ""
    ended: str = ""
    visits: list[Visit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    signatures: list[Signed] = field(default_factory=list)
    departures: list[tuple[str, Told]] = field(default_factory=list)
    observations: dict[str, list[Told]] = field(default_factory=dict)
    records: list[tuple[Told, int | None]] = field(default_factory=list)
    redlines: list[tuple[Told, e.Redlined]] = field(default_factory=list)
    told: dict[str, list[Told]] = field(default_factory=dict)
    los: list[tuple[int, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    here_at: tuple[str, int, int] | None = None
    dark: int | None = None


def story(lines: Iterable[ExportLine], table: Table | None) -> Story:
    """The story of a run; without a table the words are those of the log and nothing is compared."""
    found = Story()
    for one in lines:
        found.size = one.index + 1
        if one.event is None:
            found.faults.append(one.fault)
            continue
        _tell(found, one, one.event, table)
    _leave(found, found.state.t, "still here" if found.state.outcome is None else "done")
    if found.dark is not None:
        found.los.append((found.dark, found.state.t))
    return found


def _tell(found: Story, one: ExportLine, event: e.Event, table: Table | None) -> None:
    at = one.entry.at if one.entry is not None else ""
    found.started, found.ended = found.started or at, at
    before, found.state = found.state, evolve(found.state, event)
    if isinstance(event, e.ReadingsTaken):
        _signal(found, event)
        return
    if isinstance(event, e.TextKept | e.RunOpened):
        return
    told = Told(one.index, event.t, at, event.role, one.person, one.words(table), one.step)
    here = before.at if isinstance(event, e.StepEntered | e.RunClosed) else one.step
    found.told.setdefault(here, []).append(told)
    _depart(found, one, event, told)
    _sort(found, one, event, told)
    if table is not None and isinstance(event, SHOWN_AT):
        _decide(found, event, told, before, table)


def _sort(found: Story, one: ExportLine, event: e.Event, told: Told) -> None:
    """Each kind of event to the list that tells it."""
    match event:
        case e.StepEntered():
            _leave(found, event.t, _how(event))
            found.here_at = (event.state, event.t, one.index)
        case e.SignedOff():
            found.signatures.append(Signed(told, event))
        case e.ObservationRaised(observation=name) | e.ObservationDisposed(observation=name):
            found.observations.setdefault(name, []).append(told)
        case e.ValueRecorded() | e.ValueNotKnown():
            found.records.append((told, one.corrects))
        case e.Redlined():
            found.redlines.append((told, event))


def _how(event: e.StepEntered) -> str:
    words = {"expire": "time over", "revisit": "too many visits", "skip": "skipped"}
    if event.contingency is not None:
        return "interrupted"
    return words.get(event.trigger, "done")


def _leave(found: Story, t: int, how: str) -> None:
    if found.here_at is not None:
        step, since, index = found.here_at
        found.visits.append(Visit(step, since, t, index, how))
        found.here_at = None


def _signal(found: Story, event: e.ReadingsTaken) -> None:
    for reading in event.readings:
        if reading.channel != channels.LINK:
            continue
        dark = reading.value == "LOS"
        if dark and found.dark is None:
            found.dark = event.t
        elif not dark and found.dark is not None:
            found.los.append((found.dark, event.t))
            found.dark = None


def _depart(found: Story, one: ExportLine, event: e.Event, told: Told) -> None:
    word = one.departure or _DEED.get(type(event), "")
    if isinstance(event, e.StepEntered):
        how = _how(event)
        word = "" if how in {"done", "skipped"} else how.replace("interrupted", "contingency")
    if isinstance(event, e.ActTaken) and event.refused:
        word = "refused"
    if isinstance(event, e.ClockKept) and event.left:  # else a beat: nobody did anything
        word = "left"
    if word:
        found.departures.append((word, told))


def _decide(found: Story, event: e.Event, told: Told, before: RunState, table: Table) -> None:
    facts = RunFacts(table, before, event.t)
    guards = list(_guards(event, before, table))
    if not guards and not isinstance(event, e.AnswerGiven):
        return
    clauses = tuple(
        Clause(one.text, one.value, one.truth)
        for guard in guards
        for one in explain(guard, facts.value)
    )
    rows = channels.rows(facts) if before.at in table.states else ()
    found.decisions.append(Decision(told, tuple(dict.fromkeys(clauses)), tuple(_limited(rows))))


def _limited(rows: Iterable[ReadingRow]) -> Iterator[ReadingRow]:
    """The channels that have limits, and those that are not as they should be."""
    yield from (row for row in rows if row.limit or row.level in {"caution", "warning"})


def _guards(event: e.Event, before: RunState, table: Table) -> Iterator[Guard]:
    """What was looked at: arms of a decision, a watch, a verify, a contingency, what was overridden."""
    state = table.states.get(before.at)
    match event:
        case e.StepEntered(contingency=int() as index):
            yield from (one.guard for one in table.watchers if one.index == index)
        case e.StepEntered(trigger="proceed") if state is not None:
            for way in table.ways(before.at):
                if way.trigger == "proceed":
                    yield from (
                        one.guard
                        for one in way.conditions
                        if isinstance(one, Holds | Verified | Struck)
                    )
            if state.watch is not None:
                yield state.watch
        case e.VerifyOverridden() if state is not None and state.verify is not None:
            yield state.verify
        case e.ItemOverridden(item=item) if state is not None:
            yield from (one.sensed for one in state.items if one.id == item and one.sensed)
