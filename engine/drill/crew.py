"""What the simulated roles will do next and when, worked out from the state of the run alone.

Roles that people play are left out. An intent is only made if `decide` would accept it, so a
simulated crew can never be refused for ever; where a step waits for a person, nothing is intended
and its timeout runs.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol

from engine.drill.chance import delay_ms, factor, uniform
from engine.drill.forms import AnswerRule
from engine.drill.injects import absences, first_heard, silences
from engine.drill.people import CANNOT_TELL, EVERYONE, Pace, RecordRule
from engine.drill.scenario import Scenario
from engine.machine.drive import Drive
from engine.machine.spec import StepSpec
from engine.machine.table import ItemSpec, State
from engine.procedure.guard import evaluate
from engine.run import commands as c
from engine.run.channels import LINK
from engine.run.decide_step import signers, still_waiting
from engine.run.facts import RunFacts, open_matters, records_to_dispose
from engine.run.state import RunState
from engine.run.values import read_value

_SPREAD_OF_DETECTOR = 1.05  # DESIGN: two readings of one air differ by some 5 %
_PACES: dict[Pace, int] = {
    "tick": 15_000,
    "record": 30_000,
    "answer": 60_000,
    "sign": 20_000,
    "raise": 20_000,
    "dispose": 30_000,
}  # DESIGN: where a scenario is silent


class Senses(Protocol):
    """What people can find out from the world at a time to come (run clock, ms)."""

    def reads(self, channel: str, t: int) -> str | None:
        """What an instrument in the hand shows at `t`; None when it shows nothing."""

    def measure(self, place: str, t: int, gas: str | None = None) -> float:
        """The vapour at a place, ppm."""

    def dose(self, t: int) -> float:
        """The exposure of the worst-off person as a part of the limit."""

    def elsewhere(self, places: Collection[str], t: int) -> int:
        """How many people are in none of these places."""

    def place(self, role: str, t: int) -> str | None:
        """The compartment in which the person in a role is; None for whoever is not aboard."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a simulated role is going to do, and when (run clock, ms; not before the last entry)."""

    t: int
    command: c.Command


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything an intent depends on."""

    scenario: Scenario
    drive: Drive
    state: RunState
    seed: int
    senses: Senses
    injected: Mapping[str, int]
    until: float

    @property
    def here(self) -> State:
        return self.drive.table.states[self.state.at]

    @property
    def facts(self) -> RunFacts:
        return RunFacts(self.drive.table, self.state, self.state.moment)

    @property
    def base(self) -> int:
        """When this visit began, time on hold and interruptions left out."""
        return self.state.local.since + self.state.local.held_ms

    def simulated(self, role: str) -> bool:
        played = self.state.opened.played if self.state.opened else []
        return role in self.state.seats and role not in played

    def works(self, role: str) -> bool:
        """Whether the role is simulated, and not where everybody works on another procedure or on none."""
        mine, calls = self.scenario.procedure, self.scenario.calls
        shelters = {one.shelter for name, one in calls.items() if name != mine} - {None}
        sheltered = bool(shelters) and self.senses.place(role, self.state.moment) in shelters
        return self.simulated(role) and not sheltered

    def crew(self) -> str | None:
        """The first role of the crew that is simulated."""
        ground = self.drive.table.procedure.ground
        return next(
            (role for role in self.state.seats if role not in ground and self.simulated(role)), None
        )

    @property
    def silent(self) -> bool:
        """Whether the ground link was lost when telemetry last came."""
        last = self.state.samples.get(LINK)
        return last is not None and last.text == "LOS"

    def delay(self, role: str, pace: Pace, *keys: object) -> int:
        """How long the role takes over this, in this visit of the step."""
        crew = self.scenario.crew
        timed = keys if pace != "dispose" else ()  # a word on a thing takes as long as any other
        own = next((crew.own[str(key)] for key in timed if str(key) in crew.own), None)
        paces = {**_PACES, **crew.delays.get(EVERYONE, {}), **crew.delays.get(role, {})}
        median = round((paces[pace] if own is None else own) / self.haste(role))
        entry = self.state.local.entry
        return delay_ms(self.seed, median, float(crew.spread), role, pace, *keys, entry)

    def haste(self, role: str) -> float:
        """How many times as fast as written the role is: the ground never hurries."""
        ground = self.drive.table.procedure.ground
        return 1.0 if role in ground else float(self.scenario.crew.haste)

    def due(self, role: str, base: int, delay: int) -> int:
        """When it is done: later without a signal for the ground, or while away; never before now."""
        injected = self.injected
        windows = absences(self.scenario, injected, role)
        if role in self.drive.table.procedure.ground:
            windows = (*windows, *silences(self.scenario, injected))
        return max(first_heard(windows, base, delay), self.state.moment)


def intents(
    scenario: Scenario,
    drive: Drive,
    state: RunState,
    seed: int,
    senses: Senses,
    injected: Mapping[str, int] | None = None,
    until: float = math.inf,
) -> tuple[Intent, ...]:
    """What the simulated roles will do next, earliest first; empty when all waits for people.

    `injected`: the injects delivered in the whole drill, where several runs are open in it.
    `until`: nobody reads an instrument of which the reading is made later; it is as if it were not
    read, which spares looking far ahead at every moment.

    Ask again after every event: an intent counts only until something else happens.
    """
    if state.opened is None or state.closed or state.held_since is not None:
        return ()
    if state.at == drive.table.initial:
        return ()
    known = state.injects if injected is None else injected
    look = _Look(scenario, drive, state, seed, senses, known, until)
    found = [*_raises(look), *(_closing(look) if look.here.kind == "closing" else _step(look))]
    return tuple(
        sorted(found, key=lambda one: (one.t, type(one.command).__name__, repr(one.command)))
    )


def _raises(look: _Look) -> Iterator[Intent]:
    """Notices that were delivered and that nobody has raised as an observation."""
    if look.scenario.crew.deaf == "yes":
        return
    raised = {one.text for one in look.state.observations.values()}
    for one in look.scenario.injects:
        t = look.state.injects.get(one.inject)
        role = one.to[0] if one.to else look.crew()
        if one.notice is None or t is None or role is None or not look.simulated(role):
            continue
        if one.notice.strip() not in raised:
            crew = look.scenario.crew
            paces = {**_PACES, **crew.delays.get(EVERYONE, {}), **crew.delays.get(role, {})}
            # Not by the visit: moving on to the next step must not draw another delay.
            delay = delay_ms(look.seed, paces["raise"], float(crew.spread), role, one.inject)
            yield Intent(look.due(role, t, delay), c.Raise(role, one.notice.strip()))


def _step(look: _Look) -> Iterator[Intent]:
    step = look.here.step
    if look.here.items:
        yield from _ticks(look)
    if look.here.records:
        yield from _records(look)
    if step is not None and step.asks and look.state.local.answer is None:
        yield from _answer(look, step)
    yield from _signs(look, look.base)


def doer(look: _Look, item: ItemSpec) -> str | None:
    """Who does an item: the first role it is for, or the first simulated one if it is for nobody."""
    return item.by[0] if item.by else look.crew()


def _ticks(look: _Look) -> Iterator[Intent]:
    """For each role the first of its items that is open; what it waits for must be done."""
    free_since: dict[str, int] = {}
    busy: set[str] = set()
    items = look.here.items
    for item in reversed(items) if look.scenario.crew.backwards == "yes" else items:
        role = doer(look, item)
        if item.sensed is not None and item.id not in look.scenario.acts:
            continue  # it comes true by itself or not at all
        if role is None or role in busy:
            continue
        if look.facts.ticked(item.id):
            free_since[role] = max(free_since.get(role, 0), look.state.boxes[item.id].t)
            continue
        busy.add(role)
        if item.sensed is None and look.works(role) and look.facts.refused(item.id):
            tried = look.state.refused[item.id].t
            t = look.due(role, tried, look.delay(role, "tick", item.id, "override"))
            why = f"it cannot be done: {look.facts.refused(item.id)}; the others were told"
            yield Intent(t, c.Override(role, item.id, why))
            continue
        waits = look.scenario.crew.waits.get(item.id, ())
        if not look.works(role) or _tried(look, item.id):
            continue
        if all(look.facts.ticked(name) for name in waits):
            done = [look.state.boxes[name].t for name in waits]
            base = max([look.base, free_since.get(role, 0), *done])
            delay = look.delay(role, "tick", item.id)
            yield Intent(look.due(role, base, delay), c.Tick(role, item.id))


def _tried(look: _Look, item: str) -> bool:
    """Whether the act of the item was tried in this visit: it is not tried twice."""
    return any(name == item and t >= look.state.local.since for t, _, name in look.state.acts)


def _records(look: _Look) -> Iterator[Intent]:
    """For each role the first value it has not recorded yet."""
    since: dict[str, int] = {}
    busy: set[str] = set()
    for name in look.here.records:
        role = look.drive.table.records[name].by or look.crew()
        if role is None or role in busy:
            continue
        if look.facts.recorded(name):
            since[role] = max(since.get(role, 0), look.state.records[name].t)
            continue
        busy.add(role)
        if look.works(role):
            base = max(look.base, since.get(role, 0))
            t = look.due(role, base, look.delay(role, "record", name))
            read = t <= look.until
            yield Intent(t, _value(look, role, name, t) if read else c.CannotTell(role, name))


def _value(look: _Look, role: str, name: str, t: int) -> c.Command:
    rule = look.scenario.crew.records.get(name)
    text = None if rule is None else _text(look, rule, name, t)
    record = look.drive.table.records[name]
    if text is None or text == CANNOT_TELL or isinstance(read_value(record, text), str):
        return c.CannotTell(role, name)
    return c.RecordValue(role, name, text)


def _text(look: _Look, rule: RecordRule, name: str, t: int) -> str | None:
    if rule.measure is not None:
        true = look.senses.measure(rule.measure, t, rule.gas)
        grain, slip = look.scenario.crew.detector, float(look.scenario.crew.misreads)
        error = factor(look.seed, _SPREAD_OF_DETECTOR, "detector", name, look.state.local.entry)
        return f"{round(true * error / slip / grain) * grain:.4f}".rstrip("0").rstrip(".")
    if rule.reads is not None:
        return _slipped(look.senses.reads(rule.reads, t), look.scenario.crew.misreads)
    if rule.dose is not None:
        dose = look.senses.dose(t)
        earned = [word for word, least in rule.dose.items() if dose >= float(least)]
        return earned[-1] if earned else None
    if rule.heads is not None:
        return str(rule.heads - look.senses.elsewhere(rule.in_, t))
    return rule.is_ if rule.at is None else rule.at.get(look.here.id, rule.else_)


def _slipped(shown: str | None, slip: Decimal) -> str | None:
    """What somebody reads off an instrument who is wrong by a factor; a word stays what it is."""
    if shown is None or slip == 1:
        return shown
    try:
        return f"{Decimal(shown) * slip:f}"
    except InvalidOperation:
        return shown


def _answer(look: _Look, step: StepSpec) -> Iterator[Intent]:
    role = step.call or (step.by[0] if step.by else look.crew())
    rules = look.scenario.crew.answers.get(look.here.id)
    if role is None or rules is None or not look.works(role):
        return
    deaf = look.silent or look.scenario.crew.deaf == "yes"
    if deaf and role in look.drive.table.procedure.ground:
        return
    word = _chosen(look, rules)
    if word in step.answers and word != "LOS":
        t = look.due(role, look.base, look.delay(role, "answer", look.here.id))
        yield Intent(t, c.Answer(role, word))


def _chosen(look: _Look, rules: dict[str, AnswerRule]) -> str:
    """The first word whose guard is true or whose chance is drawn; `otherwise` takes the rest."""
    drawn, below = 100 * uniform(look.seed, "answer", look.here.id, look.state.local.entry), 0
    for word, rule in rules.items():
        if rule.guard is not None:
            if evaluate(rule.guard, look.facts.value) is True:
                return word
        elif rule.percent is None:
            return word
        else:
            below += rule.percent
            if drawn < below:
                return word
    return ""


def _signs(look: _Look, base: int) -> Iterator[Intent]:
    roles = signers(look.drive, look.here)
    if not roles or still_waiting(look.drive, look.facts):
        return
    names = [item.id for item in look.here.items]
    done = [look.state.boxes[name].t for name in names if name in look.state.boxes]
    signed = {one.person for one in look.state.local.signatures}
    for role in roles:
        fresh = not look.facts.signed(role) and look.state.seats[role] not in signed
        if look.simulated(role) and fresh:
            t = look.due(role, max([base, *done]), look.delay(role, "sign", look.here.id))
            yield Intent(t, c.Sign(role))


def _closing(look: _Look) -> Iterator[Intent]:
    """A word on everything open, one after the other, and then the signatures."""
    role, base = look.scenario.crew.closes, look.base
    open_names = {one.id for one in open_matters(look.drive.table, look.state)}
    names = [*look.state.observations, *records_to_dispose(look.drive.table, look.state)]
    first = True
    for name in dict.fromkeys(one.removeprefix("record:") for one in names):
        base += look.delay(role, "dispose", name)
        if first and name in open_names and look.simulated(role):
            first = False
            yield Intent(look.due(role, base, 0), _word(look, role, name))
    yield from _signs(look, base)


def _word(look: _Look, role: str, name: str) -> c.Command:
    known = look.state.observations.get(name)
    text = known.text if known else name
    allowed = look.drive.table.close.dispositions
    words = look.scenario.crew.words
    said = next((one for one in words if one.about.lower() in text.lower()), words[-1])
    disposition = said.disposition if said.disposition in allowed else allowed[0]
    return c.Dispose(role, name, disposition, said.note)
