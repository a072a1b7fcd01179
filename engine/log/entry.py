"""One entry of the step log: one line of canonical JSON, and the same thing as a frozen value.

The stored bytes are the record: they are hashed as they lie, and nothing here may ever re-encode
an entry in order to store or prove it a second time.

Canonical means: UTF-8, keys sorted by code point, no white space, no raw newline, at most 65,535
bytes, and only null, true, false, integers, text, lists and maps. A measured number is carried as
decimal text. Integers stay within 53 bits, so that any JSON reader sees the same number. (DESIGN,
after the audit research 1.4; the leaf hash is that of RFC 6962 section 2.1.)
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn, TypeAlias

from msgspec import Struct

from engine.log.errors import EntryError, NewerVersion

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""What an entry may hold. A float is not among it, on purpose."""

FORMAT: Final = 1
"""The newest version of the entry format that this program writes and reads."""
MAX_BYTES: Final = 65_535
"""Longest entry in bytes: the length fits 16 bits (audit research 1.4)."""
MAX_INTEGER: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 8259 section 6)."""
MAX_DEPTH: Final = 32
"""Deepest nesting of lists and maps in `data` (DESIGN)."""
FIRST_PREV: Final = "0" * 64
"""The `prev` of entry 0: nothing came before it."""

_KEYS: Final = frozenset({"at", "data", "event", "i", "prev", "role", "t", "v"})
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_AT: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z",
)
_LONGEST_WORD: Final = 200
_SHOWN: Final = 120  # characters of a wrong value that a sentence repeats
_Nest: TypeAlias = "Mapping[object, object] | list[object] | tuple[object, ...]"
_Wrong: TypeAlias = tuple[list[object], str, str]
_AS_TEXT: Final = "write a measured number as decimal text"


class Entry(Struct, frozen=True):
    """One event of a run, with its envelope.

    index: position in the run, from 0. prev: leaf hash of the entry before, 64 hex digits.
    t: run clock, integer milliseconds since the run was opened. at: UTC wall clock, RFC 3339 text
    with milliseconds and Z. role: who, or `engine` or `station`. event: name in the past tense.
    data: what the event says. version: format of the entry.
    """

    index: int
    prev: str
    t: int
    at: str
    role: str
    event: str
    data: Mapping[str, Json]
    version: int = FORMAT


class StoredEntry(Struct, frozen=True, gc=False):
    """An entry as it lies in a store: its index, its bytes, and the leaf hash kept beside them."""

    index: int
    body: bytes
    leaf: bytes


def leaf_hash(body: bytes) -> bytes:
    """SHA-256 of a zero byte followed by `body`: 32 bytes (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + body).digest()


def encode(entry: Entry) -> bytes:
    """The one line of canonical JSON for `entry`, without a newline.

    Raises EntryError, naming the place inside the entry, for floats, NaN, lone surrogates, keys
    that are not text, integers beyond 53 bits, wrong envelope fields, or more than 65,535 bytes.
    """
    envelope: dict[str, Json] = {
        "at": entry.at,
        "data": entry.data,
        "event": entry.event,
        "i": entry.index,
        "prev": entry.prev,
        "role": entry.role,
        "t": entry.t,
        "v": entry.version,
    }
    _check_version(envelope, entry.index)
    _check_envelope(envelope, entry.index)
    _check_data(entry.data, entry.index)
    body = _line(envelope)
    if len(body) > MAX_BYTES:
        raise EntryError(
            entry.index,
            f"{len(body)} bytes",
            f"at most {MAX_BYTES}",
            "keep large evidence beside the log and put its SHA-256 in the entry",
        )
    return body


def decode(body: bytes, index: int) -> Entry:
    """The entry that `body` says, which must be the canonical line of entry `index`.

    Raises NewerVersion for a later format, otherwise EntryError with index, found and expected.
    """
    if len(body) > MAX_BYTES:
        raise EntryError(index, f"{len(body)} bytes", f"at most {MAX_BYTES}")
    envelope = _parsed(body, index)
    _check_version(envelope, index)
    _check_envelope(envelope, index)
    _check_data(envelope["data"], index)
    _check_canonical(envelope, body, index)
    return Entry(
        index=envelope["i"],
        prev=envelope["prev"],
        t=envelope["t"],
        at=envelope["at"],
        role=envelope["role"],
        event=envelope["event"],
        data=envelope["data"],
        version=envelope["v"],
    )


def _line(envelope: Mapping[str, Json]) -> bytes:
    text = json.dumps(
        envelope,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=dict,  # a frozen mapping is written as the map it is
    )
    return text.encode()


def _parsed(body: bytes, index: int) -> dict[str, Any]:
    def refuse(text: str) -> NoReturn:
        raise EntryError(index, f"the number {text[:40]}", "integers or text", _AS_TEXT)

    try:
        found = json.loads(body.decode(), parse_float=refuse, parse_constant=refuse)
    except UnicodeDecodeError as error:
        raise EntryError(index, f"no UTF-8 at byte {error.start}", "UTF-8") from None
    except RecursionError:
        raise EntryError(index, "lists in lists without end", f"{MAX_DEPTH} levels") from None
    except json.JSONDecodeError as error:
        raise EntryError(index, f"no JSON ({error.msg}, byte {error.pos})", "one map") from None
    except ValueError:  # an integer of thousands of digits
        raise EntryError(index, "an integer beyond 53 bits", "a smaller one", _AS_TEXT) from None
    if not isinstance(found, dict):
        raise EntryError(index, f"JSON that is {_kind(found)}", "one map")
    return found


def _check_version(envelope: Mapping[str, Any], index: int) -> None:
    # Before everything else: a newer format may have other fields, and must not be called wrong.
    version = envelope.get("v")
    if type(version) is int and version > FORMAT:
        raise NewerVersion(index, version, FORMAT)
    if type(version) is not int or version < 1:
        raise EntryError(index, f"v = {_shown(version)}", f"a version from 1 to {FORMAT}")


def _check_envelope(envelope: Mapping[str, Any], index: int) -> None:
    if envelope.keys() != _KEYS:
        fields = ", ".join(sorted(envelope))
        raise EntryError(index, f"the fields {_shown(fields)}", ", ".join(sorted(_KEYS)))
    if not _is_count(envelope["i"]) or envelope["i"] != index:
        raise EntryError(index, f"i = {_shown(envelope['i'])}", f"the integer {index}")
    for field, fits, expected in _FIELDS:
        if not fits(envelope[field]):
            raise EntryError(index, f"{field} = {_shown(envelope[field])}", expected)


def _check_data(data: object, index: int) -> None:
    wrong = _wrong_value(data, 0)
    if wrong:
        parts, found, expected = wrong
        raise EntryError(index, f"{found} at {_place(parts)}", expected)


def _check_canonical(envelope: dict[str, Any], body: bytes, index: int) -> None:
    # One comparison catches doubled keys, white space, other orders, and escapes without need.
    line = _line(envelope)
    if line != body:
        same = next(
            (k for k, (a, b) in enumerate(zip(line, body, strict=False)) if a != b),
            min(len(line), len(body)),
        )
        raise EntryError(
            index,
            f"other bytes than canonical JSON from byte {same}",
            "sorted keys, each once, and no white space",
        )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and type(value) is not bool and 0 <= value <= MAX_INTEGER


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_utc(value: object) -> bool:
    match = _AT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    try:
        dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_WORD and value.isprintable()


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping)


_FIELDS: Final = (
    ("prev", _is_hash, "64 hex digits"),
    ("t", _is_count, "milliseconds since the run opened, an integer from 0"),
    ("at", _is_utc, "UTC as 2024-11-23T17:31:00.000Z"),
    ("role", _is_word, "a role, as printable text"),
    ("event", _is_word, "the name of an event, as printable text"),
    ("data", _is_map, "a map"),
)


def _wrong_value(value: object, depth: int) -> _Wrong | None:
    """The first thing in `value` that an entry cannot hold, with the way to it from inside out."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        if _is_unicode(value):
            return None
        return [], "text with half of a surrogate pair", "whole characters"
    if isinstance(value, int):
        if -MAX_INTEGER <= value <= MAX_INTEGER:
            return None
        return [], "an integer beyond 53 bits", "a smaller one, or decimal text"
    if isinstance(value, Mapping | list | tuple):
        if depth >= MAX_DEPTH:
            return [], "lists and maps too deep", f"at most {MAX_DEPTH} levels"
        return _wrong_inside(value, depth)
    if isinstance(value, float):
        return [], f"the float {value!r}", f"an integer or text ({_AS_TEXT})"
    return [], f"a {type(value).__name__}", "null, a truth value, integer, text, list or map"


def _wrong_inside(value: _Nest, depth: int) -> _Wrong | None:
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, inner in pairs:
        if isinstance(value, Mapping) and not (isinstance(key, str) and _is_unicode(key)):
            return [], f"the key {_shown(key)}", "keys that are text"
        wrong = _wrong_value(inner, depth + 1)
        if wrong:
            wrong[0].append(key)
            return wrong
    return None


def _is_unicode(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _place(parts: Sequence[object]) -> str:
    steps = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in reversed(parts))
    return ascii("data" + "".join(steps))[1:-1][:120]


def _shown(value: object) -> str:
    try:
        text = ascii(value)
    except (ValueError, RecursionError):  # thousands of digits, or nesting without end
        text = f"a {type(value).__name__} too large to show"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def _kind(value: object) -> str:
    return {list: "a list", str: "text", bool: "a truth value", int: "an integer"}.get(
        type(value), "null"
    )
