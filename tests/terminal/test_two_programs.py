"""Two programs at one store, and one program that looks at the store it writes: nothing stored goes away."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from engine.adapters.stores import open_store
from engine.log import FIRST_PREV, Entry, encode, first_fault, leaf_hash
from tests.cli.door import BOLDFACE, ask, entries, environment, process, runs

WRITER = 40

# Records, looks at the same store as a library screen does, lets another program come and go, and
# records again; it ends as a crash does, without putting the store to rest.
LOOKS = """
import os, subprocess, sys
from engine.adapters.stores import open_store
from tests.terminal.test_two_programs import OTHER, add
path = sys.argv[1]
store = open_store(path); store.open_run("r", "drill", {})
prev = add(store, 0, 5)
for _ in range(2):
    look = open_store(path, writable=False); list(look.read("r")); look.close()
subprocess.run([sys.executable, "-c", OTHER, path], check=True)
add(store, 5, 40, prev)
print("told", store.size("r"), flush=True)
os._exit(0)
"""
OTHER = """
import sys
from engine.adapters.stores import open_store
store = open_store(sys.argv[1]); store.size("r"); store.close()
"""


def add(store, first: int, last: int, prev: str = FIRST_PREV) -> str:
    """Store entries first to last - 1; the hash of the last."""
    for index in range(first, last):
        at = "2024-11-23T17:31:00.000Z"
        body = encode(Entry(index, prev, index, at, "CDR", "ticked", {"n": index}))
        store.append("r", index, body, leaf_hash(body))
        prev = leaf_hash(body).hex()
    return prev


def test_looking_at_a_store_that_is_written_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    done = subprocess.run(
        [sys.executable, "-c", LOOKS, str(path)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == f"told {WRITER}\n", done.stderr
    store = open_store(str(path), writable=False)
    rows = list(store.read("r"))
    store.close()
    assert len(rows) == WRITER
    assert first_fault(rows) is None


def test_two_drills_at_once_in_one_store_both_end_whole(tmp_path: Path) -> None:
    store = tmp_path / "runs.db"
    words = [*BOLDFACE, "drill", "--auto", "--store", str(store), "--seed"]
    children = [
        subprocess.Popen(
            [*words, seed], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
        )
        for seed in ("3", "4")
    ]
    ended = [child.communicate(timeout=120) for child in children]
    assert [err for _, err in ended] == [b"", b""]
    assert [child.returncode for child in children] == [0, 0]
    assert sorted(row["run"] for row in runs(store)) == ["ms-29-3", "ms-29-4"]
    assert all(entries(store, f"ms-29-{seed}")[-1]["event"] == "RunClosed" for seed in (3, 4))


def test_the_audit_of_a_drill_that_runs_shows_what_is_stored_so_far(tmp_path: Path) -> None:
    store = tmp_path / "runs.db"
    child = subprocess.Popen(
        [*BOLDFACE, "drill", "--plain", "--seed", "7", "--store", str(store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    child.stdin.write("1\nnonsense\n")
    child.stdin.flush()
    for line in child.stdout:
        if "is not a word here" in line:
            break
    shown = process("audit", "show", "ms-29-7", "--store", store)
    assert (shown.code, shown.err) == (0, "")
    assert "The masks for the hatch crew" in shown.out
    assert ask("audit", "list", "--store", store).code == 0
    _, err = child.communicate("2\n", timeout=30)
    assert (child.returncode, err) == (1, None)
    ticked = [e["data"]["item"] for e in entries(store, "ms-29-7") if e["event"] == "ItemTicked"]
    assert ticked == ["preconditions#1", "preconditions#2"]
