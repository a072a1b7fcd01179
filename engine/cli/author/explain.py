"""`author explain`: the page of a rule in the terminal, the list of rules, and the docs made from the pages.

The pages are data of `engine.lint`; nothing is written but with --output.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click


def _rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The rules that begin so, for a shell."""
    from engine.lint.registry import RULES

    return sorted(name for name in RULES if name.startswith(incomplete))


@click.command(
    epilog="Examples:\n\n  boldface author explain\n\n  boldface author explain arms-gap\n\n"
    "  boldface author explain --all -o docs/rules"
)
@click.argument("rule", required=False, shell_complete=_rules)
@click.option("--all", "every", is_flag=True, help="Every page.")
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --all: write one file a rule, and an index, into this folder.",
)
def explain(rule: str | None, output: Path | None, *, every: bool) -> None:
    """Print the page of RULE: what, why, wrong, right, and when its mend is safe."""
    from engine.lint.page import index, nearest, page
    from engine.lint.registry import RULES

    if output is not None and not every:
        raise click.UsageError("-o writes all pages; say --all")
    if every and output is not None:
        _write(output, {"index": index(), **{name: page(name) for name in RULES}})
        click.echo(f"{len(RULES)} pages and an index are in {output}")
    elif every:
        click.echo("\n".join(page(name) for name in sorted(RULES)))
    elif rule is None:
        _list()
    elif rule in RULES:
        click.echo(page(rule))
    else:
        near = nearest(rule)
        hint = f"did you mean '{near}'?" if near else "`boldface author explain` lists them"
        click.echo(f"boldface: no rule is called '{rule[:60]}'; {hint}", err=True)
        sys.exit(2)


def _list() -> None:
    from engine.lint.page import summary
    from engine.lint.registry import RULES
    from engine.lint.rule import PROFILES

    for profile in PROFILES:
        click.echo(f"profile {profile}")
        for name in sorted(one.name for one in RULES.values() if one.profile == profile):
            click.echo(f"  {name:<28} {RULES[name].level:<8} {summary(name)}")


def _write(folder: Path, pages: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
