"""A drill's log gone through again with the world beside it: what became true at which entry.

The station is run again from the log and the seed; nothing that the drill kept in memory is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.drill.world import Rig, World, advance, start_world, world_after
from engine.errors import RunError
from engine.procedure.guard import evaluate
from engine.run import events as e
from engine.run.together import Told, story
from engine.station.limits import contaminant_of, fraction, ppm_of
from engine.station.sensors import true_value
from engine.station.vehicle import Vehicle, concentration

Indexed = tuple[int, e.Event]
_DAY_MS: Final = 86_400_000
_FARTHEST_DAYS: Final = 31
"""DESIGN: time is let pass in days at most; a clock that leaps farther was put into the log."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that became true: at which entry, and when (run clock, ms)."""

    entry: int
    t: int


@dataclass(frozen=True, slots=True)
class Opening:
    """The isolating hatch opened: since when it was shut, and the air behind it then, ppm."""

    shut: Moment
    opened: Moment
    behind_ppm: float


@dataclass(slots=True)
class Trace:
    """What the debrief needs of the world's history; filled by `traced` and only read after that.

    over_peak, over_dose, shut_in: by role, the first entry at which the person's peak or dose was over
    its limit, or at which the isolating hatch was shut on them. broken: by place in `never`, the
    first entry at which it was true all the same.
    """

    world: World
    alarm: Moment | None = None
    masked: Moment | None = None
    shut: Moment | None = None
    closed_since: Moment | None = None
    openings: list[Opening] = field(default_factory=list)
    own: dict[str, list[int]] = field(default_factory=dict)
    shut_in: dict[str, Moment] = field(default_factory=dict)
    over_peak: dict[str, Moment] = field(default_factory=dict)
    over_dose: dict[str, Moment] = field(default_factory=dict)
    broken: dict[int, Moment] = field(default_factory=dict)


def traced(entries: Sequence[Indexed], rig: Rig, others: Sequence[Sequence[Indexed]] = ()) -> Trace:
    """The history of the world under a drill's log; `others`: the logs of runs opened beside it.

    What was done in another run is told by the entry of this log before it. Raises RunError where
    the run clock leaps farther than any drill goes.
    """
    trace = Trace(start_world(rig))
    for told in _merged(entries, others):
        before, event = trace.world, told.event
        days = (told.t - before.vehicle.t_ms) // _DAY_MS
        if days > _FARTHEST_DAYS:
            raise RunError(
                f"entry {told.entry}: the run clock goes on by {days} days at once, and the station is "
                "not worked out so far"
            )
        strange = told.place and isinstance(event, e.StepEntered)
        trace.world = advance(before, told.t, rig) if strange else world_after(before, event, rig)
        _note(trace, before.vehicle, Moment(told.entry, told.t), event, rig)
    return trace


def _merged(entries: Sequence[Indexed], others: Sequence[Sequence[Indexed]]) -> Iterator[Told]:
    """All logs as one; what was done in another run bears the entry of the first before it."""
    last = 0
    for told in story((entries, *others)):
        last = last if told.place else told.entry
        yield told._replace(entry=last)


def _note(trace: Trace, before: Vehicle, now: Moment, event: e.Event, rig: Rig) -> None:
    measures, vehicle = rig.scenario.measures, trace.world.vehicle
    if isinstance(event, e.InjectDelivered) and event.inject == measures.alarm:
        trace.alarm = trace.alarm or now
    if (
        trace.masked is None
        and measures.masks
        and all(vehicle.people[role].masked for role in measures.masks)
    ):
        trace.masked = now
    _note_broken(trace, now, rig)
    if measures.hatch:
        _note_hatch(trace, before, now, rig)
    if isinstance(event, e.ActTaken):
        for role in _whose(event.act, vehicle):
            trace.own.setdefault(role, []).append(now.entry)
    if not measures.exposure:
        return
    for role, peak, dose in exposures(vehicle, rig):
        if peak > measures.peak:
            trace.over_peak.setdefault(role, now)
        if dose is not None and dose >= 1:
            trace.over_dose.setdefault(role, now)


def _note_broken(trace: Trace, now: Moment, rig: Rig) -> None:
    """What must not come true, looked at in the station itself."""

    def truth(channel: str) -> float | str | None:
        return true_value(trace.world.vehicle, rig.layout, channel)

    for place, one in enumerate(rig.scenario.measures.never):
        entered = trace.world.entered
        counts = (one.since is None or one.since in entered) and one.until not in entered
        if place not in trace.broken and counts and evaluate(one.if_, truth) is True:
            trace.broken[place] = now


def _note_hatch(trace: Trace, before: Vehicle, now: Moment, rig: Rig) -> None:
    """When the isolating hatch is shut and opened, and on whom."""
    measures, vehicle = rig.scenario.measures, trace.world.vehicle
    was, is_ = before.hatches[measures.hatch], vehicle.hatches[measures.hatch]
    if is_ == "shut" and was != "shut":
        trace.shut, trace.closed_since = trace.shut or now, now
        for role, person in vehicle.people.items():
            if person.compartment in measures.behind:
                trace.shut_in.setdefault(role, now)
    if is_ != "shut" and trace.closed_since is not None:
        trace.openings.append(Opening(trace.closed_since, now, behind(vehicle, rig)))
        trace.closed_since = None


def _whose(act: str, vehicle: Vehicle) -> Iterator[str]:
    """The persons on whose mask or place an act bears."""
    words = act.split()
    if words[0] in {"mask", "go"}:
        yield from (role for role in vehicle.people if role == words[1])


def exposures(vehicle: Vehicle, rig: Rig) -> Iterator[tuple[str, float, float | None]]:
    """For each person: role, peak breathed (ppm), dose as a part of the limit (None: no limit).

    Only for a scenario that measures what is breathed.
    """
    gas = contaminant_of(rig.layout, vehicle.contaminant)
    for role, one in vehicle.people.items():
        yield (
            role,
            ppm_of(one.peak, gas),
            fraction(one.breathed, gas, rig.scenario.measures.exposure),
        )


def behind(vehicle: Vehicle, rig: Rig) -> float:
    """The worst air behind the isolating hatch, ppm."""
    gas = contaminant_of(rig.layout, vehicle.contaminant)
    return max(
        ppm_of(concentration(vehicle, rig.layout, name), gas)
        for name in rig.scenario.measures.behind
    )
