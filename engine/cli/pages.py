"""Pages of rules in the terminal or as files: one page, all of them, the list. Rules for authors and about runs share it.

Nothing is written but into the folder that was asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import click


@dataclass(frozen=True, slots=True)
class Pages:
    """The rules of a kind: their names, how each is told, and the command that tells them."""

    command: str
    names: Collection[str]
    page: Callable[[str], str]
    index: Callable[[], str]
    nearest: Callable[[str], str | None]
    listed: Callable[[], Iterable[str]]


def tell(pages: Pages, rule: str | None, output: Path | None, *, every: bool) -> None:
    """Print what was asked for, or write all of it; an unknown rule is told the nearest name, exit code 2."""
    if output is not None and not every:
        raise click.UsageError("-o writes all pages; say --all")
    if output is not None:
        _write(pages, output)
    elif every:
        click.echo("\n".join(pages.page(name) for name in sorted(pages.names)))
    elif rule is None:
        for line in pages.listed():
            click.echo(line)
    elif rule in pages.names:
        click.echo(pages.page(rule))
    else:
        near = pages.nearest(rule)
        hint = f"did you mean '{near}'?" if near else f"`{pages.command}` lists them"
        click.echo(f"boldface: no rule is called {rule[:60]!a}; {hint}", err=True)
        sys.exit(2)


def _write(pages: Pages, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.md").write_text(pages.index(), encoding="utf-8")
    for name in pages.names:
        (folder / f"{name}.md").write_text(pages.page(name), encoding="utf-8")
    click.echo(f"{len(pages.names)} pages and an index are in {folder}")
