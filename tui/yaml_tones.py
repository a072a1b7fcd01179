"""One line of YAML in tones: keys, names of steps, quoted text, numbers, comments.

A line is looked at by itself, so that a long file costs only what is on the screen; it colours and never judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tui.text import Span

MOST = 2_000  # DESIGN: what stands beyond this column of a line is shown without colours

_PARTS = re.compile(
    r"""
    (?P<comment>(?:^|(?<=\s))\#.*)
  | (?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')
  | (?P<key>[A-Za-z][\w .+\-/#<>=]*?(?=:(?:\s|$)))
  | (?P<number>(?<![\w.#/-])\d[\d.:]*(?![\w]))
  | (?P<mark>[-{}\[\],:](?=\s|$|[{}\[\],])|[{}\[\],])
    """,
    re.VERBOSE,
)
_TONES = {
    "comment": "muted",
    "quoted": "text",
    "key": "normal",
    "number": "strong",
    "mark": "muted",
}


def spans(line: str) -> list[Span]:
    """The line as spans of text and tone; joined they are the line, no character lost."""
    head, tail = line[:MOST], line[MOST:]
    found = list(_coloured(head))
    return [*found, (tail, "text")] if tail else found


def _coloured(line: str) -> Iterator[Span]:
    end = 0
    names_step = False
    for part in _PARTS.finditer(line):
        if part.start() > end:
            yield line[end : part.start()], _between(line[end : part.start()], names=names_step)
        kind, words = part.lastgroup or "", part[0]
        names_step = (names_step and kind == "mark") or (kind == "key" and words == "step")
        yield words, _TONES.get(kind, "text")
        end = part.end()
    if end < len(line):
        yield line[end:], _between(line[end:], names=names_step)


def _between(text: str, *, names: bool) -> str:
    return "heading" if names and text.strip() else "text"
