"""Logs of every released format are read, listed and replayed by this version, to the byte."""

from __future__ import annotations

import json

import pytest

from engine.log import FORMAT, first_fault
from tests.audit import kept_logs
from tests.cli import logs
from tests.cli.door import ask, runs

LOGS = [
    pytest.param(path, id=f"{path.parent.name}/{kept_logs.name(path)}") for path in kept_logs.LOGS
]


def test_there_is_a_log_of_every_format():
    assert {path.parent.name for path in kept_logs.LOGS} == {
        f"format-{n}" for n in range(1, FORMAT + 1)
    }


@pytest.mark.parametrize("path", LOGS)
def test_a_kept_log_is_what_it_was(path, tmp_path):
    run = kept_logs.stored(path, tmp_path / "runs.db")
    rows = logs.stored(tmp_path / "runs.db", run)
    leaves = json.loads((path.parent / "leaves.json").read_text(encoding="utf-8"))
    assert first_fault(rows) is None
    assert rows[-1].leaf.hex() == leaves[kept_logs.name(path)]
    (row,) = runs(tmp_path / "runs.db")
    assert (row["run"], row["fault"]) == (run, "")


@pytest.mark.parametrize("by", ["table", "machine"])
@pytest.mark.parametrize("path", LOGS)
def test_a_kept_log_replays(path, by, tmp_path):
    run = kept_logs.stored(path, tmp_path / "runs.db")
    done = ask("audit", "replay", run, "--by", by, "--json", "--store", tmp_path / "runs.db")
    said = json.loads(done.out)
    assert (done.code, said["legal"], said["differences"]) == (0, True, [])
    assert said["entries"] == len(kept_logs.bodies(path))
