"""`author check`: the words and options; the work is in `looking.py`, loaded when the command is run.

Exit codes: 0 clean, 1 findings of the profile asked for, 2 misuse or own failure.
"""

from __future__ import annotations

import sys

import click


@click.command(
    epilog="Examples:\n\n  boldface author check procedures\n\n"
    "  boldface author check --profile flight --format sarif procedures > lint.sarif\n\n"
    "  boldface author check - --name draft.yaml < draft.yaml\n\n"
    "  boldface author check draft.yaml --profile flight --counterexamples found"
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="FILE|DIR|-...")
@click.option(
    "--profile",
    type=click.Choice(["load", "style", "safety", "flight"]),
    default="safety",
    show_default=True,
    help="How much is asked; each holds all that the one before it asks.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "line", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How findings are written: for people, one line each, or as data.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--name", default="stdin", show_default=True, help="What '-' is called.")
@click.option("--fix", is_flag=True, help="Make the safe mends in the files; comments stay.")
@click.option(
    "--counterexamples",
    metavar="DIR",
    help="With --profile flight: write how each property fails, for `boldface drill --counterexample`.",
)
@click.option("--watch", is_flag=True, help="Check again whenever a file is saved; Ctrl-C ends.")
def check(
    paths: tuple[str, ...],
    profile: str,
    form: str,
    name: str,
    counterexamples: str | None,
    *,
    fix: bool,
    watch: bool,
) -> None:
    """Find every mistake in procedures, each at its line and column.

    A directory is checked as a library: names are unique, references lead somewhere. Its folders
    scenarios, stations and schema are passed over; name the folder scenarios, or a scenario, and
    it is held against its procedure and station. '-' reads one procedure from standard input.

    A finding is left standing by a comment at its line: "# lint: allow RULE because REASON".

    Exit code: 0 the profile is reached, 1 it is not, 2 a file cannot be read.
    """
    from engine.cli.author.looking import Wanted, look, watch_files

    wanted = Wanted(paths, profile, form, name, fix, counterexamples)
    if counterexamples is not None and profile != "flight":
        raise click.UsageError("--counterexamples needs --profile flight: only that proves")
    if watch and "-" in paths:
        raise click.UsageError("--watch needs files; '-' is read once")
    if fix and "-" in paths:
        raise click.UsageError("--fix needs files; '-' cannot be written back")
    sys.exit(watch_files(wanted) if watch else look(wanted))
