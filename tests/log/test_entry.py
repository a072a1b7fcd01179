"""The bytes of an entry: what goes in comes out, one canonical line, and everything else refused.

Nothing here reaches inside the room: only `encode`, `decode`, `leaf_hash`.
"""

from __future__ import annotations

import hashlib
import json
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.log import (
    FIRST_PREV,
    FORMAT,
    MAX_BYTES,
    Entry,
    EntryError,
    NewerVersion,
    decode,
    encode,
    leaf_hash,
)

ENTRY = Entry(
    index=3,
    prev="ab" * 32,
    t=61_500,
    at="2024-11-23T17:32:01.500Z",
    role="FE-1",
    event="value_recorded",
    data={"value": "23.1", "unit": "ppm", "rows": [1, None, True, {"b": "\n", "a": "é"}]},
)
LINE = (
    '{"at":"2024-11-23T17:32:01.500Z","data":{"rows":[1,null,true,{"a":"é","b":"\\n"}],'
    '"unit":"ppm","value":"23.1"},"event":"value_recorded","i":3,"prev":"' + "ab" * 32 + '",'
    '"role":"FE-1","t":61500,"v":1}'
).encode()

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def line(**fields: object) -> bytes:
    envelope = {**json.loads(LINE), **fields}
    return json.dumps(envelope, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_the_bytes_are_these() -> None:
    assert encode(ENTRY) == LINE
    assert decode(LINE, 3) == ENTRY


def test_the_leaf_hash_is_that_of_rfc_6962() -> None:
    # The published hash of an empty leaf: SHA-256 of one zero byte.
    empty = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"").hex() == empty
    assert leaf_hash(LINE) == hashlib.sha256(b"\x00" + LINE).digest()


@given(data=st.dictionaries(TEXT, JSON, max_size=6), index=st.integers(0, 2**40))
def test_what_is_encoded_comes_back_as_it_was(data: dict, index: int) -> None:
    entry = replace(ENTRY, data=data, index=index)
    body = encode(entry)
    assert decode(body, index) == entry
    assert encode(decode(body, index)) == body
    assert b"\n" not in body
    assert b"\r" not in body


def test_frozen_maps_and_tuples_are_written_as_maps_and_lists() -> None:
    frozen = MappingProxyType({"a": (1, MappingProxyType({"b": ()}))})
    assert decode(encode(replace(ENTRY, data=frozen)), 3).data == {"a": [1, {"b": []}]}


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"a": [0, {"b": 1.5}]}, "data.a[1].b"),
        ({"a": float("nan")}, "data.a"),
        ({"a": float("inf")}, "data.a"),
        ({"a": "x\ud800"}, "data.a"),
        ({"a\udfff": 1}, "data"),
        ({"a": {1: 2}}, "data.a"),
        ({"a": 2**53}, "data.a"),
        ({"a": -(2**53)}, "data.a"),
        ({"a": b"raw"}, "data.a"),
        ({"a": {1, 2}}, "data.a"),
        ({"a": object()}, "data.a"),
    ],
)
def test_what_an_entry_cannot_hold_is_refused_by_its_place(data: dict, place: str) -> None:
    with pytest.raises(EntryError) as refused:
        encode(replace(ENTRY, data=data))
    assert refused.value.index == 3
    assert refused.value.found.endswith(f"at {place}")
    assert str(refused.value).startswith("entry 3: found ")


@pytest.mark.parametrize(
    "change",
    [
        {"index": -1},
        {"index": True},
        {"prev": ""},
        {"prev": "AB" * 32},
        {"prev": "ab" * 32 + "\n"},
        {"t": -1},
        {"t": 1.0},
        {"t": True},
        {"at": "2024-11-23T17:32:01Z"},
        {"at": "2024-02-30T17:32:01.500Z"},
        {"at": "2024-11-23T24:00:00.000Z"},
        {"at": "2024-11-23T17:32:01.500+01:00"},
        {"role": ""},
        {"role": "FE\n1"},
        {"role": None},
        {"event": "x" * 201},
        {"event": "\ud800"},
        {"data": [1]},
        {"data": None},
        {"version": 0},
        {"version": 2},
        {"version": True},
    ],
)
def test_a_wrong_envelope_is_refused(change: dict) -> None:
    with pytest.raises(EntryError):
        encode(replace(ENTRY, **change))


def test_the_longest_entry_is_65535_bytes() -> None:
    short = len(encode(replace(ENTRY, data={"note": ""})))
    longest = replace(ENTRY, data={"note": "x" * (MAX_BYTES - short)})
    assert len(encode(longest)) == MAX_BYTES
    assert decode(encode(longest), 3) == longest
    with pytest.raises(EntryError, match="65536 bytes, expected at most 65535"):
        encode(replace(ENTRY, data={"note": "x" * (MAX_BYTES - short + 1)}))
    with pytest.raises(EntryError, match="at most 65535"):
        decode(b" " * (MAX_BYTES + 1), 3)


def test_depth_is_bounded_both_ways() -> None:
    deep: object = {}
    for _ in range(40):
        deep = [deep]
    with pytest.raises(EntryError, match="too deep"):
        encode(replace(ENTRY, data={"a": deep}))
    for opening in (b"[", b'{"a":'):
        with pytest.raises(EntryError):
            decode(opening * 10_000, 3)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b'"x"',
        b"{}",
        b"{",
        b"\xff\xfe",
        b"\xef\xbb\xbf" + LINE,
        LINE + b"\n",
        LINE + b" ",
        LINE + LINE,
        LINE.replace(b'"t":61500', b'"t": 61500'),
        LINE.replace(b'"t":61500', b'"t":61500,"t":61500'),
        LINE.replace(b'"t":61500', b'"t":61500.0'),
        LINE.replace(b'"t":61500', b'"t":6e4'),
        LINE.replace(b'"t":61500', b'"t":-0'),
        LINE.replace(b'"t":61500', b'"t":NaN'),
        LINE.replace(b'"t":61500', b'"t":' + b"9" * 5_000),
        LINE.replace(b'"t":61500', b'"t":9007199254740993'),
        LINE.replace(b'"ppm"', b'"\\u0070pm"'),
        LINE.replace(b'"ppm"', b'"\\ud800"'),
        LINE.replace(b'"unit":"ppm","value":"23.1"', b'"value":"23.1","unit":"ppm"'),
        LINE.replace(b'"23.1"', b"23.1"),
        LINE.replace(b'"v":1', b'"u":1'),
        line(i=4),
        line(v="1"),
        line(v=True),
        line(extra=1),
        line(data=[]),
    ],
)
def test_bytes_that_are_not_the_canonical_line_are_refused(body: bytes) -> None:
    with pytest.raises(EntryError) as refused:
        decode(body, 3)
    assert refused.value.index == 3
    assert not isinstance(refused.value, NewerVersion)
    assert len(str(refused.value)) < 500


def test_a_newer_entry_says_what_to_do() -> None:
    with pytest.raises(NewerVersion) as refused:
        decode(line(v=FORMAT + 1, anything="else"), 3)
    assert refused.value.version == FORMAT + 1
    assert "with the Boldface that wrote it" in str(refused.value)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    with pytest.raises(EntryError):
        decode(body, 0)


@given(
    at=st.integers(0, len(LINE) - 1),
    put=st.binary(max_size=3),
    cut=st.integers(0, 3),
)
def test_a_mended_line_is_the_same_or_refused_or_says_something_else(
    at: int, put: bytes, cut: int
) -> None:
    body = LINE[:at] + put + LINE[at + cut :]
    try:
        entry = decode(body, 3)
    except EntryError:
        return
    assert encode(entry) == body


def test_the_first_entry_follows_nothing() -> None:
    first = replace(ENTRY, index=0, prev=FIRST_PREV)
    assert decode(encode(first), 0) == first
