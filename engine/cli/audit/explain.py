"""`audit explain`: the page of a rule about runs in the terminal, the list of rules, and the docs made from the pages.

The pages are data of `engine.audit`; nothing is written but with --output.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click


@click.command(
    epilog="Examples:\n\n  boldface audit explain\n\n  boldface audit explain too-fast\n\n"
    "  boldface audit explain --all -o docs/findings"
)
@click.argument("rule", required=False)
@click.option("--all", "every", is_flag=True, help="Every page.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --all: write one file a rule, and an index, into this folder.",
)
def command(rule: str | None, output: Path | None, *, every: bool) -> None:
    """Print the page of RULE: what it finds, why, a log that shows it, and when it is no fault."""
    from engine.audit.findings import RULES
    from engine.audit.page import index, nearest, page
    from engine.cli.pages import Pages, tell

    pages = Pages("boldface audit explain", RULES, page, index, nearest, _listed)
    tell(pages, rule, output, every=every)


def _listed() -> Iterator[str]:
    from engine.audit.findings import RULES
    from engine.audit.page import summary
    from engine.audit.rule import LEVELS

    for level in LEVELS:
        yield level
        for name in sorted(one.name for one in RULES.values() if one.level == level):
            yield f"  {name:<22} {summary(name)}"
