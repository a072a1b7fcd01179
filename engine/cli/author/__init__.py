"""The words `boldface author ...`: one module a command family, each of which imports what it needs when it is run.

Only options and words stand at import time; nothing here may load a reader, a machine or a screen.
"""

from __future__ import annotations

import click

from engine.cli.author.adopt import adopt
from engine.cli.author.check import check
from engine.cli.author.edit import edit
from engine.cli.author.explain import explain
from engine.cli.author.language import language_server
from engine.cli.author.new import new
from engine.cli.author.release import release
from engine.cli.author.releases import releases
from engine.cli.author_see import COMMANDS

__all__ = ["command"]


@click.group(
    "author",
    epilog="Examples:\n\n  boldface author new co2-removal-failure\n\n"
    "  boldface author check procedures\n\n  boldface author explain arms-gap\n\n"
    '  boldface author release co2-removal-failure.yaml --by "A. Author"',
)
def command() -> None:
    """Write procedures: start one, check and draw it, print it, release it; and serve your editor."""


for _command in (new, edit, check, explain, release, releases, adopt, language_server, *COMMANDS):
    command.add_command(_command)
