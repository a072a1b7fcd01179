"""A run as XES (IEEE 1849-2016): one trace, one event an entry, in the order of the log.

`concept:name` is the step an entry stands in; an entry that enters, leaves undone or ends a step has the life cycle
word of the standard, every other one `unknown`. Equal times are common, so the index is an attribute (RECALL: IEEE
1849; READ: the audit research 3.3).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID
from xml.sax.saxutils import quoteattr

from engine.machine.table import Table
from engine.paper.exports.lines import ExportLine, Face
from engine.run import events as e
from engine.run.codec import data_of
from engine.run.proved import proved

_EXTENSIONS: Final = (
    ("Concept", "concept"),
    ("Time", "time"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
    ("Identity", "identity"),
)
NO_STEP: Final = "idle"
_START: Final = "1970-01-01T00:00:00.000Z"


def xes_lines(lines: Iterable[ExportLine], face: Face, table: Table | None) -> Iterator[str]:
    """The document in pieces, each ending in a line feed."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">\n'
    for name, prefix in _EXTENSIONS:
        uri = f"http://www.xes-standard.org/{prefix}.xesext"
        yield f'  <extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n'
    yield '  <global scope="trace">\n    <string key="concept:name" value=""/>\n  </global>\n'
    yield '  <global scope="event">\n    <string key="concept:name" value=""/>\n'
    yield f'    <date key="time:timestamp" value="{_START}"/>\n'
    yield '    <string key="lifecycle:transition" value="unknown"/>\n  </global>\n'
    yield '  <classifier name="Step" keys="concept:name"/>\n'
    yield '  <classifier name="Step and life cycle" keys="concept:name lifecycle:transition"/>\n'
    yield '  <classifier name="Kind of entry" keys="boldface:event"/>\n'
    yield '  <string key="lifecycle:model" value="standard"/>\n'
    yield "  <trace>\n"
    yield from _trace(face)
    for one in lines:
        yield from _event(one, face, table)
    yield "  </trace>\n</log>\n"


def _trace(face: Face) -> Iterator[str]:
    pad = "    "
    yield _text(pad, "concept:name", face.run)
    yield _text(pad, "boldface:kind", face.kind)
    yield _flag(pad, "boldface:drill", value=face.kind == "drill")
    yield _text(pad, "boldface:scenario", face.scenario)
    yield _text(pad, "boldface:procedure", face.procedure)
    yield _number(pad, "boldface:revision", face.revision)
    yield _text(pad, "boldface:digest", face.digest)
    yield _number(pad, "boldface:entries", face.entries)
    yield _text(pad, "boldface:root", face.root)


def lifecycle(event: e.Event | None) -> str:
    """The word of the standard life cycle for what the event does to its step."""
    match event:
        case e.StepEntered(returns=True, contingency=None):
            return "resume"
        case e.StepEntered():
            return "start"
        case e.StepSkipped():
            return "manualskip"
        case e.StepDeferred() | e.HoldPlaced():
            return "suspend"
        case e.HoldReleased():
            return "resume"
        case e.RunAborted():
            return "pi_abort"
        case e.RunClosed():
            return "complete"
        case _:
            return "unknown"


def _event(one: ExportLine, face: Face, table: Table | None) -> Iterator[str]:
    pad = "      "
    yield "    <event>\n"
    yield _text(pad, "concept:name", one.step or NO_STEP)
    yield _text(pad, "lifecycle:transition", lifecycle(one.event))
    if one.entry is not None:
        yield f'{pad}<date key="time:timestamp" value="{one.entry.at}"/>\n'
        yield _text(pad, "org:resource", one.person or one.entry.role)
        yield _text(pad, "org:role", one.entry.role)
        yield _text(pad, "boldface:event", one.entry.event)
        yield _number(pad, "boldface:t", one.entry.t)
    yield f'{pad}<id key="identity:id" value="{_identity(one)}"/>\n'
    yield _number(pad, "boldface:index", one.index)
    yield _text(pad, "boldface:leaf", one.row.leaf.hex())
    yield _flag(pad, "boldface:drill", value=face.kind == "drill")
    yield from _verdicts(one, face)
    if one.event is None:
        yield _text(pad, "boldface:fault", one.fault)
    else:
        yield _text(pad, "boldface:words", one.words(table))
        yield _text(pad, "boldface:data", json.dumps(data_of(one.event), ensure_ascii=False))
        if table is not None and one.step in table.states:
            yield _text(pad, "boldface:title", table.states[one.step].title)
    yield "    </event>\n"


def _verdicts(one: ExportLine, face: Face) -> Iterator[str]:
    """Departures, corrections (the flag `current` selects the corrected view), signatures, outcome."""
    pad = "      "
    by = face.corrected.get(one.index)
    yield _flag(pad, "boldface:current", value=by is None)
    if by is not None:
        yield _number(pad, "boldface:corrected-by", by)
    if one.corrects is not None:
        yield _number(pad, "boldface:corrects", one.corrects)
    yield _text(pad, "boldface:departure", one.departure)
    if isinstance(one.event, e.SignedOff):
        yield _text(pad, "boldface:signature", proved(one.event.auth, one.event.signature))
    if isinstance(one.event, e.RunClosed):
        yield _flag(pad, "boldface:safe", value=one.event.safe)


def _identity(one: ExportLine) -> UUID:
    """A name for the entry that follows from its bytes."""
    return UUID(bytes=one.row.leaf[:16].ljust(16, b"\0"), version=5)


def xml_text(text: str) -> str:
    """The text quoted for XML 1.0; what XML cannot hold is made visible."""
    clean = "".join(c if _allowed(c) else f"\\x{ord(c):02x}" for c in text)
    return quoteattr(clean, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _allowed(c: str) -> bool:
    return c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")


def _text(pad: str, key: str, value: str) -> str:
    return f'{pad}<string key="{key}" value={xml_text(value)}/>\n'


def _number(pad: str, key: str, value: int) -> str:
    return f'{pad}<int key="{key}" value="{value}"/>\n'


def _flag(pad: str, key: str, *, value: bool) -> str:
    return f'{pad}<boolean key="{key}" value="{"true" if value else "false"}"/>\n'
