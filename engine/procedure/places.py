"""Where things stand in an author's file, and what is said about a fault at such a place.

Lines and columns are 1-based and count code points; this module never reads a file and never
guesses a place that the reader did not record.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

Path = tuple[int | str, ...]
Level = Literal["error", "warning", "info", "hint"]
Span = tuple[int, int, int, int]

SHOWN = 100  # code points of a source line that are shown around a fault
_BEFORE = 60  # of which at most so many stand before it


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of the file, 1-based, in code points; the end is the first column after it."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        """`line:column`, as editors take it."""
        return f"{self.line}:{self.column}"


START = Place(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where, which rule, what was found, what was expected, how to mend it."""

    place: Place
    rule: str
    sentence: str
    expected: str = ""
    mend: str = ""
    level: Level = "error"


@dataclass(frozen=True, slots=True)
class Places:
    """The places of every key and value that was read.

    A path is the keys (text) and list positions (0-based) that lead to a value; () is the file.
    """

    values: dict[Path, Span] = field(default_factory=dict)
    keys: dict[Path, Span] = field(default_factory=dict)

    def path(self, loc: Sequence[int | str]) -> Path:
        """The longest path of the file along `loc`, leaving out parts that are not in the file.

        Pydantic puts the tags of unions ("<watch>"), "[key]" and names of functions between the
        keys; none of them is a path, so each falls away. A tag spelled like a key would not.
        """
        path: Path = ()
        for part in loc:
            longer = (*path, part)
            if longer in self.values:
                path = longer
        return path

    def of(self, loc: Sequence[int | str], *, key: bool = False) -> Place:
        """The place of the value at `loc`, or of its key with `key=True` when it has one."""
        path = self.path(loc)
        if key and path in self.keys:
            return Place(*self.keys[path])
        return Place(*self.values[path]) if path in self.values else START

    def within(
        self, loc: Sequence[int | str], text: str, offset: int, length: int, *, key: bool = False
    ) -> Place:
        """The place of `text[offset:offset + length]`, where `text` is the value (or key) at `loc`.

        Only text that stands on one line as it was written can be pointed into: plain, or in quotes
        without escapes. Otherwise the place of the whole is returned.
        """
        whole = self.of(loc, key=key)
        quotes = whole.end_column - whole.column - len(text)
        if whole.line != whole.end_line or quotes not in (0, 2):
            return whole
        start = whole.column + quotes // 2 + min(offset, len(text))
        end = min(start + max(length, 1), max(whole.end_column, start + 1))
        return Place(whole.line, start, whole.line, end)


def format_problem(problem: Problem, source_name: str, source_text: str) -> str:
    """The problem as people read it: place and sentence, the line with a caret, what to do.

    The source line is cut to a window around the fault; characters that would disturb a terminal
    or reorder the line are shown as U+FFFD.
    """
    place = problem.place
    head = f"{source_name}:{place}: {problem.level}[{problem.rule}]: {problem.sentence}"
    return "\n".join([head, *_excerpt(place, source_text), *_advice(problem)])


def _advice(problem: Problem) -> Iterator[str]:
    if problem.expected:
        yield f"  expected: {problem.expected}"
    if problem.mend:
        yield f"  mend: {problem.mend}"


def _excerpt(place: Place, source_text: str) -> list[str]:
    lines = _lines(source_text)
    if place.line > len(lines) or not lines[place.line - 1].strip():
        return []
    line = lines[place.line - 1].rstrip("\r")
    fault = min(place.column - 1, len(line))
    until = place.end_column - 1 if place.end_line == place.line else len(line)
    first = max(0, fault - _BEFORE) if len(line) > SHOWN else 0
    window = "".join(map(_shown, line[first : first + SHOWN]))
    margin = f"{place.line:>5} | "
    before = _cells(window[: fault - first])
    carets = _cells(window[fault - first : max(until, fault) - first])
    return [
        (margin + window).rstrip(),
        " " * (len(margin) - 2) + "| " + " " * before + "^" * max(1, carets),
    ]


@lru_cache(maxsize=1)
def _lines(source_text: str) -> list[str]:
    """The lines of the text that is being told of; split once for all its problems."""
    return source_text.split("\n")


def _shown(character: str) -> str:
    if character == "\t":
        return " "
    return (
        "\ufffd" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character
    )


def _cells(text: str) -> int:
    """Terminal cells a text takes: wide East Asian characters two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
