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
    "backup": "engine.cli.audit.backup",
    "compare": "engine.cli.audit.compare",
    "correct": "engine.cli.audit.correct",
    "explain": "engine.cli.audit.explain",
    "export": "engine.cli.audit.export",
    "find": "engine.cli.audit.find",
    "findings": "engine.cli.audit.findings",
    "import": "engine.cli.audit.imported",
    "open": "engine.cli.audit.open",
    "reconcile": "engine.cli.audit.reconcile",
    "replay": "engine.cli.audit.replay",
    "report": "engine.cli.audit.report",
    "review": "engine.cli.audit.review",
    "reviews": "engine.cli.audit.reviews",
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


@command.command(
    "list",
    epilog="Examples:\n\n  boldface audit list --json\n\n"
    "  boldface audit list --kind run --since 2026-11-01\n\n  boldface audit list --open",
)
@click.option("--kind", type=click.Choice(["drill", "run"]), help="Drills only, or real runs only.")
@click.option("--procedure", metavar="NAME", help="Runs of one procedure only.")
@click.option(
    "--since", metavar="TIME", help="Begun from 2026-11-23, or 2026-11-23T20:15Z, on (UTC)."
)
@click.option("--until", metavar="TIME", help="Begun up to that time, a day to its end (UTC).")
@click.option("--outcome", help="Runs that ended so.")
@click.option("--open", "outcome", flag_value="", help="Runs that are not closed.")
@store_option
@click.option("--json", "as_json", is_flag=True, help="A list of objects instead of a table.")
@click.pass_context
def list_(
    ctx: click.Context,
    kind: str | None,
    procedure: str | None,
    since: str | None,
    until: str | None,
    outcome: str | None,
    store: str | None,
    *,
    as_json: bool,
) -> None:
    """Every run in the store, drills and real runs told apart."""
    from engine.cli.audit.stored import Wanted, list_runs

    wanted = Wanted(kind, procedure, since, until, outcome)
    sys.exit(list_runs(address(ctx, store), wanted, as_json=as_json))


@command.command(
    epilog="Examples:\n\n  boldface audit show ms-29-7\n\n"
    "  boldface audit show ms-29-7 --role FE-1 --event Ticked\n\n"
    "  boldface audit show ms-29-7 --readings --from 100 --to 150"
)
@click.argument("run")
@store_option
@click.option("--json", "as_json", is_flag=True, help="Each entry as it is stored, one line each.")
@click.option("--readings", is_flag=True, help="Show telemetry entries too.")
@click.option("--role", help="Entries of one role, `engine` and `station` too.")
@click.option("--event", help="Part of an event's name: Ticked, SignedOff, ReadingsTaken.")
@click.option("--text", help="Words of the entry.")
@click.option("--from", "first", type=click.IntRange(min=0), help="From this entry on.")
@click.option("--to", "last", type=click.IntRange(min=0), help="Up to this entry.")
@click.pass_context
def show(
    ctx: click.Context,
    run: str,
    store: str | None,
    role: str | None,
    event: str | None,
    text: str | None,
    first: int | None,
    last: int | None,
    *,
    as_json: bool,
    readings: bool,
) -> None:
    """The step log of one run, in words; with --json all of it, to the byte. Corrections stand beside their entries."""
    from engine.cli.audit.stored import Chosen, show_run

    if as_json and (role or event or text or first is not None or last is not None):
        raise click.UsageError("--json prints the whole record; choose among it with `audit find`")
    chosen = Chosen(readings, role, event, text, first, last)
    sys.exit(show_run(address(ctx, store), run, chosen, as_json=as_json))
