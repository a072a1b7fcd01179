"""From a state and an event to the next state: one small function for each kind of event, and the fold over them.

Total and blind: an event is taken as the log has it; whether it was legal was decided before it was written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from engine.run import events as e
from engine.run.event import BY_ITSELF
from engine.run.state import (
    Box,
    Local,
    Mark,
    Observation,
    Recorded,
    Redlining,
    Refused,
    RunState,
    Sample,
    Signature,
    Suspended,
)
from engine.run.trend import Past, and_then

LEFT = {
    "proceed": "done",
    "expire": "timed out",
    "skip": "skipped",
    "contingency": "interrupted",
    "revisit": "timed out",
    "abort": "aborted",
    "close": "done",
    "start": "done",
}


def fold(events: Iterable[e.Event], start: RunState | None = None) -> RunState:
    """The state after the events, from the beginning or from `start`."""
    return reduce(evolve, events, start or RunState())


def evolve(state: RunState, event: e.Event) -> RunState:
    """The state after one more event."""
    step = _STEPS.get(type(event))
    after = state if step is None else step(state, event)
    moment = after.moment if isinstance(event, e.BESIDE_THE_RUN) else event.t
    now = (after.t, after.moment) == (event.t, moment)
    return after if now else replace(after, t=event.t, moment=moment)


def _opened(state: RunState, event: e.RunOpened) -> RunState:
    return replace(state, opened=event, seats=dict(event.seats))


def _entered(state: RunState, event: e.StepEntered) -> RunState:
    going = state.local.leaving
    left = Mark(going if going == "deferred" else LEFT.get(event.trigger, "done"), event.t)
    marks = {**state.marks, event.source: left, event.state: Mark("now", event.t)}
    entries = state.entries + 1
    visits, suspended, local = state.visits, state.suspended, Local(entry=entries, since=event.t)
    latched = state.latched
    if event.contingency is not None:
        latched = latched | {event.contingency}
        kept = (*suspended, Suspended(event.source, state.local, event.t))
        suspended = kept if event.returns else ()
    if event.returns and event.contingency is None and suspended:
        local, suspended = _resumed(suspended[-1], event.t), suspended[:-1]
    else:
        visits = {**visits, event.state: visits.get(event.state, 0) + 1}
    return replace(
        state,
        at=event.state,
        local=local,
        entries=entries,
        marks=marks,
        visits=visits,
        suspended=suspended,
        latched=latched,
    )


def _resumed(suspended: Suspended, t: int) -> Local:
    """The interrupted visit as it was: its boxes and time left; a hold that was running begins again."""
    local = suspended.local
    return replace(
        local, held_ms=local.held_ms + t - suspended.t, watching_since=None, leaving=None
    )


def _boxed(status: str) -> Callable[[RunState, Any], RunState]:
    def step(state: RunState, event: Any) -> RunState:
        known = state.boxes.get(event.item)
        # A box of an earlier step keeps its visit: ticking it again does not count for another one.
        state_of_item = event.item.rpartition("#")[0]
        entry = state.local.entry if state_of_item == state.at or known is None else known.entry
        box = Box(status, event.role, event.t, entry, getattr(event, "reason", ""))
        return replace(state, boxes={**state.boxes, event.item: box})

    return step


def _ticked(state: RunState, event: e.ItemTicked) -> RunState:
    """A tick asks for its deeds anew, also in the millisecond in which the station refused them."""
    acts = tuple(one for one in state.acts if one[2] != event.item)
    return replace(_boxed("ticked")(state, event), acts=acts)


def _cleared(state: RunState, event: e.ItemCleared) -> RunState:
    return replace(state, boxes={k: box for k, box in state.boxes.items() if k != event.item})


def _verify_overridden(state: RunState, event: e.VerifyOverridden) -> RunState:
    return replace(state, local=replace(state.local, overridden=event.reason))


def _recorded(state: RunState, event: e.ValueRecorded) -> RunState:
    value = Recorded(event.value, event.role, event.t, state.local.entry)
    return _valued(state, event.name, value)


def _valued(state: RunState, name: str, value: Recorded) -> RunState:
    """A value as it stands now; who has signed the step has signed for others and signs again."""
    local = replace(state.local, signatures=()) if state.local.signatures else state.local
    return replace(state, records={**state.records, name: value}, local=local)


def _not_known(state: RunState, event: e.ValueNotKnown) -> RunState:
    value = Recorded(None, event.role, event.t, state.local.entry)
    return _valued(state, event.name, value)


def _answered(state: RunState, event: e.AnswerGiven) -> RunState:
    return replace(state, local=replace(state.local, answer=event.word))


def _signed(state: RunState, event: e.SignedOff) -> RunState:
    auth = event.auth if event.auth != "ssh" or event.signature else "asserted"
    signature = Signature(event.role, event.person, event.t, event.meaning, auth)
    signatures = (*state.local.signatures, signature)
    return replace(state, local=replace(state.local, signatures=signatures))


def _deferred(state: RunState, event: e.StepDeferred) -> RunState:
    entry = state.local.entry
    boxes = {
        item: Box("deferred", event.role, event.t, entry, event.reason) for item in event.items
    }
    return replace(
        state, boxes={**state.boxes, **boxes}, local=replace(state.local, leaving="deferred")
    )


def _skipped(state: RunState, _: e.StepSkipped) -> RunState:
    return replace(state, local=replace(state.local, leaving="skip"))


def _aborted(state: RunState, _: e.RunAborted) -> RunState:
    return replace(state, held_since=None, local=replace(state.local, leaving="abort"))


def _held(state: RunState, event: e.HoldPlaced) -> RunState:
    return replace(state, held_since=event.t, hold_reason=event.reason)


def _released(state: RunState, event: e.HoldReleased) -> RunState:
    # A contingency may have moved the run during the hold: only this visit's part of it counts.
    since = event.t if state.held_since is None else max(state.held_since, state.local.since)
    held = event.t - since
    local = replace(state.local, held_ms=state.local.held_ms + held)
    return replace(state, held_since=None, hold_reason="", local=local)


def _watch_started(state: RunState, event: e.WatchStarted) -> RunState:
    return replace(state, local=replace(state.local, watching_since=event.t))


def _watch_broken(state: RunState, _: e.WatchBroken) -> RunState:
    return replace(state, local=replace(state.local, watching_since=None))


def _contingency_cleared(state: RunState, event: e.ContingencyCleared) -> RunState:
    return replace(state, latched=state.latched - {event.contingency})


def _raised(state: RunState, event: e.ObservationRaised) -> RunState:
    observation = Observation(event.text, event.role, event.t)
    return replace(state, observations={**state.observations, event.observation: observation})


def _disposed(state: RunState, event: e.ObservationDisposed) -> RunState:
    known = state.observations.get(event.observation, Observation("", event.role, event.t))
    after = replace(known, disposition=event.disposition, note=event.note, by=event.role)
    return replace(state, observations={**state.observations, event.observation: after})


def _handed_over(state: RunState, event: e.RoleHandedOver) -> RunState:
    return replace(state, seats={**state.seats, event.seat: event.person})


def _readings(state: RunState, event: e.ReadingsTaken) -> RunState:
    samples = dict(state.samples)
    for reading in event.readings:
        known = samples.get(reading.channel)
        samples[reading.channel] = sample_of(event, reading, known.past if known else ())
    return replace(state, samples=samples, sampled_t=event.t)


def sample_of(event: e.ReadingsTaken, reading: e.Reading, past: Past = ()) -> Sample:
    """One reading of the event, ready for guards; `past`: those of its channel before it."""
    value, every = known_value(reading), 0 if event.every is UNSET else event.every
    if isinstance(value, float):
        past = and_then(past, reading.taken, value)
    typed = event.role not in BY_ITSELF
    return Sample(value, reading.value, reading.quality, reading.taken, every, past, typed)


def known_value(reading: e.Reading) -> float | str | None:
    """What a reading tells: a finite number, a state, or None when it was missing, bad or not a number."""
    if reading.value is None or reading.quality != "good":
        return None
    try:
        number = float(reading.value)
    except ValueError:
        return reading.value
    return number if math.isfinite(number) else None


def _redlined(state: RunState, event: e.Redlined) -> RunState:
    known = state.redlines.get(event.target)
    redlining = Redlining(event.after, event.role, event.t, event.reason, known)
    return replace(state, redlines={**state.redlines, event.target: redlining})


def _acted(state: RunState, event: e.ActTaken) -> RunState:
    refused = {name: one for name, one in state.refused.items() if name != event.item}
    if event.item is not None and event.refused is not None:
        refused[event.item] = Refused(event.t, state.local.entry, event.refused)
    acts = (*state.acts, (event.t, event.act, event.item))
    return replace(state, acts=acts, refused=refused)


def _injected(state: RunState, event: e.InjectDelivered) -> RunState:
    return replace(state, injects={**state.injects, event.inject: event.t})


def _recording_lost(state: RunState, _: e.RecordingLost) -> RunState:
    return replace(state, unrecorded=True)


def _closed(state: RunState, event: e.RunClosed) -> RunState:
    marks = {**state.marks, state.at: Mark("done", event.t)}
    return replace(
        state, outcome=event.outcome, safe=event.safe, at=f"end:{event.outcome}", marks=marks
    )


_STEPS: dict[type[e.Event], Callable[[RunState, Any], RunState]] = {
    e.RunOpened: _opened,
    e.StepEntered: _entered,
    e.ItemTicked: _ticked,
    e.ItemSensed: _boxed("sensed"),
    e.ItemCleared: _cleared,
    e.ItemUnticked: _boxed("unticked"),
    e.ItemOverridden: _boxed("overridden"),
    e.ItemSkipped: _boxed("skipped"),
    e.VerifyOverridden: _verify_overridden,
    e.ValueRecorded: _recorded,
    e.ValueNotKnown: _not_known,
    e.AnswerGiven: _answered,
    e.SignedOff: _signed,
    e.StepDeferred: _deferred,
    e.StepSkipped: _skipped,
    e.RunAborted: _aborted,
    e.HoldPlaced: _held,
    e.HoldReleased: _released,
    e.WatchStarted: _watch_started,
    e.WatchBroken: _watch_broken,
    e.ContingencyCleared: _contingency_cleared,
    e.ObservationRaised: _raised,
    e.ObservationDisposed: _disposed,
    e.RoleHandedOver: _handed_over,
    e.ReadingsTaken: _readings,
    e.Redlined: _redlined,
    e.ActTaken: _acted,
    e.InjectDelivered: _injected,
    e.RecordingLost: _recording_lost,
    e.RunClosed: _closed,
}
