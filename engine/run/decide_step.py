"""What is done in a step, as commands: tick, un-tick, override, record, answer, sign.

Each decider makes its one event or says why not; the author's guards and roles stand over all of them.
"""

from __future__ import annotations

from engine.machine.conditions import Condition, NothingOpen, SignedBy
from engine.machine.stepper import Stepper
from engine.machine.table import State
from engine.procedure.guard_tree import evaluate
from engine.run import commands as c
from engine.run import events as e
from engine.run.facts import RunFacts, open_matters
from engine.run.moment import Made, Moment, Refusal, reason_needed, too_long
from engine.run.signing import MEANINGS
from engine.run.state import DONE, OUTSTANDING
from engine.run.values import read_value

CANNOT_TELL = "cannot tell"


def tick(moment: Moment, command: c.Tick) -> Made:
    """A box of the present step, or one that was put off."""
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


def untick(moment: Moment, command: c.Untick) -> Made:
    """A tick taken back; both stay in the log."""
    box = moment.state.boxes.get(command.item)
    if box is None or box.status not in DONE:
        return Refusal("that item is not ticked")
    if box.status == "sensed":
        return Refusal(
            "that item was ticked by its reading; it clears itself when the reading changes"
        )
    return reason_needed(command.reason, "un-ticking") or e.ItemUnticked(
        moment.now, command.role, command.item, command.reason
    )


def override(moment: Moment, command: c.Override) -> Made:
    """A sensed item or a verify taken as met against its reading, or an item whose deed was refused."""
    missing = reason_needed(command.reason, "an override")
    if missing:
        return missing
    if command.item is None:
        if moment.here.verify is None:
            return Refusal("this step has nothing to verify, so there is nothing to override")
        return e.VerifyOverridden(moment.now, command.role, moment.here.id, command.reason)
    item = moment.item(command.item)
    if item is None or item.id.rpartition("#")[0] != moment.state.at:
        return Refusal("that item belongs to a step that is not the present one")
    if moment.facts.ticked(item.id):
        return Refusal("that item is done already")
    if item.sensed is None and not moment.facts.refused(item.id):
        return Refusal("that item is not sensed; tick it")
    return e.ItemOverridden(moment.now, command.role, item.id, command.reason)


def record(moment: Moment, command: c.RecordValue) -> Made:
    """A value that the step asks for."""
    refusal = _asked(moment, command.name, command.role)
    if refusal:
        return refusal
    value = read_value(moment.drive.table.records[command.name], command.text)
    if isinstance(value, str):
        return Refusal(value)
    return e.ValueRecorded(moment.now, command.role, command.name, value.text, value.unit)


def _asked(moment: Moment, name: str, role: str) -> Refusal | None:
    if name not in moment.here.records:
        asked = ", ".join(moment.here.records)
        return Refusal(
            f"this step does not ask for '{name}'" + (f"; it asks for {asked}" if asked else "")
        )
    by = moment.drive.table.records[name].by
    if by is not None and role != by:
        return Refusal(f"'{name}' is for {by}, not {role}")
    return None


def cannot_tell(moment: Moment, command: c.CannotTell) -> Made:
    """Nobody can say: a value, or the question asked."""
    if command.name is None:
        return answer(moment, c.Answer(command.role, CANNOT_TELL))
    return _asked(moment, command.name, command.role) or e.ValueNotKnown(
        moment.now, command.role, command.name
    )


def answer(moment: Moment, command: c.Answer) -> Made:
    """A word for the question asked."""
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


def sign(moment: Moment, command: c.Sign) -> Made:
    """A signature; never twice by one person."""
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
        return Refusal("not yet to be signed; " + waiting)
    if command.meaning not in MEANINGS:
        return Refusal(f"a signature means {', '.join(MEANINGS)}; found {command.meaning[:40]!a}")
    what = (command.role, moment.here.id, person, command.meaning)
    return too_long(command.reason) or e.SignedOff(moment.now, *what, reason=command.reason)


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
            missing = [
                one
                for one in way.conditions
                if not isinstance(one, SignedBy) and not one.holds(facts)
            ]
            return "; ".join(_missing(one, facts) for one in missing)
    return ""


def _missing(condition: Condition, facts: RunFacts) -> str:
    """What a condition that does not hold asks for; of what is open, which."""
    if isinstance(condition, NothingOpen):
        open_ = open_matters(facts.table, facts.state)
        return "still open: " + ", ".join(
            one.id if one.kind in {"observation", "record"} else one.text for one in open_
        )
    return f"still asked for: {condition}"
