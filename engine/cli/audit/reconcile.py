"""`audit reconcile`: two copies of one run, from two places: the same, one longer, or parted; and who holds from there.

Exit codes: 0 the same or one goes on the other, 5 they part, 2 misuse or a copy that cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from engine.cli.audit.taken import key_option
from engine.cli.options import address, store_option

if TYPE_CHECKING:
    from engine.audit.parting import Parting
    from engine.audit.reading import Noted

FORKED = 5


@click.command(
    epilog="Examples:\n\n  boldface audit reconcile ms-29-7 ground.zip\n\n"
    "  boldface audit reconcile ms-29-7 ground.db --keep here --by 'Eva Lind' "
    "--because 'the ground had not seen the alarm'\n\n"
    "Exit codes: 0 the same, or one goes on the other; 5 they part; 2 one cannot be read."
)
@click.argument("run")
@click.argument("other")
@click.option("--named", metavar="NAME", help="What the run is called in the other store.")
@click.option(
    "--keep",
    type=click.Choice(["here", "there", "neither"]),
    help="Settle it: whose entries hold from the parting on.",
)
@click.option("--because", metavar="TEXT", help="Why, when it is settled.")
@click.option("--by", "person", metavar="NAME", help="Who settles it.")
@key_option
@store_option
@click.option("--json", "as_json", is_flag=True, help="What was found, as an object.")
@click.pass_context
def command(
    ctx: click.Context,
    run: str,
    other: str,
    named: str | None,
    keep: str | None,
    because: str | None,
    person: str | None,
    key: str | None,
    store: str | None,
    *,
    as_json: bool,
) -> None:
    """Hold RUN against a copy of it in OTHER: a store, a bundle or a .jsonl of entries.

    Where two sites went on with one run alone, it says at which entry they part, both heads, and what
    was done at both. Nothing is merged. A person settles it with --keep, --because and --by, which is
    kept in the review log of RUN; both copies stay as they are.
    """
    from engine.audit.review import check_words
    from engine.bootstrap.auditor_keys import auditor
    from engine.bootstrap.copies import part, settle
    from engine.cli.say import safe

    if keep and not (because and person):
        raise click.UsageError("--keep needs --because and --by: who says so, and why")
    where = address(ctx, store)
    found = part(where, run, other, named)
    if as_json:
        from msgspec import to_builtins

        click.echo(json.dumps({"run": run, **to_builtins(found)}, indent=1, ensure_ascii=False))
    else:
        for line in _lines(run, found):
            click.echo(safe(line))
    if keep and because and person:
        check_words(because=because, by=person)
        who = auditor(person.strip(), key)
        index = settle(where, run, found, keep, because.strip(), person.strip(), who.sign)
        told = f"settled by {person.strip()} ({who.proof}): {keep} holds"
        click.echo(safe(f"{told}; kept as entry {index} of {run}.review"), err=as_json)
    sys.exit(FORKED if found.how in {"forked", "another run"} else 0)


def _lines(run: str, found: Parting) -> Iterator[str]:
    yield f"run {run}: {found.words}"
    for name, one in (("here ", found.here), ("there", found.there)):
        yield f"  {name}  {one.entries} entries, root {one.root}"
        if found.how == "forked" and one.parts is not None:
            yield f"         {_told(one.parts)}"
    for both in found.both:
        yield f"  CONFLICT: {both.what} was done at both"
        yield f"         here  {_told(both.here)}"
        yield f"         there {_told(both.there)}"
    if found.how == "forked":
        yield "  nothing was merged; keep both copies, and settle it with --keep, --because and --by"


def _told(one: Noted) -> str:
    event = one.event
    if event is None:
        return f"entry {one.index}: {one.fault}"
    return f"entry {one.index}, {one.at}, {event.role}: {type(event).__name__}{_what(event)}"


def _what(event: object) -> str:
    names = ("item", "name", "value", "state", "word", "text", "reason")
    said = [str(value) for name in names if (value := getattr(event, name, None))]
    return f" {' '.join(said)[:80]}" if said else ""
