"""Where a list lost its dashes: the line an author must mend, which is seldom the one where a parser gives up.

Looks at the lines as written and their indents; it must never speak of a file whose dashes stand right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from engine.procedure.places import Place, Problem

DASH: Final = "write '- ' before it"
_ENTRY: Final = re.compile(r" *- ")
_MAPS: Final = frozenset({"close", "roles", "ends", "channels", "records", "called"})
_OPENS: Final = re.compile(r" *(?:- )?(?P<key>[^:#]+):\s*(?:#.*)?$")


def first_without_dash(lines: Sequence[str], at: int) -> Problem | None:
    """For line `at` (0-based) that begins an entry: the first line of its list, if that lacks its dash."""
    dash = _indent(lines[at])
    if not _ENTRY.match(lines[at]):
        return None
    opener = _above(lines, at, dash)
    if opener is None or not (key := _OPENS.match(lines[opener])):
        return None
    first = next(_written(lines, opener + 1))
    if (name := key["key"].strip()) in _MAPS and first != at:
        return Problem(
            _whole(lines, at),
            "syntax",
            f"this line begins an entry of a list, and stands below '{name}:', which is none",
            "the entry below the list that it belongs to",
            f"move '{name}:' to where no list goes on",
        )
    return None if _ENTRY.match(lines[first]) else _lacks(lines, first, key["key"].strip())


def entry_without_dash(lines: Sequence[str], at: int) -> Problem | None:
    """For line `at` (0-based) below a finished entry: itself, if it stands under that entry's dash."""
    before = next((n for n in range(at - 1, -1, -1) if lines[n].strip()), None)
    if (
        before is None
        or not _ENTRY.match(lines[before])
        or _indent(lines[before]) != _indent(lines[at])
    ):
        return None
    return _lacks(lines, at, "")


def step_without_dash(lines: Sequence[str], above: int) -> Problem | None:
    """For a line `above` (0-based) keys that belong to it: itself, if it begins an entry and lacks its dash."""
    opener = _above(lines, above, _indent(lines[above]))
    if opener is None or not (key := _OPENS.match(lines[opener])):
        return None
    after = (n for n in _written(lines, above + 1) if _indent(lines[n]) <= _indent(lines[above]))
    beside = next(after, None)
    listed = beside is not None and bool(_ENTRY.match(lines[beside]))
    if not listed or _ENTRY.match(lines[above]):
        return None
    return _lacks(lines, above, key["key"].strip())


def mended_empties(
    lines: Sequence[str], problems: Sequence[Problem], fault: Problem
) -> tuple[list[Problem], Problem]:
    """Problems and fault, where a key was only called empty because the list below it is not indented enough."""
    kept: list[Problem] = []
    for one in problems:
        line, column = one.place.line, one.place.column
        below = next(_written(lines, line), None) if one.rule == "empty-value" else None
        shallow = (
            below is not None and _ENTRY.match(lines[below]) and _indent(lines[below]) < column - 1
        )
        if below is None or not shallow or not below < fault.place.line <= below + 40:
            kept.append(one)
            continue
        text = lines[line - 1].strip().removeprefix("- ").rstrip(": ")
        place = _whole(lines, below)
        sentence = f"this entry stands left of '{text}:', whose list it belongs to"
        fault = Problem(
            place, "syntax", sentence, f"'- ' under '{text}:' or deeper", "indent the list"
        )
    return kept, fault


def dash_in_text(lines: Sequence[str], start: int, end: int) -> Problem | None:
    """For a text from line `start` to `end` (0-based): the line where a list was meant, if it holds a dash."""
    dashed = next((n for n in range(start + 1, end + 1) if _ENTRY.match(lines[n])), None)
    if dashed is None:
        return None
    if lines[start].strip().startswith("- ") or _KEYED.match(lines[start]):
        place = _whole(lines, dashed)
        return Problem(
            place,
            "syntax",
            "an entry of a list stands below a text that is not finished",
            "a list below its key, each entry on its own line",
            "write the first entry on a line of its own, with '- ' before it",
        )
    return _lacks(lines, start, "")


_KEYED: Final = re.compile(r" *(?:- )?[^\s:#][^:#]*:\s")


def _lacks(lines: Sequence[str], at: int, key: str) -> Problem:
    of = f" of '{key}:'" if key else ""
    return Problem(
        _whole(lines, at),
        "syntax",
        f"this line begins an entry of the list{of}, and has no '- ' before it",
        "'- ' before each entry of a list",
        DASH,
    )


def _whole(lines: Sequence[str], at: int) -> Place:
    return Place(at + 1, _indent(lines[at]) + 1, at + 1, len(lines[at].rstrip()) + 1)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _written(lines: Sequence[str], start: int) -> Iterator[int]:
    """The lines from `start` on that say something."""
    for n in range(start, len(lines)):
        text = lines[n].strip()
        if text and not text.startswith("#"):
            yield n


def _above(lines: Sequence[str], at: int, indent: int) -> int | None:
    """The nearest line above that is indented less and says something."""
    for n in range(at - 1, -1, -1):
        text = lines[n].strip()
        if text and not text.startswith("#") and _indent(lines[n]) < indent:
            return n
    return None
