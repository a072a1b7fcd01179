"""The strict reader of the YAML profile: text in; data, and the place of every key and value, out.

It must never raise for any text, never turn a scalar into anything but text, and never lose a word
an author wrote without saying so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.procedure.places import START, Place, Places, Problem
from engine.procedure.yaml_characters import cleaned
from engine.procedure.yaml_lists import mended_empties
from engine.procedure.yaml_walk import Node, Walk

MAX_SIZE: Final = 1_000_000  # DESIGN (authoring.md 2.3): bytes on disk, code points as text
MAX_ROUNDS: Final = 12  # DESIGN: syntax faults shown at once
MAX_RECOVERED: Final = 200_000  # DESIGN: no second look at files larger than this

_TOP_KEY = re.compile(r"(?!- )[^\s#]")
_BLOCK_START = re.compile(r" {0,2}- |[^\s#]")


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the map of the file (None when there is none), places, problems by place."""

    data: dict[str, Node] | None
    places: Places
    problems: tuple[Problem, ...]


def decode(content: bytes) -> str | Problem:
    """The bytes of a file as text, or the Problem that says at which byte they are not UTF-8.

    The file is UTF-8 without a byte order mark and at most MAX_SIZE bytes long.
    """
    if len(content) > MAX_SIZE:
        return _too_large(len(content), "bytes")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        return _not_utf8(START, "the file looks like UTF-16 or UTF-32")
    if content.startswith(b"\xef\xbb\xbf"):
        return _not_utf8(START, "the file begins with a byte order mark")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        return _not_utf8(
            Place(line, column, line, column + 1),
            f"byte {error.start + 1} of the file (0x{content[error.start]:02x}) is not UTF-8",
        )


def read_yaml(text: str, *, pure: bool = False) -> Document:
    """Read the text of one procedure file; every fault is a Problem, none an exception.

    Data with a syntax fault is None; with other problems it is what could be read. `pure` takes
    PyYAML's own parser instead of libyaml, as is done where libyaml is missing.
    """
    if len(text) > MAX_SIZE:
        return Document(None, Places(), (_too_large(len(text), "characters"),))
    clean, problems = cleaned(text)
    if clean is None:  # lines or columns mean nothing
        return Document(None, Places(), tuple(sorted(problems, key=_by_place)))
    walk = Walk(clean, pure=pure)
    data = walk.read()
    if walk.fault is not None:
        said, fault = mended_empties(clean.split("\n"), walk.problems, walk.fault)
        braces = fault.place.line if fault.rule == "syntax" else 0
        problems += [
            one for one in said if one.rule != "comma-in-braces" or one.place.line != braces
        ]
        problems += [fault, *_further_faults(clean, fault, pure=pure)]
        data = None
    else:
        problems += walk.problems
    if walk.fault is None and not isinstance(data, dict):
        problems.append(_not_a_map(data, walk.places))
    kept = data if isinstance(data, dict) else None
    return Document(kept, walk.places, tuple(sorted(dict.fromkeys(problems), key=_by_place)))


def _by_place(problem: Problem) -> Place:
    return problem.place


def _further_faults(text: str, fault: Problem, *, pure: bool) -> Iterator[Problem]:
    """The faults below the first one: blank the block it stands in, read again, and so on.

    A block is a top-level key with all below it, or one entry of a list under such a key.
    """
    if len(text) > MAX_RECOVERED or fault.rule in {"too-many", "too-large"}:
        return
    lines = text.split("\n")
    for _ in range(MAX_ROUNDS):
        _blank_block(lines, fault.place.line - 1)
        walk = Walk("\n".join(lines), pure=pure)
        walk.read()
        # a key whose only entry was blanked is not empty in the author's file
        yield from (problem for problem in walk.problems if problem.rule != "empty-value")
        if walk.fault is None or walk.fault.place.line <= fault.place.line:
            return  # a fault above the last one is of our own making
        fault = walk.fault
        yield fault


def _blank_block(lines: list[str], at: int) -> None:
    """Empty the block that line `at` (0-based) belongs to; the count of lines stays."""
    first = next((n for n in range(at, 0, -1) if _BLOCK_START.match(lines[n])), 0)
    ends = _BLOCK_START if lines[first].lstrip().startswith("- ") else _TOP_KEY
    last = next((n for n in range(at + 1, len(lines)) if ends.match(lines[n])), len(lines))
    lines[first:last] = [""] * (last - first)


def _too_large(size: int, what: str) -> Problem:
    return Problem(
        START,
        "too-large",
        f"the file has {size:,} {what}",
        f"at most {MAX_SIZE:,}",
        "split the procedure; one calls another",
    )


def _not_utf8(place: Place, sentence: str) -> Problem:
    return Problem(
        place, "encoding", sentence, "UTF-8 without a byte order mark", "save the file as UTF-8"
    )


def _not_a_map(data: Node | None, places: Places) -> Problem:
    if not data and not isinstance(data, list):
        return Problem(START, "empty", "the file is empty", "a procedure", "begin with procedure:")
    found = "a list" if isinstance(data, list) else "a single text"
    return Problem(
        places.of(()),
        "not-a-map",
        f"the file holds {found}",
        "keys and values",
        "begin the file with procedure: and its name",
    )
