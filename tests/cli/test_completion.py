"""Completion scripts, what they complete, and the hook of pre-commit, which names a command there is."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from tests.cli.door import ROOT, ask


def completed(*words):
    """What the program offers to a bash for the last of the words."""
    environment = {
        **os.environ,
        "_BOLDFACE_COMPLETE": "bash_complete",
        "COMP_WORDS": shlex.join(words),
        "COMP_CWORD": str(len(words) - 1),
    }
    command = [sys.executable, "-m", "engine.cli"]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    return {line.partition(",")[2] for line in done.stdout.splitlines()}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_asks_the_program_back(shell):
    done = ask("completion", shell)
    assert done.code == 0
    assert f"_BOLDFACE_COMPLETE={shell}_complete" in done.out


def test_another_shell_is_refused_with_those_there_are():
    done = ask("completion", "ksh")
    assert done.code == 2
    assert "'bash', 'zsh', 'fish'" in done.err


def test_commands_loaded_late_options_and_rules_are_offered():
    assert {"audit", "author", "completion", "drill"} <= completed("boldface", "")
    assert completed("boldface", "author", "ch") == {"check"}
    assert "--profile" in completed("boldface", "author", "check", "--p")
    assert "arms-gap" in completed("boldface", "author", "explain", "arms")


def test_the_hook_runs_a_command_there_is_on_procedures_only():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, *words = hook["entry"].split()
    assert program == "boldface"
    assert ask(*words, str(ROOT / "procedures" / "head-count.yaml")).code == 0
    taken = re.compile(hook["files"])
    assert taken.search("procedures/head-count.yaml")
    assert not taken.search("procedures/scenarios/ms-29.yaml")
