"""The clocks: the one of this machine, and one that stands still until it is moved.

They only tell the time; they must never decide anything by it.
"""

from __future__ import annotations

import datetime as dt
import time

_MS_A_SECOND = 1_000
_NS_A_MS = 1_000_000


class WallClock:
    """The clock of this machine."""

    def at(self) -> str:
        """Now in UTC, as `2024-11-23T17:31:00.000Z`."""
        return _text(time.time_ns() // _NS_A_MS)

    def monotonic_ms(self) -> int:
        """Milliseconds of the system's monotonic clock."""
        return time.monotonic_ns() // _NS_A_MS


class SimulatedClock:
    """A clock that reads `start` plus the run clock `t` it was last set to."""

    def __init__(self, start: str) -> None:
        """`start` is UTC, RFC 3339 with Z, for example 2024-11-23T17:31:00Z; else ValueError."""
        self._start_ms = _ms_of(start)
        self._t = 0

    def set_t(self, ms: int) -> None:
        """Move to `ms` milliseconds after the start. Raises ValueError for going back."""
        if ms < self._t:
            message = f"a clock at {self._t} ms cannot go back to {ms} ms"
            raise ValueError(message)
        self._t = ms

    def at(self) -> str:
        """Start plus t, in UTC."""
        return _text(self._start_ms + self._t)

    def monotonic_ms(self) -> int:
        """The run clock t."""
        return self._t


def _ms_of(text: str) -> int:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() != dt.timedelta(0):
        message = f"found the time {text!a}, expected UTC as 2024-11-23T17:31:00Z"
        raise ValueError(message)
    whole = int(moment.replace(microsecond=0).timestamp())
    return whole * _MS_A_SECOND + moment.microsecond // _MS_A_SECOND


def _text(ms: int) -> str:
    seconds, rest = divmod(ms, _MS_A_SECOND)
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest:03d}Z"
