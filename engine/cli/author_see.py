"""The words `author show, draw, print, schema, diff`: options only; the work is in `author_views.py`, loaded when asked.

Exit codes: 0 done (diff: no difference), 1 diff found differences, 2 misuse or own failure.
"""

from __future__ import annotations

import sys

import click

from engine.cli.options import address, store_option

__all__ = ["COMMANDS"]


@click.command(
    epilog="Examples:\n\n  boldface author show head-count\n\n"
    "  boldface author show --text my-procedure.yaml"
)
@click.argument("file")
@click.option("--text", is_flag=True, help="Plain language, one fact a line (for git textconv).")
@click.option("--own", is_flag=True, help="The steps of this file only, not what it calls.")
@click.option(
    "--width", type=click.IntRange(60, 400), help="Columns (default: the terminal's, else 80)."
)
def show(file: str, width: int | None, *, text: bool, own: bool) -> None:
    """Draw a procedure in the terminal: one row a step, jumps as arcs.

    FILE is a path that ends in .yaml, or the name of a procedure of the library.
    """
    from engine.cli.author_views import show_spine, show_text

    sys.exit(show_text(file) if text else show_spine(file, width, own=own))


@click.command(
    epilog="Examples:\n\n  boldface author draw head-count -o head-count.svg\n\n"
    "  boldface author draw my-procedure.yaml -o my-procedure.mmd"
)
@click.argument("file")
@click.option("-o", "--output", required=True, metavar="X.svg|X.mmd", help="Where to write it.")
def draw(file: str, output: str) -> None:
    """Write the drawing of a procedure as SVG, or as Mermaid text.

    FILE is a path that ends in .yaml, or the name of a procedure of the library.
    """
    from engine.cli.author_views import draw_file

    sys.exit(draw_file(file, output))


@click.command(
    "print",
    epilog="Examples:\n\n  boldface author print head-count -o head-count.html\n\n"
    "  boldface author print my-procedure.yaml -o my-procedure.pdf\n\n"
    "  boldface author print head-count --side-by-side en,ru -o head-count.pdf",
)
@click.argument("file")
@click.option("-o", "--output", required=True, metavar="X.html|X.pdf", help="Where to write it.")
@click.option("--language", metavar="LL", default="", help="In this language, as in ru.")
@click.option(
    "--side-by-side",
    "both",
    metavar="en,LL",
    default="",
    help="As written, and beside it in this language, as in en,ru.",
)
def print_(file: str, output: str, language: str, both: str) -> None:
    """Write the paper copy that a crew can work from.

    FILE is a path that ends in .yaml, or the name of a procedure of the library. PDF needs the extra
    'pdf'.
    """
    from engine.cli.author_views import print_file

    if both and language:
        raise click.UsageError("--language and --side-by-side exclude each other; choose one")
    if both:
        first, _, language = both.partition(",")
        if first != "en" or not language:
            raise click.UsageError("--side-by-side: expected en and another language, as in en,ru")
    elif language == "en":
        language = ""
    sys.exit(print_file(file, output, language, beside=bool(both)))


@click.command(
    epilog="Example:\n\n  boldface author schema -o procedures/schema/procedure.schema.json"
)
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write it (default: standard output)."
)
@click.option(
    "--of",
    type=click.Choice(["procedure", "scenario", "translation"]),
    default="procedure",
    show_default=True,
    help="Of which files.",
)
def schema(output: str | None, of: str) -> None:
    """Write the JSON Schema that editors use while a procedure is typed."""
    from engine.cli.author_views import write_schema

    sys.exit(write_schema(output, of))


@click.command(
    epilog="Examples:\n\n  boldface author diff old.yaml new.yaml --json\n\n"
    "  boldface author diff old.yaml new.yaml --runs --store runs.db"
)
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Objects instead of sentences.")
@click.option("--runs", is_flag=True, help="Also which stored runs of OLD would go another way.")
@store_option
@click.pass_context
def diff(
    ctx: click.Context, old: str, new: str, store: str | None, *, as_json: bool, runs: bool
) -> None:
    """Say what changed between two revisions in meaning, not in lines.

    With --runs the inputs and readings of every stored run of OLD are given to NEW: the run, the entry
    and the step where it would have gone another way.
    """
    from engine.cli.author_views import show_differences

    stored = (address(ctx, store),) if runs else ()
    sys.exit(show_differences(old, new, as_json=as_json, stores=stored))


COMMANDS = (show, draw, print_, schema, diff)
