"""What `audit verify` does: asks for verdicts and prints them, in words or as data."""

from __future__ import annotations

import json

import click
import msgspec

from engine.audit.verdict import Trust, summary, verdict_lines
from engine.bootstrap.verified import verdicts
from engine.cli.say import safe


def verify_what(what: str, address: str | None, trust: Trust, *, as_json: bool) -> int:
    """Print every verdict; returns the exit code of the worst."""
    found = []
    for one in verdicts(what, address, trust):
        found.append(one)
        if not as_json:
            for line in verdict_lines(one, trust.signers_name):
                click.echo(safe(line))
    if as_json:
        rows = [
            {"verdict": one.words, "code": one.code, **msgspec.to_builtins(one)} for one in found
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    elif not found:
        click.echo("the store holds no run")
    elif len(found) > 1:
        for line in summary(found):
            click.echo(safe(line))
    return max((one.code for one in found), default=0)
