"""One walk along PyYAML's events: builds data, notes places, refuses what the profile leaves out.

It must never keep anything but text, lists and maps, and never follow an alias or build an object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn, TypeAlias

import yaml

from engine.procedure.places import Path, Place, Places, Problem, Span
from engine.procedure.yaml_characters import BAD_CHARACTER, bad_character
from engine.procedure.yaml_lists import DASH, dash_in_text
from engine.procedure.yaml_syntax import (
    QUOTE,
    Complaint,
    Mark,
    Surroundings,
    explain_fault,
    place_of,
)

Node: TypeAlias = "dict[str, Node] | list[Node] | str"

MAX_DEPTH: Final = 16  # DESIGN (authoring.md 2.3)
MAX_ENTRIES: Final = (
    20_000  # DESIGN: keys, values and lists; ours have under 1,000, a station 3,000
)
MAX_PROBLEMS: Final = 100  # DESIGN: more than an author reads at once

_COMMENT = re.compile("#[^\r\n]*")
_COLON = re.compile(r"\s*:")
_PURE: Final[Any] = yaml.SafeLoader
_FAST: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Event: TypeAlias = Any  # PyYAML's stubs leave the attributes of events untyped


class _StopError(Exception):
    """The walk stops, having set its fault: what follows is no procedure, and may be an attack."""


class Walk:
    """The state of one reading: call `read` once, then look at places, problems and fault."""

    def __init__(self, text: str, *, pure: bool = False) -> None:
        """Make ready to read `text`, which holds no tab, no bad character, no lone return."""
        self.places = Places()
        self.problems: list[Problem] = []
        self.fault: Problem | None = None
        self._text = text
        self._lines = text.split("\n")
        self._loader = _PURE if pure else _FAST
        self._events: Iterator[_Event] = iter(())
        self._count = 0  # of keys, values, lists and maps
        self._seen = 0  # code points up to the end of the last scalar
        self._mark: Mark | None = None
        self._quote: tuple[Mark, Mark] | None = None
        self._end = (1, 1)  # where the last text or bracket ended
        self._braces: list[Mark] = []
        self._further: list[Node] = []  # entries of a list that were written as one

    def read(self) -> Node | None:
        """The data of the first document; `fault` is set when the text has no readable end."""
        data: Node | None = None
        try:
            self._events = yaml.parse(self._text, Loader=self._loader)
            data = self._documents()
            self._comments(self._seen, len(self._text))
        except _StopError:
            pass  # the fault is set where it was found
        except yaml.MarkedYAMLError as error:
            self.fault = self._explain(error)
        except (yaml.YAMLError, ValueError, OverflowError):
            # pure PyYAML: "\U00110000" in quotes, a version number of thousands of digits
            self.fault = explain_fault(Complaint("", None, "", self._mark), self._around())
        return data

    def _documents(self) -> Node | None:
        data: Node | None = None
        count = 0
        for event in self._events:
            if _kind(event) is not yaml.DocumentStartEvent:
                continue
            count += 1
            if event.version or event.tags:
                what = "directives (%) are not part of this format"
                self._refuse(event, "directive", what, "keys and values", "remove the line")
            if count > 1:
                self._add(
                    place_of(event.start_mark, event.end_mark),
                    "second-document",
                    "a second document begins here",
                    "one procedure in a file",
                    "put it into its own file",
                )
            node = self._node(next(self._events), () if count == 1 else None, 0)
            data = node if count == 1 else data
        return data

    def _node(self, event: _Event, path: Path | None, depth: int) -> Node:
        """The data of the node that `event` begins; without a path its places are not kept."""
        self._mark = event.start_mark
        self._count += 1
        if self._count > MAX_ENTRIES:
            self._too_many_entries(event)
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._keep(path, event)
            return self._scalar(event)
        if kind is yaml.AliasEvent:
            self._keep(path, event)
            name = event.anchor[:20]
            self._refuse(event, "alias", f"aliases (*{name}) are not part of this format")
            return ""
        if depth >= MAX_DEPTH:
            self._too_deep(event)
        self._anchor_and_tag(event)
        if event.flow_style:
            self._braces.append(event.start_mark)
        if kind is yaml.SequenceStartEvent:
            node: Node = self._list(event, path, depth)
        else:
            node = self._map(event, path, depth)
        if event.flow_style:
            self._braces.pop()
        return node

    def _list(self, start: _Event, path: Path | None, depth: int) -> list[Node]:
        self._keep(path, start)
        entries: list[Node] = []
        for event in self._events:
            if type(event) is yaml.SequenceEndEvent:
                self._close(path, start.start_mark, event, braces=start.flow_style)
                break
            if _is_nothing(event):
                self._no_value(place_of(event.start_mark), "an entry of this list")
            longer = None if path is None else (*path, len(entries))
            entries.append(self._node(event, longer, depth + 1))
            entries += self._further
            self._further = []
        return entries

    def _map(self, start: _Event, path: Path | None, depth: int) -> dict[str, Node]:
        self._keep(path, start)
        entries: dict[str, Node] = {}
        further: list[dict[str, Node]] = []
        mark = start.start_mark
        for key in self._events:
            if type(key) is yaml.MappingEndEvent:
                self._close(path, mark, key, braces=start.flow_style)
                break
            if path and not start.flow_style and self._begins_anew(key, entries, path):
                self._close(path, mark, key, braces=False)
                further.append(entries)
                entries, path, mark = {}, (*path[:-1], int(path[-1]) + 1), key.start_mark
                self._keep(path, key)
            name = self._key(key, entries, path, depth)
            value = next(self._events)
            if name is None:
                self._node(value, None, depth + 1)
                continue
            longer = None if path is None else (*path, name)
            if longer is not None:
                self.places.keys[longer] = _span(key)
            if _is_nothing(value):
                self._has_no_value(key, in_braces=start.flow_style)
                self._node(value, None, depth + 1)
                self._keep(longer, key)
                entries[name] = ""
                continue
            entries[name] = self._node(value, longer, depth + 1)
        if further:
            self._further = [*further[1:], entries]
            return further[0]
        return entries

    def _begins_anew(self, key: _Event, entries: dict[str, Node], path: Path) -> bool:
        """Whether a key is that with which the entry of a list began: then the dash before it is missing."""
        scalar = type(key) is yaml.ScalarEvent and isinstance(path[-1], int)
        if not scalar or len(entries) < 2 or key.value != next(iter(entries)):
            return False
        self._add(
            place_of(key.start_mark, key.end_mark),
            "syntax",
            f"'{key.value[:60]}' begins an entry of a list, and has no '- ' before it",
            "'- ' before each entry of a list",
            DASH,
        )
        return True

    def _key(
        self, key: _Event, entries: dict[str, Node], path: Path | None, depth: int
    ) -> str | None:
        """The name a key gives, or None when it cannot be one and its value must be passed over."""
        if _kind(key) is not yaml.ScalarEvent:
            place = place_of(key.start_mark)
            self._add(place, "key", "a key is not plain text here", "a name", QUOTE)
            self._node(key, None, depth + 1)
            return None
        name = self._scalar(key)
        place = place_of(key.start_mark, key.end_mark)
        if name == "<<" and not key.style:
            what = "merge keys (<<) are not part of this format"
            self._refuse(key, "merge-key", what, "keys with their own values", "write the keys out")
            return None
        if _is_nothing(key):
            self._add(place, "key", "a key is missing before this colon", "key: value", "name it")
            return None
        if name in entries:
            self._duplicate(place, name, (*path, name) if path is not None else None)
            return None
        return name

    def _duplicate(self, place: Place, name: str, path: Path | None) -> None:
        first = self.places.keys.get(path) if path is not None else None
        where = f"; the first is on line {first[0]}, column {first[1]}" if first else ""
        self._add(
            place,
            "duplicate-key",
            f"'{name[:60]}' is given twice in this map{where}",
            "each key once",
            "remove or rename one of them",
        )

    def _has_no_value(self, key: _Event, *, in_braces: bool) -> None:
        """Say what is wrong with a key that nothing follows; it keeps its place."""
        place = place_of(key.start_mark, key.end_mark)
        if in_braces and not _COLON.match(self._text, key.end_mark.index):
            self._add(
                place,
                "comma-in-braces",
                f"'{key.value[:60]}' has no value; a comma inside {{...}} ends the text before it",
                "key: value between the commas",
                "put the text in double quotes, or write one key per line",
            )
        else:
            self._no_value(place, f"'{key.value[:60]}'")

    def _no_value(self, place: Place, what: str) -> None:
        self._add(
            place,
            "empty-value",
            f"{what} has no value",
            "a value, or nothing at all",
            'write the value, remove the key, or write "" for an empty text',
        )

    def _scalar(self, event: _Event) -> str:
        """The text of a scalar, after looking at what stands around it."""
        self._anchor_and_tag(event)
        start, end = event.start_mark, event.end_mark
        self._comments(self._seen, start.index)
        self._seen = end.index
        if event.style in ("|", ">"):
            line_end = self._text.find("\n", start.index)
            self._comments(start.index, line_end if line_end >= 0 else end.index)
        elif not event.style and start.line != end.line and not self._braces:
            dash = dash_in_text(self._lines, start.line, end.line)
            if dash is not None:
                self._tell(dash)
        elif event.style:
            self._quote = (start, end)
            escaped = BAD_CHARACTER.search(event.value)
            if escaped:
                self._tell(bad_character(place_of(start, end), escaped[0]))
        self._end = (end.line + 1, end.column + 1)
        return str(event.value)

    def _comments(self, start: int, end: int) -> None:
        """Refuse, between two scalars, each `#` that is not followed by a blank."""
        for match in _COMMENT.finditer(self._text, start, end):
            text = match[0].rstrip()
            if len(text) == 1 or text[1] in " #" or (text[1] == "!" and match.start() == 0):
                continue
            line = self._text.count("\n", 0, match.start()) + 1
            column = match.start() - self._text.rfind("\n", 0, match.start())
            self._add(
                Place(line, column, line, column + len(text)),
                "lost-text",
                f"'{text[:24]}' would be read as a comment and lost",
                "a blank after the # of a comment",
                f"{QUOTE}, or write '# ' if it is a comment",
            )

    def _anchor_and_tag(self, event: _Event) -> None:
        if event.anchor:
            name = event.anchor[:20]
            self._refuse(event, "anchor", f"anchors (&{name}) are not part of this format")
        if event.tag:
            name = event.tag[:40]
            self._refuse(event, "tag", f"tags ({name}) are not part of this format")

    def _refuse(
        self,
        event: _Event,
        rule: str,
        sentence: str,
        expected: str = "plain text",
        mend: str = f"write the text out, or {QUOTE}",
    ) -> None:
        start = event.start_mark
        word = re.compile(r"[^\s,\[\]{}]*").match(self._text, start.index)
        length = max(1, len(word[0]) if word else 1)
        line, column = start.line + 1, start.column + 1
        place = Place(line, column, line, column + length)
        self._add(place, rule, sentence, expected, mend)

    def _too_deep(self, event: _Event) -> NoReturn:
        self.fault = Problem(
            place_of(event.start_mark),
            "too-deep",
            f"lists and maps are nested more than {MAX_DEPTH} deep here",
            f"at most {MAX_DEPTH}",
            "close what is open, or give this part its own key",
        )
        raise _StopError

    def _too_many_entries(self, event: _Event) -> NoReturn:
        self.fault = Problem(
            place_of(event.start_mark),
            "too-large",
            f"the file holds more than {MAX_ENTRIES:,} values, and is not read from here on",
            "a procedure that people can follow",
            "split the procedure; one calls another",
        )
        raise _StopError

    def _add(self, place: Place, rule: str, sentence: str, expected: str, mend: str) -> None:
        self._tell(Problem(place, rule, sentence, expected, mend))

    def _tell(self, problem: Problem) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)
            return
        self.fault = Problem(
            problem.place,
            "too-many",
            f"there are more than {MAX_PROBLEMS} problems; the file is not read from here on",
            "fewer",
            "mend those above, then check again",
        )
        raise _StopError

    def _keep(self, path: Path | None, event: _Event) -> None:
        if path is not None:
            self.places.values[path] = _span(event)

    def _close(self, path: Path | None, mark: Mark, end: _Event, *, braces: bool) -> None:
        """Note where a list or map ends: at its bracket, or with the last text inside it."""
        if braces:
            self._end = (end.end_mark.line + 1, end.end_mark.column + 1)
        if path is not None:
            self.places.values[path] = (mark.line + 1, mark.column + 1, *self._end)

    def _explain(self, error: yaml.MarkedYAMLError) -> Problem:
        said: Any = error
        complaint = Complaint(
            said.context or "", said.context_mark, said.problem or "", said.problem_mark
        )
        return explain_fault(complaint, self._around())

    def _around(self) -> Surroundings:
        return Surroundings(self._lines, self._braces[-1] if self._braces else None, self._quote)


def _span(event: _Event) -> Span:
    start, end = event.start_mark, event.end_mark
    return (start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _kind(event: _Event) -> type:
    return type(event)


def _is_nothing(event: _Event) -> bool:
    """Whether the event stands for a value that the author did not write."""
    return (
        type(event) is yaml.ScalarEvent
        and not event.style
        and not event.value
        and not event.tag
        and not event.anchor
    )
