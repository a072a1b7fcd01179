"""The README tells the truth about its commands, and the way in stands at its top."""

from __future__ import annotations

import re

import click

from engine.cli.app import cli
from tests.house.sizes import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_stand_in_the_first_ten_lines() -> None:
    top = [line for line in README.splitlines() if line.strip()][:10]
    assert any("make drill" in line for line in top)
    assert any("make test" in line for line in top)


def command_of(words: list[str]) -> click.Command:
    """The command that the words lead to, as far as they are names of commands."""
    found: click.Command = cli
    for word in words:
        deeper = (
            found.get_command(click.Context(found), word)
            if isinstance(found, click.Group)
            else None
        )
        if deeper is None:
            break
        found = deeper
    return found


def test_every_command_and_option_named_exists() -> None:
    lines = re.findall(r"boldface ([a-z][^\n#`]*)", README)
    assert len(lines) > 15
    for line in lines:
        words = line.split()
        command = command_of(words)
        assert command is not cli, line
        known = {option for one in command.params for option in one.opts}
        for option in (word for word in words if word.startswith("-") and word != "-"):
            assert option in known, (line, option)


def test_every_linked_file_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
