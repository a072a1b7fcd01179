"""A process-mining tool that is not ours reads every event of twenty drills and finds those that left the written way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import logs
from tests.cli.door import ask, entries

DEPARTURES = {
    "StepSkipped",
    "StepDeferred",
    "ItemSkipped",
    "ItemOverridden",
    "VerifyOverridden",
    "RunAborted",
}
LEFT = {
    "skip": "as CDR\nskip no time for this\nwait 1 min\nabort enough\nsign\n",
    "abort": "as CDR\nwait 1 min\nabort the drill is over\nsign\n",
    "defer": "as CDR\ndefer later\nabort enough\nsign\n",
}


@pytest.fixture(scope="module")
def miner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with pm4py in an environment of its own; BOLDFACE_PM4PY may name one."""
    given = os.environ.get("BOLDFACE_PM4PY")
    if given:
        return Path(given)
    home = tmp_path_factory.mktemp("pm4py")
    subprocess.run([sys.executable, "-m", "venv", home], check=True, timeout=120)
    made = subprocess.run(
        [home / "bin" / "pip", "install", "-q", "pm4py"],
        capture_output=True,
        check=False,
        timeout=560,
    )
    if made.returncode:
        pytest.skip("pm4py cannot be installed here (no package index within reach)")
    return home / "bin" / "python"


def twenty(store: Path) -> list[str]:
    """Sixteen drills as written, three that a person left, and one from which a stranger took a step."""
    names = []
    for seed in range(1, 17):
        assert ask("drill", "ms-29", "--auto", "--seed", seed, "--store", store).code in {0, 1}
        names.append(f"ms-29-{seed}")
    for seed, typed in enumerate(LEFT.values(), 101):
        words = ("--seed", seed, "--role", "CDR", "--role", "FE-1", "--store", store)
        ask("drill", "ms-29", "--plain", *words, typed=typed)
        names.append(f"ms-29-{seed}")
    said = [
        one
        for one in logs.said(store, "ms-29-3")
        if (one["event"], one["data"].get("state")) != ("StepEntered", "dwell")
    ]
    logs.write(store, "without-dwell", said)
    return [*names, "without-dwell"]


@pytest.mark.slow
def test_every_event_is_read_and_exactly_the_departed_do_not_fit(
    miner: Path, tmp_path: Path
) -> None:
    store, out = tmp_path / "runs.db", tmp_path / "forms"
    out.mkdir()
    names = twenty(store)
    for name in names:
        for form in ("xes", "ocel", "pnml"):
            done = ask("audit", "export", name, "--as", form, "-o", out / f"{name}.{form}",
                       "--store", store)  # fmt: skip
            assert done.code == 0, done
    answer = tmp_path / "answer.json"
    script = Path(__file__).parent / "pm4py_reads.py"
    subprocess.run([miner, script, out, answer], check=True, timeout=500, capture_output=True)
    found = json.loads(answer.read_text())
    logged = {name: entries(store, name) for name in names}
    assert len(found) == len(names) == 20
    for name, said in logged.items():
        assert found[name]["xes"] == found[name]["ocel"] == len(said), name
        assert found[name]["indexes"], name
        assert {"run", "procedure revision", "step"} <= {*found[name]["objects"]}
    departed = {
        name
        for name, said in logged.items()
        if name == "without-dwell" or any(one["event"] in DEPARTURES for one in said)
    }
    assert {name for name, one in found.items() if not one["fits"]} == departed
    assert len(departed) >= 4
