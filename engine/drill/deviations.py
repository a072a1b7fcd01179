"""Where a drill left the written way: skips, deferrals, overrides, time over, order, refusals.

Each is listed with the entry that shows it; nothing here judges whether it was wise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.drill.scenario import Scenario
from engine.machine.table import ItemSpec, Table
from engine.run import events as e
from engine.run.evolve import evolve
from engine.run.facts import RunFacts, item_text
from engine.run.lines import also_said
from engine.run.state import Redlining, RunState

Indexed = tuple[int, e.Event]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure: its kind (a word of `KINDS`), what it was, and the entries that show it."""

    kind: str
    text: str
    entries: tuple[int, ...]


KINDS = (
    "skipped",
    "deferred",
    "time over",
    "out of order",
    "done late",
    "override",
    "said, not done",
    "un-ticked",
    "given up",
    "contingency",
    "outside the procedure",
    "refused",
    "hold",
    "not reported",
    "not recorded",
    "aborted",
)


def deviations(
    entries: Sequence[Indexed], table: Table, scenario: Scenario
) -> tuple[Deviation, ...]:
    """Every departure of the log from the written way, in the order of `KINDS`, then of the log."""
    found = [
        *_each(entries, table, scenario),
        *_not_reported(entries, scenario),
    ]
    return tuple(sorted(found, key=lambda one: (KINDS.index(one.kind), one.entries)))


def _each(entries: Sequence[Indexed], table: Table, scenario: Scenario) -> Iterator[Deviation]:
    state, said = RunState(), _not_done(entries, scenario)
    for index, event in entries:
        for kind, text in _departures(event, table, state.redlines):
            yield Deviation(kind, text + also_said(event), (index,))
        if isinstance(event, e.ItemTicked | e.ItemOverridden):
            yield from _order(index, event, RunFacts(table, state, event.t), scenario)
        if isinstance(event, e.ItemTicked) and index in said:
            words = f"{event.role}: {item_text(table, event.item, state.redlines)}"
            yield Deviation("said, not done", words, (index,))
        state = evolve(state, event)


def _departures(
    event: e.Event, table: Table, redlines: Mapping[str, Redlining]
) -> Iterator[tuple[str, str]]:
    """What one event says by itself."""
    match event:
        case e.StepSkipped(state=name, reason=why):
            yield "skipped", f"{_title(table, name)}: {why}"
        case e.StepDeferred(state=name, reason=why):
            yield "deferred", f"{_title(table, name)}: {why}"
        case e.StepEntered(trigger="expire" | "revisit", source=name):
            yield "time over", _title(table, name)
        case e.StepEntered(contingency=int(), state=name, source=source):
            yield "contingency", f"{_title(table, name)}, from {_title(table, source)}"
        case e.ItemOverridden(item=item, reason=why):
            yield "override", f"{item_text(table, item, redlines)}: {why}"
        case e.VerifyOverridden(state=name, reason=why):
            yield "override", f"verify of {_title(table, name)}: {why}"
        case e.ItemUnticked(item=item, reason=why):
            yield "un-ticked", f"{item_text(table, item, redlines)}: {why}"
        case e.ItemSkipped(item=item, reason=why):
            yield "given up", f"{item_text(table, item, redlines)}: {why}"
        case _:
            yield from _deeds(event)


def _deeds(event: e.Event) -> Iterator[tuple[str, str]]:
    match event:
        case e.ActTaken(refused=str() as why, act=act):
            yield "refused", f"{event.role}: {act}: {why}"
        case e.ActTaken(item=None, act=act):
            yield "outside the procedure", f"{event.role}: {act}"
        case e.InputRefused(input=words, reason=why):
            yield "refused", f"{event.role}: {words}: {why}"
        case e.HoldPlaced(reason=why):
            yield "hold", why
        case e.RecordingLost(reason=why, unrecorded=lost):
            yield "not recorded", f"{why}; {len(lost)} inputs lost"
        case e.RunAborted(reason=why):
            yield "aborted", why


def _title(table: Table, name: str) -> str:
    state = table.states.get(name)
    return state.title if state else name


def _order(
    index: int, event: e.ItemTicked | e.ItemOverridden, facts: RunFacts, scenario: Scenario
) -> Iterator[Deviation]:
    """An item done before another that stands before it, or after its step was left."""
    here, item = facts.state.at, event.item
    words = item_text(facts.table, item, facts.state.redlines)
    if item.rpartition("#")[0] != here:
        yield Deviation("done late", words, (index,))
        return
    first = next(_before(item, facts, scenario), None)
    if first is not None:
        left = item_text(facts.table, first.id, facts.state.redlines)
        yield Deviation("out of order", f"{words}, before: {left}", (index,))


def _before(item: str, facts: RunFacts, scenario: Scenario) -> Iterator[ItemSpec]:
    """Items that should have been done first: the same person's before it, and its waits."""
    items = facts.table.states[facts.state.at].items
    waits = scenario.crew.waits.get(item, ())
    this = next(one for one in items if one.id == item)
    for one in items:
        if one.id == item:
            return
        same = bool(set(one.by) & set(this.by)) and one.sensed is None
        if (same or one.id in waits) and not facts.ticked(one.id):
            yield one


def _not_done(entries: Sequence[Indexed], scenario: Scenario) -> frozenset[int]:
    """The entries that ticked what was never tried in the station."""
    tried = {(event.item, event.t) for _, event in entries if isinstance(event, e.ActTaken)}
    if not any(isinstance(event, e.RunClosed) for _, event in entries):
        return frozenset()
    return frozenset(
        index
        for index, event in entries
        if isinstance(event, e.ItemTicked)
        and scenario.acts.get(event.item)
        and not any(item == event.item and t >= event.t for item, t in tried)
    )


def _not_reported(entries: Sequence[Indexed], scenario: Scenario) -> Iterator[Deviation]:
    """What the crew was told and nobody raised as an observation, in these words or others."""
    raised = [(index, event) for index, event in entries if isinstance(event, e.ObservationRaised)]
    notices = {one.inject: one for one in scenario.injects}
    for index, event in entries:
        one = notices.get(event.inject) if isinstance(event, e.InjectDelivered) else None
        if one is None or one.notice is None:
            continue
        heard = any(
            later > index and (said.text == one.notice.strip() or said.role in one.to)
            for later, said in raised
        )
        if not heard:
            yield Deviation("not reported", one.notice.strip(), (index,))
