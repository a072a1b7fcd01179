"""What may be written at a cursor: keys, names, ways, words of a guard, units; by what stands there.

Offers only what the file or the library knows; it must never offer a number or a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine.language.cursor import Cursor, cursor_at
from engine.language.forms import GUARD_KEYS, OTHERS_ENDS, USED_BY_VALUE, WORDS, help_of, keys_of
from engine.language.hover import channel_line, record_line
from engine.language.names import Written, str_at
from engine.procedure.stated import EVERY_STEP
from engine.procedure.units import UNITS

_READING: Final = re.compile(
    r"(?:^|[\s(])(?P<name>[a-z][a-z0-9.-]*)\s+(?P<rest>[^()]*)$",
)
_NUMBER: Final = re.compile(
    r"(?:[<>=]|!=|in|\.\.)\s*-?\d+(?:\.\d+)?\s*(?:\.\.\s*-?\d+(\.\d+)?)?\s+\S*$"
)
_OPERATORS: Final = ("<", "<=", ">", ">=", "in")
_JOINTS: Final = frozenset({"and", "or", "not"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may stand at the cursor: it takes the place of `length` code points before it."""

    text: str
    kind: str
    length: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """What is known of other procedures: their names, and the names of the ends of each."""

    ends: Mapping[str, Sequence[str]] = field(default_factory=dict)


def offers(
    text: str, line: int, column: int, known: Written, library: Library | None = None
) -> list[Offer]:
    """What may be written at a 1-based place; `known` holds the names of the last readable text."""
    cursor = cursor_at(text, line, column)
    if cursor is None:
        return []
    found = _Offers(cursor, known, library or Library())
    return list(dict.fromkeys(found.all()))


class _Offers:
    """The answers for one cursor."""

    def __init__(self, cursor: Cursor, known: Written, library: Library) -> None:
        self.cursor, self.known, self.library = cursor, known, library
        self.before = cursor.before

    def all(self) -> Iterator[Offer]:
        form = self.cursor.form
        if self.cursor.key:
            yield from self._keys(form)
            return
        use = USED_BY_VALUE.get(form)
        if form in WORDS:
            yield from self._some(WORDS[form], "word")
        elif use is not None:
            yield from self._used(use)
        elif isinstance(self.cursor.path[-1], int):  # an entry that is to become a map
            yield from self._map(form, frozenset())

    def _used(self, use: str) -> Iterator[Offer]:
        match use:
            case "guard":
                yield from self._guard(self.before)
            case "way":
                yield from self._steps()
                yield from self._some((f"end {one}" for one in self.known.known("end")), "end")
                yield from self._some((f"leave {one}" for one in self._others()), "procedure")
            case "need":
                yield from self._steps()
                yield from self._guard(self.before)
            case "step-or-every":
                yield from self._steps()
                yield from self._some([EVERY_STEP], "word")
            case "step":
                yield from self._steps()
            case "procedure":
                yield from self._some(self._others(), "procedure")
            case "unit":
                yield from self._units()
            case "role" | "record" | "end":
                about = {one: self._about(use, one) for one in self.known.known(use)}
                yield from self._some(about, use, about)

    def _keys(self, form: str) -> Iterator[Offer]:
        holder, path = self.cursor.holder(), self.cursor.path
        present = frozenset(holder) - {str(path[-1])}
        if form == GUARD_KEYS:
            yield from self._guard(self.before)
            yield from self._some({"unknown"} - present, "word")
        elif form == OTHERS_ENDS:
            performed = str_at(self.cursor.data, (*path[:2], "perform"))
            ends = self.library.ends.get(performed, ())
            yield from self._some([one for one in ends if one not in present], "end")
        elif form == "steps/answers/*":
            asked = str_at(self.cursor.data, (*path[:2], "call"))
            words = ("GO", "NO-GO", "silence", "LOS") if asked else ("cannot tell",)
            yield from self._some([one for one in words if one not in present], "word")
        else:
            parent, _, last = form.rpartition("/")
            if last != "*":
                yield from self._map(parent, present)

    def _map(self, form: str, present: frozenset[str]) -> Iterator[Offer]:
        keys = keys_of(form, present)
        yield from self._some(keys, "key", {key: help_of(key) for key in keys}, after=": ")

    def _steps(self) -> Iterator[Offer]:
        names = self.known.known("step")
        yield from self._some(names, "step", {one: self._about("step", one) for one in names})

    def _others(self) -> list[str]:
        return [one for one in sorted(self.library.ends) if one != self.known.procedure]

    def _guard(self, before: str) -> Iterator[Offer]:
        """The next word of a guard: a name, a comparison, a state, or the unit of the name."""
        word = re.search(r"[^\s()]*$", before)
        length = len(word[0]) if word else 0
        reading = _READING.search(before)
        name = reading["name"] if reading else ""
        if not name or name in _JOINTS or self._quantity(name) is None:
            yield from self._readings(length)
            return
        one, rest = self._quantity(name) or {}, reading["rest"] if reading else ""
        states = _states(one)
        if re.search(r"\s(and|or|not)\s+\S*$", before) and not re.search(r"is\s+not\s+\S*$", rest):
            yield from self._readings(length)
        elif re.fullmatch(r"is\s+(not\s+)?\S*", rest):
            words = [*states, "unknown", *(() if "not" in rest else ("not",))]
            yield from (Offer(state, "state", length) for state in words)
        elif _NUMBER.search(before) and one.get("unit"):
            yield Offer(str(one["unit"]), "unit", length, f"the unit of {name}")
        elif one.get("unit") and re.fullmatch(r"(?:[<>]=?|!?=|-)\s+\S*", rest):
            yield from self._beside(name, length)
        elif re.fullmatch(r"-\s+\S+\s+\S*", rest):
            yield from (Offer(way, "word", length) for way in _OPERATORS[:-1])
        elif not rest or re.fullmatch(r"\S*", rest):
            ways = ("is",) if states or "unit" not in one else (*_OPERATORS, "is unknown")
            yield from (Offer(way, "word", length) for way in ways)
        elif re.search(r"\s\S*$", rest):
            yield from (Offer(way, "word", length) for way in ("and", "or"))

    def _beside(self, name: str, length: int) -> Iterator[Offer]:
        """Other channels in the unit of this one, with which it can be compared."""
        unit = (self._quantity(name) or {}).get("unit")
        channels = self.known.known("channel")
        for other in channels if name in channels else ():
            if other != name and (self._quantity(other) or {}).get("unit") == unit:
                yield Offer(other, "channel", length, self._about("channel", other))

    def _readings(self, length: int) -> Iterator[Offer]:
        for kind in ("channel", "record"):
            for name in self.known.known("channel" if kind == "channel" else "record"):
                yield Offer(name, kind, length, self._about(kind, name))

    def _quantity(self, name: str) -> dict[str, Any] | None:
        for key in ("channels", "records"):
            held = self.known.data.get(key)
            if isinstance(held, dict) and isinstance(held.get(name), dict):
                return dict(held[name])
        return None

    def _units(self) -> Iterator[Offer]:
        about = {name: unit.dimension for name, unit in UNITS.items()}
        yield from self._some(about, "unit", about)

    def _about(self, kind: str, name: str) -> str:
        if kind == "channel":
            return channel_line(self.known, name)
        if kind == "record":
            return record_line(self.known, name)
        if kind == "role":
            return str_at(self.known.data, ("roles", name))
        if kind == "end":
            return str_at(self.known.data, ("ends", name))
        made = next((one for one in self.known.made("step") if one.name == name), None)
        return str_at(self.known.data, (*made.path[:2], "title")) if made is not None else ""

    def _some(
        self,
        words: Iterable[str],
        kind: str,
        about: Mapping[str, str] | None = None,
        after: str = "",
    ) -> Iterator[Offer]:
        for word in words:
            yield Offer(word + after, kind, len(self.before), (about or {}).get(word, ""))


def _states(one: Mapping[str, Any]) -> list[str]:
    if one.get("type") == "yes-no":
        return ["yes", "no"]
    listed = one.get("states") or one.get("of") or ()
    return [str(word) for word in listed] if isinstance(listed, list | tuple) else []
