"""`author release`: the words and options; the work is in `releasing.py`, loaded when the command is run.

Exit codes: 0 released, 1 something stands in the way of a release, 2 misuse or own failure.
"""

from __future__ import annotations

import sys

import click


@click.command(
    epilog='Example:\n\n  boldface author release head-count.yaml --by "A. Author" --why "first use"'
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--by", required=True, metavar="NAME", help="Who answers for it.")
@click.option("--why", default="", metavar="TEXT", help="Why it is released.")
@click.option("--json", "as_json", is_flag=True, help="Data instead of sentences.")
def release(paths: tuple[str, ...], by: str, why: str, *, as_json: bool) -> None:
    """Freeze revisions under their digests, so that they can be run for real.

    FILE must pass the profile flight, and what it performs or leaves for must be released: before,
    or together with it. A line for each is added to releases.jsonl beside FILE.
    """
    from engine.cli.author.releasing import release_files

    sys.exit(release_files(paths, by, why, as_json=as_json))
