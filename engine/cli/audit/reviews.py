"""`audit reviews`: what auditors said of a run, and whether the run is still what they saw.

Exit codes: 0 as they saw it (or nothing was said), 1 it is not, 2 misuse or a log that cannot be read.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from engine.cli.audit.taken import json_option
from engine.cli.options import address, store_option

if TYPE_CHECKING:
    from engine.audit.review import CorrectionMade, Remark
    from engine.ports import Store
    from engine.run.events import Corrected


@click.command(
    epilog="Examples:\n\n  boldface audit reviews ms-29-7\n\n  boldface audit reviews ms-29-7 --json\n\n"
    "Exit codes: 0 the run is as they saw it, 1 it is not, 2 a log cannot be read."
)
@click.argument("run")
@store_option
@json_option
@click.pass_context
def command(ctx: click.Context, run: str, store: str | None, *, as_json: bool) -> None:
    """List the reviews and corrections of RUN in the order in which they were made."""
    from engine.bootstrap import open_reading

    with closing(open_reading(address(ctx, store))) as opened:
        said, faults = _said(opened, run)
    if as_json:
        click.echo(json.dumps(said, indent=1, ensure_ascii=False))
    else:
        _words(run, said)
    for one in faults:
        click.echo(f"boldface: run {run}: {one}", err=True)
    sys.exit(2 if faults else int(any(one["fault"] for one in said)))


def _said(store: Store, run: str) -> tuple[list[dict[str, Any]], list[str]]:
    from engine.audit.review import ReviewOpened, data_of, fits
    from engine.bootstrap.reviews import logs_of, said_of
    from engine.log import check_chain
    from engine.run.proved import UNBELIEVED

    found = said_of(store, run)
    faults = [one.reason for log in logs_of(store, run) for one in check_chain(store.read(log))]
    rows = dict(_rows(store, run, found))
    listed = []
    for one in found:
        fault = fits(one.said, rows) or (one.proof if one.proof.startswith(UNBELIEVED) else "")
        if fault or not isinstance(one.said, ReviewOpened):
            listed.append(
                {
                    "log": one.log,
                    "index": one.index,
                    "at": one.at,
                    "kind": type(one.said).__name__,
                    **data_of(one.said),
                    "proof": one.proof,
                    "sentence": one.words,
                    "fault": fault,
                }
            )
    return listed + _in_the_run(store, run), faults


def _rows(store: Store, run: str, found: list[Remark]) -> list[tuple[int, Any]]:
    from engine.audit.review import named

    size = store.size(run)
    wanted = {named(one.said) for one in found}
    return [(n, next(iter(store.read(run, n)))) for n in sorted(wanted) if 0 <= n < size]


def _in_the_run(store: Store, run: str) -> list[dict[str, Any]]:
    """Corrections that were made while the run was open."""
    from engine.audit.reading import noted
    from engine.audit.review import words
    from engine.run.events import Corrected
    from engine.run.proved import ASSERTED

    return [
        {
            "log": run,
            "index": one.index,
            "at": one.at,
            "kind": "Corrected",
            "entry": one.event.entry,
            "was": one.event.was,
            "becomes": one.event.becomes,
            "reason": one.event.reason,
            "person": one.event.person,
            "auth": one.event.auth,
            "proof": ASSERTED,
            "sentence": words(_as_made(one.event), ASSERTED),
            "fault": "",
        }
        for one in noted(store.read(run))
        if isinstance(one.event, Corrected)
    ]


def _as_made(one: Corrected) -> CorrectionMade:
    from engine.audit.review import CorrectionMade

    return CorrectionMade(one.entry, "", one.was, one.becomes, one.reason, one.person)


def _words(run: str, said: list[dict[str, Any]]) -> None:
    from engine.cli.say import safe

    for one in said:
        click.echo(safe(f"{one['at']}  {one['sentence']}"))
        if one["fault"]:
            click.echo(safe(f"  !! {one['fault']}"))
    if not said:
        click.echo(safe(f"nobody has reviewed {run} yet; see boldface audit review --help"))
