"""Whether what a scenario scores, and when its injects come, names things that can be: faults have places.

It only compares, as `names.py` does; it must never drop a measure that names nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping

from engine.drill.people import EVERYONE
from engine.drill.scenario import Inject, Scenario
from engine.machine.table import Table
from engine.procedure.checks import quantities
from engine.procedure.guard import Guard, Quantity, check
from engine.procedure.places import Problem
from engine.station.layout import Layout

Loc = tuple[int | str, ...]
_MINUTE = 60_000


def check_rubric(scenario: Scenario, table: Table, layout: Layout) -> Iterator[Problem]:
    """Every fault of `accept`, of `measures` beyond the hatch, and of the moments of injects."""
    ends = [one.outcome for one in table.states.values() if one.kind == "end" and one.outcome]
    for key, named in (("accept", scenario.accept), ("cautious", scenario.cautious)):
        for n, end in enumerate(named):
            yield from _name(scenario, (key, n), "end", end, ends)
    steps = {one.id for one in table.states.values() if one.kind == "step"}
    items = {item.id for state in table.states.values() for item in state.items}
    known = {*steps, *items, *table.records}
    for label, name in scenario.measures.times.items():
        yield from _name(
            scenario, ("measures", "times", label), "item, record or step", name, known
        )
    for end, places in scenario.measures.where.items():
        where: Loc = ("measures", "where", end)
        yield from _name(scenario, where, "end", end, ends, key=True)
        for n, place in enumerate(places):
            yield from _name(scenario, (*where, n), "compartment", place, layout.compartments)
    for step in scenario.slow:
        yield from _name(scenario, ("slow", step), "step", step, steps)
    truth = _station(layout)
    for n, one in enumerate(scenario.measures.never):
        loc: Loc = ("measures", "never", n)
        yield from _guard(scenario, (*loc, "if"), one.if_, truth)
        for key, step in (("since", one.since or ""), ("until", one.until or "")):
            if step:
                yield from _name(scenario, (*loc, key), "step", step, steps)
    seen = quantities(table.channels, {})
    for n, inject in enumerate(scenario.injects):
        yield from _moment(scenario, ("injects", n), inject, seen)
    yield from _roles(scenario, table)


def _moment(
    scenario: Scenario, loc: Loc, inject: Inject, seen: Mapping[str, Quantity]
) -> Iterator[Problem]:
    """An inject that no run can come to, or that bears on nobody."""
    if inject.when is not None:
        yield from _guard(scenario, (*loc, "when"), inject.when, seen)
    if inject.at is not None and inject.at > scenario.minutes * _MINUTE:
        yield Problem(
            scenario.places.of((*loc, "at")),
            "inject-never",
            f"inject '{inject.inject}' can never come: it is due after the {scenario.minutes} min "
            "of the drill",
            f"at most {scenario.minutes} min",
            "an earlier time, or a larger number of minutes",
        )
    if inject.away is not None:
        yield from _name(scenario, (*loc, "away"), "seat", inject.away, scenario.seats)


def _roles(scenario: Scenario, table: Table) -> Iterator[Problem]:
    """Delays of one role for a pace it never needs are no fault; everyone's must not be missing."""
    crew = scenario.crew
    silent = [role for role in table.procedure.roles if role not in crew.delays]
    if silent and EVERYONE not in crew.delays:
        yield Problem(
            scenario.places.of(("crew", "delays"), key=True),
            "delays-missing",
            f"no delays are given for {', '.join(silent)}",
            "delays for everyone, or for each role",
            "everyone: {tick: 14 s}",
        )


def _station(layout: Layout) -> dict[str, Quantity]:
    """What each channel of the station can truly hold."""
    return {
        name: Quantity(states=tuple(one.states)) if one.states else Quantity(one.unit)
        for name, one in layout.sensors.items()
    }


def _guard(
    scenario: Scenario, loc: Loc, guard: Guard, known: Mapping[str, Quantity]
) -> Iterator[Problem]:
    for one in check(guard, known):
        place = scenario.places.within(loc, scenario.text_at(loc), one.column, one.length)
        yield Problem(place, one.rule or "guard", one.sentence, one.expected, one.mend)


def _name(
    scenario: Scenario,
    loc: Loc,
    what: str,
    name: str,
    known: Collection[str],
    *,
    key: bool = False,
) -> Iterator[Problem]:
    if name in known:
        return
    near = difflib.get_close_matches(name, list(known), 1, 0.5)
    shown = ", ".join(list(known)[:12]) + (", ..." if len(known) > 12 else "")
    yield Problem(
        scenario.places.of(loc, key=key),
        "name-unknown",
        f"no {what} is called '{name}'",
        shown or f"there is no {what}",
        f"did you mean '{near[0]}'?" if near else "",
    )
