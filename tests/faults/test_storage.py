"""F4, F6, F7, F10 and F22: what the store and the files beside it do when the world below fails them."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from engine.adapters import evidence
from engine.adapters.checkpoint_file import notes_in
from engine.adapters.sqlite_layout import RUN_SPAN
from engine.log import leaf_hash
from tests.adapters.test_store_faults import chain, fill, kept, outcome, small_disk, writer
from tests.audit import recorded as r
from tests.cli.door import ask, entries, environment, process


class Killed(BaseException):
    """The program ends here."""


def test_a_crash_between_store_and_checkpoint_file_is_caught_up_with(tmp_path, monkeypatch):
    """F4: the checkpoint is in the store, not yet in the file; the next one is in both."""

    def killed(*_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(evidence, "add_to_file", killed)
        with pytest.raises(Killed):
            r.record(tmp_path, 120)
    path = tmp_path / "s.db"
    assert notes_in(r.outside(path)) == []
    with closing(r.open_store(str(path))) as store:
        size = store.size("r")
        assert [one.size for one in store.checkpoints("r")] == [100]
        prev = leaf_hash(r.bodies(size)[-1]).hex()
        r.add(store, path, r.bodies(130, first=size, prev=prev), first=size)
    found = r.verdict(path)
    assert (found.words, found.size) == ("intact and witnessed", 130)
    assert b"\n130\n" in notes_in(r.outside(path))[-1]


@pytest.mark.parametrize(
    ("calls", "error"), [("pwrite64", "EIO"), ("pwrite64", "ENOSPC"), ("fdatasync", "EIO")]
)
def test_a_write_or_sync_that_fails_is_never_acknowledged(calls, error, tmp_path, record_property):
    """F6: strace makes the call fail; the connection is given up and the log read again."""
    strace = shutil.which("strace")
    if strace is None or os.uname().sysname != "Linux":
        pytest.skip("no strace to make a call fail")
    path, acked = tmp_path / "s.db", 0
    fill(path, chain(3)).close()
    for when in (31, 44, 58):
        inject = (strace, "-f", "-o", str(tmp_path / "trace"), "-e", f"trace={calls}", "-e")
        child = writer(path, 60, *inject, f"inject={calls}:error={error}:when={when}")
        code, said, trouble = outcome(child)
        if "ptrace" in trouble:
            pytest.skip("tracing is not allowed here")
        assert (code, trouble.split()[0]) == (3, "StoreUnavailable"), trouble
        assert kept(path) >= said
        acked = max(acked, said)
    assert outcome(writer(path, 5))[0] == 0  # opened anew it goes on
    record_property("figure", f"{calls} {error}: 3 failures, {acked} entries acknowledged, 0 lost")
    assert kept(path) >= acked > 3


def test_a_disk_mounted_read_only_refuses_a_run_and_can_be_viewed(tmp_path):
    """F7."""
    with small_disk(tmp_path / "disk", "24m") as disk:
        store = disk / "runs.db"
        assert ask("drill", "--auto", "--seed", 1, "--store", store).code == 0
        before = entries(store, "ms-29-1")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        done = process("drill", "--auto", "--seed", 2, "--store", store)
        assert done.code == 2
        assert done.err.startswith(f"boldface: store {store}: ")
        assert done.err.count("\n") == 1
        assert entries(store, "ms-29-1") == before
        said = json.loads(ask("audit", "verify", "ms-29-1", "--store", store, "--json").out)
        assert said[0]["verdict"].startswith("intact"), said


def test_a_log_beside_the_store_that_is_cut_or_flipped_never_hides_a_shortfall(
    tmp_path, record_property
):
    """F10: a program was killed, its write-ahead log is damaged, the file outside knows more."""
    folder = tmp_path / "live"
    folder.mkdir()
    path = r.record(folder, 80)
    store = r.open_store(str(path))
    prev = leaf_hash(r.bodies(80)[-1]).hex()
    r.add(store, path, r.bodies(150, first=80, prev=prev), first=80)
    shutil.copytree(folder, tmp_path / "killed")
    store.close()
    wal = tmp_path / "killed" / "s.db-wal"
    raw, chance = wal.read_bytes(), random.Random(10)
    used = len(raw.rstrip(b"\0"))
    words: dict[str, int] = {}
    for turn in range(40):
        shutil.rmtree(tmp_path / "hurt", ignore_errors=True)
        shutil.copytree(tmp_path / "killed", tmp_path / "hurt")
        at = chance.randrange(used)
        bad = raw[:at] if turn % 2 else raw[:at] + bytes([raw[at] ^ 8]) + raw[at + 1 :]
        (tmp_path / "hurt" / "s.db-wal").write_bytes(bad)
        found = r.verdict(tmp_path / "hurt" / "s.db")
        words[found.word] = words.get(found.word, 0) + 1
        if found.word == "intact and witnessed":
            assert found.size == 150
        else:
            assert found.code
            assert "promises 150 entries" in found.reason or found.word != "incomplete"
    record_property("figure", f"40 damaged logs: {words}")
    assert words["incomplete"] > 10


MEASURED = """
import resource, sys
from engine.cli.app import cli
try:
    cli(["audit", *sys.argv[1:]], prog_name="boldface")
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def long_log(path, count):
    with closing(r.open_store(str(path))) as store:
        store.open_run("r", "drill", {})

    def rows():
        prev = r.FIRST_PREV
        for index in range(count):
            body = r.body(index, prev, origin="")  # none is promised, so none is missed
            leaf = leaf_hash(body)
            yield RUN_SPAN + index, body, leaf
            prev = leaf.hex()

    with closing(sqlite3.connect(path)) as base:
        base.executemany("INSERT INTO entry VALUES(?, ?, ?)", rows())
        base.commit()


@pytest.mark.slow
def test_a_million_entries_are_verified_in_the_memory_of_ten_thousand(tmp_path, record_property):
    """F22."""
    peaks = []
    for count in (10_000, 1_000_000):
        path = tmp_path / f"{count}.db"
        long_log(path, count)
        words = (sys.executable, "-c", MEASURED, "verify", "r", "--store", str(path))
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, env=environment(), timeout=500
        )
        assert done.returncode == 0, done.stderr
        assert f"{count} entries, root " in done.stdout
        peaks.append(int(done.stderr.split()[-1]))
    record_property("figure", f"peak {peaks[0]} MB at 10,000 entries, {peaks[1]} at 1,000,000")
    assert peaks[1] < 1.5 * peaks[0]
