"""`audit review`: an auditor's word on a run, kept as an entry of its review log.

Exit codes: 0 kept, 2 misuse, or it could not be kept.
"""

from __future__ import annotations

from contextlib import closing

import click

from engine.cli.audit.taken import key_option
from engine.cli.options import address, store_option

VERDICTS = ("accepted", "accepted with findings", "rejected", "open")


@click.command(
    epilog="Examples:\n\n  boldface audit review ms-29-7 --by 'Eva Lind' --verdict accepted "
    "--words 'Read with its readings; the hatch was shut in time'\n\n"
    "  boldface audit review ms-29-7 --by 'Eva Lind' --key ~/eva --verdict open --words 'to be gone on with'"
    "\n\n  boldface audit reviews ms-29-7"
)
@click.argument("run")
@click.option("--by", "person", required=True, metavar="NAME", help="Who reviewed it.")
@click.option(
    "--verdict", type=click.Choice(VERDICTS), required=True, help="What the review came to."
)
@click.option("--words", required=True, help="Why: what was looked at and what was found.")
@key_option
@store_option
@click.pass_context
def command(
    ctx: click.Context,
    run: str,
    person: str,
    verdict: str,
    words: str,
    key: str | None,
    store: str | None,
) -> None:
    """Add a review of RUN to its review log: who, the verdict, why, and how much of the run there was to see.

    It is signed with the reviewer's key where there is one that is enrolled for reviews (`keys new crew`,
    `keys enrol --for reviewed`); otherwise the name is asserted, and shown so. Nothing is changed.
    """
    from engine.audit.review import ReviewMade, check_words, log_of
    from engine.bootstrap.auditor_keys import auditor
    from engine.bootstrap.reviews import add, entry_of, open_writing
    from engine.cli.say import safe
    from engine.log import leaf_hash

    check_words(by=person, words=words)
    who, where = auditor(person.strip(), key), address(ctx, store)
    with closing(open_writing(where)) as opened:
        size = opened.size(run)
        last = entry_of(opened, run, size - 1)
        made = ReviewMade(person.strip(), verdict, words.strip(), size, leaf_hash(last.body).hex())
        index = add(opened, run, made, where, who.sign)
    click.echo(
        safe(
            f"kept as entry {index} of {log_of(run)}: {verdict}, by {made.person} ({who.proof}), "
            f"{size} entries of the run seen"
        )
    )
