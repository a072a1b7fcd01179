"""`audit verify`: the words and options; the work is in `verifying.py`, loaded when the command is run."""

from __future__ import annotations

import sys

import click

from engine.cli.options import address, signers_option, store_option, trust_option


@click.command(
    "verify",
    epilog="Examples:\n\n  boldface audit verify ms-29-7\n\n"
    "  boldface audit verify runs.db --trust policy --json\n\n"
    "  boldface audit verify bundle/ --trust policy --signers allowed_signers",
)
@click.argument("what", metavar="RUN|BUNDLE|STORE")
@trust_option
@signers_option
@click.option(
    "--witnessed",
    metavar="FOLDER",
    help="A witness's own folder: it shows a log cut back, a run begun anew, and one taken out.",
)
@click.option(
    "--offline",
    is_flag=True,
    help="Do not ask the witnesses that the trust file names with an address.",
)
@click.option("--json", "as_json", is_flag=True, help="The verdicts as a list of objects.")
@store_option
@click.pass_context
def command(
    ctx: click.Context,
    what: str,
    trust: str | None,
    signers: str | None,
    witnessed: str | None,
    store: str | None,
    *,
    offline: bool,
    as_json: bool,
) -> None:
    """Say whether the record of a run, a bundle or a whole store is intact.

    A run that no entry closes may have gone on: its witnesses are asked where the trust file names
    their address, or in their folder (--witnessed). Who was not asked is said.

    Exit code 0: intact and witnessed, or intact and unwitnessed since N. 3: incomplete.
    4: altered at N. 5: forked. 6: unreadable. 2: misuse. Of several runs the worst counts.
    """
    from engine.bootstrap.verified import trusted
    from engine.cli.audit.verifying import verify_what

    believed = trusted(trust, signers, witnessed, ask=not offline)
    sys.exit(verify_what(what, address(ctx, store), believed, as_json=as_json))
