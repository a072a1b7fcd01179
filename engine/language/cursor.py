"""What stands at a cursor in a text that is being written: the path there, and the words before it.

A mark is put at the cursor and the text is read with it; the mark tells the path. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from engine.language.forms import form_of
from engine.procedure.places import Path
from engine.procedure.yaml_reader import MAX_RECOVERED, read_yaml

_MARK: Final = "xcursorx"
# What may be missing after the cursor: nothing, the value of a key, closing brackets.
_TAILS: Final = ("", ": x", "}", "]", ": x}", "]}", '"', '"}', "'", "'}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A path, whether it is a key's, and what is written of that key or value before the cursor.

    `data` is the whole text with the mark in it.
    """

    path: Path
    key: bool
    before: str
    data: dict[str, Any]

    @property
    def form(self) -> str:
        """The form of the path."""
        return form_of(self.path)

    def holder(self) -> dict[str, Any]:
        """The map that the path leads into, {} when there is none."""
        node: Any = self.data
        for part in self.path[:-1]:
            node = node[part]
        return node if isinstance(node, dict) else {}


def cursor_at(text: str, line: int, column: int) -> Cursor | None:
    """The cursor at a 1-based line and column in code points; None in comments and in ruins."""
    lines = text.split("\n")
    if line > len(lines) or len(text) > MAX_RECOVERED:
        return None
    here = lines[line - 1]
    before, after = here[: column - 1], here[column - 1 :]
    if before.lstrip().startswith("#"):
        return None
    rest = re.match(r"[\w.-]*", after)
    after = after[rest.end() if rest else 0 :]
    for head, tail in _around(lines, line):
        for missing in _TAILS:
            found = _marked("\n".join([*head, before + _MARK + missing + after, *tail]))
            if found is not None:
                return found
    return None


def _around(lines: list[str], line: int) -> Iterator[tuple[list[str], list[str]]]:
    """The whole text, then what stands above the cursor alone: faults below say nothing of it."""
    yield lines[: line - 1], lines[line:]
    yield lines[: line - 1], []


def _marked(text: str) -> Cursor | None:
    data = read_yaml(text).data
    if not isinstance(data, dict):
        return None
    return next(_find(data, (), data), None)


def _find(node: Any, path: Path, data: dict[str, Any]) -> Iterator[Cursor]:
    if isinstance(node, dict):
        for key, value in node.items():
            if _MARK in key:
                yield Cursor((*path, key), True, key.partition(_MARK)[0], data)
            yield from _find(value, (*path, key), data)
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from _find(value, (*path, n), data)
    elif _MARK in node:
        yield Cursor(path, False, node.partition(_MARK)[0], data)
