"""`audit find`: entries of all runs by person, role, step, time, event and words; drills and real runs told apart.

Exit codes: 0 something was found, 1 nothing, 2 misuse, or a run that cannot be read.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.audit.taken import Troubles, json_option, kind_option, procedure_option, told
from engine.cli.options import address, store_option

if TYPE_CHECKING:
    from engine.audit.query import Found, Question


@click.command(
    epilog="Examples:\n\n  boldface audit find --person Orlov --step confirm\n\n"
    "  boldface audit find --kind run --event ItemOverridden --since 2026-11-01\n\n"
    "  boldface audit find --text droplets --json -o droplets.json\n\n"
    "Exit codes: 0 something was found, 1 nothing, 2 a run cannot be read."
)
@click.option("--person", help="Who acted, or is named as taking a seat or signing.")
@click.option("--role", help="The role exactly, `engine` and `station` too.")
@click.option("--step", help="Part of a step's name or title.")
@click.option("--since", metavar="TIME", help="From 2026-11-23, or 2026-11-23T20:15Z, on (UTC).")
@click.option("--until", metavar="TIME", help="Up to that time, a day to its end (UTC).")
@click.option("--event", help="Part of an event's name: SignedOff, Override, Corrected.")
@click.option("--text", help="Words in the entry as `audit show` prints it, corrections too.")
@click.option("--run", "run", metavar="RUN", help="One run only.")
@kind_option
@procedure_option
@click.option("--readings", is_flag=True, help="Look at telemetry entries too.")
@store_option
@json_option
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the question and what was found to this file, as JSON.",
)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    run: str | None,
    kind: str | None,
    procedure: str | None,
    store: str | None,
    output: Path | None,
    *,
    as_json: bool,
    **asked: Any,
) -> None:
    """Find entries in every run of the store. Everything that is asked must fit; capitals do not matter."""
    from engine.audit.query import Question, moment
    from engine.cli.written import write_pieces

    question = Question(**asked)
    moment(question.since)
    moment(question.until)
    if question == Question(readings=question.readings) and run is None:
        raise click.UsageError(
            "say what to find: --person, --role, --step, --event, --text, a time"
        )
    troubles = Troubles()
    found = _found(address(ctx, store), question, run, kind, procedure, troubles)
    said = _said(question, found, run, kind, procedure, troubles)
    if output is not None:
        text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
        write_pieces(str(output), [text.encode()])
        click.echo(f"{len(found)} entries and the question are in {output}", err=True)
    if as_json:
        click.echo(json.dumps(said, indent=1, ensure_ascii=False))
    elif output is None:
        _words(found)
    troubles.tell()
    sys.exit(2 if troubles.found else int(not found))


def _found(
    where: str | None,
    question: Question,
    run: str | None,
    kind: str | None,
    procedure: str | None,
    troubles: Troubles,
) -> list[Found]:
    from msgspec.structs import replace

    from engine.audit.query import ask
    from engine.bootstrap import open_reading
    from engine.bootstrap.audited import Records
    from engine.bootstrap.reviews import corrections
    from engine.errors import BoldfaceError

    found: list[Found] = []
    with closing(open_reading(where)) as store:
        records = Records(store)
        names = [run] if run is not None else records.names(procedure=procedure, kind=kind)
        for name in told(names, str):
            try:
                one = records(name)
                table = one.plan.drive.table
                # To be looked into they are read first; else only for what was found.
                said = corrections(store, name) if question.text is not None else {}
                fits = list(ask(question, one.entries, table, name, one.opened.kind, said))
                known = said or (corrections(store, name) if fits else {})
                found += [
                    replace(each, corrections=tuple(known.get(each.index, ()))) for each in fits
                ]
            except BoldfaceError as error:
                troubles.found[name] = f"run {name}: {error}"
    return sorted(found, key=lambda one: one.kind, reverse=True)  # real runs first, drills apart


def _said(
    question: Question,
    found: list[Found],
    run: str | None,
    kind: str | None,
    procedure: str | None,
    troubles: Troubles,
) -> dict[str, Any]:
    from msgspec import to_builtins

    asked = {**to_builtins(question), "run": run, "kind": kind, "procedure": procedure}
    return {
        "question": {name: value for name, value in asked.items() if value},
        "found": to_builtins(found),
        "not_read": troubles.found,
    }


def _words(found: list[Found]) -> None:
    from engine.cli.say import safe
    from engine.run.lines import clock

    run = ""
    for one in found:
        if one.run != run:
            run = one.run
            click.echo(safe(f"{one.kind.upper()} {run}"))
        who = f"{one.role} ({one.person})" if one.person else one.role
        head = f"{one.index:>6}  {clock(one.t):>8}  {one.at}  {who:<20}"
        click.echo(safe(f"{head}  {one.text}"))
        for text in one.corrections:
            click.echo(safe(f"{'':>18}{text}"))
    kinds = {"drill": set[str](), "run": set[str]()}
    for one in found:
        kinds.setdefault(one.kind, set()).add(one.run)
    click.echo(
        f"{len(found)} entries in {len(kinds['drill'])} drills and {len(kinds['run'])} real runs"
    )
