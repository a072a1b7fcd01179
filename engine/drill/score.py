"""What a drill's log shows: outcome, times, exposures, escape, reopening, verdict and reasons.

Every figure carries the entries behind it; nothing is scored that the log and the station's laws do
not say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.drill.deviations import Deviation, deviations
from engine.drill.scenario import Scenario
from engine.drill.trace import Moment, Opening, Trace, exposures, traced
from engine.drill.world import Rig
from engine.machine.table import Table
from engine.run import events as e
from engine.run.lines import clock
from engine.station.ledger import escaped, total

Indexed = tuple[int, e.Event]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the drill was lost, and the entries that show it."""

    text: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A time from the alarm (ms; None: it never came to it), and the entry at which it ended."""

    label: str
    ms: int | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one person breathed unmasked: peak (ppm), dose as part of the limit (None: no limit)."""

    role: str
    person: str
    peak_ppm: float
    dose: float | None
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reopening:
    """One opening of the isolating hatch: what was missing before it, the air behind it (ppm)."""

    t: int
    missing: tuple[str, ...]
    behind_ppm: float
    above_limit: bool
    entries: tuple[int, ...]

    @property
    def early(self) -> bool:
        """Whether anything that must come before was missing."""
        return bool(self.missing)


@dataclass(frozen=True, slots=True)
class Bound:
    """Something that must not come true, and the entry at which it did (none: it held)."""

    text: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Noticed:
    """An observation and the word said on it."""

    name: str
    text: str
    disposition: str | None
    note: str
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Debrief:
    """All that is said after a drill; masses in mg, times in ms.

    cautious: it came to a safe end, though less would have done here.
    limits: "" where the scenario does not measure what is breathed. hatch: "" where no hatch is
    measured, and then nothing is said of a reopening.
    """

    run: str
    title: str
    scenario: str
    seed: int
    played: tuple[str, ...]
    outcome: str | None
    ended: Moment
    safe: bool
    cautious: bool
    reasons: tuple[Reason, ...]
    limits: str
    hatch: str
    bounds: tuple[Bound, ...]
    spans: tuple[Span, ...]
    exposures: tuple[Exposure, ...]
    released_mg: float
    escaped_mg: float
    escaped_entries: tuple[int, ...]
    reopenings: tuple[Reopening, ...]
    deviations: tuple[Deviation, ...]
    observations: tuple[Noticed, ...]


def score(
    entries: Sequence[Indexed], table: Table, rig: Rig, others: Sequence[Sequence[Indexed]] = ()
) -> Debrief:
    """The debrief of a drill's log, finished or not; `entries`: all (index, event) in order.

    `others`: the logs of the runs opened beside it, for what was done to the station in them.
    """
    opened = next(event for _, event in entries if isinstance(event, e.RunOpened))
    trace = traced(entries, rig, others)
    closed = next((event for _, event in entries if isinstance(event, e.RunClosed)), None)
    reopenings = tuple(_reopening(one, entries, rig) for one in trace.openings)
    measures, vehicle = rig.scenario.measures, trace.world.vehicle
    breathed = tuple(_exposures(trace, opened, rig)) if measures.exposure else ()
    last_index, last = entries[-1]
    reasons = (
        *_unsafe_end(entries, rig.scenario),
        *_elsewhere(closed, trace, rig),
        *_broken(trace, rig),
        *_shut_in(trace),
        *_overexposed(trace, breathed, rig),
        *_reopened(reopenings, rig),
    )
    return Debrief(
        run=opened.run,
        title=opened.title,
        scenario=rig.scenario.title,
        seed=rig.seed,
        played=tuple(opened.played),
        outcome=closed.outcome if closed else None,
        ended=Moment(last_index, last.t),
        safe=not reasons,
        cautious=closed is not None and closed.outcome in rig.scenario.cautious,
        reasons=reasons,
        limits=f"{measures.exposure} limit; peak {measures.peak:g} ppm" if breathed else "",
        hatch=measures.hatch,
        bounds=tuple(_bounds(trace, rig)),
        spans=tuple(_spans(trace, entries, rig)),
        exposures=breathed,
        released_mg=total(vehicle, rig.layout),
        escaped_mg=escaped(vehicle, rig.layout, frozenset(measures.behind)) if breathed else 0.0,
        escaped_entries=tuple(one.entry for one in _isolation(trace)),
        reopenings=reopenings,
        deviations=deviations(entries, table, rig.scenario),
        observations=tuple(_noticed(entries, table)),
    )


def _isolation(trace: Trace) -> Iterator[Moment]:
    """Each time the isolating hatch was shut or opened."""
    for one in trace.openings:
        yield one.shut
        yield one.opened
    if trace.closed_since is not None:
        yield trace.closed_since


def _spans(trace: Trace, entries: Sequence[Indexed], rig: Rig) -> Iterator[Span]:
    names = rig.scenario.measures.first_reading
    reading = next(
        (
            Moment(index, event.t)
            for index, event in entries
            if isinstance(event, e.ValueRecorded) and event.name in names
        ),
        None,
    )
    start, measures = trace.alarm.t if trace.alarm else 0, rig.scenario.measures
    wanted = [
        ("masks on", trace.masked, measures.masks),
        ("isolated", trace.shut, measures.hatch),
        ("first measurement", reading, names),
        *((label, _reached(entries, name), name) for label, name in measures.times.items()),
    ]
    for label, moment in [(label, moment) for label, moment, asked in wanted if asked]:
        entry = (moment.entry,) if moment else ()
        yield Span(label, moment.t - start if moment else None, entry)


def _reached(entries: Sequence[Indexed], name: str) -> Moment | None:
    """When an item was first done, a record first made, a step first entered."""
    for index, event in entries:
        match event:
            case e.ItemTicked(item=found) | e.ItemSensed(item=found) if found == name:
                return Moment(index, event.t)
            case e.ValueRecorded(name=found) | e.StepEntered(state=found) if found == name:
                return Moment(index, event.t)
    return None


def _bounds(trace: Trace, rig: Rig) -> Iterator[Bound]:
    for place, one in enumerate(rig.scenario.measures.never):
        moment = trace.broken.get(place)
        yield Bound(one.say, (moment.entry,) if moment else ())


def _broken(trace: Trace, rig: Rig) -> Iterator[Reason]:
    never = rig.scenario.measures.never
    for place, moment in sorted(trace.broken.items()):
        yield Reason(f"{never[place].say} at {clock(moment.t)}", (moment.entry,))


def _exposures(trace: Trace, opened: e.RunOpened, rig: Rig) -> Iterator[Exposure]:
    for role, peak, dose in exposures(trace.world.vehicle, rig):
        over = {trace.over_peak.get(role), trace.over_dose.get(role)} - {None}
        shown = {*trace.own.get(role, ()), *(one.entry for one in over if one)}
        yield Exposure(role, opened.seats.get(role, role), peak, dose, tuple(sorted(shown)))


def _reopening(opening: Opening, entries: Sequence[Indexed], rig: Rig) -> Reopening:
    """What was there, between the shutting and the opening, of samples, dwell and GO."""
    measures, since, until = rig.scenario.measures, opening.shut.entry, opening.opened.entry
    between = [(index, event) for index, event in entries if since < index < until]
    wanted = {f"a clean {name}": _sampled(between, name, measures.below) for name in measures.clean}
    wanted["the wait between samples"] = _left(between, measures.dwell)
    wanted["GO from the ground"] = _go(between, measures.go)
    missing = tuple(what for what, entry in wanted.items() if entry is None)
    shown = {since, until, *(entry for entry in wanted.values() if entry is not None)}
    return Reopening(
        opening.opened.t,
        missing,
        opening.behind_ppm,
        opening.behind_ppm >= measures.below,
        tuple(sorted(shown)),
    )


def _sampled(between: Sequence[Indexed], name: str, below: float) -> int | None:
    """The last record of that name, if it is below the limit."""
    last = next(
        (
            (index, event)
            for index, event in reversed(between)
            if isinstance(event, e.ValueRecorded) and event.name == name
        ),
        None,
    )
    if last is None or not isinstance(last[1], e.ValueRecorded):
        return None
    return last[0] if float(last[1].value) < below else None


def _left(between: Sequence[Indexed], step: str) -> int | None:
    return next(
        (
            index
            for index, event in between
            if isinstance(event, e.StepEntered)
            and event.source == step
            and event.trigger == "proceed"
        ),
        None,
    )


def _go(between: Sequence[Indexed], step: str) -> int | None:
    return next(
        (
            index
            for index, event in between
            if isinstance(event, e.AnswerGiven) and event.state == step and event.word == "GO"
        ),
        None,
    )


def _unsafe_end(entries: Sequence[Indexed], scenario: Scenario) -> Iterator[Reason]:
    good = (*scenario.accept, *scenario.cautious) if scenario.accept else ()
    closed = next(
        ((index, event) for index, event in entries if isinstance(event, e.RunClosed)), None
    )
    aborted = tuple(index for index, event in entries if isinstance(event, e.RunAborted))
    if closed is None:
        yield Reason("the run was not brought to an end", (*aborted, entries[-1][0]))
    elif isinstance(closed[1], e.RunClosed) and not closed[1].safe:
        yield Reason(
            f"the run ended at '{closed[1].outcome}', which is unsafe", (*aborted, closed[0])
        )
    elif isinstance(closed[1], e.RunClosed) and good and closed[1].outcome not in good:
        yield Reason(
            f"the run ended at '{closed[1].outcome}'; what happened here asks for "
            f"{' or '.join(scenario.accept)}",
            (closed[0],),
        )


def _elsewhere(closed: e.RunClosed | None, trace: Trace, rig: Rig) -> Iterator[Reason]:
    """Who is not where the end says that everybody is."""
    places = rig.scenario.measures.where.get(closed.outcome) if closed is not None else None
    for role, person in trace.world.vehicle.people.items() if places else ():
        if places and person.compartment not in places:
            name = rig.layout.compartments[person.compartment].title
            yield Reason(f"{role} was in {name} at the end", tuple(trace.own.get(role, ())[-1:]))


def _shut_in(trace: Trace) -> Iterator[Reason]:
    for role, moment in trace.shut_in.items():
        yield Reason(f"the hatch was shut with {role} behind it", (moment.entry,))


def _overexposed(trace: Trace, breathed: Sequence[Exposure], rig: Rig) -> Iterator[Reason]:
    measures = rig.scenario.measures
    for one in breathed:
        dose, peak = trace.over_dose.get(one.role), trace.over_peak.get(one.role)
        if dose is not None and one.dose is not None:
            yield Reason(
                f"{one.role} breathed {one.dose:.2f} of the {measures.exposure} limit",
                (dose.entry,),
            )
        if peak is not None:
            yield Reason(
                f"{one.role} breathed up to {one.peak_ppm:.1f} ppm without a mask, more than "
                f"{measures.peak:g} ppm",
                (peak.entry,),
            )


def _reopened(reopenings: Sequence[Reopening], rig: Rig) -> Iterator[Reason]:
    for one in reopenings:
        if one.early and one.above_limit:
            yield Reason(
                f"the hatch was opened at {clock(one.t)} without {', '.join(one.missing)}; "
                f"behind it was {one.behind_ppm:.1f} ppm, the limit is "
                f"{rig.scenario.measures.below:g} ppm",
                one.entries,
            )


def _noticed(entries: Sequence[Indexed], table: Table) -> Iterator[Noticed]:
    """Observations that were raised, and records that hold an observed value, each with its word."""
    words = {
        one.observation: (index, one)
        for index, one in entries
        if isinstance(one, e.ObservationDisposed)
    }
    for index, event in entries:
        if isinstance(event, e.ObservationRaised):
            yield _with_word(event.observation, event.text, index, words.get(event.observation))
        if isinstance(event, e.ValueRecorded) and event.name in table.records:
            record = table.records[event.name]
            if event.value in record.observed:
                text = f"{record.ask} {event.value}"
                yield _with_word(event.name, text, index, words.get(f"record:{event.name}"))


def _with_word(
    name: str, text: str, index: int, said: tuple[int, e.ObservationDisposed] | None
) -> Noticed:
    if said is None:
        return Noticed(name, text, None, "", (index,))
    return Noticed(name, text, said[1].disposition, said[1].note, (index, said[0]))
