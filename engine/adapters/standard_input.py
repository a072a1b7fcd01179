"""Standard input when it brings readings: it is put aside for them, and the terminal itself brings the keys.

Done once and before anything reads from it; what has no terminal is refused in a sentence.
"""

from __future__ import annotations

import os
import sys
from typing import IO

from engine.errors import NotATerminal

TERMINAL = "/dev/tty"
STDIN = 0


def put_aside() -> IO[str]:
    """What standard input brings, as lines; from now on standard input is the terminal.

    Raises NotATerminal when standard input is the terminal already, or when there is none.
    """
    if sys.stdin is None or os.isatty(STDIN):
        raise NotATerminal(
            "--telemetry -: standard input is this terminal, which brings the keys; pipe the "
            "readings in (feed | boldface run ...), or name a file"
        )
    try:
        terminal = os.open(TERMINAL, os.O_RDWR)
    except OSError:
        raise NotATerminal(
            "--telemetry -: standard input brings the readings, and there is no terminal for the "
            "keys; give --telemetry the path of a file or pipe"
        ) from None
    stream = os.fdopen(os.dup(STDIN), encoding="utf-8", errors="replace")
    os.dup2(terminal, STDIN)
    os.close(terminal)
    return stream
