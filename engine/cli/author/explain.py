"""`author explain`: the page of a rule in the terminal, the list of rules, and the docs made from the pages.

The pages are data of `engine.lint`; nothing is written but with --output.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    from engine.cli.pages import Pages, tell
    from engine.lint.page import index, nearest, page
    from engine.lint.registry import RULES

    pages = Pages("boldface author explain", RULES, page, index, nearest, _listed)
    tell(pages, rule, output, every=every)


def _listed() -> Iterator[str]:
    from engine.lint.page import summary
    from engine.lint.registry import RULES
    from engine.lint.rule import PROFILES

    for profile in PROFILES:
        yield f"profile {profile}"
        for name in sorted(one.name for one in RULES.values() if one.profile == profile):
            yield f"  {name:<28} {RULES[name].level:<8} {summary(name)}"
