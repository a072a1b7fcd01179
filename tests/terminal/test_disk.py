"""The disk fills, the store is moved, what is printed cannot be written: said in a sentence, nothing is lost."""

from __future__ import annotations

import re
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.door import BOLDFACE, Done, ask, entries, environment, process
from tests.cli.player import sit_down

NOT_RECORDED = "NOT RECORDED"
KIB = 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4.9 MiB, on which one drill and a part of another have room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=5000k", "tmpfs", str(folder)]
    if (
        shutil.which("mount") is None
        or subprocess.run(words, capture_output=True, check=False).returncode
    ):
        pytest.skip("mounting a small disk is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def with_largest_file(size: int, *words: object, typed: str = "") -> Done:
    """Run a command that may write no file beyond `size` bytes: a full disk that needs no mount."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    done = subprocess.run(
        [*BOLDFACE, *map(str, words)],
        input=typed.encode(),
        capture_output=True,
        env=environment(),
        preexec_fn=limit,
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_disk_that_fills_during_a_drill(small_disk: Path) -> None:
    store = small_disk / "runs.db"
    assert ask("drill", "--auto", "--seed", 1, "--store", store).last == "closed: reopened"
    done = process("drill", "--auto", "--seed", 2, "--store", store)
    assert (done.code, done.last) == (2, "not closed")
    assert done.err.startswith(f"boldface: {NOT_RECORDED}: store ")
    assert "disk is full" in done.err
    assert done.err.count("\n") == 1
    before = entries(store, "ms-29-2")
    assert len(before) > 20
    again = process("drill", "--auto", "--resume", "ms-29-2", "--store", store)
    assert again.code == 2
    assert "full" in again.err
    assert entries(store, "ms-29-2") == before
    subprocess.run(["mount", "-o", "remount,size=12m", small_disk], check=True)
    again = process("drill", "--auto", "--resume", "ms-29-2", "--store", store)
    assert (again.code, again.last) == (0, "closed: reopened")
    assert entries(store, "ms-29-2")[: len(before)] == before


def test_a_disk_without_room_for_a_store(tmp_path: Path) -> None:
    store = tmp_path / "runs.db"
    for size in (0, 300 * KIB):
        done = with_largest_file(size, "drill", "--auto", "--store", store)
        assert done.code == 2
        assert re.match(r"boldface: (NOT RECORDED: )?store ", done.err)
        assert done.err.count("\n") == 1
    assert ask("drill", "--plain", "--store", store).last == "not closed"


@pytest.mark.slow
def test_a_file_that_may_not_grow_during_a_drill(tmp_path: Path) -> None:
    store = tmp_path / "runs.db"
    for seed in (1, 2):
        assert ask("drill", "--auto", "--seed", seed, "--store", store).code == 0
    done = with_largest_file(2_200 * KIB, "drill", "--auto", "--seed", 3, "--store", store)
    assert (done.code, done.last) == (2, "not closed"), (done, store.stat())
    assert NOT_RECORDED in done.err
    before = entries(store, "ms-29-3")
    again = process("drill", "--auto", "--resume", "ms-29-3", "--store", store)
    assert again.last == ask("drill", "--auto", "--seed", 3, "--store", "memory:").last
    assert again.last.startswith("closed: ")
    assert entries(store, "ms-29-3")[: len(before)] == before


def test_a_store_that_is_taken_away_is_noticed_and_nothing_more_is_confirmed(
    tmp_path: Path,
) -> None:
    store, away = tmp_path / "runs.db", tmp_path / "away"
    away.mkdir()
    talk = sit_down("ms-29", "--seed", 7, "--role", "FE-1", "--store", store, roles=("FE-1",))
    talk.type("note before")
    for name in ("runs.db", "runs.db-wal", "runs.db-shm"):
        if (tmp_path / name).exists():
            (tmp_path / name).rename(away / name)
    answers: list[str] = []
    until = time.monotonic() + 30  # the store looks at its place once a second
    while time.monotonic() < until and not any(NOT_RECORDED in line for line in answers):
        answers = talk.type("note while it is away")
    assert any(line.startswith(f"refused: {NOT_RECORDED}") for line in answers)
    said = talk.type("1")
    assert any(NOT_RECORDED in line for line in said)
    assert any("NOT RECORDING" in line for line in talk.said)
    card = talk.type("status")
    assert any("[ ] The masks" in line for line in card)  # the crew still sees the step
    for path in away.iterdir():
        path.rename(tmp_path / path.name)
    assert any("[x]" in line for line in talk.type("1"))
    talk.talk.stdin.close()
    rest = talk.talk.stdout.read()
    assert talk.talk.wait(30) == 1
    assert "not closed" in rest
    events = [entry["event"] for entry in entries(store, "ms-29-7")]
    assert "RecordingLost" in events
    assert events[-1] != "RecordingLost"


def left_open(folder: Path) -> Path:
    """A store with a run of some hours, enough to fill every pipe."""
    store = folder / "runs.db"
    words = ("drill", "--plain", "--seed", 1, "--role", "all", "--store", store)
    assert ask(*words, typed="wait 3 h\n").code == 1
    return store


def test_output_that_nobody_reads_or_that_does_not_fit(tmp_path: Path) -> None:
    store = left_open(tmp_path)
    show = [*BOLDFACE, "audit", "show", "ms-29-1", "--json", "--store", str(store)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            show, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 2
    assert b"disk is full" in done.stderr
    assert b"Traceback" not in done.stderr
    with subprocess.Popen(
        show, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as child:
        child.stdout.read(100)
        child.stdout.close()
        assert child.wait(30) == 141  # as a shell says of a program that was told so by SIGPIPE
        assert child.stderr.read() == b""


def test_signs_a_terminal_does_not_have_end_nothing(tmp_path: Path) -> None:
    words = ("drill", "ms-29", "--plain", "--store", tmp_path / "runs.db")
    done = process(*words, typed="note Запах \N{GRINNING FACE}\n", PYTHONIOENCODING="ascii")
    assert (done.code, done.last, done.err) == (1, "not closed", "")
