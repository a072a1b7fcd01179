"""The commands themselves: help with an example, near misses, exit codes, and no weight before it is needed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit import kept_logs
from tests.cli.door import BOLDFACE, ROOT, ask, environment, process, refused

COMMANDS = [(), ("drill",), ("audit",), ("audit", "list"), ("audit", "show")]
HEAVY = {"textual", "rich", "scipy", "numpy", "pydantic", "transitions", "yaml", "sqlite3"}


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_help_has_an_example_that_names_the_command(words: tuple[str, ...]) -> None:
    for flag in ("--help", "-h"):
        done = ask(*words, flag)
        assert done.code == 0
        example = done.out.partition("Example")[2]
        assert " ".join(("boldface", *words)) in example


def examples() -> list[str]:
    """Every example of every help."""
    said = "\n".join(ask(*words, "--help").out.partition("Example")[2] for words in COMMANDS)
    return sorted(set(re.findall(r"^  boldface (.*)$", said, re.MULTILINE)))


def test_every_example_is_taken(tmp_path: object) -> None:
    assert len(examples()) >= 6
    store = f"{tmp_path}/runs.db"
    for line in sorted(examples(), key=lambda one: "--auto" not in one):
        done = ask(*line.split(), env={"BOLDFACE_STORE": store})
        words = "no screen|is closed|found/x.counterexample.yaml: cannot be read"
        assert done.code == 0 or re.search(words, done.err), (line, done.err)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("dril",), "Did you mean 'drill'?"),
        (("audit", "lst"), "Did you mean 'list'?"),
        (("drill", "--sed", "7"), "--seed"),
        (("drill", "ms-92", "--auto"), "did you mean 'ms-29'?"),
        (("audit", "show"), "Missing argument 'RUN'"),
        (("drill", "ms-29", "extra", "--auto"), "unexpected extra argument"),
    ],
)
def test_a_near_miss_is_told_the_way(words: tuple[str, ...], hint: str) -> None:
    refused(ask(*words), hint)


def test_without_a_screen_one_sentence_says_what_else_there_is() -> None:
    for words in ((), ("drill",), ("drill", "ms-29", "--role", "FE-1")):
        said = refused(ask(*words), "--plain", "--auto")
        assert said.count("\n") == 1


def test_the_version_needs_no_installation() -> None:
    done = process("--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("boldface ")


def loaded(*words: str) -> set[str]:
    """The top-level packages that a command loads."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "engine.cli", *words],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def test_help_loads_nothing_heavy() -> None:
    assert not HEAVY & loaded("--help")
    assert not HEAVY & loaded("drill", "--help")


def test_a_drill_without_a_screen_loads_no_screen(tmp_path: object) -> None:
    found = loaded("drill", "--auto", "--store", f"{tmp_path}/runs.db")
    assert "transitions" in found
    assert not {"textual", "rich", "tui"} & found


def test_an_error_of_its_own_is_a_sentence_that_says_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_(*_: object, **__: object) -> None:
        message = "no \x1b[31m such thing"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("engine.cli.audit.stored.list_runs", break_)
    done = ask("audit", "list", "--store", "memory:")
    assert done.code == 2
    assert "nothing stored was lost" in done.err
    assert "\x1b" not in done.err
    assert "Traceback" not in done.err
    with pytest.raises(ZeroDivisionError):
        ask("--debug", "audit", "list", "--store", "memory:")


@pytest.mark.parametrize("words", ["audit show RUN --json", "audit export RUN --as jsonl -o -"])
def test_where_nobody_reads_on_it_ends_quietly(words: str, tmp_path: Path) -> None:
    (log,) = (one for one in kept_logs.LOGS if kept_logs.name(one) == "ms-29-7")
    store = tmp_path / "runs.db"
    run = kept_logs.stored(log, store)
    command = f"{shlex.join(BOLDFACE)} {words.replace('RUN', run)} --store {store} | head -c 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (141, b"{", b"")
