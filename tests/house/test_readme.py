"""The README tells the truth about its commands, and the way in stands at its top."""

from __future__ import annotations

import re

from click.testing import CliRunner

from engine.cli.app import cli
from tests.house.sizes import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_stand_in_the_first_ten_lines() -> None:
    top = [line for line in README.splitlines() if line.strip()][:10]
    assert any("make drill" in line for line in top)
    assert any("make test" in line for line in top)


def test_every_command_and_option_named_exists() -> None:
    for words in re.findall(r"boldface ((?:[a-z-]+ ?)+)([^\n#]*)", README):
        path = [
            word
            for word in words[0].split()
            if word
            in {
                "drill",
                "audit",
                "list",
                "show",
                "author",
                "new",
                "release",
                "adopt",
                "check",
                "run",
            }
        ]
        said = CliRunner().invoke(cli, [*path, "--help"])
        assert said.exit_code == 0, words
        for option in re.findall(r"--[a-z]+", words[1]):
            assert option in said.output, (words, option)


def test_every_linked_file_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
