"""What every store must keep, asked of each of them alike, through the doors of the port only."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.adapters import store_sqlite
from engine.adapters.clock import SimulatedClock
from engine.adapters.stores import open_store
from engine.log import (
    MAX_BYTES,
    BadAddress,
    BadRun,
    Conflict,
    EntryError,
    NoteError,
    StoredEntry,
    StoreError,
    StoreUnavailable,
    UnknownRun,
    leaf_hash,
    page,
)
from engine.ports import RunRow, Store

NOON = "2024-11-23T12:00:00.000Z"


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    address = "memory:" if request.param == "memory" else f"sqlite:{tmp_path}/a b?%23/store.db"
    opened = open_store(address, SimulatedClock(NOON))
    yield opened
    opened.close()


def put(store: Store, run: str, index: int, body: bytes) -> None:
    store.append(run, index, body, leaf_hash(body))


def bodies(store: Store, run: str, first: int = 0) -> list[bytes]:
    return [row.body for row in store.read(run, first)]


def test_what_is_appended_is_read_as_it_lay(store: Store) -> None:
    store.open_run("r", "drill", {})
    kept = [b"one", b"\x00\xff two", b"x" * MAX_BYTES]
    for index, body in enumerate(kept):
        put(store, "r", index, body)
    expected = [StoredEntry(index, body, leaf_hash(body)) for index, body in enumerate(kept)]
    assert list(store.read("r")) == expected
    assert list(store.read("r", 2)) == expected[2:]
    assert list(store.read("r", 3)) == []
    assert store.size("r") == 3


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 8, 11])
def test_pages_hold_what_is_read_and_all_but_the_last_are_full(
    store: Store, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (page, store_sqlite):
        monkeypatch.setattr(module, "PAGE", 4)
    store.open_run("r", "drill", {})
    for index in range(count):
        put(store, "r", index, b"%d" % index)
    found = list(store.pages("r"))
    assert [len(one.rows) for one in found[:-1]] == [4] * (max(count - 1, 0) // 4)
    assert all(one.indices == range(4 * at, 4 * at + len(one.rows)) for at, one in enumerate(found))
    rows = [(row.body, row.leaf) for row in store.read("r")]
    assert [row for one in found for row in one.rows] == rows
    with pytest.raises(UnknownRun):
        store.pages("s")


def test_runs_are_listed_in_the_order_they_were_opened(store: Store) -> None:
    store.open_run("b", "run", {"procedure": "odor [bold]", "é": "ü"})
    store.open_run("a", "drill", {})
    put(store, "a", 0, b"x")
    assert store.runs() == [
        RunRow("b", "run", NOON, {"procedure": "odor [bold]", "é": "ü"}, 0),
        RunRow("a", "drill", NOON, {}, 1),
    ]


def test_runs_do_not_mix(store: Store) -> None:
    for run in ("r", "r2", "R"):
        store.open_run(run, "drill", {})
    for index in range(5):
        for run in ("r", "r2", "R"):
            put(store, run, index, f"{run} {index}".encode())
    assert bodies(store, "r2") == [f"r2 {index}".encode() for index in range(5)]
    assert store.size("R") == 5


def test_opening_again_with_the_same_words_changes_nothing(store: Store) -> None:
    store.open_run("r", "drill", {"a": "1", "b": "2"})
    put(store, "r", 0, b"x")
    store.open_run("r", "drill", {"b": "2", "a": "1"})
    assert bodies(store, "r") == [b"x"]
    for kind, meta in (("run", {"a": "1", "b": "2"}), ("drill", {"a": "1"})):
        with pytest.raises(Conflict):
            store.open_run("r", kind, meta)
    assert [row.kind for row in store.runs()] == ["drill"]


def test_the_same_entry_again_is_recognised(store: Store) -> None:
    store.open_run("r", "drill", {})
    put(store, "r", 0, b"zero")
    put(store, "r", 1, b"one")
    put(store, "r", 1, b"one")
    put(store, "r", 0, b"zero")
    assert bodies(store, "r") == [b"zero", b"one"]
    put(store, "r", 2, b"two")
    assert store.size("r") == 3


@pytest.mark.parametrize("index", [0, 1, 3, 99, 2**31])
def test_any_other_index_is_a_conflict_that_tells_the_size(store: Store, index: int) -> None:
    store.open_run("r", "drill", {})
    put(store, "r", 0, b"zero")
    put(store, "r", 1, b"one")
    with pytest.raises(Conflict) as refused:
        put(store, "r", index, b"other")
    assert (refused.value.run, refused.value.index, refused.value.size) == ("r", index, 2)
    assert bodies(store, "r") == [b"zero", b"one"]


@pytest.mark.parametrize(
    "act",
    [
        lambda store, run: put(store, run, 0, b"x"),
        lambda store, run: store.size(run),
        lambda store, run: store.read(run),
    ],
)
@pytest.mark.parametrize("run", ["nobody", "", "a\x00b", "half \ud800", "' OR 1=1 --"])
def test_a_run_that_is_not_there_is_named(
    store: Store, act: Callable[[Store, str], object], run: str
) -> None:
    store.open_run("somebody", "drill", {})
    with pytest.raises(UnknownRun, match="audit list"):
        act(store, run)


@pytest.mark.parametrize(
    ("run", "kind", "meta"),
    [
        ("", "drill", {}),
        ("two words", "drill", {}),
        ("line\nbreak", "drill", {}),
        ("x" * 201, "drill", {}),
        ("é", "drill", {}),
        ("\ud800", "drill", {}),
        ("r", "", {}),
        ("r", "drill", {"a": "\ud800"}),
        ("r", "drill", {"a": 1}),
    ],
)
def test_a_run_that_cannot_be_named_is_refused(
    store: Store, run: str, kind: str, meta: dict
) -> None:
    with pytest.raises(BadRun, match="expected"):
        store.open_run(run, kind, meta)
    assert store.runs() == []


@pytest.mark.parametrize(
    ("index", "body", "leaf"),
    [
        (0, b"", leaf_hash(b"")),
        (0, b"x" * (MAX_BYTES + 1), leaf_hash(b"x" * (MAX_BYTES + 1))),
        (0, b"x", leaf_hash(b"y")),
        (0, b"x", b""),
        (-1, b"x", leaf_hash(b"x")),
    ],
)
def test_an_entry_that_could_never_be_right_is_refused(
    store: Store, index: int, body: bytes, leaf: bytes
) -> None:
    store.open_run("r", "drill", {})
    with pytest.raises(EntryError):
        store.append("r", index, body, leaf)
    assert store.size("r") == 0


def test_a_closed_store_says_so(store: Store) -> None:
    store.open_run("r", "drill", {})
    put(store, "r", 0, b"x")
    store.close()
    store.close()
    for act in (
        lambda: put(store, "r", 1, b"y"),
        lambda: store.open_run("s", "drill", {}),
        lambda: store.size("r"),
        lambda: store.read("r"),
        store.runs,
    ):
        with pytest.raises(StoreUnavailable) as refused:
            act()
        assert refused.value.trouble == "closed"


def test_a_long_run_can_be_read_while_it_grows(store: Store) -> None:
    store.open_run("r", "drill", {})
    for index in range(600):
        put(store, "r", index, b"%d" % index)
    reading = store.read("r")
    assert next(reading).body == b"0"
    put(store, "r", 600, b"600")  # nobody waits for a reader
    rest = [row.body for row in reading]
    assert rest[:599] == [b"%d" % index for index in range(1, 600)]


def test_threads_take_turns(store: Store) -> None:
    runs = ["a", "b", "c"]
    for run in runs:
        store.open_run(run, "drill", {})

    def fill(run: str) -> None:
        for index in range(60):
            put(store, run, index, f"{run}{index}".encode())

    threads = [threading.Thread(target=fill, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for run in runs:
        assert bodies(store, run) == [f"{run}{index}".encode() for index in range(60)]


ACTS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 4), st.sampled_from([b"x", b"y"])), max_size=25
)


@given(acts=ACTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_any_order_of_appends_leaves_what_was_acknowledged(
    store: Store, acts: list[tuple[str, int, bytes]]
) -> None:
    base = len(store.runs())
    names = {letter: f"{letter}{base}" for letter in "ab"}
    model: dict[str, list[bytes]] = {name: [] for name in names.values()}
    for name in model:
        store.open_run(name, "drill", {})
    for letter, index, body in acts:
        kept = model[names[letter]]
        fits = index == len(kept) or (index < len(kept) and kept[index] == body)
        try:
            put(store, names[letter], index, body)
        except Conflict:
            assert not fits
            continue
        assert fits
        if index == len(kept):
            kept.append(body)
    for name, kept in model.items():
        assert bodies(store, name) == kept


@pytest.mark.parametrize(
    "address", ["", "sqlite:", "postgres://somewhere/db", "http:x", "memory:x", "a\x00b"]
)
def test_an_address_nobody_knows_is_refused(address: str) -> None:
    with pytest.raises(BadAddress, match="expected a path, sqlite:PATH or memory:"):
        open_store(address)


def test_every_error_of_a_store_has_one_root() -> None:
    for kind in (BadAddress, BadRun, Conflict, UnknownRun, StoreUnavailable):
        assert issubclass(kind, StoreError)


def test_checkpoints_are_kept_in_order_and_beside_the_entries(store: Store) -> None:
    for run in ("r", "s"):
        store.open_run(run, "drill", {})
        put(store, run, 0, b"x")
    assert store.checkpoints("r") == []
    for size, note in ((1, b"one"), (1, b"one, cosigned"), (0, b"none")):
        store.add_checkpoint("r", size, note)
    store.add_checkpoint("s", 1, b"other")
    assert [(one.size, one.note) for one in store.checkpoints("r")] == [
        (1, b"one"),
        (1, b"one, cosigned"),
        (0, b"none"),
    ]
    assert [one.note for one in store.checkpoints("s")] == [b"other"]
    put(store, "r", 1, b"y")
    assert bodies(store, "r") == [b"x", b"y"]
    for act in (
        lambda: store.checkpoints("nobody"),
        lambda: store.add_checkpoint("nobody", 1, b"x"),
    ):
        with pytest.raises(UnknownRun):
            act()
    for size, note in ((-1, b"x"), (0, b""), (0, b"x" * 70_000)):
        with pytest.raises(NoteError):
            store.add_checkpoint("r", size, note)
    store.close()
    for act in (lambda: store.checkpoints("r"), lambda: store.add_checkpoint("r", 1, b"x")):
        with pytest.raises(StoreUnavailable):
            act()
