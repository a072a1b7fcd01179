"""Whether the names of a scenario are those of its procedure and station; faults have places.

It only compares; a scenario with a wrong name must never be mended by guessing, only told the
nearest name.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.drill.beside import of_procedure
from engine.drill.people import CANNOT_TELL, EVERYONE, Crew, RecordRule
from engine.drill.rubric import check_rubric
from engine.drill.scenario import Inject, Scenario
from engine.machine.table import Table
from engine.procedure.checked import Hints, first
from engine.procedure.checks import quantities
from engine.procedure.guard import Quantity, check
from engine.procedure.places import Problem
from engine.run.channels import LINK
from engine.run.values import read_value
from engine.station.acts import parse_act, unfit_value, unknown_name
from engine.station.layout import HATCH_STATES, Layout

Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class _Use:
    """A name used at a place of the file: what kind of thing it is, and the names there are."""

    loc: Loc
    what: str
    name: str
    known: Collection[str]
    key: bool = False


@dataclass(frozen=True, slots=True)
class _Whole:
    scenario: Scenario
    table: Table
    layout: Layout
    at: Loc = ()  # of a procedure that may be called for: where its part stands

    @property
    def items(self) -> list[str]:
        return [item.id for state in self.table.states.values() for item in state.items]

    @property
    def roles(self) -> Collection[str]:
        return self.table.procedure.roles

    @property
    def states(self) -> list[str]:
        return [one.id for one in self.table.states.values() if one.kind == "step"]

    @property
    def injects(self) -> list[str]:
        return [one.inject for one in self.scenario.injects]


def check_against(scenario: Scenario, table: Table, layout: Layout) -> list[Problem]:
    """Every name of the scenario that its procedure or its station does not have, in file order."""
    whole = _Whole(scenario, table, layout)
    hints = Hints()
    problems = list(
        first(_problem(whole, use, hints) for use in _uses(whole) if use.name not in use.known)
    )
    problems += first(_other(whole))
    return sorted(set(problems), key=lambda one: (one.place, one.sentence))


def check_part(scenario: Scenario, procedure: str, table: Table, layout: Layout) -> list[Problem]:
    """The same of a procedure that may be called for: what the scenario's part about it names."""
    whole = _Whole(of_procedure(scenario, procedure), table, layout, ("calls", procedure))
    crew, part = whole.scenario.crew, scenario.calls[procedure]
    uses = [
        _Use((*whole.at, "acts", item), "item", item, whole.items, key=True) for item in part.acts
    ]
    uses += _crew(whole, crew, whole.at)
    for role in table.procedure.roles:
        uses.append(_Use(("seats",), "seat", role, scenario.seats))
    if part.shelter is not None:
        loc = (*whole.at, "shelter")
        uses.append(_Use(loc, "compartment", part.shelter, layout.compartments))
    if part.offer is not None:
        uses.append(_Use((*whole.at, "offer", "by"), "role", part.offer.by, scenario.seats))
        if part.offer.sensed is not None:
            loc = (*whole.at, "offer", "sensed")
            uses.append(_Use(loc, "inject", part.offer.sensed, whole.injects))
    hints = Hints()
    problems = list(first(_problem(whole, use, hints) for use in uses if use.name not in use.known))
    problems += first(_other(whole))
    return sorted(set(problems), key=lambda one: (one.place, one.sentence))


def _problem(whole: _Whole, use: _Use, hints: Hints) -> Problem:
    near = difflib.get_close_matches(use.name, list(use.known), 1, 0.5) if hints.take() else []
    shown = ", ".join(list(use.known)[:12]) + (", ..." if len(use.known) > 12 else "")
    return Problem(
        whole.scenario.places.of(use.loc, key=use.key),
        "name-unknown",
        f"no {use.what} is called '{use.name}'",
        shown or f"there is no {use.what}",
        f"did you mean '{near[0]}'?" if near else "",
    )


def _uses(whole: _Whole) -> Iterator[_Use]:
    yield from _people(whole)
    yield from _truth(whole)
    for item in whole.scenario.acts:
        yield _Use(("acts", item), "item", item, whole.items, key=True)
    for n, one in enumerate(whole.scenario.free):
        if one.by is not None:
            yield _Use(("free", n, "by"), "role", one.by, whole.roles)
    for n, inject in enumerate(whole.scenario.injects):
        yield from _inject(whole, n, inject)
    yield from _crew(whole, whole.scenario.crew, ("crew",))
    yield from _measures(whole)


def _people(whole: _Whole) -> Iterator[_Use]:
    scenario, layout = whole.scenario, whole.layout
    yield _Use(
        ("procedure",), "procedure here", scenario.procedure, [whole.table.procedure.procedure]
    )
    yield _Use(("station",), "station here", scenario.station, [layout.name])
    for role in scenario.seats:
        yield _Use(("seats", role), "role", role, whole.roles, key=True)
    for role in whole.roles:
        yield _Use(("seats",), "seat", role, scenario.seats)
    for role, place in scenario.start.items():
        yield _Use(("start", role), "role", role, whole.roles, key=True)
        yield _Use(("start", role), "compartment", place, layout.compartments)


def _truth(whole: _Whole) -> Iterator[_Use]:
    truth, layout = whole.scenario.truth, whole.layout
    yield _Use(("truth", "contaminant"), "contaminant", truth.contaminant, layout.contaminants)
    for name, state in truth.hatches.items():
        yield _Use(("truth", "hatches", name), "hatch", name, layout.hatches, key=True)
        yield _Use(("truth", "hatches", name), "hatch state", state, HATCH_STATES)
    for name in truth.switches:
        known = [
            *layout.fans,
            *layout.scrubbers,
            *(g for f in layout.fans.values() for g in f.groups),
        ]
        yield _Use(("truth", "switches", name), "fan or scrubber", name, known, key=True)


def _inject(whole: _Whole, n: int, inject: Inject) -> Iterator[_Use]:
    if inject.step is not None:
        yield _Use(("injects", n, "step"), "step", inject.step, whole.states)
    for m, role in enumerate(inject.to):
        yield _Use(("injects", n, "to", m), "role", role, whole.roles)
    if inject.dropout is not None:
        yield _Use(("injects", n, "dropout"), "channel", inject.dropout, whole.table.channels)


def _crew(whole: _Whole, crew: Crew, at: Loc) -> Iterator[_Use]:
    for name in crew.delays if not whole.at else ():
        yield _Use((*at, "delays", name), "role", name, [EVERYONE, *whole.roles], key=True)
    timed = [*whole.items, *whole.states, *whole.table.records]
    for name in crew.own:
        yield _Use((*at, "own", name), "item, step or record", name, timed, key=True)
    for item, before in crew.waits.items():
        yield _Use((*at, "waits", item), "item", item, whole.items, key=True)
        for m, name in enumerate(before):
            yield _Use((*at, "waits", item, m), "item", name, whole.items)
    for name, rule in crew.records.items():
        yield from _record(whole, (*at, "records", name), name, rule)
    yield from _answers(whole, crew, at)
    yield _Use((*at, "closes"), "role", crew.closes, whole.roles)
    for n, deed in enumerate(crew.deeds if not whole.at else ()):
        yield _Use((*at, "deeds", n, "by"), "role", deed.by, whole.roles)
        yield _Use((*at, "deeds", n, "step"), "step", deed.step, whole.states)
    for n, word in enumerate(crew.words):
        yield _Use(
            (*at, "words", n, "disposition"),
            "disposition",
            word.disposition,
            whole.table.close.dispositions,
        )


def _record(whole: _Whole, at: Loc, name: str, rule: RecordRule) -> Iterator[_Use]:
    layout = whole.layout
    yield _Use(at, "record", name, whole.table.records, key=True)
    if rule.measure is not None:
        yield _Use((*at, "measure"), "compartment", rule.measure, layout.compartments)
    if rule.reads is not None:
        yield _Use((*at, "reads"), "channel", rule.reads, layout.sensors)
    for n, place in enumerate(rule.in_):
        yield _Use((*at, "in", n), "compartment", place, layout.compartments)
    for step in rule.at or ():
        yield _Use((*at, "at", step), "step", step, whole.states, key=True)
    if rule.gas is not None:
        yield _Use((*at, "gas"), "contaminant", rule.gas, layout.contaminants)


def _answers(whole: _Whole, crew: Crew, at: Loc) -> Iterator[_Use]:
    asking = {
        one.id: one.step
        for one in whole.table.states.values()
        if one.step is not None and one.step.asks
    }
    for state, rules in crew.answers.items():
        yield _Use((*at, "answers", state), "step that asks", state, asking, key=True)
        step = asking.get(state)
        if step is not None:
            for word in rules:
                yield _Use((*at, "answers", state, word), "answer", word, step.answers, key=True)


def _measures(whole: _Whole) -> Iterator[_Use]:
    one, layout = whole.scenario.measures, whole.layout
    gas = layout.contaminants.get(whole.scenario.truth.contaminant)
    yield _Use(("measures", "alarm"), "inject", one.alarm, whole.injects)
    if one.hatch:
        yield _Use(("measures", "hatch"), "hatch", one.hatch, layout.hatches)
        yield _Use(("measures", "dwell"), "step", one.dwell, whole.states)
        yield _Use(("measures", "go"), "step", one.go, whole.states)
    if gas is not None and gas.limits and one.exposure:
        yield _Use(("measures", "exposure"), "limit", one.exposure, gas.limits)
    records = whole.table.records
    for key, what, names, known in (
        ("masks", "person", one.masks, whole.scenario.start),
        ("behind", "compartment", one.behind, layout.compartments),
        ("first reading", "record", one.first_reading, records),
        ("clean", "record", one.clean, records),
    ):
        for n, name in enumerate(names):
            yield _Use(("measures", key, n), what, name, known)


def _other(whole: _Whole) -> Iterator[Problem]:
    """What is not a single name: acts, guards of answers, values that a record would not take."""
    scenario, places = whole.scenario, whole.scenario.places
    for loc, text in _acts(scenario, whole.at):
        act = parse_act(text)
        stranger = unknown_name(whole.layout, scenario.start, act)
        wrong = None if stranger else unfit_value(whole.layout, act)
        if stranger or wrong:
            kind = "name-unknown" if stranger else "value"
            yield Problem(places.of(loc), kind, f"'{text}': {stranger or wrong}")
    for name, rule in scenario.crew.records.items():
        yield from _values(whole, name, rule)
    known = _environment(whole.table)
    for state, rules in scenario.crew.answers.items():
        for word, answer in rules.items():
            for one in check(answer.guard, known) if answer.guard is not None else ():
                loc = (*_crew_at(whole), "answers", state, word)
                yield Problem(
                    places.within(loc, answer.text, one.column, one.length),
                    one.rule or "guard",
                    one.sentence,
                    one.expected,
                    one.mend,
                )
    yield from _channels(whole)
    if not whole.at:
        yield from check_rubric(scenario, whole.table, whole.layout)


def _channels(whole: _Whole) -> Iterator[Problem]:
    """A channel of the procedure that the station lacks, or serves in another unit or in words."""
    places = whole.scenario.places
    for channel, wanted in whole.table.channels.items():
        sensor = whole.layout.sensors.get(channel)
        if sensor is not None and (sensor.unit or "") != (wanted.unit or ""):
            yield Problem(
                places.of(("station",)),
                "unit-mismatch",
                f"the procedure takes '{channel}' in {wanted.unit or 'words'}",
                f"the station serves it in {sensor.unit or 'words: ' + ', '.join(sensor.states)}",
                "write the procedure's channel so",
            )
        if channel != LINK and sensor is None:
            yield Problem(
                places.of(("station",)),
                "scenario-channel",
                f"the station has no sensor for the channel '{channel}' of the procedure",
                "a channel of docs/station.md, or of a station file of your own",
                _nearest(channel, whole.layout.sensors),
            )


def _nearest(channel: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(channel, sorted(known), 1, 0.85)
    meant = f"did you mean '{near[0]}'? Or " if near else ""
    return f"{meant}add it to a station file in stations/ beside the procedure"


def _environment(table: Table) -> dict[str, Quantity]:
    """What each channel and record of all the table's procedures can hold, by name."""
    return quantities(table.channels, table.records)


def _crew_at(whole: _Whole) -> Loc:
    return whole.at or ("crew",)


def _acts(scenario: Scenario, at: Loc) -> Iterator[tuple[Loc, str]]:
    if at:
        for item, texts in scenario.acts.items():
            yield from (((*at, "acts", item, n), text) for n, text in enumerate(texts))
        return
    for n, text in enumerate(scenario.truth.spills):
        yield ("truth", "spills", n), text
    for n, text in enumerate(scenario.truth.acts):
        yield ("truth", "acts", n), text
    for item, texts in scenario.acts.items():
        for n, text in enumerate(texts):
            yield ("acts", item, n), text
    for n, one in enumerate(scenario.free):
        yield ("free", n, "act"), one.act
    for n, deed in enumerate(scenario.crew.deeds):
        yield ("crew", "deeds", n, "act"), deed.act
    for n, inject in enumerate(scenario.injects):
        if inject.spill is not None:
            yield ("injects", n, "spill"), inject.spill
        for place, text in enumerate(inject.act):
            yield ("injects", n, "act", place), text


def _words(rule: RecordRule) -> list[str]:
    """Every word that a rule may have written."""
    if rule.at is not None:
        return [*rule.at.values(), rule.else_ or ""]
    return list(rule.dose) if rule.dose is not None else [rule.is_ or ""]


def _counts(scenario: Scenario, heads: int) -> list[str]:
    """The most and the fewest that a head count may come to, wherever people are."""
    return list(dict.fromkeys([str(heads), str(max(0, heads - len(scenario.start)))]))


def _unit(whole: _Whole, name: str, rule: RecordRule, unit: str | None) -> Iterator[Problem]:
    """A record in another unit than that in which it is read: nobody works it out at the gauge."""
    key = "reads" if rule.reads is not None else "measure"
    found = whole.layout.sensors[rule.reads].unit if rule.reads is not None else "ppm"
    if (unit or "") != (found or ""):
        yield Problem(
            whole.scenario.places.of((*_crew_at(whole), "records", name, key)),
            "unit-mismatch",
            f"'{name}' is recorded in {unit or 'words'}, and what is read here is in {found or 'words'}",
            f"a reading in {unit or 'words'}",
            "another channel, or the procedure's record in that unit",
        )


def _values(whole: _Whole, name: str, rule: RecordRule) -> Iterator[Problem]:
    record = whole.table.records.get(name)
    if record is None:
        return
    if rule.measure is not None or rule.reads in whole.layout.sensors:
        yield from _unit(whole, name, rule, record.unit)
    if rule.measure is not None or rule.reads is not None:
        return
    loc: Loc = (*_crew_at(whole), "records", name, *(() if rule.heads is None else ("heads",)))
    for text in _words(rule) if rule.heads is None else _counts(whole.scenario, rule.heads):
        refused = read_value(record, text)
        if text != CANNOT_TELL and isinstance(refused, str):
            yield Problem(
                whole.scenario.places.of(loc),
                "value",
                f"'{name}': {refused.partition('; ')[0]}",
                "a value that the procedure's record takes",
                f"write one, or '{CANNOT_TELL}' where that is meant",
            )
