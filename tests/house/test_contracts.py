"""The import contracts of pyproject.toml hold, and each of them can be broken."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.house.sizes import ROOT


def lint(folder):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_hold():
    code, said = lint(ROOT)
    assert code == 0, said


MODULES = [
    "engine",
    "engine/errors",
    "engine/procedure",
    "engine/log",
    "engine/station",
    "engine/procedure/guard_solver",
    "engine/machine",
    "engine/machine/drive",
    "engine/run",
    "engine/audit",
    "engine/drill",
    "engine/language",
    "engine/lint",
    "engine/paper",
    "engine/ports",
    "engine/console",
    "engine/library",
    "engine/face",
    "engine/desk",
    "engine/scene",
    "engine/turns",
    "engine/moments",
    "engine/playback",
    "engine/conductor",
    "engine/liverun",
    "engine/walk",
    "engine/adapters",
    "engine/bootstrap",
    "engine/cli",
    "tui",
]


def skeleton(folder, **planted):
    """The rooms as empty modules under the contracts of this tree, with lines planted in some."""
    folder.mkdir()
    shutil.copy(ROOT / "pyproject.toml", folder)
    texts = {f"{module}/__init__.py": "" for module in MODULES}
    texts |= {"engine/machine/drive/__init__.py": "import transitions"}
    texts |= {"engine/procedure/guard_solver/__init__.py": "import z3"} | planted
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def broken(said):
    return [line.rpartition(" ")[0] for line in said.splitlines() if line.endswith(" BROKEN")]


def test_empty_rooms_keep_every_contract(tmp_path):
    code, said = lint(skeleton(tmp_path / "house"))
    assert code == 0, said


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("engine/errors/x.py", "import engine.procedure", "Arrows go one way through the house"),
        ("engine/station/x.py", "import engine.log", "Arrows go one way through the house"),
        ("engine/utils/__init__.py", "", "Arrows go one way through the house"),
        ("engine/cli/x.py", "import textual", "The engine knows no screen"),
        ("engine/cli/x.py", "import tui", "The engine knows no screen"),
        ("engine/run/x.py", "import time", "The core touches no file, clock, thread or chance"),
        ("engine/audit/x.py", "import os", "The core touches no file, clock, thread or chance"),
        (
            "engine/language/x.py",
            "import time",
            "The core touches no file, clock, thread or chance",
        ),
        ("engine/console/x.py", "import sqlite3", "The loops do no I/O of their own"),
        ("engine/run/x.py", "import transitions", "Only drive.py imports transitions"),
        ("engine/lint/x.py", "import z3", "Only guard_solver.py imports z3"),
    ],
)
def test_a_planted_fault_is_named(tmp_path, module, line, contract):
    code, said = lint(skeleton(tmp_path / "house", **{module: line}))
    assert code == 1, said
    assert broken(said) == [contract], said


def test_two_neighbours_that_need_each_other_are_named(tmp_path):
    a, b = "import engine.station.b", "import engine.station.a"
    planted = {"engine/station/a.py": a, "engine/station/b.py": b}
    code, said = lint(skeleton(tmp_path / "house", **planted))
    assert code == 1, said
    assert broken(said) == ["No two neighbours need each other"], said
