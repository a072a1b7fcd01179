"""Whether the ground can hear: AOS or LOS, from the windows of silence that a scenario gives.

It says what the link is at a time and when it next changes; it must never decide what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LinkState = Literal["AOS", "LOS"]


@dataclass(frozen=True, slots=True)
class Silence:
    """A window without the ground: from `from_ms` up to but not at `until_ms` of the run clock."""

    from_ms: int
    until_ms: int


def link_state(windows: Sequence[Silence], t_ms: int) -> LinkState:
    """Give LOS inside any window and AOS outside all of them."""
    silent = any(window.from_ms <= t_ms < window.until_ms for window in windows)
    return "LOS" if silent else "AOS"


def next_change(windows: Sequence[Silence], t_ms: int) -> int | None:
    """Give the first time after `t_ms` at which the link changes, in ms; None if it never does."""
    now = link_state(windows, t_ms)
    edges = {edge for window in windows for edge in (window.from_ms, window.until_ms)}
    later = (edge for edge in sorted(edges) if edge > t_ms)
    return next((edge for edge in later if link_state(windows, edge) != now), None)
