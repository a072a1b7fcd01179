"""The terminal itself: is there one, has it gone, and what to do when it hangs up or we are told to stop.

Nothing is saved here, because nothing has to be: every event is stored before it is shown.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import threading
from collections.abc import Callable

from engine.errors import NotATerminal

GRACE_S = 3.0


def must_be_there(instead: str = "boldface drill --plain") -> None:
    """Raise NotATerminal unless keys can be read and a screen drawn (Textual draws on stderr).

    `instead` is the command that needs no screen.
    """
    missing = [
        name
        for name, stream in (("standard input", sys.__stdin__), ("standard error", sys.__stderr__))
        if stream is None or not stream.isatty()
    ]
    if missing:
        none = "are not" if missing[1:] else "is not"
        raise NotATerminal(
            f"the screen needs a terminal, which {' and '.join(missing)} {none}; use `{instead}`"
        )
    if os.environ.get("TERM") == "dumb":
        raise NotATerminal(f"this terminal (TERM=dumb) cannot show a screen; use `{instead}`")


def gone() -> bool:
    """Whether the terminal of standard input has hung up: without this an orphan burns a whole core."""
    if sys.__stdin__ is None:
        return True
    poll = select.poll()
    try:
        poll.register(sys.__stdin__.fileno(), 0)
    except (OSError, ValueError):
        return True
    return any(what & (select.POLLHUP | select.POLLNVAL) for _, what in poll.poll(0))


def on_signals(stop: Callable[[int], None]) -> None:
    """Call `stop(exit code)` on HUP and TERM, so that the screen is left properly.

    If leaving hangs (a dead terminal, a dead disk) the process ends all the same after 3 s.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGHUP, signal.SIGTERM):

        def leave(number: int = number) -> None:
            last = threading.Timer(GRACE_S, lambda: os._exit(128 + number))
            last.daemon = True
            last.start()
            stop(128 + number)

        loop.add_signal_handler(number, leave)
