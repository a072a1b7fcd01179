"""What each door loads: no screen in a command without one, nothing large before it is needed.

The import contracts cannot tell a late import from an early one; a fresh process can.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from tests.house.sizes import ROOT

SCREEN = {"rich", "textual", "tui"}
PURE = ["errors", "procedure", "machine", "run", "log", "station", "drill", "ports"]
HEADLESS = [*PURE, "console", "conductor", "adapters", "bootstrap", "cli"]


def run(*words):
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )


def loaded_by(*words):
    """Top-level names of the modules a fresh process loads, after it ended well."""
    done = run("-X", "importtime", *words)
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [row for row in done.stderr.splitlines() if row.startswith("import time:")]
    return {row.split("|")[-1].strip().split(".")[0] for row in rows}


def written(module):
    """Whether a module of the house exists yet."""
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("room", HEADLESS)
def test_no_room_of_the_engine_loads_a_screen(room):
    if not written(f"engine.{room}"):
        pytest.skip(f"engine.{room} is not written yet")
    loaded = loaded_by("-c", f"import engine.{room}")
    assert "engine" in loaded
    assert loaded & SCREEN == set()


@pytest.mark.parametrize("words", [["--help"], ["audit", "--help"], ["drill", "--help"]])
def test_the_command_line_loads_no_screen_and_no_solver(words):
    if not written("engine.cli.__main__"):
        pytest.skip("engine.cli is not written yet")
    loaded = loaded_by("-m", "engine.cli", *words)
    assert "click" in loaded
    assert loaded & (SCREEN | {"numpy", "scipy", "transitions"}) == set()


def test_a_screen_would_be_seen():
    assert "rich" in loaded_by("-c", "import rich")


def test_the_procedures_are_found_as_package_data():
    code = (
        "from importlib.resources import files;"
        "print([f.name for f in files('procedures').iterdir() if f.name.endswith('.yaml')])"
    )
    done = run("-c", code)
    assert done.returncode == 0, done.stderr
    assert "unknown-odor-on-hatch-opening.yaml" in done.stdout


# What is not asked for before the first step is on the screen: each costs a start some milliseconds.
LATE = {
    "transitions",
    "engine.procedure.guard_parse",
    "engine.procedure.units",
    "engine.log.policy",
    "engine.log.sshsig",
    "engine.adapters.witness_client",
    "importlib.resources",
}


def test_a_drill_begins_without_reader_machine_and_witness():
    code = f"import sys, engine.bootstrap.begin; print(sorted({LATE!r} & set(sys.modules)))"
    done = run("-c", code)
    assert (done.stdout, done.stderr) == ("[]\n", "")
