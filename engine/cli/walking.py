"""`drill --counterexample FILE` without a screen: each move and what the run says to it, to the end.

Exit codes: 0 walked as the file says, 1 the run went another way, 2 misuse or own failure.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from engine.bootstrap import open_walk
from engine.cli import say
from engine.cli.request import Request
from engine.run.lines import clock
from engine.walk import Walk

QUIET = ("readings:", "kept ", "REFUSED")


def tell_walk(request: Request) -> int:
    """Print the whole walk; returns the exit code."""
    walk = open_walk(request.counterexample or "", request.scenario)
    for line in _told(walk):
        click.echo(line)
    return 1 if walk.departed else 0


def _told(walk: Walk) -> Iterator[str]:
    example = walk.example
    yield say.safe(f"COUNTEREXAMPLE to {example.claim} in {example.procedure}: {example.sentence}")
    if walk.note:
        yield say.safe(walk.note)
    yield from (say.safe(f"{role} is missing.") for role in example.missing)
    yield from say.card_lines(walk.view())
    while walk.ahead:
        before, size = walk.console.state.at, walk.size
        yield ""
        yield say.safe(f"[{walk.place + 1} of {len(walk.beats)}] {clock(walk.t)} {walk.ahead}")
        walk.forward()
        rows = walk.entries(size, walk.size - size)
        yield from (
            "   " + line
            for line in say.log_lines([row for row in rows if not row.text.startswith(QUIET)])
        )
        if walk.console.state.at != before:
            yield from say.card_lines(walk.view())
    yield ""
    yield from say.alert_lines(walk.view())
    yield from say.reading_lines(walk.view())
    yield say.safe(f"END: {walk.verdict}")
