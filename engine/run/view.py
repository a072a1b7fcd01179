"""What every display shows of a run: rows computed once here, from the table, the state and the time.

The screen, the plain lines and the debrief show these and decide nothing; what may be done now is asked of `decide`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from engine.machine.conditions import Expired, HeldFor
from engine.machine.drive import Drive
from engine.machine.spec import RecordSpec
from engine.machine.table import ItemSpec, State
from engine.procedure.guard_explain import explain
from engine.run import channels
from engine.run.allowed import allowed
from engine.run.decide_step import signers
from engine.run.events import ClockKept, Event, InjectDelivered, ReadingsTaken, TextKept
from engine.run.facts import RECORD, RunFacts, open_matters, recorded_text
from engine.run.lines import line, redlines_before
from engine.run.rows import (
    AlertRow,
    Card,
    Clause,
    ClockRow,
    FieldRow,
    ItemRow,
    LogRow,
    ObservationRow,
    SignRow,
    View,
)
from engine.run.state import Observation, Redlining, RunState
from engine.run.steps import step_rows

Entry = tuple[int, Event]


def view(
    drive: Drive, state: RunState, now: int, recent: Sequence[Entry] = (), *, recording: bool = True
) -> View:
    """The whole display of a run at `now` (run clock, ms); `recent` are the last entries of its log that `is_told`."""
    facts = RunFacts(drive.table, state, now)
    opened = state.opened
    if opened is None:
        msg = "a run has no view before it is opened"
        raise ValueError(msg)
    here = drive.table.states[state.at]
    return View(
        run=opened.run,
        kind=opened.kind,
        title=opened.title,
        revision=opened.revision,
        digest=opened.digest,
        roles=dict(state.seats),
        played=tuple(opened.played),
        ground=ground_roles(drive),
        steps=step_rows(drive.table, state),
        card=_card(drive, facts, here),
        next_titles=_following(drive, here),
        readings=channels.rows(facts),
        clock=_clock(drive, facts),
        link=channels.link(facts),
        ground_link=channels.ground_link(facts),
        observations=_observations(facts),
        alerts=tuple(_alerts(drive, facts, recording=recording)),
        log=log_rows(recent, drive, state.redlines),
        allowed=allowed(drive, state, now),
        dispositions=drive.table.close.dispositions,
        closing=here.kind == "closing",
        outcome=state.outcome,
        safe=state.safe,
        recording=recording,
    )


def ground_roles(drive: Drive) -> tuple[str, ...]:
    """The roles on the ground: those the author names, or those that are called."""
    return drive.table.procedure.ground


def log_rows(
    entries: Sequence[Entry], drive: Drive, after: Mapping[str, Redlining]
) -> tuple[LogRow, ...]:
    """The entries as lines of words, for the crew: what they are not to know is not named.

    `after`: the redlines in force once the last of them was stored.
    """
    rows: list[LogRow] = []
    for index, event in reversed(entries):
        after = redlines_before(event, after)
        rows.append(LogRow(index, event.t, event.role, _words(event, drive, after)))
    return tuple(reversed(rows))


def _words(event: Event, drive: Drive, redlines: Mapping[str, Redlining]) -> str:
    hidden = isinstance(event, InjectDelivered) and not event.text
    return "(something that the crew is not told)" if hidden else line(event, drive.table, redlines)


def is_told(event: Event) -> bool:
    """Whether a short list of the last entries has room for it: no telemetry, texts, beats, nothing hidden."""
    hidden = isinstance(event, InjectDelivered) and not event.text
    hidden = hidden or (isinstance(event, ClockKept) and not event.left)
    return not hidden and not isinstance(event, ReadingsTaken | TextKept)


def _card(drive: Drive, facts: RunFacts, here: State) -> Card:
    step, state = here.step, facts.state
    signs = tuple(_signs(drive, facts, here))
    if step is None:
        question = "Say a word on everything open, then sign." if here.kind == "closing" else ""
        return Card(
            here.id,
            "",
            here.title,
            here.kind,
            drive.table.close.sign if here.kind == "closing" else (),
            signs=signs,
            question=question,
        )
    guard = here.watch or here.verify
    return Card(
        here.id,
        drive.table.numbers.get(here.id, ""),
        step.heading,
        here.verb,
        _who(drive, here),
        warnings=step.warning,
        cautions=step.caution,
        notes=_notes(facts, here),
        items=tuple(_items(facts, here)),
        fields=tuple(_fields(drive, facts, here)),
        question=_question(here),
        answers=_answers(here),
        clauses=_clauses(facts, guard) if guard is not None else (),
        verify_overridden=state.local.overridden,
        signs=signs,
        way_out=_way_out(drive, here),
    )


def _who(drive: Drive, here: State) -> tuple[str, ...]:
    step = here.step
    if step is not None and step.call is not None:
        return (step.call,)
    names = [*(step.by if step else ()), *(role for item in here.items for role in item.by)]
    names += [by for name in here.records if (by := drive.table.records[name].by)]
    return tuple(dict.fromkeys(names))


def _notes(facts: RunFacts, here: State) -> tuple[str, ...]:
    line = facts.state.redlines.get(here.id)
    written = here.step.note if here.step is not None else ()
    return (*written, f"REDLINE {line.role}: {line.text}") if line is not None else written


def _question(here: State) -> str:
    return here.step.question if here.step is not None else ""


def _answers(here: State) -> tuple[str, ...]:
    step = here.step
    return tuple(word for word in step.answers if word != "LOS") if step is not None else ()


def _clauses(facts: RunFacts, guard: object) -> tuple[Clause, ...]:
    told = explain(guard, facts.value, partial(channels.title, facts.table))  # type: ignore[arg-type]
    return tuple(Clause(one.text, one.value, one.truth, _again(facts, one.reads)) for one in told)


def _again(facts: RunFacts, names: Sequence[str]) -> int | None:
    """Until when all that was typed of these channels counts, where any of it still does."""
    typed = [name for name in names if name in facts.state.samples]
    typed = [name for name in typed if facts.state.samples[name].typed and not facts.stale(name)]
    return min((t for name in typed if (t := facts.good_until(name)) is not None), default=None)


def _items(facts: RunFacts, here: State) -> Iterator[ItemRow]:
    for item in here.items:
        box = facts.state.boxes.get(item.id)
        fresh = box is not None and box.entry == facts.state.local.entry
        sensed = _clauses(facts, item.sensed) if item.sensed is not None else ()
        status = box.status if box is not None and fresh else "open"
        note = box.reason if box is not None and fresh else ""
        refused = facts.refused(item.id)
        if refused and status in {"open", "unticked"}:
            status, note = "refused", f"not done: {refused}"
        yield ItemRow(item.id, _said(facts, item), item.by, status, sensed, note)
    yield from _come_back(facts, here)


def _said(facts: RunFacts, item: ItemSpec) -> str:
    line = facts.state.redlines.get(item.id)
    return f"REDLINE {line.role}: {line.text}" if line is not None else item.text


def _come_back(facts: RunFacts, here: State) -> Iterator[ItemRow]:
    """Items that were put off and whose step it is now, by the author's word; they tick as ever."""
    if here.id != facts.table.procedure.deferred_at:
        return
    for item, box in facts.state.boxes.items():
        if box.status == "deferred" and item.rpartition("#")[0] != here.id:
            spec = next(
                one for one in facts.table.states[item.rpartition("#")[0]].items if one.id == item
            )
            sensed = _clauses(facts, spec.sensed) if spec.sensed is not None else ()
            yield ItemRow(item, _said(facts, spec), spec.by, "deferred", sensed, box.reason)


def _fields(drive: Drive, facts: RunFacts, here: State) -> Iterator[FieldRow]:
    for name in here.records:
        record, value = drive.table.records[name], facts.state.records.get(name)
        fresh = facts.recorded(name)
        yield FieldRow(
            name,
            record.ask,
            record.type,
            record.unit,
            _range(record),
            _choices(record),
            record.by,
            value.value if value is not None and fresh else None,
            fresh,
        )


def _range(record: RecordSpec) -> str:
    return f"{record.range[0]} to {record.range[1]}" if record.range else ""


def _choices(record: RecordSpec) -> tuple[str, ...]:
    return ("yes", "no") if record.type == "yes-no" else record.of


def _signs(drive: Drive, facts: RunFacts, here: State) -> Iterator[SignRow]:
    for role in signers(drive, here):
        found = next((one for one in facts.state.local.signatures if one.role == role), None)
        yield (
            SignRow(role, found.person, found.t, found.auth, found.meaning)
            if found
            else SignRow(role, None, None)
        )


def _way_out(drive: Drive, here: State) -> str:
    way = next((one for one in drive.table.ways(here.id) if one.trigger == "expire"), None)
    return f"time over: {drive.table.states[way.dest].title}" if way is not None else ""


def _following(drive: Drive, here: State) -> tuple[str, ...]:
    """The titles of the steps that follow if each goes its first way."""
    titles: list[str] = []
    at = here.id
    for _ in range(3):
        way = next(
            (one for one in drive.table.ways(at) if one.trigger in {"proceed", "close"}), None
        )
        if way is None or drive.table.states[way.dest].kind == "end":
            break
        at = way.dest
        titles.append(drive.table.states[at].title)
    return tuple(titles)


def _clock(drive: Drive, facts: RunFacts) -> ClockRow:
    state, now = facts.state, facts.now
    left = needed = None
    for way in drive.table.ways(state.at):
        for condition in way.conditions:
            if isinstance(condition, Expired):
                left = max(0, condition.ms - facts.elapsed())
            if isinstance(condition, HeldFor):
                needed = condition.ms
    so_far = (facts.holding() or 0) if needed is not None else None
    return ClockRow(
        now,
        utc(state, now),
        facts.elapsed(),
        left,
        so_far,
        needed,
        state.held_since is not None,
        state.hold_reason,
    )


def utc(state: RunState, now: int) -> str:
    """The UTC of a run clock moment; the run's first entry says when its clock began."""
    if state.opened is None:
        return ""
    start = datetime.fromisoformat(state.opened.epoch)
    return (start + timedelta(milliseconds=now)).strftime("%Y-%m-%d %H:%M:%S")


def _observations(facts: RunFacts) -> tuple[ObservationRow, ...]:
    rows = [_noticed(facts.state, name, one) for name, one in facts.state.observations.items()]
    rows += [
        ObservationRow(one.id, one.kind, one.text, "", None, None, "")
        for one in open_matters(facts.table, facts.state)
        if one.kind != "observation"
    ]
    return tuple(rows)


def _noticed(state: RunState, name: str, one: Observation) -> ObservationRow:
    """An observation, or a record on which a word was said as on one."""
    id_, kind, text = name, "observation", one.text
    if name.startswith(RECORD):
        id_, kind = name.removeprefix(RECORD), "record"
        text = recorded_text(state, id_)
    return ObservationRow(id_, kind, text, one.role, one.t, one.disposition, one.note)


def _alerts(drive: Drive, facts: RunFacts, *, recording: bool) -> Iterator[AlertRow]:
    state = facts.state
    if not recording:
        yield AlertRow("warning", "NOT RECORDING: nothing confirmed now is on record")
    if state.outcome is not None and state.safe is False:
        yield AlertRow("warning", f"CLOSED UNSAFE: {state.outcome}")
    for watcher in drive.table.watchers:
        if watcher.index in state.latched:
            told = explain(watcher.guard, facts.value, partial(channels.title, drive.table))
            yield AlertRow("warning", "CONTINGENCY: " + " and ".join(one.text for one in told))
    for row in channels.rows(facts):
        if row.level == "caution" or row.level == "warning":  # noqa: PLR1714 - narrows the type
            text = f"{row.title} {row.value} {row.unit}, limit {row.limit}"
            yield AlertRow(row.level, text)
    if state.held_since is not None:
        yield AlertRow("caution", f"ON HOLD: {state.hold_reason}")
    yield from _put_off(facts)
    if channels.link(facts) == "LOS":
        yield AlertRow("info", "LOSS OF SIGNAL: the ground cannot hear or answer")
    if state.unrecorded:
        yield AlertRow("info", "part of this run was not recorded")


def _put_off(facts: RunFacts) -> Iterator[AlertRow]:
    """What was deferred and waits still, and where it comes back: it must not be forgotten on the way."""
    table, back = facts.table, facts.table.procedure.deferred_at
    waiting = [item for item, box in facts.state.boxes.items() if box.status == "deferred"]
    if not waiting or facts.state.at == back:
        return
    steps = dict.fromkeys(table.states[item.rpartition("#")[0]].title for item in waiting)
    known = table.states.get(back) if back is not None else None
    where = f"come back at {known.title}" if known is not None else "before the end"
    what = f"{len(waiting)} item" + ("s" if len(waiting) > 1 else "")
    yield AlertRow("info", f"DEFERRED: {what} of {', '.join(steps)}; {where}")


__all__ = ["ground_roles", "log_rows", "utc", "view"]
