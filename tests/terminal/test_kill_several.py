"""kill -9 over a drill with several procedures: nothing acknowledged is lost in any log, and all go on to the same end."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from engine.adapters.stores import open_store
from engine.log import StoreError
from tests.cli.door import BOLDFACE, environment, process
from tests.terminal.test_kill import lines_of, plain, story

RUN, SEED = "three-alarms-3", "3"
BESIDE = ("", ".rapid-depressurization", ".carbon-dioxide-high")
Logs = dict[str, list[str]]


def logs(store: Path) -> Logs:
    return {beside: lines_of(store, RUN + beside) for beside in BESIDE}


def entries(store: Path) -> int:
    """How many entries all logs have by now; 0 while the store is being laid out."""
    try:
        with closing(open_store(str(store), writable=False)) as opened:
            return sum(row.size for row in opened.runs())
    except StoreError:
        return 0


def start(store: Path, *how: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*BOLDFACE, "drill", "--auto", *how, "--store", str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Logs]:
    """The drill that nobody disturbed: what it printed, and its logs."""
    store = tmp_path_factory.mktemp("whole") / "runs.db"
    done = process("drill", "three-alarms", "--auto", "--seed", SEED, "--store", store)
    assert done.last == "closed: hatch kept shut", done
    return done.out, logs(store)


def kill_at(store: Path, size: int, before: Logs) -> bool:
    """Start or go on, kill once there are so many entries, look; false when it had ended before."""
    begun = any("StepEntered" in line for line in before[""])
    child = start(store, *(["--resume", RUN] if begun else ["three-alarms", "--seed", SEED]))
    while child.poll() is None and entries(store) < size:
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    _, err = child.communicate()
    assert child.returncode in {-signal.SIGKILL, 0}, err
    now = logs(store)
    for run, lines in before.items():
        assert now[run][: len(lines)] == lines  # byte for byte, in its place
    before.update(now)
    return child.returncode != 0


def crash(store: Path, whole: tuple[str, Logs], times: int, seed: object) -> int:
    """Kill it `times` times and play it to its end, which must be that of the whole; gives how many were killed."""
    out, log = whole
    total, drawn = sum(map(len, log.values())), random.Random(f"several {seed}")
    before: Logs = {beside: [] for beside in BESIDE}
    killed = 0
    for size in sorted(drawn.sample(range(30, total * 9 // 10), times)):
        if not kill_at(store, size, before):
            break
        killed += 1
    if not all(any('"event":"RunClosed"' in line for line in lines) for lines in before.values()):
        child = start(store, "--resume", RUN)
        ended, err = child.communicate(timeout=200)
        assert (child.returncode, err) == (0, b"")
        assert plain(ended.decode()) == plain(out)
    now = logs(store)
    for run, lines in log.items():
        assert now[run][: len(before[run])] == before[run]
        assert story([json.loads(line) for line in now[run]]) == story(
            [json.loads(line) for line in lines]
        )
    return killed


def test_killed_three_times_all_of_them_go_on_to_the_same_end(
    tmp_path: Path, whole: tuple[str, Logs]
) -> None:
    assert crash(tmp_path / "runs.db", whole, 3, 0) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_killed_at_sixty_moments_all_of_them_go_on_to_the_same_end(
    tmp_path: Path, whole: tuple[str, Logs], seed: int
) -> None:
    crash(tmp_path / "runs.db", whole, 3, seed)
