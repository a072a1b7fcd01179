"""What a person may say with an input beside what it is: when it was done, who allowed it, on what paper.

None of it moves the run; it is kept with the event and told wherever the event is told.
"""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from engine.run import commands as c
from engine.run import events as e
from engine.run.lines import clock
from engine.run.moment import Made, Moment, Refusal, too_long


def with_said(moment: Moment, command: c.Command, event: e.Event) -> Made:
    """The event a command made, with what was said beside it; or why that is not taken."""
    if isinstance(command, c.Act) and isinstance(event, e.Act):
        return _when(moment, command.done, event)
    if isinstance(command, c.Deviation) and isinstance(event, e.Deviation):
        authority, reference = command.authority.strip(), command.reference.strip()
        return (
            too_long(authority)
            or too_long(reference)
            or replace(event, authority=authority or UNSET, reference=reference or UNSET)
        )
    return event


def said_with(event: e.Event, command: c.Command) -> c.Command:
    """A command with what was said beside the event that it made."""
    if isinstance(event, e.Act) and isinstance(command, c.Act) and event.done is not UNSET:
        return replace(command, done=event.done)
    if isinstance(event, e.Deviation) and isinstance(command, c.Deviation):
        return replace(command, authority=event.authority or "", reference=event.reference or "")
    return command


def _when(moment: Moment, done: int | None, event: e.Act) -> Made:
    if done is None or done == moment.now:
        return event
    if done > moment.now:
        return Refusal(f"{clock(done)} has not come yet; it is {clock(moment.now)}")
    began = moment.state.opened.t if moment.state.opened is not None else 0
    if done < began:
        return Refusal(
            f"the run began at {clock(began)}; {clock(done)} was before that, so say it in a note"
        )
    return replace(event, done=done)
