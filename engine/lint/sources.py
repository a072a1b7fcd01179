"""The rule about sources: what a comment marks as read somewhere says where.

Only comments are looked at: limits and times carry no mark of their own, and a procedure may do without any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.lint.rule import Hit, Rule, Subject
from engine.procedure.places import Place

# A mark that begins a comment; one that only explains the marks ("# Marks: READ seen in ...") does not.
_MARKED: Final = re.compile(r"(?:\A|(?<=\s))#\s*(READ(?:-2)?)(?![\w-])(.*)")
_NEXT: Final = re.compile(r"\s*#\s*(?:(?:READ(?:-2)?|RECALL|DERIVED|DESIGN)(?![\w-])|lint:|$)")
# A name in round or square brackets, an address, or who is quoted.
_SOURCE: Final = re.compile(
    r"[(\[][^)\]]*[^\W\d_]{2}[^)\]]*[)\]]|\[\w+\]|https?://|\bquot|\bfrom \S"
)
_MOST_LINES: Final = 20  # DESIGN: no one fact is told in more


def source_missing(subject: Subject) -> Iterator[Hit]:
    """A comment that says READ and not where."""
    lines = subject.text.split("\n")
    for n, line in enumerate(lines):
        found = _MARKED.search(line) if "READ" in line else None
        if found is None or re.search(r"['\"]", line[: found.start()]):
            continue
        if not _SOURCE.search(_entry(lines, n, found[2])):
            start, end = found.start(1) + 1, found.end(1) + 1
            yield Hit(
                Place(n + 1, start, n + 1, end),
                f"this is marked {found[1]} and names no source",
                "where it was read, in brackets behind it",
                "name the source, or mark it RECALL or DESIGN",
            )


def _entry(lines: list[str], n: int, rest: str) -> str:
    """The text behind a mark, and the comment lines below that go on with it, as one text."""
    told = [rest]
    if lines[n].lstrip().startswith("#"):
        for line in lines[n + 1 : n + 1 + _MOST_LINES]:
            if not line.lstrip().startswith("#") or _NEXT.match(line):
                break
            told.append(line.lstrip(" #"))
    return " ".join(told)


RULES = (Rule("source-missing", "warning", "style", "sources", source_missing),)
