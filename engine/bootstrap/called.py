"""A stored run's facts of the queue worked out again, from the logs of all runs that were open beside it.

Reads only. Where a log or a text that decides them is not there, nothing is worked out and a sentence says why.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.audit.calls import call_differences
from engine.audit.reading import noted
from engine.audit.replay import Difference
from engine.bootstrap.audited import Record
from engine.bootstrap.together import several, shelf_of
from engine.errors import BoldfaceError
from engine.ports import Store


class Queued(NamedTuple):
    """What does not follow in a run's queue; or why its queue could not be worked out, '' where it was."""

    differences: tuple[Difference, ...] = ()
    not_worked_out: str = ""


def queued(store: Store, run: str, record: Record, *, facts: bool) -> Queued:
    """The queue of a run gone through again; `facts`: whether its log has any fact of it."""
    try:
        if facts or record.opened.beside:
            return _beside_others(store, run)
        return _alone(store, run, record)
    except BoldfaceError as error:
        return Queued((), str(error))


def _alone(store: Store, run: str, record: Record) -> Queued:
    """A log without such facts: whether any should stand in it. It is read once more, entry by entry."""
    shelf = shelf_of(record.opened, record.texts, record.plan.drive.table)
    if not any(one.call.guard is not None for one in shelf.callings.values()):
        return Queued()
    log = ((one.index, one.event) for one in noted(store.read(run)) if one.event is not None)
    return Queued(tuple(one for _, one in call_differences([(record.opened_as, log)], shelf)))


def _beside_others(store: Store, run: str) -> Queued:
    found = several(store, run)
    if found.first.opened.beside or found.missing:
        away = "; ".join(found.missing) or found.first.opened.beside
        return Queued((), f"not all runs of its case are in this store ({away})")
    logs = [(one.opened.run, one.events) for one in found.parts]
    wanted = next(one.opened.run for one in found.parts if one.run == run)
    told = call_differences(logs, found.shelf)
    return Queued(tuple(one for name, one in told if name == wanted))
