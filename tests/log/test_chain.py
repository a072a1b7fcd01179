"""Faults in a chain are named by index, once, and a whole chain has none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.log import (
    FIRST_PREV,
    Entry,
    StoredEntry,
    check_chain,
    decode,
    encode,
    first_fault,
    leaf_hash,
)


def chain(length: int) -> list[StoredEntry]:
    rows, prev = [], FIRST_PREV
    for index in range(length):
        entry = Entry(
            index, prev, index * 10, "2024-11-23T17:31:00.000Z", "CDR", "ticked", {"n": index}
        )
        body = encode(entry)
        leaf = leaf_hash(body)
        rows.append(StoredEntry(index, body, leaf))
        prev = leaf.hex()
    return rows


def forged(row: StoredEntry, **data: object) -> StoredEntry:
    body = encode(replace(decode(row.body, row.index), data=data))
    return StoredEntry(row.index, body, leaf_hash(body))


ROWS = chain(8)


def rules(rows: list[StoredEntry]) -> list[tuple[int, str]]:
    return [(finding.index, finding.rule) for finding in check_chain(rows)]


def test_a_whole_chain_has_no_fault() -> None:
    assert list(check_chain(ROWS)) == []
    assert first_fault(ROWS) is None
    assert first_fault([]) is None


@given(index=st.integers(0, 7), byte=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_flipped_bit_is_named_once_at_its_own_index(index: int, byte: int, bit: int) -> None:
    row = ROWS[index]
    both = bytearray(row.body + row.leaf)
    both[byte % len(both)] ^= 1 << bit
    cut = len(row.body)
    broken = StoredEntry(index, bytes(both[:cut]), bytes(both[cut:]))
    assert rules([*ROWS[:index], broken, *ROWS[index + 1 :]]) == [(index, "leaf")]


@given(gone=st.integers(0, 6))
def test_a_missing_entry_is_named_by_the_one_in_its_place(gone: int) -> None:
    assert rules(ROWS[:gone] + ROWS[gone + 1 :]) == [(gone + 1, "order")]


def test_doubled_and_swapped_entries_are_named() -> None:
    assert rules([*ROWS[:3], ROWS[2], *ROWS[3:]]) == [(2, "order")]
    swapped = [ROWS[0], ROWS[2], ROWS[1], *ROWS[3:]]
    assert [index for index, _ in rules(swapped)] == [2, 1, 3]


@given(index=st.integers(0, 6))
def test_an_entry_rewritten_with_a_fresh_hash_is_seen_by_the_one_after_it(index: int) -> None:
    rows = [*ROWS[:index], forged(ROWS[index], n="other"), *ROWS[index + 1 :]]
    assert rules(rows) == [(index + 1, "link")]


def test_a_first_entry_that_follows_something_is_named() -> None:
    body = encode(replace(decode(ROWS[0].body, 0), prev="1" * 64))
    assert rules([StoredEntry(0, body, leaf_hash(body))]) == [(0, "link")]


def test_an_entry_renumbered_in_the_store_is_named() -> None:
    moved = StoredEntry(3, ROWS[4].body, ROWS[4].leaf)
    found = rules([*ROWS[:3], moved])
    assert found == [(3, "format")]


def test_a_newer_entry_is_named_and_not_called_altered() -> None:
    body = ROWS[1].body.replace(b'"v":1', b'"v":9')
    assert rules([ROWS[0], StoredEntry(1, body, leaf_hash(body))]) == [(1, "newer")]


def test_findings_come_one_at_a_time() -> None:
    def endless() -> object:
        yield from ROWS[1:]
        message = "read further than the first fault"
        raise AssertionError(message)

    found = first_fault(endless())
    assert found is not None
    assert found.reason == "entry 1 stands where entry 0 was expected."
