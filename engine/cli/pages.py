"""The commands that explain rules: one page, all of them, the list. Rules for authors and about runs share the words.

Nothing is written but into the folder that was asked for; pages are loaded when a command is run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from engine.errors import BoldfaceError


@dataclass(frozen=True, slots=True)
class Pages:
    """The rules of a kind: their names, and how each, their table and their list are told."""

    names: Collection[str]
    page: Callable[[str], str]
    index: Callable[[], str]
    nearest: Callable[[str], str | None]
    listed: Callable[[], Iterable[str]]


def explaining(
    path: str, says: str, example: str, folder: str, load: Callable[[], Pages]
) -> click.Command:
    """The command at `path` that tells the pages `load` gives; `says` is its help, `example` a rule."""

    def names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        """The rules that begin so, for a shell."""
        return sorted(name for name in load().names if name.startswith(incomplete))

    @click.command(
        path.rpartition(" ")[2],
        help=says,
        epilog=f"Examples:\n\n  {path}\n\n  {path} {example}\n\n  {path} --all -o {folder}",
    )
    @click.argument("rule", required=False, shell_complete=names)
    @click.option("--all", "every", is_flag=True, help="Every page.")
    @click.option(
        "-o",
        "--output",
        type=click.Path(file_okay=False, path_type=Path),
        help="With --all: write one file a rule, and an index, into this folder.",
    )
    def command(rule: str | None, output: Path | None, *, every: bool) -> None:
        _tell(path, load(), rule, output, every=every)

    return command


def _tell(path: str, pages: Pages, rule: str | None, output: Path | None, *, every: bool) -> None:
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
        hint = f"did you mean '{near}'?" if near else f"`{path}` lists them"
        click.echo(f"boldface: no rule is called {rule[:60]!a}; {hint}", err=True)
        sys.exit(2)


def _write(pages: Pages, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.md").write_text(pages.index(), encoding="utf-8")
        for name in pages.names:
            (folder / f"{name}.md").write_text(pages.page(name), encoding="utf-8")
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise BoldfaceError(f"{folder}: cannot be written ({reason}); check the path") from None
    click.echo(f"{len(pages.names)} pages and an index are in {folder}")
