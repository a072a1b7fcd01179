"""The command line as a stranger meets it: words in, what is printed and the exit code out.

`ask` stays in this process and is fast; `process` is the real thing and can be killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from engine.cli.app import cli

ROOT = Path(__file__).resolve().parents[2]
BOLDFACE = (sys.executable, "-m", "engine.cli")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line of what it printed."""
        return self.out.rstrip("\n").rpartition("\n")[2]


def ask(*words: object, typed: str | bytes = "", env: Mapping[str, str] | None = None) -> Done:
    """Run a command in this process."""
    done = CliRunner().invoke(
        cli, [str(word) for word in words], input=typed, env=env, prog_name="boldface"
    )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def environment(**more: str) -> dict[str, str]:
    """The variables of a process of its own; those of the person who tests are left out."""
    kept = {key: value for key, value in os.environ.items() if key != "BOLDFACE_STORE"}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


def process(*words: object, typed: str | bytes = "", **more: str) -> Done:
    """Run a command in a process of its own."""
    done = subprocess.run(
        [*BOLDFACE, *map(str, words)],
        input=typed.encode() if isinstance(typed, str) else typed,
        capture_output=True,
        env=environment(**more),
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def refused(done: Done, *parts: str) -> str:
    """The sentence of a refusal; fails unless it is one, holds the parts, and nothing else came."""
    assert done.code == 2, done
    assert "Traceback" not in done.err
    assert "own failure" not in done.err
    said = done.err.removeprefix("boldface: ")
    assert said != done.err or done.err.startswith("Usage:"), done
    for part in parts:
        assert part in said, (part, said)
    assert "\x1b" not in said
    return said


def entries(store: object, run: str) -> list[dict[str, Any]]:
    """The entries of a run; fails when the chain of them is not whole."""
    done = ask("audit", "show", run, "--json", "--store", store)
    assert done.code == 0, done.err
    return [json.loads(line) for line in done.out.splitlines()]


def runs(store: object) -> list[dict[str, Any]]:
    """What `audit list --json` says."""
    found: list[dict[str, Any]] = json.loads(ask("audit", "list", "--json", "--store", store).out)
    return found
