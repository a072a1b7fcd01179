"""kill -9 at random moments of a drill: nothing acknowledged is lost, and it goes on to the same end.

The moments are drawn over the log of a drill that nobody disturbed: a drill is killed once its own has so many entries.
"""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engine.adapters.stores import open_store
from engine.log import StoreError
from tests.cli.door import BOLDFACE, ask, environment, process

SEED = 7
NOT_BEGUN = ("not in this store", "nothing has been recorded", "while it was being opened")


@dataclass(slots=True)
class Undisturbed:
    """A drill from one start to its end."""

    out: str
    log: list[dict[str, Any]]


def story(log: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What happened, without the stops and without where the entries stand."""
    kept = [entry for entry in log if entry["event"] not in {"RunResumed", "ClockKept"}]
    for entry in kept:
        entry["data"].pop("run", None)
        entry["data"].pop("origin", None)
    return [(e["t"], e["at"], e["role"], e["event"], json.dumps(e["data"])) for e in kept]


def plain(out: str) -> str:
    """The debrief without the numbers of entries and the line breaks they make."""
    return " ".join(re.sub(r"\s\[[\d,.\s]+\]", "", out).split())


def lines_of(store: Path, run: str) -> list[str]:
    """The entries of a run as bytes say them; none when it is not there. A fault in it fails."""
    done = ask("audit", "show", run, "--json", "--store", store)
    if done.code == 2 and any(part in done.err for part in NOT_BEGUN):
        return []
    assert (done.err, done.code) == ("", 0)
    return done.out.splitlines()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    store = tmp_path_factory.mktemp("whole") / "runs.db"
    done = process("drill", "ms-29", "--auto", "--seed", SEED, "--store", store)
    assert done.last == "closed: reopened"
    log = [json.loads(line) for line in lines_of(store, f"ms-29-{SEED}")]
    return Undisturbed(done.out, log)


@dataclass(slots=True)
class Crashing:
    """One drill that is killed and started again; `before` is what the log held at the last kill."""

    store: Path
    run: str = f"ms-29-{SEED}"
    before: list[str] = field(default_factory=list)
    kills: int = 0
    grew: int = 0

    def start(self) -> subprocess.Popen[bytes]:
        """Begin, or go on where there is something to go on with."""
        how = ["--resume", self.run] if self.before else ["ms-29", "--seed", str(SEED)]
        return subprocess.Popen(
            [*BOLDFACE, "drill", "--auto", *how, "--store", str(self.store)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )

    def kill_at(self, entries: int) -> bool:
        """Start, kill once the log has so many entries, look; false when it had ended before."""
        child = self.start()
        while child.poll() is None and self.stored() < entries:
            time.sleep(0.005)
        child.send_signal(signal.SIGKILL)
        _, err = child.communicate()
        killed = child.returncode == -signal.SIGKILL
        assert killed or (child.returncode, err) == (0, b"")
        self.kills += killed
        self.look()
        return killed

    def stored(self) -> int:
        """How many entries the log has by now."""
        try:
            with closing(open_store(str(self.store), writable=False)) as store:
                return store.size(self.run)
        except StoreError:  # not there yet, or just being laid out
            return 0

    def look(self) -> None:
        """Everything the log held is there, byte for byte, in its place."""
        now = lines_of(self.store, self.run)
        assert now[: len(self.before)] == self.before
        self.grew += len(now) > len(self.before)
        begun = any('"event":"StepEntered"' in line for line in now)
        if now and not begun:  # cut off before anything happened: it cannot be gone on with
            said = ask("drill", "--auto", "--resume", self.run, "--store", self.store)
            assert (said.code, NOT_BEGUN[2] in said.err) == (2, True)
            self.run, now = self.run + "-2", []
        self.before = now

    @property
    def closed(self) -> bool:
        """Whether it was killed after its end, while it told of it."""
        return any('"event":"RunClosed"' in line for line in self.before[-1:])

    def end(self, whole: Undisturbed) -> None:
        """Go on to the end, which must be that of the drill that nobody disturbed."""
        if not self.closed:
            child = self.start()
            out, err = child.communicate(timeout=120)
            assert (child.returncode, err) == (0, b"")
            assert plain(out.decode()) == plain(whole.out)
        now = lines_of(self.store, self.run)
        assert now[: len(self.before)] == self.before
        assert story([json.loads(line) for line in now]) == story(whole.log)


def crash(tmp_path: Path, whole: Undisturbed, times: int, seed: object) -> Crashing:
    """A drill killed `times` times, then played to its end."""
    drawn = random.Random(f"kill {seed}")
    one = Crashing(tmp_path / "runs.db")
    for entries in sorted(drawn.sample(range(1, len(whole.log) * 3 // 4), times)):
        if one.closed or not one.kill_at(entries):
            break
    one.end(whole)
    return one


def test_killed_eight_times_it_goes_on_to_the_same_end(tmp_path: Path, whole: Undisturbed) -> None:
    ended = []
    for seed in range(2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        ended.append(crash(folder, whole, 4, seed))
    assert sum(one.kills for one in ended) >= 5
    assert sum(one.grew for one in ended) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_killed_at_a_hundred_moments_it_goes_on_to_the_same_end(
    tmp_path: Path, whole: Undisturbed, seed: int
) -> None:
    crash(tmp_path, whole, 2, f"slow {seed}")


@pytest.mark.slow
def test_killed_again_and_again_in_one_drill(tmp_path: Path, whole: Undisturbed) -> None:
    one = Crashing(tmp_path / "runs.db")
    for entries in range(40, len(whole.log), 40):
        if one.closed or not one.kill_at(entries):
            break
    assert one.kills >= 3
    one.end(whole)


SHOWN = re.compile(r"(\d+:\d\d:\d\d) (\S+): (.*)$")


def shown_by(store: Path, run: str) -> set[tuple[str, str, str]]:
    """Time, role and words of every entry that the log in words shows."""
    out = ask("audit", "show", run, "--readings", "--store", store).out
    found = re.findall(r"^ *\d+ +(\d+:\d\d:\d\d)  \S+  (\S+) +(.*)$", out, re.MULTILINE)
    return {(t, role, text) for t, role, text in found}


@pytest.mark.parametrize("seed", range(2))
def test_what_was_shown_before_the_kill_is_in_the_log(
    tmp_path: Path, whole: Undisturbed, seed: int
) -> None:
    store = tmp_path / "runs.db"
    script, seen = tmp_path / "script", tmp_path / "seen"
    script.write_text("wait 20 s\nnote here I am\n" * 3_000)
    with script.open("rb") as typed, seen.open("wb") as shown:
        child = subprocess.Popen(
            [
                *BOLDFACE,
                *("drill", "ms-29", "--plain", "--role", "MCC-M", "--seed", "7"),
                *("--store", str(store)),
            ],
            stdin=typed,
            stdout=shown,
            env=environment(),
        )
        while seen.stat().st_size < 6_000 and child.poll() is None:
            time.sleep(0.01)
        time.sleep(random.Random(seed).uniform(0, 0.3))
        child.kill()
        child.wait()
    lines = seen.read_text("utf-8").split("\n")[:-1]  # the last one may be half a line
    told = {(m[1], m[2], m[3]) for line in lines if (m := SHOWN.match(line))}
    assert len(told) > 10
    assert told <= shown_by(store, "ms-29-7")


@pytest.mark.parametrize(
    "number",
    [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.slow), signal.SIGINT],
)
def test_told_to_stop_the_run_is_whole_and_goes_on(
    tmp_path: Path, whole: Undisturbed, number: signal.Signals
) -> None:
    one = Crashing(tmp_path / "runs.db")
    child = one.start()
    while len(lines_of(one.store, one.run)) < 60 and child.poll() is None:
        time.sleep(0.02)
    child.send_signal(number)
    _, err = child.communicate(timeout=30)
    assert child.returncode == 128 + number
    assert b"Traceback" not in err
    one.look()
    assert len(one.before) >= 60
    if number != signal.SIGINT:
        one.end(whole)
