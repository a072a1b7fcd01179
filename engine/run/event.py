"""What every event says: when it happened and by whom; what some say besides, of an act or a departure.

The events themselves are in events.py; times are run clock milliseconds.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

Kind = Literal["drill", "run"]
KINDS: frozenset[str] = frozenset({"drill", "run"})
ENGINE, STATION, TELEMETRY = "engine", "station", "telemetry"
BY_ITSELF = frozenset({STATION, TELEMETRY})  # from where readings come that nobody types


class Event(Struct, frozen=True, forbid_unknown_fields=True):
    """When it happened and by whom: a role, `engine` (it follows from the procedure) or `station`."""

    t: int
    role: str


class Act(Event, frozen=True, kw_only=True):
    """What a person did or saw; `done` is when (run clock, ms) where it was told later than that."""

    done: int | UnsetType = UNSET


class Deviation(Event, frozen=True, kw_only=True):
    """A departure from what is written: who allowed it, and the paper that says so, where that was told."""

    authority: str | UnsetType = UNSET
    reference: str | UnsetType = UNSET
