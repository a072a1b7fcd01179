"""The pages for auditors name commands and tests that exist, and leave no requirement out."""

from __future__ import annotations

import re

import click
import pytest

from tests.house.sizes import ROOT
from tests.house.test_readme import command_of

PAGES = ("audit.md", "audit-requirements.md")
TABLE = (ROOT / "docs" / "audit-requirements.md").read_text(encoding="utf-8")


def rows() -> list[list[str]]:
    found = [line for line in TABLE.splitlines() if re.match(r"\| A\d+ ", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in found]


def test_no_requirement_is_left_out() -> None:
    assert [row[0].strip() for row in rows()] == [f"A{n}" for n in range(1, 29)]
    assert all(len(row) == 5 for row in rows())
    assert all(re.match(r"yes|in part: |not met: ", row[4]) for row in rows())


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_named_exists(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    lines = re.findall(r"boldface ([a-z][^\n#`]*)", text)
    assert len(lines) > 10
    for line in lines:
        words = line.split()
        command = command_of(words)
        assert not isinstance(command, click.Group) or words[-1] == "--help", line
        known = {option for one in command.params for option in one.opts} | {"--help"}
        for option in (word for word in words if re.match(r"--?[a-z]", word)):
            assert option in known, (line, option)


def test_every_test_named_is_found() -> None:
    for path, name in re.findall(r"`(tests/[\w/.]+)::(test_\w+)`", TABLE):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {name}(" in text, f"{path}::{name}"
    assert all("::" in row[3] for row in rows())
