"""From code points, as everything here counts, to the units an editor counts in, and back.

The protocol's lines end at LF, CRLF or CR and at nothing else; a column past the end of a line is its end.
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from engine.procedure.places import Place

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]
Position: TypeAlias = tuple[int, int]  # line and column, both from 0

_LINE_END: Final = re.compile("\r\n|\n|\r")


class Columns:
    """The lines of one text, for an editor that counts in `encoding`."""

    def __init__(self, text: str, encoding: Encoding = "utf-16") -> None:
        """Split the text once; every question after that looks at one line."""
        self.lines = _LINE_END.split(text)
        self.encoding = encoding

    def out(self, line: int, column: int) -> Position:
        """The editor's position of a 1-based line and column in code points."""
        at = min(line, len(self.lines)) - 1
        return at, self._units(self.lines[at][: column - 1])

    def span(self, place: Place) -> tuple[Position, Position]:
        """Start and end of a place."""
        return self.out(place.line, place.column), self.out(place.end_line, place.end_column)

    def into(self, line: int, column: int) -> tuple[int, int]:
        """The 1-based line and column in code points of an editor's position (both from 0).

        A position inside a character stands for its start.
        """
        at = max(0, min(line, len(self.lines) - 1))
        units = 0
        for n, character in enumerate(self.lines[at]):
            units += self._units(character)
            if units > column:
                return at + 1, n + 1
        return at + 1, len(self.lines[at]) + 1

    def _units(self, text: str) -> int:
        if self.encoding == "utf-32":
            return len(text)
        if self.encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(character > "\uffff" for character in text)
