"""What a scenario does to a drill and when: what is due, and what it means for sensors and link.

The times are those of the log; nothing here may say that an inject happened which the log does not
hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.drill.scenario import Inject, Scenario
from engine.procedure.guard import evaluate
from engine.run.state import RunState
from engine.station.link import Silence
from engine.station.sensors import Fault


@dataclass(frozen=True, slots=True)
class Due:
    """An inject that is to take effect at `t` (run clock, ms)."""

    t: int
    inject: Inject


def due_injects(scenario: Scenario, state: RunState, entered: Mapping[str, int]) -> tuple[Due, ...]:
    """Every inject whose time is known and that the log does not hold yet, the earliest first.

    `entered` says when each state was first entered. None is left once the run is closed.
    """
    if state.closed:
        return ()
    found = []
    for place, one in enumerate(scenario.injects):
        t = _moment(one, state, entered)
        if t is not None and one.inject not in state.injects:
            found.append((t, place, one))
    return tuple(Due(t, one) for t, _, one in sorted(found, key=lambda each: each[:2]))


def by_hand(scenario: Scenario, state: RunState, name: str) -> Inject | str:
    """The inject that whoever leads the drill may give now, or why not, in one sentence."""
    waiting = {one.inject: one for one in scenario.injects if one.instructor is not None}
    if name not in waiting:
        known = ", ".join(waiting) or "none here"
        return f"no inject of the instructor is called '{name}' (there are: {known})"
    if state.closed:
        return f"this run is closed: {state.outcome}"
    if name in state.injects:
        return f"'{name}' was given already"
    return waiting[name]


def _moment(inject: Inject, state: RunState, entered: Mapping[str, int]) -> int | None:
    """When it is due: None as long as that is not known, and always for the instructor's own."""
    if inject.when is not None:
        seen = {name: one.value for name, one in state.samples.items() if one.quality == "good"}
        return state.moment if evaluate(inject.when, seen.get) is True else None
    return inject.at if inject.step is None else _after(inject, entered)


def _after(inject: Inject, entered: Mapping[str, int]) -> int | None:
    since = entered.get(inject.step or "")
    return None if since is None else since + inject.after


def silences(scenario: Scenario, injected: Mapping[str, int]) -> tuple[Silence, ...]:
    """The windows without the ground, from the injects delivered and when (ms)."""
    return tuple(
        Silence(injected[one.inject], injected[one.inject] + one.los)
        for one in scenario.injects
        if one.los is not None and one.inject in injected
    )


def absences(scenario: Scenario, injected: Mapping[str, int], role: str) -> tuple[Silence, ...]:
    """The windows in which the person in a role cannot work, from the injects delivered (ms)."""
    return tuple(
        Silence(injected[one.inject], injected[one.inject] + one.for_)
        for one in scenario.injects
        if one.away == role and one.for_ is not None and one.inject in injected
    )


def faults(scenario: Scenario, injected: Mapping[str, int]) -> tuple[Fault, ...]:
    """The sensor faults, from the injects delivered and when (ms)."""
    return tuple(
        Fault(one.dropout, injected[one.inject], injected[one.inject] + one.for_, one.kind)
        for one in scenario.injects
        if one.dropout is not None and one.for_ is not None and one.inject in injected
    )


def spills(scenario: Scenario, inject: str) -> tuple[str, ...]:
    """The acts by which an inject changes the station; empty for any other kind of inject."""
    return tuple(
        text
        for one in scenario.injects
        if one.inject == inject
        for text in ((one.spill,) if one.spill else one.act)
    )


def first_heard(windows: tuple[Silence, ...], base: int, delay: int) -> int:
    """When someone on the ground answers who would have answered at `base` + `delay`.

    In a window of silence the delay is counted again from its end: nobody answers what they cannot
    hear.
    """
    due = base + delay
    for window in sorted(windows, key=lambda one: one.from_ms):
        if window.from_ms <= due < window.until_ms:
            due = window.until_ms + delay
    return due
