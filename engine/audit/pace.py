"""Rules about time: read too fast to be read, ticked in batches, clocks that step, entries late, gaps, shifts.

Every threshold stands here with its source; a rule that is wrong for a crew is mended here, in one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import UNSET

from engine.audit.rule import Hit, Rule
from engine.audit.trail import Deed, Trail
from engine.machine.conditions import Expired, HeldFor
from engine.run import events as e
from engine.run.facts import item_text
from engine.run.lines import clock, line

# RECALL: people read about 240 words a minute in silence (Brysbaert 2019), skim at 450 and scan for
# one word at 600 (Carver 1990). DESIGN: what is confirmed faster than one can scan was not read.
WORDS_PER_MS = 600 / 60_000
LEAST_WORDS = 6  # DESIGN: a few words are seen, not read
BATCH = 3  # DESIGN: two ticks in a second happen; three do not
ONE_PERSON_MS = 1_000  # DESIGN: between two ticks of one person's batch
ONE_MOMENT_MS = 100  # DESIGN: between ticks of several people that one hand made
LATE_MS = 5_000  # DESIGN: what follows from time is noticed within this, or it is late
QUIET_MS = 30 * 60_000  # DESIGN: without telemetry, half an hour without an entry
SHIFT_MS = 10 * 3_600_000  # DESIGN: one person in a seat, longer than a long working day
AWAY_MS = 4 * 3_600_000  # DESIGN: a stop after which it should be said who is there


def too_fast(trail: Trail) -> Iterator[Hit]:
    """A tick or an answer sooner than its words, and the warnings before them, can be read."""
    since: dict[tuple[int, str], int] = {}
    for deed in trail.deeds:
        visit, event = deed.state.local.entry, deed.event
        if not isinstance(event, e.ItemTicked | e.AnswerGiven | e.ValueRecorded):
            continue
        if event.done is not UNSET:  # told now, done and read before
            continue
        start = since.get((visit, deed.person), deed.state.local.since)
        words = _words(trail, deed, first=(visit, deed.person) not in since)
        since[visit, deed.person] = event.t
        taken = event.t - start
        if len(words) > LEAST_WORDS and taken < len(words) / WORDS_PER_MS:
            what = f'"{_what(trail, deed)}"'
            sentence = f"{what} was confirmed after {taken / 1000:.1f} s: {len(words)} words cannot be read in that"
            yield Hit(sentence, (deed.index,), deed.person)


def _what(trail: Trail, deed: Deed) -> str:
    event = deed.event
    if isinstance(event, e.ItemTicked):
        return item_text(trail.table, event.item, deed.state.redlines)
    if isinstance(event, e.ValueRecorded):
        return event.name
    return event.word if isinstance(event, e.AnswerGiven) else ""


def _words(trail: Trail, deed: Deed, *, first: bool) -> list[str]:
    """What had to be read for a deed: its own words, and the step's alerts for a person's first deed in it."""
    here = trail.table.states.get(deed.state.at)
    step = here.step if here else None
    event = deed.event
    if here is None:
        return []
    if isinstance(event, e.ItemTicked):
        texts = [item_text(trail.table, event.item, deed.state.redlines)]
        if event.item.rpartition("#")[0] != here.id:
            return []
    elif isinstance(event, e.ValueRecorded):
        record = trail.table.records.get(event.name)
        texts = [record.ask] if record else []
    else:
        texts = [step.question] if step else []
    if first and step is not None:
        texts += [*step.warning, *step.caution]
    return " ".join(texts).split()


def batch(trail: Trail) -> Iterator[Hit]:
    """Several ticks so close together that they were one act of ticking, not several acts."""
    ticks = [deed for deed in trail.deeds if isinstance(deed.event, e.ItemTicked)]
    people = dict.fromkeys(one.person for one in ticks)
    told: set[int] = set()
    for limit, groups in (
        (ONE_PERSON_MS, [[one for one in ticks if one.person == who] for who in people]),
        (ONE_MOMENT_MS, [ticks]),
    ):
        for group in groups:
            for found in _runs(group, limit):
                fresh = {one.index for one in found} - told
                if fresh:
                    told |= fresh
                    yield _batch(found)


def _runs(ticks: list[Deed], limit: int) -> Iterator[list[Deed]]:
    going: list[Deed] = ticks[:1]
    for before, one in pairwise(ticks):
        if one.t - before.t > limit:
            if len(going) >= BATCH:
                yield going
            going = []
        going.append(one)
    if len(going) >= BATCH:
        yield going


def _batch(found: list[Deed]) -> Hit:
    seconds = (found[-1].t - found[0].t) / 1000
    who = ", ".join(dict.fromkeys(one.person for one in found))
    sentence = f"{len(found)} items were ticked within {seconds:.1f} s"
    return Hit(sentence, tuple(one.index for one in found), who)


def clock_step(trail: Trail) -> Iterator[Hit]:
    """The wall clock went back, or (real runs and simulated time) went otherwise than the run clock."""
    resumed = {deed.index for deed in trail.deeds if isinstance(deed.event, e.RunResumed)}
    for one in trail.skews:
        if one.wall_ms < 0:
            back, on = clock(-one.wall_ms), clock(one.run_ms)
            sentence = f"the wall clock went back by {back} while the run clock went on by {on}"
            yield Hit(sentence, (one.index - 1, one.index))
        elif one.index not in resumed:
            sentence = f"the wall clock went on by {clock(one.wall_ms)}, the run clock by {clock(one.run_ms)}"
            yield Hit(sentence, (one.index - 1, one.index))


def late_entry(trail: Trail) -> Iterator[Hit]:
    """Something was noticed or told later than it was so."""
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.Act) and event.done is not UNSET:
            words = line(event, trail.table, deed.state.redlines)
            yield Hit(words, (deed.index,), deed.person)
        late = _lateness(trail, deed, event) if isinstance(event, e.StepEntered) else 0
        if isinstance(event, e.StepEntered) and late > LATE_MS:
            sentence = (
                f"'{trail.title(event.source)}' was due to be left {clock(late)} before this entry"
            )
            yield Hit(sentence, (deed.index,))
    for one in trail.late.values():
        sentence = f"{one.count} readings of {one.channel} came in late, at worst {clock(one.worst)} after they were taken"
        yield Hit(sentence, tuple(one.entries))


def _lateness(trail: Trail, deed: Deed, event: e.StepEntered) -> int:
    facts = trail.facts(deed)
    if event.trigger not in {"expire", "proceed"} or deed.state.local.held_ms:
        return 0
    for way in trail.table.ways(event.source):
        if way.trigger != event.trigger or way.dest != event.state:
            continue
        for condition in way.conditions:
            if isinstance(condition, Expired):
                return facts.elapsed() - condition.ms
            if isinstance(condition, HeldFor):
                return (facts.holding() or 0) - condition.ms
    return 0


def gap(trail: Trail) -> Iterator[Hit]:
    """Nothing was recorded for a long time."""
    for one in trail.gaps:
        if one.usual:
            sentence = (
                f"nothing was recorded for {clock(one.ms)}; every {clock(one.usual)} was usual"
            )
            yield Hit(sentence, (one.index - 1, one.index))
        elif one.ms > QUIET_MS:
            yield Hit(f"nothing was recorded for {clock(one.ms)}", (one.index - 1, one.index))


def hand_over_missing(trail: Trail) -> Iterator[Hit]:
    """A person acted in a seat for longer than a shift, or after a long stop, and no hand-over was recorded."""
    since: dict[str, int] = {}
    told: set[str] = set()
    away: dict[str, int] = {}
    before = 0
    for deed in trail.deeds:
        event = deed.event
        if isinstance(event, e.RoleHandedOver):
            since[event.seat] = event.t
            told.discard(event.seat)
            away.pop(event.seat, None)
        elif isinstance(event, e.RunResumed) and event.t - before >= AWAY_MS:
            away = dict.fromkeys(deed.state.seats, deed.index)
        elif event.role in deed.state.seats and not _simulated(trail, event.role):
            start = since.setdefault(event.role, event.t)
            if event.role in away:
                sentence = (
                    f"{event.role} goes on after a long stop and it is not said who sits there"
                )
                yield Hit(sentence, (away.pop(event.role), deed.index), deed.person)
            elif event.t - start > SHIFT_MS and event.role not in told:
                told.add(event.role)
                sentence = f"{deed.person} has sat as {event.role} for {clock(event.t - start)} without a hand-over"
                yield Hit(sentence, (deed.index,), deed.person)
        before = event.t


def _simulated(trail: Trail, role: str) -> bool:
    """Whether a drill plays the role itself, so that nobody sits there."""
    opened = trail.opened
    return opened is not None and opened.kind == "drill" and role not in opened.played


_FAMILY = "pace"
RULES = (
    Rule("too-fast", "warning", _FAMILY, too_fast, "A1"),
    Rule("batch-of-ticks", "warning", _FAMILY, batch, "A1"),
    Rule("clock-step", "warning", _FAMILY, clock_step, "A6"),
    Rule("late-entry", "warning", _FAMILY, late_entry, "A5"),
    Rule("gap", "warning", _FAMILY, gap, "A10"),
    Rule("hand-over-missing", "warning", _FAMILY, hand_over_missing, "A3"),
)
