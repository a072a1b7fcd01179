"""`audit export`: a run in another form, written whole or not at all."""

from __future__ import annotations

import sys

import click

from engine.cli.options import address, store_option

FORMS = ("jsonl", "csv", "xes", "ocel", "pnml", "bundle")


@click.command(
    "export",
    epilog="Examples:\n\n  boldface audit export ms-29-7 --as jsonl -o ms-29-7.jsonl\n\n"
    "  boldface audit export ms-29-7 --as bundle -o ms-29-7.zip\n\n"
    "  boldface audit export ms-29-7 --as csv -o - | less",
)
@click.argument("run")
@click.option(
    "--as",
    "form",
    type=click.Choice(FORMS),
    required=True,
    help="jsonl: the stored bytes, one line an entry. csv: one row an entry. xes, ocel: for process "
    "mining. pnml: the procedure in force as a Petri net. bundle: all of it, with evidence, texts, report "
    "and the commands that check it, as a folder or, by the ending of PATH, a .zip or .tar.",
)
@click.option("-o", "--output", required=True, metavar="PATH", help="Where to write; - prints it.")
@store_option
@click.pass_context
def command(ctx: click.Context, run: str, form: str, output: str, store: str | None) -> None:
    """Write RUN in a form that other programs read.

    jsonl is the record itself: the hash of a line is its leaf in the tree. Everything else is made
    from it. Exit code 2 when an entry is damaged: what can be read is written all the same.
    """
    from engine.cli.audit.copies import export_run

    sys.exit(export_run(address(ctx, store), run, form, output))
