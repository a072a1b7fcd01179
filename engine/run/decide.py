"""From a command, a state and the time to the one event it makes, or a refusal with a reason; no side effects.

What follows from that event is `settle`'s; `respond` puts the two together and is what a console calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from engine.machine.conditions import SignedBy
from engine.machine.spec import StepSpec
from engine.machine.stepper import Stepper
from engine.machine.table import ItemSpec, State
from engine.procedure.guard_tree import evaluate
from engine.run import commands as c
from engine.run import events as e
from engine.run.evolve import evolve
from engine.run.facts import RunFacts, open_matters
from engine.run.settle import settle
from engine.run.signing import MEANINGS
from engine.run.state import DONE, OUTSTANDING, RunState
from engine.run.values import read_sample, read_value

CANNOT_TELL = "cannot tell"
MOST_TEXT = 2000


class Refusal(Struct, frozen=True):
    """Why an input is not accepted, in a sentence that can be shown; nothing has changed."""

    reason: str


Decision = tuple[e.Event, ...] | Refusal


def respond(drive: Stepper, state: RunState, command: c.Command, now: int) -> Decision:
    """The command's event and all that follows from it, or a refusal."""
    made = decide(drive, state, command, now)
    if isinstance(made, Refusal):
        return made
    for event in made:
        state = evolve(state, event)
    return (*made, *settle(drive, state, now))


def decide(drive: Stepper, state: RunState, command: c.Command, now: int) -> Decision:
    """The event a command makes (at most one), or a refusal; `now` is run clock milliseconds."""
    if isinstance(command, c.Look):
        return ()
    if state.closed:
        return Refusal(f"this run is closed: {state.outcome}")
    if now < state.t:
        return Refusal(f"the clock stands at {now} ms, before the last entry at {state.t} ms")
    if isinstance(command, c.Telemetry):
        return (e.ReadingsTaken(now, command.role, list(command.readings)),)
    if command.role not in state.seats:
        return Refusal(
            f"no role is called '{command.role}' here; roles are {', '.join(state.seats)}"
        )
    made = _DECIDERS[type(command)](_Moment(drive, state, now), command)
    return made if isinstance(made, Refusal) else (made,)


class _Moment(Struct, frozen=True):
    """What every decider needs: the machine, the run, the time."""

    drive: Stepper
    state: RunState
    now: int

    @property
    def here(self) -> State:
        return self.drive.table.states[self.state.at]

    @property
    def step(self) -> StepSpec | None:
        return self.here.step

    @property
    def facts(self) -> RunFacts:
        return RunFacts(self.drive.table, self.state, self.now)

    def item(self, name: str) -> ItemSpec | None:
        state = self.drive.table.states.get(name.rpartition("#")[0])
        return next((one for one in state.items if one.id == name), None) if state else None


Made = e.Event | Refusal


def _reason_needed(text: str, what: str) -> Refusal | None:
    if not text.strip():
        return Refusal(f"{what} needs a reason; say why in a few words")
    return _too_long(text)


def _too_long(text: str) -> Refusal | None:
    if len(text) > MOST_TEXT:
        return Refusal(f"the text has {len(text)} characters; {MOST_TEXT} is the most, so split it")
    return None


def _tick(moment: _Moment, command: c.Tick) -> Made:
    item, state = moment.item(command.item), moment.state
    if item is None:
        return Refusal(f"there is no item '{command.item}'")
    box = state.boxes.get(item.id)
    outstanding = box is not None and box.status in OUTSTANDING
    if item.id.rpartition("#")[0] != state.at and not outstanding:
        return Refusal("that item belongs to a step that is not the present one")
    if moment.facts.ticked(item.id):
        return Refusal("that item is ticked already")
    if item.by and command.role not in item.by:
        return Refusal(f"that item is for {' or '.join(item.by)}, not {command.role}")
    if item.sensed is not None and evaluate(item.sensed, moment.facts.value) is not True:
        return Refusal(
            "that item ticks itself when its reading says so; override it with a reason if "
            "the reading is wrong"
        )
    return e.ItemTicked(moment.now, command.role, item.id)


def _untick(moment: _Moment, command: c.Untick) -> Made:
    box = moment.state.boxes.get(command.item)
    if box is None or box.status not in DONE:
        return Refusal("that item is not ticked")
    if box.status == "sensed":
        return Refusal(
            "that item was ticked by its reading; it clears itself when the reading changes"
        )
    return _reason_needed(command.reason, "un-ticking") or e.ItemUnticked(
        moment.now, command.role, command.item, command.reason
    )


def _override(moment: _Moment, command: c.Override) -> Made:
    missing = _reason_needed(command.reason, "an override")
    if missing:
        return missing
    if command.item is None:
        if moment.here.verify is None:
            return Refusal("this step has nothing to verify, so there is nothing to override")
        return e.VerifyOverridden(moment.now, command.role, moment.here.id, command.reason)
    item = moment.item(command.item)
    if item is None or item.id.rpartition("#")[0] != moment.state.at:
        return Refusal("that item belongs to a step that is not the present one")
    if item.sensed is None:
        return Refusal("that item is not sensed; tick it")
    if moment.facts.ticked(item.id):
        return Refusal("that item is done already")
    return e.ItemOverridden(moment.now, command.role, item.id, command.reason)


def _record(moment: _Moment, command: c.RecordValue) -> Made:
    refusal = _asked(moment, command.name, command.role)
    if refusal:
        return refusal
    value = read_value(moment.drive.table.records[command.name], command.text)
    if isinstance(value, str):
        return Refusal(value)
    return e.ValueRecorded(moment.now, command.role, command.name, value.text, value.unit)


def _asked(moment: _Moment, name: str, role: str) -> Refusal | None:
    if name not in moment.here.records:
        asked = ", ".join(moment.here.records)
        return Refusal(
            f"this step does not ask for '{name}'" + (f"; it asks for {asked}" if asked else "")
        )
    by = moment.drive.table.records[name].by
    if by is not None and role != by:
        return Refusal(f"'{name}' is for {by}, not {role}")
    return None


def _cannot_tell(moment: _Moment, command: c.CannotTell) -> Made:
    if command.name is None:
        return _answer(moment, c.Answer(command.role, CANNOT_TELL))
    return _asked(moment, command.name, command.role) or e.ValueNotKnown(
        moment.now, command.role, command.name
    )


def _answer(moment: _Moment, command: c.Answer) -> Made:
    step = moment.step
    if step is None or not step.asks:
        return Refusal("this step asks no question")
    words = [word for word in step.answers if word != "LOS"]
    if command.word not in words:
        return Refusal(f"'{command.word}' is not an answer here; answers are {', '.join(words)}")
    if step.call is not None and command.word != "silence" and command.role != step.call:
        return Refusal(f"only {step.call} can answer this; {command.role} may record silence")
    if step.call is None and step.by and command.role not in step.by:
        return Refusal(f"this question is for {' or '.join(step.by)}, not {command.role}")
    return e.AnswerGiven(moment.now, command.role, moment.here.id, command.word)


def _sign(moment: _Moment, command: c.Sign) -> Made:
    state = moment.state
    roles = signers(moment.drive, moment.here)
    if command.role not in roles:
        who = f"{' and '.join(roles)} sign here, not {command.role}"
        return Refusal(who if roles else "nothing is signed here")
    if moment.facts.signed(command.role):
        return Refusal(f"{command.role} has signed already")
    person = state.seats[command.role]
    if any(one.person == person for one in state.local.signatures):
        return Refusal(
            f"{person} has signed here already; the second signature must be another person's"
        )
    waiting = still_waiting(moment.drive, moment.facts)
    if waiting:
        return Refusal("not yet to be signed: " + waiting)
    if command.meaning not in MEANINGS:
        return Refusal(f"a signature means {', '.join(MEANINGS)}; found {command.meaning[:40]!a}")
    what = (command.role, moment.here.id, person, command.meaning)
    return _too_long(command.reason) or e.SignedOff(moment.now, *what, reason=command.reason)


def signers(drive: Stepper, here: State) -> tuple[str, ...]:
    """The roles whose signatures the state needs."""
    for way in drive.table.ways(here.id):
        for condition in way.conditions:
            if isinstance(condition, SignedBy):
                return condition.roles
    return ()


def still_waiting(drive: Stepper, facts: RunFacts) -> str:
    """What is missing, besides signatures, before the state can be left by its own way; '' if nothing."""
    for way in drive.table.ways(facts.state.at):
        if way.trigger in {"proceed", "close"} and any(
            isinstance(condition, SignedBy) for condition in way.conditions
        ):
            open_ = [
                str(one)
                for one in way.conditions
                if not isinstance(one, SignedBy) and not one.holds(facts)
            ]
            if not open_:
                return ""
            return "; ".join(open_)
    return ""


def _defer(moment: _Moment, command: c.Defer) -> Made:
    if moment.here.kind != "step" or not moment.here.items:
        return Refusal("only a step of items can be deferred")
    items = [one.id for one in moment.here.items if not moment.facts.ticked(one.id)]
    if not items:
        return Refusal("every item is done; there is nothing to defer")
    if not moment.drive.offers(moment.here.id, "skip"):
        return Refusal("nothing follows this step that could be done first")
    return _reason_needed(command.reason, "deferring") or e.StepDeferred(
        moment.now, command.role, moment.here.id, items, command.reason
    )


def _skip(moment: _Moment, command: c.Skip) -> Made:
    missing = _reason_needed(command.reason, "a skip")
    if missing:
        return missing
    if command.item is not None:
        box = moment.state.boxes.get(command.item)
        if box is None or box.status not in OUTSTANDING:
            return Refusal(
                "that item is not outstanding; only a deferred or un-ticked item is given up"
            )
        return e.ItemSkipped(moment.now, command.role, command.item, command.reason)
    if not moment.drive.offers(moment.here.id, "skip"):
        return Refusal("this step cannot be skipped: it is left by what is known, or ends the run")
    return e.StepSkipped(moment.now, command.role, moment.here.id, command.reason)


def _abort(moment: _Moment, command: c.Abort) -> Made:
    if not moment.drive.offers(moment.here.id, "abort"):
        return Refusal("the run has come to its end; close it")
    return _reason_needed(command.reason, "aborting") or e.RunAborted(
        moment.now, command.role, command.reason
    )


def _hold(moment: _Moment, command: c.Hold) -> Made:
    if moment.state.held_since is not None:
        return Refusal("the run is on hold already")
    return _reason_needed(command.reason, "a hold") or e.HoldPlaced(
        moment.now, command.role, command.reason
    )


def _release(moment: _Moment, command: c.Release) -> Made:
    if moment.state.held_since is None:
        return Refusal("the run is not on hold")
    return e.HoldReleased(moment.now, command.role)


def _raise(moment: _Moment, command: c.Raise) -> Made:
    if not command.text.strip():
        return Refusal("say what was noticed")
    name = f"obs-{len(moment.state.observations) + 1}"
    return _too_long(command.text) or e.ObservationRaised(
        moment.now, command.role, name, command.text.strip()
    )


def _dispose(moment: _Moment, command: c.Dispose) -> Made:
    words = moment.drive.table.close.dispositions
    known = [
        matter.id
        for matter in open_matters(moment.drive.table, moment.state)
        if matter.kind in {"observation", "record"}
    ]
    name = command.observation.removeprefix("record:")
    if name not in known and command.observation not in moment.state.observations:
        return Refusal(f"there is no observation '{command.observation}'")
    if command.disposition not in words:
        return Refusal(f"'{command.disposition}' is not a word for it; say {', '.join(words)}")
    if not command.note.strip():
        return Refusal("say what explains it, to whom it is handed, or by whom it is left open")
    kept = f"record:{name}" if name in moment.state.records else command.observation
    return _too_long(command.note) or e.ObservationDisposed(
        moment.now, command.role, kept, command.disposition, command.note.strip()
    )


def _note(moment: _Moment, command: c.Note) -> Made:
    if not command.text.strip():
        return Refusal("the note is empty")
    return _too_long(command.text) or e.NoteMade(moment.now, command.role, command.text.strip())


def _read_out(moment: _Moment, command: c.ReadOut) -> Made:
    if moment.state.opened is not None and moment.state.opened.kind == "drill":
        return Refusal("this is a drill: its station answers, and its readings are not typed")
    channel = moment.drive.table.channels.get(command.channel)
    if channel is None:
        known = ", ".join(moment.drive.table.channels)
        return Refusal(f"no channel is called '{command.channel}'; channels are {known}")
    value = read_sample(channel, command.text)
    if isinstance(value, str):
        return Refusal(value)
    reading = e.Reading(command.channel, value.text, "good", moment.now)
    return e.ReadingsTaken(moment.now, command.role, [reading])


def _redline(moment: _Moment, command: c.Redline) -> Made:
    item = moment.item(command.target)
    state = moment.drive.table.states.get(command.target)
    if item is None and (state is None or state.kind != "step"):
        return Refusal(f"there is no item or step '{command.target}'")
    if not command.text.strip():
        return Refusal("say the words that shall stand there")
    known = moment.state.redlines.get(command.target)
    before = known.text if known else item.text if item is not None else ""
    return (
        _too_long(command.text)
        or _reason_needed(command.reason, "a redline")
        or e.Redlined(
            moment.now, command.role, command.target, before, command.text.strip(), command.reason
        )
    )


def _hand_over(moment: _Moment, command: c.HandOver) -> Made:
    if command.seat not in moment.state.seats:
        return Refusal(f"no role is called '{command.seat}' here")
    if not command.person.strip():
        return Refusal("say who takes the seat")
    if moment.state.seats[command.seat] == command.person.strip():
        return Refusal(f"{command.person.strip()} is in that seat already")
    return _too_long(command.person) or e.RoleHandedOver(
        moment.now, command.role, command.seat, command.person.strip()
    )


_DECIDERS: dict[type[c.Command], Callable[[_Moment, Any], Made]] = {
    c.Tick: _tick,
    c.Untick: _untick,
    c.Override: _override,
    c.RecordValue: _record,
    c.CannotTell: _cannot_tell,
    c.Answer: _answer,
    c.Sign: _sign,
    c.Defer: _defer,
    c.Skip: _skip,
    c.Abort: _abort,
    c.Hold: _hold,
    c.Release: _release,
    c.Raise: _raise,
    c.Dispose: _dispose,
    c.Note: _note,
    c.HandOver: _hand_over,
    c.ReadOut: _read_out,
    c.Redline: _redline,
}
