"""Lines of standard input, as they are typed; whoever waits for one may look about meanwhile.

Where input cannot be waited for in pieces (words given by a test, a system without `select` for it), the next line is
read as it comes. Nothing here knows what a line means.
"""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Callable

POLL_S = 0.1  # DESIGN: a reading is told within a tenth of a second of its line
MOST = 65_536


class Typed:
    """The lines of standard input, in order; nothing else may read from it any more."""

    def __init__(self) -> None:
        """Take standard input as it is now."""
        self._fd = _descriptor()
        self._came = b""
        self._ended = False

    def next(self, meanwhile: Callable[[], bool] | None) -> str | None:
        """The next line, None at the end; `meanwhile` is asked every `POLL_S` and says whether to go on waiting."""
        if self._fd is None or meanwhile is None:
            return sys.stdin.readline() or None
        while b"\n" not in self._came and not self._ended:
            if select.select([self._fd], [], [], POLL_S)[0]:
                more = os.read(self._fd, MOST)
                self._came, self._ended = self._came + more, not more
            elif not meanwhile():
                return None
        line, newline, self._came = self._came.partition(b"\n")
        return (line + newline).decode(errors="backslashreplace") or None


def _descriptor() -> int | None:
    """What can be waited for, or None."""
    if os.name != "posix":
        return None
    try:
        return sys.stdin.fileno()
    except (AttributeError, io.UnsupportedOperation):
        return None
