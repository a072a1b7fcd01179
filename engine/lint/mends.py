"""Safe mends as text edits at known places: what they leave alone, comments above all, stays byte for byte.

A mend that changes what a crew would do is never offered, above all not the same number in another unit.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from engine.lint.check import Report
from engine.procedure.places import Place, Problem
from engine.procedure.units import UNITS


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: the code points from `start` up to `end` (0-based, in the whole text) become `new`."""

    start: int
    end: int
    new: str


def edits(report: Report) -> list[Edit]:
    """The safe mends of a report, in the order of the text, none touching another."""
    lines = _Lines(report.text)
    found = [one for problem in report.findings for one in _made(problem, report, lines)]
    return _apart(found)


def edits_of(report: Report, problem: Problem) -> list[Edit]:
    """The safe mend of one finding; none where there is no safe one."""
    return _apart(list(_made(problem, report, _Lines(report.text))))


def _made(problem: Problem, report: Report, lines: _Lines) -> Iterator[Edit]:
    mend = MENDS.get(problem.rule)
    if mend is not None:
        yield from mend(problem, report, lines)


def _apart(found: list[Edit]) -> list[Edit]:
    chosen: list[Edit] = []
    for one in sorted(dict.fromkeys(found), key=lambda edit: (edit.start, edit.end)):
        if not chosen or one.start >= chosen[-1].end:
            chosen.append(one)
    return chosen


def mended(text: str, found: list[Edit]) -> str:
    """The text after the edits."""
    for one in reversed(found):
        text = text[: one.start] + one.new + text[one.end :]
    return text


class _Lines:
    """The text by lines, to turn a place into an offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place, both 1-based."""
        return self.starts[min(line, len(self.starts)) - 1] + column - 1

    def line(self, number: int) -> str:
        """A line with its end; '' past the last."""
        if number > len(self.starts):
            return ""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end]

    def at(self, place: Place) -> tuple[int, int, str]:
        """Start, end and text of a place."""
        start = self.offset(place.line, place.column)
        end = self.offset(place.end_line, place.end_column)
        return start, end, self.text[start:end]


Mend = Callable[[Problem, Report, _Lines], Iterator[Edit]]


def _key(problem: Problem, report: Report, lines: _Lines) -> Iterator[Edit]:
    """A misspelt key becomes the one key it can mean, where that key is not there already."""
    near = re.fullmatch(r"did you mean '([a-z ]+)'\?", problem.mend)
    start, end, written = lines.at(problem.place)
    if near is None or "\n" in written:
        return
    path = next(
        (
            path
            for path, span in report.places.keys.items()
            if (span[0], span[1]) == (problem.place.line, problem.place.column)
        ),
        None,
    )
    likeness = difflib.SequenceMatcher(None, written, near[1]).ratio()
    if path is not None and (*path[:-1], near[1]) not in report.places.keys and likeness >= 0.8:
        yield Edit(start, end, near[1])


def _alert_up(problem: Problem, report: Report, lines: _Lines) -> Iterator[Edit]:
    """The lines of a warning move above the action of their step."""
    place = problem.place
    path = next(
        (
            path
            for path, span in report.places.keys.items()
            if (span[0], span[1]) == (place.line, place.column)
        ),
        None,
    )
    if path is None or lines.line(place.line)[: place.column - 1].strip():
        return  # in braces, or on the line of the dash
    keys = report.places.keys
    verb = min(
        (
            span
            for other, span in keys.items()
            if len(other) == len(path) and other[:-1] == path[:-1] and other[-1] in _VERBS
        ),
        default=None,
    )
    if verb is None or lines.line(verb[0])[: verb[1] - 1].strip():
        return
    last = report.places.values[path][2]
    start, end = lines.offset(place.line, 1), lines.offset(last, 1) + len(lines.line(last))
    moved = lines.text[start:end]
    if not moved.endswith("\n"):
        return
    target = lines.offset(verb[0], 1)
    yield Edit(target, target, moved)
    yield Edit(start, end, "")


_VERBS: Final = {"do", "record", "watch", "decide", "ask", "call", "perform"}


def _unit(problem: Problem, _report: Report, lines: _Lines) -> Iterator[Edit]:
    """A unit in the wrong capitals, which is no unit itself: PPM. Never milli for mega."""
    start, end, written = lines.at(problem.place)
    same = [name for name in UNITS if name.casefold() == written.casefold()]
    if written in UNITS or len(same) != 1:
        return
    if "m" in (written[:1], same[0][:1]) and written[:1] != same[0][:1]:
        return
    yield Edit(start, end, same[0])


def _invisible(problem: Problem, _report: Report, lines: _Lines) -> Iterator[Edit]:
    """A character that nobody can see."""
    start, _, _ = lines.at(problem.place)
    written = lines.text[start : start + 1]
    if written and unicodedata.category(written) == "Cf":
        yield Edit(start, start + 1, "")


def _tab(problem: Problem, _report: Report, lines: _Lines) -> Iterator[Edit]:
    """A tab between words; one that indents has no sure width."""
    start, end, written = lines.at(problem.place)
    if lines.line(problem.place.line)[: problem.place.column - 1].strip():
        yield Edit(start, end, " " * len(written))


def _comment(problem: Problem, _report: Report, lines: _Lines) -> Iterator[Edit]:
    """A comment that allows nothing any more."""
    start, end, _ = lines.at(problem.place)
    before = lines.line(problem.place.line)[: problem.place.column - 1]
    if not before.strip():
        whole = lines.offset(problem.place.line, 1)
        yield Edit(whole, whole + len(lines.line(problem.place.line)), "")
    else:
        yield Edit(start - (len(before) - len(before.rstrip())), end, "")


MENDS: Final[dict[str, Mend]] = {
    "unknown-key": _key,
    "warning-after-action": _alert_up,
    "unit-unknown": _unit,
    "unit-mismatch": _unit,
    "bad-character": _invisible,
    "tab": _tab,
    "allow-unused": _comment,
}
