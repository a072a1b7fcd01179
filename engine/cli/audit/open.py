"""`audit open`: the stored runs on the screen, or one of them: entries, timeline, findings, the screen as it was seen.

Exit codes: 0 done, 2 misuse, or a run that cannot be taken up.
"""

from __future__ import annotations

import sys

import click

from engine.cli.options import address, screen_of, store_option
from engine.cli.request import AuditRequest


@click.command(epilog="Examples:\n\n  boldface audit open\n\n  boldface audit open ms-29-7")
@click.argument("run", required=False)
@store_option
@click.pass_context
def command(ctx: click.Context, run: str | None, store: str | None) -> None:
    """Look back on the screen: every stored run, or RUN with its timeline, entries and findings."""
    screen = screen_of(ctx, "use `audit list` and `audit show`")
    sys.exit(screen(AuditRequest(run), address(ctx, store)))
