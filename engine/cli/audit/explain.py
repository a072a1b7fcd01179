"""`audit explain`: the page of a rule about runs in the terminal, the list of rules, and the docs made from the pages.

The pages are data of `engine.audit`; nothing is written but with --output.
"""

from __future__ import annotations

import sys
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

    if output is not None and not every:
        raise click.UsageError("-o writes all pages; say --all")
    if every and output is not None:
        output.mkdir(parents=True, exist_ok=True)
        pages = {"index": index(), **{name: page(name) for name in RULES}}
        for name, text in pages.items():
            (output / f"{name}.md").write_text(text, encoding="utf-8")
        click.echo(f"{len(RULES)} pages and an index are in {output}")
    elif every:
        click.echo("\n".join(page(name) for name in sorted(RULES)))
    elif rule is None:
        _list()
    elif rule in RULES:
        click.echo(page(rule))
    else:
        near = nearest(rule)
        hint = f"did you mean '{near}'?" if near else "`boldface audit explain` lists them"
        click.echo(f"boldface: no rule is called {rule[:60]!a}; {hint}", err=True)
        sys.exit(2)


def _list() -> None:
    from engine.audit.findings import RULES
    from engine.audit.page import summary
    from engine.audit.rule import LEVELS

    for level in LEVELS:
        click.echo(level)
        for name in sorted(one.name for one in RULES.values() if one.level == level):
            click.echo(f"  {name:<22} {summary(name)}")
