"""What `audit verify` does: asks for verdicts and prints them, in words or as data."""

from __future__ import annotations

import json

import click
import msgspec

from engine.audit.verdict import Verdict
from engine.bootstrap.verified import trusted, verdicts
from engine.cli.say import safe

MOST_FAULTS = 10


def verify_what(
    what: str, address: str | None, policy: str | None, signers: str | None, *, as_json: bool
) -> int:
    """Print every verdict; returns the exit code of the worst."""
    trust = trusted(policy, signers)
    found = []
    for one in verdicts(what, address, trust):
        found.append(one)
        if not as_json:
            _tell(one, trust.signers_name)
    if as_json:
        rows = [
            {"verdict": one.words, "code": one.code, **msgspec.to_builtins(one)} for one in found
        ]
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    elif not found:
        click.echo("the store holds no run")
    elif len(found) > 1:
        bad = sum(one.code != 0 for one in found)
        click.echo(f"{len(found)} runs: {len(found) - bad} intact, {bad} not")
    return max((one.code for one in found), default=0)


def _tell(one: Verdict, signers: str) -> None:
    lines = [
        f"run {one.run or '(bundle)'}: {one.words.upper()}",
        f"  {one.reason}",
    ]
    if one.origin:
        lines.append(f"  origin {one.origin}")
    if one.size:
        lines.append(f"  {one.size} entries, root {one.root}")
    lines += [f"  checked: {text}" for text in one.checked]
    lines += [f"  not checked: {text}" for text in one.not_checked]
    lines.append(f"  against: {one.trust}; people: {signers}")
    lines += [f"  !! {text}" for text in one.faults[:MOST_FAULTS]]
    if len(one.faults) > MOST_FAULTS:
        lines.append(f"  ... and {len(one.faults) - MOST_FAULTS} more")
    for line in lines:
        click.echo(safe(line))
