"""What is said about a run, as commands: defer, skip, abort, hold, observe, note, read out, redline, hand over.

Each decider makes its one event or says why not; none of them does what a step asks for.
"""

from __future__ import annotations

from engine.run import commands as c
from engine.run import events as e
from engine.run.facts import RECORD, open_matters
from engine.run.moment import Made, Moment, Refusal, reason_needed, too_long
from engine.run.state import OUTSTANDING
from engine.run.values import read_sample


def defer(moment: Moment, command: c.Defer) -> Made:
    """Put the open items of the step off."""
    if moment.here.kind != "step" or not moment.here.items:
        return Refusal("only a step of items can be deferred")
    items = [one.id for one in moment.here.items if not moment.facts.ticked(one.id)]
    if not items:
        return Refusal("every item is done; there is nothing to defer")
    if not moment.drive.offers(moment.here.id, "skip"):
        return Refusal("nothing follows this step that could be done first")
    return reason_needed(command.reason, "deferring") or e.StepDeferred(
        moment.now, command.role, moment.here.id, items, command.reason
    )


def skip(moment: Moment, command: c.Skip) -> Made:
    """Leave the step undone, or give an outstanding item up."""
    missing = reason_needed(command.reason, "a skip")
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


def abort(moment: Moment, command: c.Abort) -> Made:
    """Give the run up."""
    if not moment.drive.offers(moment.here.id, "abort"):
        return Refusal("the run has come to its end; close it")
    return reason_needed(command.reason, "aborting") or e.RunAborted(
        moment.now, command.role, command.reason
    )


def hold(moment: Moment, command: c.Hold) -> Made:
    """Hold the run."""
    if moment.state.held_since is not None:
        return Refusal("the run is on hold already")
    return reason_needed(command.reason, "a hold") or e.HoldPlaced(
        moment.now, command.role, command.reason
    )


def release(moment: Moment, command: c.Release) -> Made:
    """Let the run go on."""
    if moment.state.held_since is None:
        return Refusal("the run is not on hold")
    return e.HoldReleased(moment.now, command.role)


def raise_observation(moment: Moment, command: c.Raise) -> Made:
    """Something was noticed."""
    if not command.text.strip():
        return Refusal("say what was noticed")
    name = f"obs-{len(moment.state.observations) + 1}"
    return too_long(command.text) or e.ObservationRaised(
        moment.now, command.role, name, command.text.strip()
    )


def dispose(moment: Moment, command: c.Dispose) -> Made:
    """A word on an observation, or on a record that needs one."""
    words = moment.drive.table.close.dispositions
    known = [
        matter.id
        for matter in open_matters(moment.drive.table, moment.state)
        if matter.kind in {"observation", "record"}
    ]
    name = command.observation.removeprefix(RECORD)
    said = {command.observation, RECORD + name} & moment.state.observations.keys()
    if name not in known and not said:
        return Refusal(f"there is no observation '{command.observation}'")
    if command.disposition not in words:
        return Refusal(f"'{command.disposition}' is not a word for it; say {', '.join(words)}")
    if not command.note.strip():
        return Refusal("say what explains it, to whom it is handed, or by whom it is left open")
    kept = RECORD + name if name in moment.state.records else command.observation
    return too_long(command.note) or e.ObservationDisposed(
        moment.now, command.role, kept, command.disposition, command.note.strip()
    )


def note(moment: Moment, command: c.Note) -> Made:
    """A remark."""
    if not command.text.strip():
        return Refusal("the note is empty")
    return too_long(command.text) or e.NoteMade(moment.now, command.role, command.text.strip())


def cancel(moment: Moment, command: c.Cancel) -> Made:
    """An input that was begun and left; nothing moves."""
    return too_long(command.input) or e.InputCancelled(moment.now, command.role, command.input)


def read_out(moment: Moment, command: c.ReadOut) -> Made:
    """What an instrument shows, read by a person; never in a drill."""
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


def redline(moment: Moment, command: c.Redline) -> Made:
    """Other words for an item or a step."""
    item = moment.item(command.target)
    state = moment.drive.table.states.get(command.target)
    if item is None and (state is None or state.kind != "step"):
        return Refusal(f"there is no item or step '{command.target}'")
    if not command.text.strip():
        return Refusal("say the words that shall stand there")
    known = moment.state.redlines.get(command.target)
    before = known.text if known else item.text if item is not None else ""
    return (
        too_long(command.text)
        or reason_needed(command.reason, "a redline")
        or e.Redlined(
            moment.now, command.role, command.target, before, command.text.strip(), command.reason
        )
    )


def hand_over(moment: Moment, command: c.HandOver) -> Made:
    """Another person in a seat."""
    if command.seat not in moment.state.seats:
        return Refusal(f"no role is called '{command.seat}' here")
    if not command.person.strip():
        return Refusal("say who takes the seat")
    if moment.state.seats[command.seat] == command.person.strip():
        return Refusal(f"{command.person.strip()} is in that seat already")
    return too_long(command.person) or e.RoleHandedOver(
        moment.now, command.role, command.seat, command.person.strip()
    )
