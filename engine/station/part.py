"""One place in the nested data of a station file, with the path that leads to it.

It turns text into names and figures and says where it could not; it must never guess a value
that the file does not give.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.station.errors import LayoutError
from engine.station.figure import MARKS, Figure, amount


def _near(word: str, known: Iterable[str]) -> str:
    """Give the nearest known word as the start of a mend, or the whole list of them."""
    names = list(known)
    close = difflib.get_close_matches(word, names, n=1)
    if close:
        return f"did you mean {close[0]!r}"
    return "use one of " + ", ".join(names[:12]) if names else "remove it"


@dataclass(frozen=True, slots=True)
class Part:
    """What stands at `path` in the data: a mapping, a list or text."""

    data: object
    path: str = ""
    loc: tuple[int | str, ...] = ()

    def fault(self, found: str, mend: str) -> LayoutError:
        """Make the one-sentence error for this place; it carries `loc` for whoever has the file."""
        words = f"station file, at {self.path or 'the top'}: {found}; {mend}."
        return LayoutError(words, self.loc)

    def mapping(self) -> Mapping[str, object]:
        """Give the mapping that stands here, or raise LayoutError."""
        if not isinstance(self.data, Mapping):
            raise self.fault(f"found {_kind(self.data)}", "write a mapping of names to values")
        return self.data

    def only(self, *known: str) -> None:
        """Raise LayoutError for a key that is not one of `known`: nothing is quietly ignored."""
        for key in self.mapping():
            if key not in known:
                raise self.fault(f"found the unknown key {str(key)!r}", _near(str(key), known))

    def has(self, key: str) -> bool:
        """Tell whether the mapping here has `key`."""
        return key in self.mapping()

    def at(self, key: str) -> Part:
        """Give the part under `key`, or raise LayoutError where it is missing."""
        values = self.mapping()
        if key not in values:
            raise self.fault(f"found no {key!r}", f"add {key!r} here")
        return Part(values[key], f"{self.path}.{key}" if self.path else key, (*self.loc, key))

    def known(self, key: str, names: Iterable[str]) -> None:
        """Raise LayoutError, at the key, for a key that is not one of `names`."""
        listed = list(names)
        if key not in listed:
            raise self.at(key).fault(f"found {key!r}", _near(key, listed))

    def items(self) -> Iterator[tuple[str, Part]]:
        """Give each name of the mapping here with its part, in the order of the file."""
        for key in self.mapping():
            yield str(key), self.at(key)

    def text(self) -> str:
        """Give the text that stands here, or raise LayoutError."""
        if not isinstance(self.data, str) or not self.data.strip():
            raise self.fault(f"found {_kind(self.data)}", "write a word or a line of text")
        return self.data.strip()

    def one_of(self, known: Iterable[str]) -> str:
        """Give the text that stands here if it is one of `known`, or raise LayoutError."""
        word, names = self.text(), list(known)
        if word not in names:
            raise self.fault(f"found {word!r}", _near(word, names))
        return word

    def names(self, known: Iterable[str]) -> tuple[str, ...]:
        """Give the list of known names that stands here, or raise LayoutError."""
        if isinstance(self.data, str) or not isinstance(self.data, Sequence):
            raise self.fault(f"found {_kind(self.data)}", "write a list of names in [ ]")
        names = list(known)
        return tuple(
            Part(word, f"{self.path}[{place}]", (*self.loc, place)).one_of(names)
            for place, word in enumerate(self.data)
        )

    def served(self, unit: str, low: float = 0.0) -> Figure:
        """Give the figure that stands here as a number in the very unit that it is written in.

        A channel is served in percent or minutes, which the model would turn into parts or seconds.
        """
        inner = {"%": ("1", 0.01), "min": ("s", 60.0)}.get(unit, (unit, 1.0))
        if low > 0:
            low *= inner[1]
        one = self.figure(inner[0], low=low)
        if self.at("is").text().split()[-1] != unit and unit in {"%", "min"}:
            raise self.at("is").fault(f"found {one.written!r}", f"write it in {unit}")
        return replace(one, value=one.value / inner[1], unit=unit)

    def figure(self, unit: str, low: float = 0.0, high: float = 1e9) -> Figure:
        """Give the figure `{is: 12.49 m3, mark: READ, source: V7}` that stands here.

        `unit` is the unit wanted (see `figure.amount`), `low` and `high` bound the value in it.
        Raises LayoutError for anything else.
        """
        self.only("is", "mark", "source")
        written = self.at("is").text()
        try:
            value = amount(written, unit)
        except ValueError as error:
            raise self.at("is").fault(str(error), "correct the number or its unit") from None
        if not low <= value <= high:
            raise self.at("is").fault(
                f"found {written!r}", f"write a value from {low:g} to {high:g} {unit}"
            )
        source = self.at("source").text()
        return Figure(value, unit, written, self.at("mark").one_of(MARKS), source)


def _kind(data: object) -> str:
    """Name what was found in words an author uses."""
    if data is None or data == "":
        return "nothing"
    if isinstance(data, Mapping):
        return "a mapping"
    if isinstance(data, str):
        return f"the text {data[:40]!r}"
    return "a list" if isinstance(data, Sequence) else f"{data!r}"[:40]
