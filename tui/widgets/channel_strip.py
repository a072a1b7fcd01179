"""What the station says: each reading with unit, age, quality, level against its limits and trend.

A reading that cannot be trusted says so in words before anything else; nothing is rounded or hidden here.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.run.rows import ReadingRow
from tui import status
from tui.text import Line, flow, length, pad, plain, tabular, wrap
from tui.widgets.pane import Pane

OLD = 2  # an age is told in the largest unit of which it has two
UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))


class ChannelStrip(Pane):
    """The readings: two columns of short lines at 80 columns, a table of whole lines where there is room."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.rows: Sequence[ReadingRow] = ()
        self.dense = True

    def show(self, rows: Sequence[ReadingRow], *, dense: bool) -> None:
        """Take new rows."""
        if rows == self.rows and dense == self.dense:
            return
        layout = len(rows) != len(self.rows) or [r.level for r in rows] != [
            r.level for r in self.rows
        ]
        self.rows, self.dense = rows, dense
        self.changed(layout=layout)

    def lines(self, width: int) -> list[Line]:
        """The rows at a width; where not all of them fit, those that are not normal stand first."""
        lines = _lines(self.rows, width, dense=self.dense)
        if len(lines) <= self.size.height:
            return lines
        first = sorted(self.rows, key=lambda row: row.level == "normal")
        return _lines(first, width, dense=self.dense)


def _lines(rows: Sequence[ReadingRow], width: int, *, dense: bool) -> list[Line]:
    if not dense:
        return [line for row in rows for line in roomy_lines(row, width)]
    column = width // 2
    cells = [cell for row in rows for cell in dense_lines(row, column, width)]
    return tabular(cells, column, 2)


def listed(rows: Sequence[ReadingRow]) -> list[tuple[str, str]]:
    """Every reading in words, a part each, with the tone of its level."""
    found = []
    for row in rows:
        sign, word, tone = status.level(row.level)
        found.append((f"{sign:2} {row.title}: {_words(row, word)}", tone))
    return found


def dense_lines(row: ReadingRow, column: int, width: int) -> list[Line]:
    """A reading as a short line if nothing is wrong with it, else with its limits on a line of its own."""
    sign, word, tone = status.level(row.level)
    short: Line = (
        (f"{sign:2} ", tone),
        (plain(row.title) + " ", "text"),
        *_value(row, tone),
        (_age(row), "muted"),
    )
    if row.level == "normal" and length(short) < column:
        return [short]
    lead: Line = ((f"{sign:2} ", tone),)
    tail: Line = (
        *_value(row, tone),
        (_age(row), "muted"),
        (f" {_said(row, word)}", tone),
        (f"  {plain(row.limit)}" if row.limit else "", "muted"),
    )
    if length(tail) + 3 > width:
        return flow(lead, f"{row.title} {_words(row, word)}", tone, width)
    return flow(lead, row.title, "text", width, tail)


def roomy_lines(row: ReadingRow, width: int) -> list[Line]:
    """A reading as one table line: mark, title, value, unit, trend, age, level; its limits beneath if any."""
    sign, word, tone = status.level(row.level)
    value = pad(plain(f"{row.value} {row.unit}").rstrip(), 12) + " "
    tail: Line = (
        (value, "strong" if tone == "text" else tone),
        (pad(status.trend(row.trend), 7), "text"),
        (f"{_age(row):>5}", "muted"),
    )
    room = width - 3 - length(tail) - 1
    if room < 8:  # no room for a title: words one after another instead
        return flow(((f"{sign:2} ", tone),), f"{row.title} {_words(row, word)}", tone, width)
    rows = wrap(row.title, room)
    lines: list[Line] = [((f"{sign:2} ", tone), (pad(rows[0], room) + " ", "text"), *tail)]
    lines += [(("   " + one, "text"),) for one in rows[1:]]
    said = _said(row, word)
    if said or row.limit:
        lead: Line = (
            ("   ", "text"),
            (f"{said} " if said else "", tone),
            ("limit " if row.limit else "", "muted"),
        )
        lines += flow(lead, row.limit, "muted", width)
    return lines


def _value(row: ReadingRow, tone: str) -> Line:
    unit = f" {plain(row.unit)}" if row.unit else ""
    return (
        (plain(row.value) + unit, "strong" if tone == "text" else tone),
        (f" {row.trend}" if row.trend else "", "text"),  # a mark alone reads as "per" beside a unit
    )


def _age(row: ReadingRow) -> str:
    if row.age_s is None:
        return ""
    every = f" of {_short(row.every_s)}" if row.every_s is not None else ""
    return f" {_short(row.age_s)}{every}"


def _short(seconds: int) -> str:
    unit, long = next(one for one in UNITS if seconds >= OLD * one[1] or one[1] == 1)
    return f"{seconds // long}{unit}"


def _said(row: ReadingRow, word: str) -> str:
    """The level's word and, where the reading is not good, what is wrong with it."""
    quality = "" if row.quality in {"good", ""} else plain(row.quality).upper()
    return f"{word} {quality}".strip()


def _words(row: ReadingRow, word: str) -> str:
    parts = [
        row.value,
        row.unit,
        status.trend(row.trend),
        _age(row).strip(),
        _said(row, word),
        row.limit,
    ]
    return " ".join(part for part in parts if part)
