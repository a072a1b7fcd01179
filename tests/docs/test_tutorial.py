"""The tutorial is lived through: its files are written, its changes made, its commands run, their output compared.

`console` blocks hold commands and what they print, `...` what is left out; a `yaml NAME` block is a file, a `diff`
block a change of that file.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.door import ROOT, ask

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
FILE = "toxic-atmosphere.yaml"


def blocks(text: str) -> list[tuple[str, str]]:
    """The language line of each block, and its body."""
    return re.findall(r"^```(\S[^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def changed(text: str, diff: str) -> str:
    """The text with each run of `-` lines replaced by the run of `+` lines after it."""
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", diff, re.MULTILINE):
        before, after = (re.sub(r"^[-+]", "", one, flags=re.MULTILINE) for one in (old, new))
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def pattern(said: str) -> str:
    """What is printed, `...` on a line of its own for any lines, within a line for any words."""
    lines = [re.escape(line).replace(re.escape("..."), ".*") for line in said.splitlines()]
    return "\n".join(r"(?:.*\n)*?.*" if line == ".*" else line for line in lines)


def test_the_tutorial_can_be_followed_word_by_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("BOLDFACE_STORE", str(tmp_path / "runs.db"))
    ran = 0
    for kind, body in blocks(TEXT):
        path = tmp_path / FILE
        if kind == f"yaml {FILE}":
            path.write_text(body, encoding="utf-8")
        elif kind == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), body), encoding="utf-8")
        else:
            assert kind == "console", kind
            command, _, said = body.partition("\n")
            words = shlex.split(command.removeprefix("$ "))
            assert words[0] == "boldface", command
            done = ask(*words[1:])
            assert re.fullmatch(pattern(said), (done.out + done.err).rstrip("\n")), (
                f"{command}\n{done.out}{done.err}"
            )
            ran += 1
    assert ran == TEXT.count("\n$ boldface ") >= 10
