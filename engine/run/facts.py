"""What a run's state and the time of day say to the machine's conditions.

A reading that is missing, stale, bad or not a number is None here, and a guard on it is unknown, never false.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from engine.machine.table import Table
from engine.run.state import DONE, OUTSTANDING, Redlining, RunState

RECORD = "record:"  # before the name of a record on which a word is said as on an observation
UNCHANGED: Mapping[str, Redlining] = MappingProxyType({})


class RunFacts(Struct, frozen=True):
    """The facts of one run at one moment (`now`: run clock, ms)."""

    table: Table
    state: RunState
    now: int

    def value(self, name: str) -> float | str | None:
        """A channel's reading if it is fresh, or a record's value."""
        if name in self.table.records:
            return self._record(name)
        sample = self.state.samples.get(name)
        if sample is None or self.stale(name):
            return None
        return sample.value

    def _record(self, name: str) -> float | str | None:
        recorded = self.state.records.get(name)
        if recorded is None or recorded.value is None:
            return None
        is_number = self.table.records[name].type == "number"
        return float(recorded.value) if is_number else recorded.value

    def stale(self, channel: str) -> bool:
        """Whether the channel's last sample is older than its author allows, and the next is overdue."""
        last = self.good_until(channel)
        return last is not None and self.now > last

    def good_until(self, channel: str) -> int | None:
        """Until when the channel's last sample counts (ms); None where there is none, or it counts for good."""
        sample = self.state.samples.get(channel)
        limit = self.table.channels[channel].stale if channel in self.table.channels else None
        if sample is None or limit is None:
            return None
        return sample.taken + max(limit, sample.every)

    def ticked(self, item: str) -> bool:
        """Whether the item is done in this visit of its step."""
        box = self.state.boxes.get(item)
        return box is not None and box.status in DONE and box.entry == self.state.local.entry

    def refused(self, item: str) -> str:
        """Why the deed of an item could not be done in this visit; '' where it was not refused, or is done since."""
        one = self.state.refused.get(item)
        fresh = one is not None and one.entry == self.state.local.entry and not self.ticked(item)
        return one.why if one is not None and fresh else ""

    def recorded(self, name: str) -> bool:
        """Whether the value was recorded, or declared not known, in this visit."""
        value = self.state.records.get(name)
        return value is not None and value.entry == self.state.local.entry

    def answer(self) -> str | None:
        """The answer given in this visit."""
        return self.state.local.answer

    def signed(self, role: str) -> bool:
        """Whether the role has signed in this visit."""
        return any(one.role == role for one in self.state.local.signatures)

    def overridden(self) -> bool:
        """Whether verify was overridden in this visit."""
        return self.state.local.overridden is not None

    def running(self) -> bool:
        """Whether no hold is placed."""
        return self.state.held_since is None

    def elapsed(self) -> int:
        """Milliseconds in this step, holds left out."""
        held = self.state.local.held_ms
        if self.state.held_since is not None:
            held += self.now - max(self.state.held_since, self.state.local.since)
        return self.now - self.state.local.since - held

    def holding(self) -> int | None:
        """Milliseconds for which the watched guard has held."""
        since = self.state.local.watching_since
        return None if since is None else self.now - since

    def visits(self, state: str) -> int:
        """How often the state was entered."""
        return self.state.visits.get(state, 0)

    def interrupted(self) -> str | None:
        """The state waiting to be returned to."""
        return self.state.suspended[-1].state if self.state.suspended else None

    def latched(self, contingency: int) -> bool:
        """Whether the contingency has fired and holds still."""
        return contingency in self.state.latched

    def nothing_open(self) -> bool:
        """Whether nothing is left to be said or done before the run may close."""
        return not open_matters(self.table, self.state)


class OpenMatter(Struct, frozen=True):
    """Something that must have a word or a tick before the run can close."""

    kind: str
    id: str
    text: str


def open_matters(table: Table, state: RunState) -> tuple[OpenMatter, ...]:
    """Observations and records without a disposition; items deferred or un-ticked."""
    found = [
        OpenMatter("observation", name, one.text)
        for name, one in state.observations.items()
        if one.disposition is None
    ]
    found += [
        OpenMatter("record", name, recorded_text(state, name))
        for name in records_to_dispose(table, state)
        if RECORD + name not in state.observations
    ]
    found += [
        OpenMatter(box.status, item, item_text(table, item, state.redlines))
        for item, box in state.boxes.items()
        if box.status in OUTSTANDING and not _of_this_visit(state, item)
    ]
    return tuple(found)


def recorded_text(state: RunState, name: str) -> str:
    """A record and what was recorded, for people."""
    known = state.records.get(name)
    return f"{name}: {known.value if known and known.value else 'cannot tell'}"


def records_to_dispose(table: Table, state: RunState) -> tuple[str, ...]:
    """The records that need a word: all where the author says so, else those that hold an observed value."""
    each = bool(table.close.each_record)
    return tuple(
        name
        for name, one in state.records.items()
        if each or (name in table.records and one.value in table.records[name].observed)
    )


def _of_this_visit(state: RunState, item: str) -> bool:
    """An un-ticked item of the present step is simply open; the step cannot be left without it."""
    return item.rpartition("#")[0] == state.at and state.boxes[item].entry == state.local.entry


def item_text(table: Table, item: str, redlines: Mapping[str, Redlining] = UNCHANGED) -> str:
    """The words of an item, from its id: those of the crew's redline where there is one, else the author's."""
    if item in redlines:
        return redlines[item].text
    state = table.states.get(item.rpartition("#")[0])
    return next((one.text for one in state.items if one.id == item), item) if state else item
