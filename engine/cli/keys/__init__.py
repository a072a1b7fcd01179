"""The words `boldface keys ...`: keys made, enrolled, revoked and handed over; options only.

The work is in `keyring.py`, loaded when a command is run.
"""

from __future__ import annotations

import sys

import click

__all__ = ["command"]

by_option = click.option("--by", default="", metavar="PERSON", help="Who says so.")
reason_option = click.option("--reason", required=True, metavar="TEXT", help="Why; it is kept.")


@click.group(
    "keys",
    epilog="Examples:\n\n  boldface keys new crew Ann\n\n  boldface keys enrol Ann --by Flight\n\n"
    '  boldface keys revoke Ann --reason "the console was lost" --by Flight',
)
def command() -> None:
    """Keys of this site, its crew and its witness, and whom this machine believes.

    They lie in BOLDFACE_KEYS (default: `keys` in your data folder): `site`, `witness` and
    `crew/PERSON` are private (mode 600) and belong in no backup; `policy` and `allowed_signers`
    say who is believed. Enrolment, revocation and hand-over are entries of a log of their own:
    `boldface audit verify` takes it by the path that `keys list` shows.
    """


@command.group()
def new() -> None:
    """Make a key: of this site, of a crew member, of a witness."""


@new.command(epilog="Example:\n\n  boldface keys new site --authority station.example --site iss")
@click.option("--authority", default="boldface.local", show_default=True)
@click.option("--site", default="console", show_default=True)
def site(authority: str, site: str) -> None:
    """Make the key that signs this site's checkpoints (one is made by itself at the first run)."""
    from engine.cli.keys.keyring import make_site

    sys.exit(make_site(authority, site))


@new.command(epilog="Example:\n\n  boldface keys new witness ground.example/w1")
@click.argument("name")
def witness(name: str) -> None:
    """Make the key of a witness called NAME, and print the line for the site's trust file."""
    from engine.cli.keys.keyring import make_witness

    sys.exit(make_witness(name))


@new.command(epilog="Example:\n\n  boldface keys new crew Ann --passphrase")
@click.argument("person")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase (else BOLDFACE_PASSPHRASE).")
def crew(person: str, *, passphrase: bool) -> None:
    """Make the key with which PERSON signs; enrol it with `keys enrol`."""
    from engine.cli.keys.keyring import make_crew

    sys.exit(make_crew(person, asked=passphrase))


@command.command("list", epilog="Example:\n\n  boldface keys list --json")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def list_(*, as_json: bool) -> None:
    """What lies in the key folder, and who is believed."""
    from engine.cli.keys.keyring import show

    sys.exit(show(as_json=as_json))


@command.command(
    epilog="Example:\n\n  boldface keys enrol Ann --key ann.pub --for verified --by Flight"
)
@click.argument("person")
@click.option("--key", metavar="FILE", help="Their public key (default: the one made here).")
@click.option(
    "--for",
    "meanings",
    multiple=True,
    type=click.Choice(["performed", "verified", "authorised", "reviewed"]),
    help="What they may sign for (repeatable; default: what a crew signs). reviewed: an auditor.",
)
@click.option("--from", "since", default="", metavar="DATE", help="Believed from (default: now).")
@click.option("--until", default="", metavar="DATE", help="Believed until (default: no end).")
@by_option
def enrol(
    person: str, key: str | None, meanings: tuple[str, ...], since: str, until: str, by: str
) -> None:
    """Believe that a key is PERSON's."""
    from engine.cli.keys.keyring import enrol_person

    sys.exit(enrol_person(person, key, meanings, since, until, by))


@command.command(
    epilog='Example:\n\n  boldface keys revoke Ann --reason "left the crew" --by Flight'
)
@click.argument("person")
@reason_option
@click.option("--at", default="", metavar="DATE", help="From when on (default: now).")
@by_option
def revoke(person: str, reason: str, at: str, by: str) -> None:
    """Believe no key of PERSON any more; what they signed before stays signed."""
    from engine.cli.keys.keyring import revoke_person

    sys.exit(revoke_person(person, reason, at, by))


@command.command(
    "replace-site",
    epilog='Example:\n\n  boldface keys replace-site --reason "the laptop was lost" --by Flight',
)
@reason_option
@click.option("--at", default="", metavar="DATE", help="Not believed from then on (default: now).")
@by_option
def replace_site(reason: str, at: str, by: str) -> None:
    """Give this site's key up for a new one, and date both; close open runs first."""
    from engine.cli.keys.keyring import make_site_anew

    sys.exit(make_site_anew(reason, at, by))


@command.command(
    "hand-over", epilog='Example:\n\n  boldface keys hand-over Ann Bo --reason "shift"'
)
@click.argument("person")
@click.argument("to")
@reason_option
def hand_over(person: str, to: str, reason: str) -> None:
    """Say that PERSON gives the watch over this console and its keys to TO."""
    from engine.cli.keys.keyring import hand_watch_over

    sys.exit(hand_watch_over(person, to, reason))


@command.command("log", epilog="Example:\n\n  boldface keys log --json")
@click.option("--json", "as_json", is_flag=True, help="Each entry as an object.")
def log(*, as_json: bool) -> None:
    """Every enrolment, revocation and hand-over, in order."""
    from engine.cli.keys.keyring import show_log

    sys.exit(show_log(as_json=as_json))
