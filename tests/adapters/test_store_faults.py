"""The SQLite store on bad ground: killed, full, locked, cut, flipped, failing syncs.

What was acknowledged is there afterwards; every refusal has a name; nothing is ever a traceback.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.adapters.stores import open_store
from engine.log import (
    FIRST_PREV,
    Conflict,
    Entry,
    StoredEntry,
    StoreError,
    StoreUnavailable,
    encode,
    first_fault,
    leaf_hash,
)
from engine.ports import Store

ROOT = Path(__file__).resolve().parents[2]

# Appends to run r until it is stopped; writes each index only after `append` has returned.
WRITER = """
import os, sys
from engine.adapters.stores import open_store
from engine.log import FIRST_PREV, Entry, StoreError, encode, leaf_hash
try:
    store = open_store(sys.argv[1]); store.open_run("r", "drill", {})
    rows = list(store.read("r")); prev = rows[-1].leaf.hex() if rows else FIRST_PREV
    for index in range(len(rows), len(rows) + int(sys.argv[2])):
        body = encode(Entry(index, prev, index, "2024-11-23T17:31:00.000Z", "CDR", "ticked",
                            {"who": os.getpid(), "note": "n" * 300}))
        leaf = leaf_hash(body)
        store.append("r", index, body, leaf)
        prev = leaf.hex()
        os.write(1, b"%d\\n" % index)
except StoreError as error:
    print(type(error).__name__, getattr(error, "trouble", ""), error, file=sys.stderr)
    sys.exit(3)
"""


def writer(path: Path, count: int, *before: str, **more: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*before, sys.executable, "-c", WRITER, str(path), str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **more,
    )


def outcome(child: subprocess.Popen[bytes]) -> tuple[int, int, str]:
    """Exit code, number of entries acknowledged as the last index said, error text."""
    out, err = child.communicate(timeout=60)
    lines = out.split(b"\n")[:-1]  # a last line without its end was not said
    return child.returncode, int(lines[-1]) + 1 if lines else 0, err.decode()


def row(index: int, prev: str = FIRST_PREV) -> StoredEntry:
    body = encode(
        Entry(index, prev, index, "2024-11-23T17:31:00.000Z", "CDR", "ticked", {"n": index})
    )
    return StoredEntry(index, body, leaf_hash(body))


def chain(length: int) -> list[StoredEntry]:
    rows: list[StoredEntry] = []
    for index in range(length):
        rows.append(row(index, rows[-1].leaf.hex() if rows else FIRST_PREV))
    return rows


def fill(path: Path, rows: list[StoredEntry]) -> Store:
    store = open_store(str(path))
    store.open_run("r", "drill", {})
    for one in rows:
        store.append("r", one.index, one.body, one.leaf)
    return store


def kept(path: Path) -> int:
    """Number of entries in a whole chain; fails if it is not whole."""
    store = open_store(str(path))
    try:
        assert first_fault(store.read("r")) is None
        return store.size("r")
    finally:
        store.close()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def kill_often(path: Path, times: int) -> str:
    rng = random.Random(7)
    said = 0
    for _ in range(times):
        child = writer(path, 1_000_000)
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(rng.uniform(0, 0.05))
        child.send_signal(signal.SIGKILL)
        _, more, trouble = outcome(child)
        assert trouble == ""
        said = max(said, int(first) + 1 if first else 0, more)
        size = kept(path)
        assert size >= said
        said = size
    assert said > times
    return f"{times} kills, {said} entries kept, none lost that was acknowledged"


def test_killed_thirty_times_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    kill_often(tmp_path / "s.db", 30)


@pytest.mark.slow
def test_killed_two_hundred_times_nothing_acknowledged_is_lost(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    record_property("figure", kill_often(tmp_path / "s.db", 200))


def test_killed_while_it_is_being_made(tmp_path: Path) -> None:
    for turn in range(12):
        path = tmp_path / f"{turn}.db"
        child = writer(path, 5)
        while not path.exists() and child.poll() is None:
            time.sleep(0.0005)
        time.sleep(turn * 0.002)
        child.send_signal(signal.SIGKILL)
        _, said, _ = outcome(child)
        code, after, trouble = outcome(writer(path, 1))
        assert (code, trouble) == (0, "")
        assert after >= said + 1


def test_a_full_disk_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", "5m") as disk:
        code, said, trouble = outcome(writer(disk / "s.db", 1_000_000))
        assert code == 3
        assert trouble.startswith("StoreUnavailable full ")
        assert "the disk is full; free some space" in trouble
        assert said > 100
        code, _, trouble = outcome(writer(disk / "s.db", 1_000_000))
        assert (code, trouble.split()[:2]) == (3, ["StoreUnavailable", "full"])
        subprocess.run(["mount", "-o", "remount,size=16m", disk], check=True)
        assert kept(disk / "s.db") >= said
        assert outcome(writer(disk / "s.db", 5))[0] == 0


def test_an_open_store_goes_on_when_space_is_freed(tmp_path: Path) -> None:
    with small_disk(tmp_path / "small", "6m") as disk:
        rows = chain(40)
        store = fill(disk / "s.db", rows[:20])
        ballast = disk / "ballast"
        with pytest.raises(OSError, match="No space left"):
            ballast.write_bytes(bytes(8 << 20))
        big = b"x" * 60_000
        index, refused = 20, None
        while refused is None and index < 400:
            try:
                store.append("r", index, big, leaf_hash(big))
                index += 1
            except StoreUnavailable as error:
                refused = error
        assert refused is not None
        assert refused.trouble == "full"
        ballast.unlink()
        store.append("r", index, big, leaf_hash(big))
        assert store.size("r") == index + 1
        assert [one.body for one in store.read("r")][:20] == [one.body for one in rows[:20]]
        store.close()


def test_a_limit_on_the_size_of_files_is_named(tmp_path: Path) -> None:
    most = 3 << 20
    child = writer(
        tmp_path / "s.db",
        1_000_000,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    code, said, trouble = outcome(child)
    assert code == 3
    assert trouble.startswith("StoreUnavailable ")
    assert "is not recorded" in trouble
    assert kept(tmp_path / "s.db") >= said > 100


def test_a_failed_sync_is_never_acknowledged(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None or os.uname().sysname != "Linux":
        pytest.skip("no strace to make a sync fail")
    path = tmp_path / "s.db"
    fill(path, chain(3)).close()
    inject = (strace, "-f", "-o", str(tmp_path / "trace"), "-e", "trace=fdatasync,fsync", "-e")
    child = writer(path, 50, *inject, "inject=fdatasync:error=EIO:when=30")
    code, said, trouble = outcome(child)
    if "ptrace" in trouble:
        pytest.skip("tracing is not allowed here")
    assert (code, trouble.split()[:2]) == (3, ["StoreUnavailable", "disk"])
    assert f"entry {said} of run r is not recorded" in trouble
    assert kept(path) >= said > 3


def test_a_lock_held_elsewhere_is_waited_for_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.adapters.sqlite_open.BUSY_S", 0.2)
    path = tmp_path / "s.db"
    rows = chain(4)
    store = fill(path, rows[:2])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="another program has held the store") as refused:
        store.append("r", 2, rows[2].body, rows[2].leaf)
    assert refused.value.trouble == "locked"
    assert [one.index for one in store.read("r")] == [0, 1]
    other.execute("ROLLBACK")
    other.close()
    store.append("r", 2, rows[2].body, rows[2].leaf)
    store.close()
    assert kept(path) == 3


def test_two_programs_with_the_same_next_index(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    fill(path, chain(1)).close()
    pair = [child.communicate(timeout=60) for child in [writer(path, 300), writer(path, 300)]]
    said = [int(index) for out, _ in pair for index in out.split()]
    assert sorted(said) == list(range(1, kept(path)))  # each acknowledged once, none lost
    assert len(said) >= 300
    for _, trouble in pair:
        assert trouble == b"" or trouble.startswith(b"Conflict  run r, entry ")


def test_two_busy_programs_on_different_runs_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    script = WRITER.replace('"r"', "sys.argv[3]")
    children = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(path), "400", run],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for run in ("a", "b", "c")
    ]
    assert [outcome(child) for child in children] == [(0, 400, "")] * 3
    store = open_store(str(path))
    assert {one.run: one.size for one in store.runs()} == {"a": 400, "b": 400, "c": 400}
    assert all(first_fault(store.read(run)) is None for run in "abc")
    store.close()


def test_a_store_on_a_disk_that_cannot_be_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "16m") as disk:
        rows = chain(5)
        fill(disk / "rest.db", rows).close()
        child = writer(disk / "killed.db", 1_000_000)
        assert child.stdout is not None
        while int(child.stdout.readline()) < 20:
            pass
        child.send_signal(signal.SIGKILL)
        _, said, _ = outcome(child)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        for name in ("rest.db", "killed.db", "new.db"):
            with pytest.raises(StoreUnavailable) as refused:
                open_store(str(disk / name))
            assert refused.value.trouble in {"read-only", "open"}
            assert str(disk / name) in str(refused.value)
        store = open_store(str(disk / "rest.db"), writable=False)
        assert list(store.read("r")) == rows
        store.close()
        # What lies in the log of a killed program is read whole, or it is said that it cannot be.
        try:
            store = open_store(str(disk / "killed.db"), writable=False)
        except StoreUnavailable as error:
            assert error.trouble in {"read-only", "open"}  # noqa: PT017
        else:
            assert store.size("r") >= said
            store.close()


def look(path: Path) -> list[StoredEntry] | StoreError | str:
    """What a reader gets: the rows, a named error, or the first fault."""
    try:
        store = open_store(str(path))
    except StoreError as error:
        return error
    try:
        store.runs()
        rows = list(store.read("r"))
    except StoreError as error:
        return error
    finally:
        store.close()
    fault = first_fault(rows)
    return rows if fault is None else f"{fault.index} {fault.rule}"


def test_every_bit_flipped_in_an_entry_or_its_leaf_is_named_by_index(tmp_path: Path) -> None:
    path, rng = tmp_path / "s.db", random.Random(5)
    rows = chain(60)
    fill(path, rows).close()
    good = path.read_bytes()
    for _ in range(40):
        one = rng.choice(rows)
        part = rng.choice([one.body, one.leaf])
        at = good.index(one.body) if part is one.body else good.index(one.body) + len(one.body)
        data = bytearray(good)
        data[at + rng.randrange(len(part))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        assert look(path) == f"{one.index} leaf"


def test_a_bit_flipped_anywhere_is_named_or_changes_nothing_that_is_read(tmp_path: Path) -> None:
    path, rng = tmp_path / "s.db", random.Random(6)
    rows = chain(60)
    fill(path, rows).close()
    good = path.read_bytes()
    seen = {"named": 0, "same": 0, "shorter": 0}
    for _ in range(150):
        data = bytearray(good)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(data)
        found = look(path)
        if not isinstance(found, list):
            seen["named"] += 1
        elif found == rows:
            seen["same"] += 1
        else:  # a lost tail: only a checkpoint kept elsewhere can tell
            assert found == rows[: len(found)]
            seen["shorter"] += 1
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
    assert seen["named"] > 50
    assert seen["shorter"] <= 5


def test_a_file_cut_short_is_named_or_gives_a_shorter_whole(tmp_path: Path) -> None:
    path, rng = tmp_path / "s.db", random.Random(8)
    rows = chain(60)
    fill(path, rows).close()
    good = path.read_bytes()
    cuts = [1, 50, 100, 511, 512, 2047, 2048, 2049, 4096, len(good) - 2048, len(good) - 1]
    for cut in [*cuts, *(rng.randrange(1, len(good)) for _ in range(30))]:
        path.write_bytes(good[:cut])
        found = look(path)
        if isinstance(found, list):
            assert found == rows[: len(found)]
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)


def test_a_conflict_is_no_disaster_for_the_connection(tmp_path: Path) -> None:
    rows = chain(3)
    store = fill(tmp_path / "s.db", rows[:2])
    with pytest.raises(Conflict):
        store.append("r", 1, rows[2].body, rows[2].leaf)
    store.append("r", 2, rows[2].body, rows[2].leaf)
    store.close()
    assert kept(tmp_path / "s.db") == 3
