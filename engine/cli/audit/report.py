"""`audit report`: one document about a run that an auditor can read without the program."""

from __future__ import annotations

import sys

import click

from engine.cli.options import address, signers_option, store_option, trust_option


@click.command(
    "report",
    epilog="Examples:\n\n  boldface audit report ms-29-7 -o ms-29-7.html\n\n"
    "  boldface audit report ms-29-7 -o ms-29-7.pdf\n\n"
    "  boldface audit report ms-29-7 -o x.html --trust policy --signers allowed_signers",
)
@click.argument("run")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="PATH",
    help="Where to write; the ending says how: .html, or .pdf (needs the extra 'pdf').",
)
@trust_option
@signers_option
@store_option
@click.pass_context
def command(
    ctx: click.Context,
    run: str,
    output: str,
    trust: str | None,
    signers: str | None,
    store: str | None,
) -> None:
    """Write a report on RUN that stands alone.

    It holds the outcome, the verdict on the record, findings, departures, the timeline as a
    picture, the readings at each decision with their limits, signatures, observations, and the
    full text of the steps in force with what was done at each.
    """
    from engine.cli.audit.reporting import Against, report_run

    sys.exit(report_run(Against(address(ctx, store), trust, signers), run, output))
