"""`author new`: asks what a procedure needs, writes a small correct one, says what to do next.

It never writes over a file, and what it writes passes its own check once its questions are answered.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import click


@click.command(
    epilog="Examples:\n\n  boldface author new co2-removal-failure\n\n"
    '  boldface author new co2-removal-failure --title "CO2 removal failure" --role CDR --yes'
    '\n\n  boldface author new co2-removal-failure --entry "The CO2 caution sounds" --yes'
)
@click.argument("name")
@click.option("--title", help="What people call it (default: the name).")
@click.option("--entry", help="When it is taken out: what someone sees, hears or reads.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE[=WHO]",
    help="A role of the crew; may be repeated (default: CDR, FE-1).",
)
@click.option("--ground", default=None, metavar="ROLE", help="Who is told (default: MCC).")
@click.option(
    "--in",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The folder for the file (default: here).",
)
@click.option("--yes", is_flag=True, help="Ask nothing; take what was not given from the defaults.")
def new(
    name: str,
    title: str | None,
    entry: str | None,
    roles: tuple[str, ...],
    ground: str | None,
    folder: Path,
    *,
    yes: bool,
) -> None:
    """Write a small correct procedure called NAME to begin from."""
    from engine.cli.author.blank import (
        ENTRY_LINE,
        TO_DESCRIBE,
        Answers,
        default_title,
        name_fault,
        role_fault,
        written,
    )

    fault = name_fault(name)
    if fault:
        _refuse(fault)
    path = folder / f"{name}.yaml"
    if path.exists():
        _refuse(f"{path} is there already and stays as it is; choose another name")
    quiet = yes or not sys.stdin.isatty()
    title = title or _asked("Title", default_title(name), quiet=quiet)
    entry = entry or _asked("When is it taken out", TO_DESCRIBE, quiet=quiet)
    crew = roles or _listed(
        _asked(
            "Roles, ROLE or ROLE=WHO, the first one commands",
            "CDR, FE-1",
            quiet=quiet,
            fault=lambda text: role_fault([one.partition("=")[0] for one in _listed(text)]),
        )
    )
    ground = ground or _asked(
        "Who on the ground is told",
        "MCC",
        quiet=quiet,
        fault=lambda text: role_fault([*(one.partition("=")[0] for one in crew), text]),
    )
    fault = role_fault([*(one.partition("=")[0] for one in crew), ground])
    if fault:
        _refuse(fault)
    text = written(Answers(name, title, entry, crew, ground))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        _refuse(f"{path} cannot be written ({error.strerror or error}); choose another folder")
    _next(path, ENTRY_LINE if entry == TO_DESCRIBE else 0)


def _next(path: Path, unwritten: int) -> None:
    schema = path.parent / "schema" / "procedure.schema.json"
    click.echo(f"{path} is written. Next:")
    if unwritten:
        click.echo(f"  - say in 'entry:', line {unwritten}, when it is taken out")
    click.echo("  - write your steps in any editor; keep this open beside it:")
    click.echo(f"      boldface author check --watch {path}")
    if not schema.exists():
        click.echo(
            "  - for keys and their meaning while you type (docs/editors.md), once a folder:"
        )
        click.echo(f"      boldface author schema -o {schema}")
    click.echo("  - for what a finding means: boldface author explain RULE")
    click.echo(f"  - before a crew meets it: boldface author check --profile flight {path}")


def _asked(
    what: str, default: str, *, quiet: bool, fault: Callable[[str], str] = lambda _text: ""
) -> str:
    """The answer, or the default where nobody is asked; what has a fault is asked again."""

    def sound(text: str) -> str:
        said = fault(text)
        if said:
            raise click.BadParameter(said)
        return text

    return default if quiet else str(click.prompt(what, default=default, value_proc=sound))


def _listed(text: str) -> tuple[str, ...]:
    """Roles parted by commas; blanks part them only where nobody is described: "CDR FE-1"."""
    parts = text.split(",") if "," in text or "=" in text else text.split()
    return tuple(re.sub(r"\s*=\s*", "=", one.strip()) for one in parts if one.strip())


def _refuse(sentence: str) -> None:
    click.echo(f"boldface: {sentence}", err=True)
    sys.exit(2)
