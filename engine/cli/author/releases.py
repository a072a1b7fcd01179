"""`author releases`: the words and options; the work is in `standing.py`, loaded when the command is run.

Exit codes: 0 log and files agree, 1 they do not, 2 a broken log, misuse or own failure.
"""

from __future__ import annotations

import sys

import click


@click.command(
    epilog="Examples:\n\n  boldface author releases procedures\n\n"
    "  boldface author releases procedures --head 3fa94c0d",
)
@click.argument("folder", default=".", metavar="[FOLDER]")
@click.option("--head", default="", metavar="DIGEST", help="A head kept before, 8 digits or more.")
@click.option("--json", "as_json", is_flag=True, help="Data instead of sentences.")
def releases(folder: str, head: str, *, as_json: bool) -> None:
    """Hold the release log of FOLDER against the procedures in it, and print its head.

    Every line holds the digest of the one before, so no line but the last can be changed, taken
    out, doubled or moved unseen. The last line, and whether lines were taken off the end, only the
    head shows: keep the one that `author release` prints, and give it here as --head.
    """
    from engine.cli.author.standing import hold

    sys.exit(hold(folder, head.strip().lower(), as_json=as_json))
