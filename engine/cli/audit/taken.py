"""Which runs a command of the auditor looks at, and their trails, with progress where it takes long.

Reads only; a run that cannot be taken up is told in one sentence and does not hide the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from engine.cli.say import safe
from engine.errors import BoldfaceError

if TYPE_CHECKING:
    from engine.audit.trail import Trail
    from engine.bootstrap.audited import Records

MANY = 3  # from so many runs on, progress is told

kind_option = click.option(
    "--kind", type=click.Choice(["drill", "run"]), help="Drills only, or real runs only."
)
procedure_option = click.option("--procedure", metavar="NAME", help="Runs of one procedure only.")
json_option = click.option("--json", "as_json", is_flag=True, help="Data instead of words.")
key_option = click.option(
    "--key",
    metavar="FILE",
    help="The private key to sign it with (default: the one made here for that name, if enrolled).",
)


class Troubles:
    """The runs that could not be taken up."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def tell(self) -> None:
        """Say each on standard error."""
        for sentence in self.found.values():
            click.echo(f"boldface: {safe(sentence)}", err=True)


def trail_of(records: Records, run: str) -> Trail:
    """The trail of one run; raises a BoldfaceError."""
    from engine.bootstrap import audited

    return audited.trail_of(records(run), run)


def trails(records: Records, runs: Sequence[str], troubles: Troubles) -> Iterator[Trail]:
    """The trails of several runs, one at a time; what cannot be taken up goes to `troubles`."""
    for run in told(runs, lambda run: run):
        try:
            yield trail_of(records, run)
        except BoldfaceError as error:
            text = str(error)
            troubles.found[run] = text if text.startswith("run ") else f"run {run}: {text}"


def told(what: Sequence[Any], name: Callable[[Any], str]) -> Iterator[Any]:
    """The things one by one, with a word of progress at a terminal where they are many."""
    tell = sys.stderr.isatty() and len(what) >= MANY
    for n, one in enumerate(what, 1):
        if tell:
            click.echo(f"\r{n} of {len(what)} {safe(name(one))[:40]:<40}", err=True, nl=False)
        yield one
    if tell:
        click.echo("\r" + " " * 60 + "\r", err=True, nl=False)
