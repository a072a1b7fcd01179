"""Telemetry as JSON lines from a file or a stream, read in a thread of its own and handed over when asked for.

A line is `{"channel": "air.sm.voc", "value": "3.2", "unit": "ppm"}`; what is not is named by its line and goes no further.
"""

from __future__ import annotations

import json
import queue
import threading
from pathlib import Path
from typing import IO

from engine.errors import RunError
from engine.ports import Sampled, Unusable

MOST_LINE = 10_000
MOST_WAITING = 10_000


class TelemetryLines:
    """Readings from a stream of lines. The thread only reads and parses; it decides nothing."""

    def __init__(self, source: str | IO[str]) -> None:
        """`source` is a path, or what standard input brought. Raises RunError when it cannot be opened."""
        self.name = source if isinstance(source, str) else "standard input"
        try:
            self._stream = _open(source) if isinstance(source, str) else source
        except OSError as error:
            raise RunError(
                f"telemetry {source}: cannot be read ({error.strerror}); check the path"
            ) from None
        self._found: queue.Queue[Sampled | Unusable] = queue.Queue(MOST_WAITING)
        self._thread = threading.Thread(target=self._read, name="telemetry", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        n = 0
        while line := self._stream.readline(MOST_LINE + 1):
            n += 1
            if line.strip():
                self._found.put(parse(line, f"{self.name}:{n}"))

    def arrived(self) -> list[Sampled | Unusable]:
        """What has come since the last call."""
        found = []
        while True:
            try:
                found.append(self._found.get_nowait())
            except queue.Empty:
                return found

    def close(self) -> None:
        """Leave the stream; a thread that waits in it ends with the program."""
        if not self._thread.is_alive():
            self._stream.close()


def _open(path: str) -> IO[str]:
    return Path(path).open(encoding="utf-8", errors="replace")


def parse(line: str, place: str) -> Sampled | Unusable:
    """One line as a reading, or the sentence that says why it is none."""
    if len(line) > MOST_LINE:
        return Unusable(f"{place}: the line is longer than {MOST_LINE} characters")
    try:
        data = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return Unusable(
            f"{place}: found {line.strip()[:60]!r}, expected a JSON object with channel and value"
        )
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("channel"), str)
        or "value" not in data
    ):
        return Unusable(f"{place}: expected a JSON object with channel and value")
    value, unit = data["value"], data.get("unit")
    if not isinstance(value, str | None) or not isinstance(unit, str | None):
        return Unusable(f"{place}: value must be a number, a text or null, and unit a text")
    if not f"{data['channel']}{value or ''}{unit or ''}".isprintable():
        return Unusable(f"{place}: channel, value and unit must be plain text")
    return Sampled(data["channel"], value, unit, place)
