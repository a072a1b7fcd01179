"""The words `boldface audit ...`: one module a command family, each of which imports what it needs when it is run.

Only options and words stand at import time; nothing here may load a reader, a machine or a screen.
"""

from __future__ import annotations

import sys

import click

from engine.cli.options import LateGroup, address, store_option

__all__ = ["command"]

# Commands with a module of their own; each holds a click command called `command`.
LATE: dict[str, str] = {
    "compare": "engine.cli.audit.compare",
    "explain": "engine.cli.audit.explain",
    "export": "engine.cli.audit.export",
    "find": "engine.cli.audit.find",
    "findings": "engine.cli.audit.findings",
    "replay": "engine.cli.audit.replay",
    "report": "engine.cli.audit.report",
    "stats": "engine.cli.audit.stats",
    "verify": "engine.cli.audit.verify",
}


@click.group(
    "audit",
    cls=LateGroup,
    late=LATE,
    epilog="Examples:\n\n  boldface audit list\n\n  boldface audit show ms-29-7",
)
def command() -> None:
    """Read what has been stored."""


@command.command("list", epilog="Example:\n\n  boldface audit list --json")
@store_option
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
@click.pass_context
def list_(ctx: click.Context, store: str | None, *, as_json: bool) -> None:
    """Every run in the store, drills and real runs told apart."""
    from engine.cli.audit.stored import list_runs

    sys.exit(list_runs(address(ctx, store), as_json=as_json))


@command.command(epilog="Example:\n\n  boldface audit show ms-29-7")
@click.argument("run")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Each entry as it is stored, one line each.")
@click.option("--readings", is_flag=True, help="Show telemetry entries too.")
@click.pass_context
def show(ctx: click.Context, run: str, store: str | None, *, as_json: bool, readings: bool) -> None:
    """The step log of one run, in words."""
    from engine.cli.audit.stored import show_run

    sys.exit(show_run(address(ctx, store), run, as_json=as_json, readings=readings))
