"""`audit correct`: a correction as a new entry, in the run while it is open and in its review log when it is closed.

Exit codes: 0 kept, 2 misuse, or it could not be kept.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from engine.cli.audit.taken import key_option
from engine.cli.options import address, store_option

if TYPE_CHECKING:
    from engine.ports import Store


@click.command(
    epilog="Example:\n\n  boldface audit correct ms-29-7 586 --was 2.3 --is 3.2 "
    "--because 'digits swapped; the photo of the detector shows 3.2' --by 'Eva Lind'"
)
@click.argument("run")
@click.argument("entry", type=click.IntRange(min=0))
@click.option("--was", required=True, metavar="VALUE", help="What the entry says; it must say it.")
@click.option("--is", "becomes", required=True, metavar="VALUE", help="What is right.")
@click.option("--because", required=True, metavar="REASON", help="Why; compulsory.")
@click.option("--by", "person", required=True, metavar="NAME", help="Who corrects it.")
@key_option
@store_option
@click.pass_context
def command(
    ctx: click.Context,
    run: str,
    entry: int,
    was: str,
    becomes: str,
    because: str,
    person: str,
    key: str | None,
    store: str | None,
) -> None:
    """Correct ENTRY of RUN: the entry stays, and a new one says the old value, the new one, the reason and who.

    `audit show`, `find`, `replay` and `reviews` show the correction beside the entry. Of a closed run
    it is signed as a review is; in a run that is still open the name is asserted.
    """
    from engine.audit.review import check_was, check_words
    from engine.bootstrap.reviews import entry_of, open_writing
    from engine.cli.say import safe

    words = {"was": was, "is": becomes, "because": because, "by": person}
    check_words(**words)
    at = address(ctx, store)
    with closing(open_writing(at)) as opened:
        check_was(entry_of(opened, run, entry).body, entry, was)
        said = {name: text.strip() for name, text in words.items()}
        where = _kept(opened, run, at, entry, said, key)
    click.echo(safe(f"kept as {where}: entry {entry} was {was}, is {becomes}"))


def _kept(
    store: Store, run: str, at: str | None, entry: int, words: dict[str, str], key: str | None
) -> str:
    from engine.audit.review import CorrectionMade, Refused, log_of
    from engine.bootstrap.auditor_keys import auditor
    from engine.bootstrap.reviews import add, correct_open, entry_of
    from engine.console import to_event
    from engine.log import leaf_hash
    from engine.run.events import Corrected, RunClosed

    was, becomes, because, person = words["was"], words["is"], words["because"], words["by"]
    last = to_event(entry_of(store, run, store.size(run) - 1))
    if isinstance(last, RunClosed):
        leaf = leaf_hash(entry_of(store, run, entry).body).hex()
        made = CorrectionMade(entry, leaf, was, becomes, because, person)
        who = auditor(person, key)
        return f"entry {add(store, run, made, at, who.sign)} of {log_of(run)}, by {person} ({who.proof})"
    if key:
        raise Refused(f"run {run}: it is open, and a correction in it is asserted; leave --key out")
    event = Corrected(0, "", entry, was, becomes, because, person)
    return f"entry {correct_open(store, run, event, at)} of the run, which is open, asserted by {person}"
