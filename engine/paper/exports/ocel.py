"""A run as OCEL 2.0 (JSON form): one event an entry, and the objects it touches.

Objects: run, procedure revision, step, crew member, parameter, observation, sign-off. Every object is touched by an event,
because a reader may drop one that is not (MEASURED with pm4py, audit research 3.3).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from engine.machine.table import Table
from engine.paper.exports.lines import ExportLine, Face
from engine.run import events as e
from engine.run.codec import data_of
from engine.run.proved import proved

_START: Final = "1970-01-01T00:00:00.000Z"
_EVENT: Final = {
    "index": "integer",
    "leaf": "string",
    "t": "integer",
    "role": "string",
    "drill": "boolean",
    "step": "string",
    "words": "string",
    "data": "string",
    "departure": "string",
    "current": "boolean",
    "corrects": "integer",
    "corrected-by": "integer",
    "fault": "string",
}
_OBJECTS: Final = {
    "run": {"kind": "string", "drill": "boolean", "entries": "integer", "root": "string"},
    "procedure revision": {"revision": "integer", "digest": "string", "title": "string"},
    "step": {"number": "string", "title": "string"},
    "crew member": {"person": "string"},
    "parameter": {"unit": "string"},
    "observation": {"text": "string"},
    "sign-off": {"person": "string", "meaning": "string", "auth": "string"},
}


def ocel_lines(
    lines: Callable[[], Iterable[ExportLine]], face: Face, table: Table | None
) -> Iterator[str]:
    """The document in pieces; `lines` is gone through twice."""
    kinds, objects = set[str](), dict[str, dict[str, Any]]()
    for one in lines():
        kinds.add(_kind(one))
        for found, _ in _objects(one, face, table):
            objects.setdefault(found["id"], found)
    yield '{"objectTypes":' + _json([_type(name, kind) for name, kind in _OBJECTS.items()])
    yield ',\n"eventTypes":' + _json([_type(name, _EVENT) for name in sorted(kinds)])
    yield ',\n"objects":[\n'
    yield ",\n".join(_json(one) for one in objects.values())
    yield '\n],\n"events":[\n'
    before = ""
    for one in lines():
        yield before + _json(_event(one, face, table))
        before = ",\n"
    yield "\n]}\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _type(name: str, attributes: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "attributes": [{"name": key, "type": kind} for key, kind in attributes.items()],
    }


def _kind(one: ExportLine) -> str:
    return one.entry.event if one.entry is not None else "unreadable"


def _event(one: ExportLine, face: Face, table: Table | None) -> dict[str, Any]:
    by = face.corrected.get(one.index)
    values: dict[str, Any] = {
        "index": one.index,
        "leaf": one.row.leaf.hex(),
        "drill": face.kind == "drill",
        "step": one.step,
        "departure": one.departure,
        "current": by is None,
        "corrects": one.corrects,
        "corrected-by": by,
        "fault": one.fault,
    }
    if one.entry is not None:
        values |= {"t": one.entry.t, "role": one.entry.role}
    if one.event is not None:
        values |= {
            "words": one.words(table),
            "data": json.dumps(data_of(one.event), ensure_ascii=False, sort_keys=True),
        }
    return {
        "id": f"{face.run}:{one.index}",
        "type": _kind(one),
        "time": one.entry.at if one.entry is not None else _START,
        "attributes": [
            {"name": key, "value": value}
            for key, value in values.items()
            if value not in (None, "")
        ],
        "relationships": [
            {"objectId": found["id"], "qualifier": how} for found, how in _objects(one, face, table)
        ],
    }


def _objects(
    one: ExportLine, face: Face, table: Table | None
) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects that an entry touches, each with how."""
    run = {
        "kind": face.kind,
        "drill": face.kind == "drill",
        "entries": face.entries,
        "root": face.root,
    }
    revision = _object(
        "procedure revision",
        f"{face.procedure} r{face.revision}",
        {"revision": face.revision, "digest": face.digest, "title": face.title},
    )
    yield _object("run", face.run, run, ((revision["id"], "executes"),)), "run"
    if isinstance(one.event, e.RunOpened | e.StepEntered | e.SignedOff | e.RunClosed | e.Redlined):
        yield revision, "in force"
    if one.step:
        yield _step(one.step, table), "step"
    if one.person:
        yield _object("crew member", f"{one.event and one.event.role}: {one.person}",
                      {"person": one.person}), "by"  # fmt: skip
    if one.event is not None:
        yield from _touched(one, one.event, face, table)


def _touched(
    one: ExportLine, event: e.Event, face: Face, table: Table | None
) -> Iterator[tuple[dict[str, Any], str]]:
    match event:
        case e.StepEntered(source=source):
            yield _step(source, table), "left"
        case e.ReadingsTaken(readings=readings):
            for name in dict.fromkeys(reading.channel for reading in readings):
                yield _parameter(name, table), "reads"
        case e.ValueRecorded(name=name) | e.ValueNotKnown(name=name):
            yield _parameter(name, table), "records"
        case e.SignedOff(person=person, meaning=meaning, auth=auth, signature=signature):
            said = {"person": person, "meaning": meaning, "auth": proved(auth, signature)}
            yield _object("sign-off", f"{face.run} entry {one.index}", said), "signs"
        case e.ObservationRaised(observation=name, text=text):
            yield _object("observation", f"{face.run} {name}", {"text": text}), "raises"
        case e.ObservationDisposed(observation=name):
            yield _object("observation", f"{face.run} {name}", {}), "disposes"


def _step(name: str, table: Table | None) -> dict[str, Any]:
    state = table.states.get(name) if table is not None else None
    number = table.numbers.get(name, "") if table is not None else ""
    return _object("step", name, {"number": number, "title": state.title if state else ""})


def _parameter(name: str, table: Table | None) -> dict[str, Any]:
    unit = None
    if table is not None and name in table.channels:
        unit = table.channels[name].unit
    elif table is not None and name in table.records:
        unit = table.records[name].unit
    return _object("parameter", name, {"unit": unit})


def _object(
    kind: str, name: str, said: dict[str, Any], related: tuple[tuple[str, str], ...] = ()
) -> dict[str, Any]:
    return {
        "id": f"{kind}: {name}",
        "type": kind,
        "attributes": [
            {"name": key, "value": value, "time": _START}
            for key, value in said.items()
            if value not in (None, "")
        ],
        "relationships": [{"objectId": one, "qualifier": how} for one, how in related],
    }
