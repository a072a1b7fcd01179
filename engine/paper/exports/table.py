"""A run as a table (CSV, RFC 4180): one row an entry, what an entry says in columns of its own.

A cell that a spreadsheet would take for a formula gets an apostrophe before it: the table is for reading, JSON
lines are the record.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from engine.machine.table import Table
from engine.paper.exports.lines import ExportLine, Face
from engine.run import events as e
from engine.run.codec import data_of
from engine.run.lines import clock

FIXED: Final = (
    "run",
    "kind",
    "index",
    "leaf",
    "prev",
    "at",
    "t_ms",
    "clock",
    "role",
    "person",
    "event",
    "step",
    "step_number",
    "step_title",
    "words",
    "departure",
    "corrects",
    "corrected_by",
    "fault",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def table_lines(
    lines: Callable[[], Iterable[ExportLine]], face: Face, table: Table | None
) -> Iterator[str]:
    """The table line by line, heads first; `lines` is gone through twice."""
    columns = dict.fromkeys(key for one in lines() for key in _said(one))
    heads = [*FIXED, *columns]
    yield _row(heads)
    for one in lines():
        cells = {**_fixed(one, face, table), **_said(one)}
        yield _row([_cell(cells.get(head)) for head in heads])


def _fixed(one: ExportLine, face: Face, table: Table | None) -> dict[str, object]:
    state = table.states.get(one.step) if table is not None else None
    cells: dict[str, object] = {
        "run": face.run,
        "kind": face.kind,
        "index": one.index,
        "leaf": one.row.leaf.hex(),
        "person": one.person,
        "step": one.step,
        "step_number": table.numbers.get(one.step, "") if table is not None else "",
        "step_title": state.title if state is not None else "",
        "words": one.words(table),
        "departure": one.departure,
        "corrects": one.corrects,
        "corrected_by": face.corrected.get(one.index),
        "fault": one.fault,
    }
    if one.entry is not None:
        cells |= {
            "prev": one.entry.prev,
            "at": one.entry.at,
            "t_ms": one.entry.t,
            "clock": clock(one.entry.t),
            "role": one.entry.role,
            "event": one.entry.event,
        }
    return cells


def _said(one: ExportLine) -> Mapping[str, object]:
    """What the entry itself says: each of its fields, and each reading as a column of its channel."""
    if one.event is None:
        return {"raw": one.row.body.decode(errors="backslashreplace")}
    if isinstance(one.event, e.ReadingsTaken):
        cells: dict[str, object] = {}
        for reading in one.event.readings:
            cells[f"reading.{reading.channel}"] = reading.value
            cells[f"quality.{reading.channel}"] = reading.quality
        return cells
    return {f"data.{key}": _flat(value) for key, value in data_of(one.event).items()}


def _flat(value: Any) -> object:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
