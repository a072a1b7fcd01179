"""Told to stop (HUP, TERM): a drill or run that is open is left as it is by `quit`, its clock kept.

A kill that cannot be heard loses no entry either; only the run clock goes back to what was last stored.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


@contextmanager
def heard() -> Iterator[None]:
    """Within it HUP and TERM raise SystemExit with the code that shells give them; what ignores them goes on doing so."""
    before = {
        number: signal.signal(number, _stop)
        for number in (signal.SIGHUP, signal.SIGTERM)
        if signal.getsignal(number) == signal.SIG_DFL
    }
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)


def _stop(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
