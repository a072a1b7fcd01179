"""Which console this is and how good its clock: what the system says of both, read and never set.

A system that does not say gives `unknown`; nothing here is a guess, and nothing is asked over a network.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Final, Literal

from msgspec import Struct

from engine.ports import Clock
from engine.run.events import ENGINE, ConsoleNoted

STEP_MS: Final = 2_000
"""A wall clock that goes so far from the monotonic one was stepped, or the machine slept (DESIGN)."""
LOOK_MS: Final = 10_000
"""So often the system is asked whether its clock is still what it was (DESIGN)."""
_UNSYNC, _ERROR = 0x40, 5  # STA_UNSYNC, TIME_ERROR: adjtimex(2) (READ)
_LEAPS: Final = {1: "insert", 2: "delete"}
_LONGS: Final = 26  # struct timex is 208 bytes where a long is 8 (READ, linux/timex.h)
_STATUS, _MAXERROR = 5, 3  # which of the longs they are

State = Literal["synchronised", "not synchronised", "unknown"]


class ClockState(Struct, frozen=True):
    """What the system says: whether it is synchronised, the most it may be off (ms), the leap that is announced."""

    state: State
    uncertainty_ms: int | None
    leap: str


def system_clock() -> ClockState:
    """Ask the kernel (adjtimex, no right is needed to read); unknown where it does not say."""
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return ClockState("unknown", None, "unknown")
    import ctypes

    try:
        made = (ctypes.c_long * _LONGS)()
        said = int(ctypes.CDLL(None).adjtimex(ctypes.byref(made)))
    except (OSError, AttributeError):
        return ClockState("unknown", None, "unknown")
    if said < 0:
        return ClockState("unknown", None, "unknown")
    off = said == _ERROR or made[_STATUS] & _UNSYNC
    state: State = "not synchronised" if off else "synchronised"
    error = None if off else -(-int(made[_MAXERROR]) // 1_000)
    return ClockState(state, error, _LEAPS.get(said, "none announced"))


class ConsolePlace:
    """This console, and how its clock was when it was last looked at."""

    def __init__(self, clock: Clock, ask: Callable[[], ClockState] = system_clock) -> None:
        """Nothing is asked yet."""
        self._clock, self._ask = clock, ask
        self._wall, self._mono, self._known = 0, 0, ClockState("unknown", None, "unknown")

    def noted(self, t: int, why: str, stepped_ms: int = 0) -> ConsoleNoted:
        """The event that says so, at run clock `t`; what is looked for from now on is another state."""
        self._wall, self._mono = _ms(self._clock.at()), self._clock.monotonic_ms()
        self._known = self._ask()
        return ConsoleNoted(
            t,
            ENGINE,
            console=os.uname().nodename[:80],
            session=_session(),
            user=_user(),
            clock="the system's real-time clock",
            state=self._known.state,
            uncertainty_ms=self._known.uncertainty_ms,
            scale="UTC",
            leap=f"{self._known.leap}; as the system steps or smears it",
            stepped_ms=stepped_ms,
            why=why,
        )

    def changed(self, t: int) -> ConsoleNoted | None:
        """The same when the clock was stepped, the machine slept, or the clock is in another state; else None."""
        wall, mono = _ms(self._clock.at()), self._clock.monotonic_ms()
        stepped = (wall - self._wall) - (mono - self._mono)
        if abs(stepped) > STEP_MS:
            return self.noted(t, "the wall clock was stepped, or the machine slept", stepped)
        if mono - self._mono < LOOK_MS:
            return None
        self._wall, self._mono = wall, mono
        if self._ask().state == self._known.state:
            return None
        return self.noted(t, "the state of the clock is another one", stepped)


@cache
def _session() -> str:
    """Made once in each program, whatever number of runs it records."""
    return os.urandom(4).hex()


def _user() -> str:
    with suppress(KeyError, ImportError, AttributeError):
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    return "unknown"


def _ms(at: str) -> int:
    from datetime import datetime

    return int(datetime.fromisoformat(at).timestamp() * 1000)
