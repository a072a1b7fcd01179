"""What `boldface keys` does, and what it prints: public halves and names, never a secret."""

from __future__ import annotations

import json
from pathlib import Path

import click
from msgspec import to_builtins

from engine.adapters import key_log
from engine.adapters.key_folder import KeyFolder
from engine.bootstrap import keyring, site_keys
from engine.cli.say import safe
from engine.log import NoStore


def make_site(authority: str, site: str) -> int:
    """Make the site's key."""
    key = keyring.new_site(authority, site)
    click.echo(f"for the trust file of whoever checks this site:\nlog {key}")
    return 0


def make_site_anew(reason: str, at: str, by: str) -> int:
    """Replace the site's key."""
    _, lines = site_keys.replace_site(reason, keyring.date_of(at), by)
    click.echo("for the trust file of whoever checks this site, in place of its `log` line:")
    click.echo("\n".join(lines))
    return 0


def make_witness(name: str) -> int:
    """Make a witness's key."""
    key = keyring.new_witness(name)
    click.echo(
        "for the trust file (`policy`) of the site, with its address at the end if it has one:"
    )
    click.echo(f"witness ground {key} http://HOST:8642/\nquorum ground")
    return 0


def make_crew(person: str, *, asked: bool) -> int:
    """Make a person's key."""
    word = (
        click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
        if asked
        else keyring.passphrase()
    )
    line, path = keyring.new_crew(person, word)
    click.echo(f"{line}\nprivate half: {path} (mode 600; in no backup)")
    click.echo(f"now enrol it: boldface keys enrol {person!r} --by WHO")
    return 0


def show(*, as_json: bool) -> int:
    """List the folder."""
    found = keyring.listed()
    if as_json:
        click.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return 0
    for name, lines in found.items():
        click.echo(f"{name}:")
        for line in lines or ["(none)"]:
            click.echo(f"  {safe(line)}")
    click.echo(f"log of keys: {KeyFolder().folder / 'log.db'}")
    return 0


def enrol_person(
    person: str, key: str | None, meanings: tuple[str, ...], since: str, until: str, by: str
) -> int:
    """Enrol."""
    print_, new = keyring.enrol(person, Path(key) if key else None, meanings, since, until, by)
    already = "" if new else " already; nothing was changed"
    click.echo(safe(f"{person} is enrolled with {print_}{already}"))
    return 0


def revoke_person(person: str, reason: str, at: str, by: str) -> int:
    """Revoke."""
    ended = keyring.revoke(person, reason, at, by)
    click.echo(safe(f"{ended} key{'s' if ended > 1 else ''} of {person} revoked"))
    return 0


def hand_watch_over(person: str, to: str, reason: str) -> int:
    """Hand over."""
    index = keyring.hand_over(person, to, reason)
    click.echo(safe(f"entry {index}: {person} gave the watch to {to}"))
    return 0


def show_log(*, as_json: bool) -> int:
    """Show the log of keys."""
    try:
        found = key_log.entries(KeyFolder())
    except NoStore:
        found = []
    if as_json:
        click.echo(json.dumps([to_builtins(one) for one in found], indent=1, ensure_ascii=False))
        return 0
    if not found:
        click.echo("No key has been enrolled, revoked or handed over here yet.")
    for one in found:
        words = ", ".join(
            f"{name} {value}" for name, value in one.data.items() if name not in {"signers", "line"}
        )
        click.echo(safe(f"{one.index:>4}  {one.at}  {one.role}  {one.event}: {words}"))
    return 0
