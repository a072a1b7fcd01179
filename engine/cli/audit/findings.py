"""`audit findings`: what stands out in one run or in all, by rules that each have a page.

Exit codes: 0 nothing above info, 1 errors or warnings, 2 misuse, or a run that cannot be taken up.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING

import click

from engine.cli.audit.taken import Troubles, json_option, kind_option, procedure_option, trails
from engine.cli.options import address, store_option

if TYPE_CHECKING:
    from engine.audit.rule import Finding

MOST = 12  # entries named for people; --json names all
MARKS = {"error": "!!", "warning": "! ", "info": "- "}


@click.command(
    epilog="Examples:\n\n  boldface audit findings ms-29-7\n\n"
    "  boldface audit findings --all --kind drill --level warning\n\n"
    "  boldface audit findings --all --rule same-person-twice --json\n\n"
    "Exit codes: 0 nothing above info, 1 errors or warnings, 2 a run cannot be read.\n"
    "What a rule means: boldface audit explain RULE"
)
@click.argument("run", required=False)
@click.option("--all", "every", is_flag=True, help="Every run of the store.")
@kind_option
@procedure_option
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Only this rule (repeatable).")
@click.option(
    "--level",
    type=click.Choice(["error", "warning", "info"]),
    default="info",
    show_default=True,
    help="The least level shown.",
)
@store_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    run: str | None,
    kind: str | None,
    procedure: str | None,
    rules: tuple[str, ...],
    level: str,
    store: str | None,
    *,
    every: bool,
    as_json: bool,
) -> None:
    """List what stands out in RUN, or with --all in every run: each with its rule and its entries."""
    from engine.audit.findings import RULES

    if (run is None) != every:
        raise click.UsageError("name one run, or say --all")
    for one in rules:
        if one not in RULES:
            raise click.UsageError(
                f"no rule is called '{one[:60]}'; `boldface audit explain` lists them"
            )
    if run is not None and (kind or procedure):
        raise click.UsageError("--kind and --procedure choose among --all")
    found, troubles, looked = _found(address(ctx, store), run, kind, procedure)
    wanted = [one for one in found if (not rules or one.rule in rules) and _reaches(one, level)]
    if as_json:
        _data(wanted, troubles, looked)
    else:
        _words(wanted, looked)
    troubles.tell()
    grave = any(_reaches(one, "warning") for one in wanted)
    sys.exit(2 if troubles.found else int(grave))


def _found(
    where: str | None, run: str | None, kind: str | None, procedure: str | None
) -> tuple[list[Finding], Troubles, dict[str, str]]:
    from engine.audit.findings import findings
    from engine.bootstrap import open_reading
    from engine.bootstrap.audited import Records

    found: list[Finding] = []
    looked: dict[str, str] = {}
    troubles = Troubles()
    with closing(open_reading(where)) as store:
        records = Records(store)
        names = [run] if run is not None else records.names(procedure=procedure, kind=kind)
        for one in trails(records, names, troubles):
            looked[one.run] = one.opened.kind if one.opened else "?"
            found += findings(one)
    return found, troubles, looked


def _reaches(one: Finding, level: str) -> bool:
    from engine.audit.rule import LEVELS

    return LEVELS.index(one.level) <= [*LEVELS].index(level)  # type: ignore[arg-type]


def _data(found: list[Finding], troubles: Troubles, looked: dict[str, str]) -> None:
    from msgspec import to_builtins

    said = {"runs": looked, "findings": to_builtins(found), "not_read": troubles.found}
    click.echo(json.dumps(said, indent=1, ensure_ascii=False))


def _words(found: list[Finding], looked: dict[str, str]) -> None:
    from engine.cli.say import safe

    run = ""
    for one in found:
        if one.run != run:
            run = one.run
            click.echo(safe(f"{looked[run].upper()} {run}"))
        entries = ", ".join(str(n) for n in one.entries[:MOST])
        more = f" and {len(one.entries) - MOST} more" if len(one.entries) > MOST else ""
        who = f"{one.who}: " if one.who else ""
        click.echo(
            safe(
                f"  {MARKS[one.level]} {one.level:<7} {one.rule}: {who}{one.sentence} [{entries}{more}]"
            )
        )
    levels = Counter(one.level for one in found)
    counts = ", ".join(f"{levels[level]} {level}" for level in ("error", "warning", "info"))
    runs = "1 run" if len(looked) == 1 else f"{len(looked)} runs"
    click.echo(
        f"{runs} looked at: {counts}. Numbers in [ ] are entries; `boldface audit explain RULE`."
    )
