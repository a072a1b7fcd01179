"""The README and the pages of docs tell the truth about their commands, and the way in stands at the top."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

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


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands_in(text: str) -> list[str]:
    """Commands as they stand on lines of their own, in code or behind a pipe, without what is said of them."""
    found = re.findall(r"^ {4}(?:.*\| )?boldface ([a-z].*)", text, re.MULTILINE)
    return [line.partition("  #")[0].partition(" > ")[0].strip() for line in found]


def test_the_readme_shows_commands() -> None:
    assert len(commands_in(README)) > 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_and_option_named_exists(page: Path) -> None:
    for line in commands_in(page.read_text(encoding="utf-8")):
        words = [word.strip("[]") for word in line.split()]
        command = command_of(words)
        assert command is not cli, line
        known = {option for one in command.params for option in one.opts}
        for option in (word for word in words if word.startswith("-") and word != "-"):
            assert option in known, (line, option)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_linked_file_is_there(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
