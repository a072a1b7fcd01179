"""`audit stats`: what the runs of a procedure show together, as a table, as data and as a picture.

Exit codes: 0 done, 1 no run fits, 2 misuse or a run that cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.audit.taken import Troubles, json_option, kind_option, trails
from engine.cli.options import address, store_option

if TYPE_CHECKING:
    from collections import Counter

    from engine.audit.stats import ProcedureStats, StepStats

PARTS = {"p10": 0.1, "p50": 0.5, "p90": 0.9, "max": 1.0}
NAME = 38  # DESIGN: cells for a step; 80 together with the figures


@click.command(
    epilog="Examples:\n\n  boldface audit stats\n\n"
    "  boldface audit stats unknown-odor-on-hatch-opening --kind drill --picture drills.svg\n\n"
    "  boldface audit stats --json"
)
@click.argument("procedure", required=False)
@kind_option
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.svg",
    help="Draw the steps' times and departures of one procedure and kind.",
)
@store_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    procedure: str | None,
    kind: str | None,
    picture: Path | None,
    store: str | None,
    *,
    as_json: bool,
) -> None:
    """Count and time the runs of PROCEDURE (or of each): durations, departures, un-ticks, decisions.

    Drills and real runs are never counted together. Percentiles are nearest-rank.
    """
    if picture is not None and picture.suffix.lower() != ".svg":
        raise click.UsageError(f"--picture {picture}: it is an SVG; end the name in .svg")
    troubles = Troubles()
    found = _gathered(address(ctx, store), procedure, kind, troubles)
    if picture is not None:
        _draw(found, picture)
    if as_json:
        click.echo(json.dumps([_data(one) for one in found], indent=1, ensure_ascii=False))
    else:
        _words(found)
    troubles.tell()
    sys.exit(2 if troubles.found else int(not found))


def _gathered(
    where: str | None, procedure: str | None, kind: str | None, troubles: Troubles
) -> list[ProcedureStats]:
    from engine.audit.stats import Gathering
    from engine.bootstrap import open_reading
    from engine.bootstrap.audited import Records

    gathering = Gathering()
    with closing(open_reading(where)) as store:
        records = Records(store)
        for one in trails(records, records.names(procedure=procedure, kind=kind), troubles):
            gathering.add(one)
    return list(gathering.found.values())


def _draw(found: list[ProcedureStats], path: Path) -> None:
    from engine.audit.picture import picture
    from engine.cli.written import write_pieces

    if len(found) != 1:
        named = ", ".join(f"{one.procedure} ({one.kind})" for one in found) or "none"
        raise click.UsageError(
            f"--picture draws one procedure and kind, and these fit: {named}; say which"
        )
    write_pieces(str(path), [picture(found[0]).encode()])
    click.echo(f"drawn: {path}", err=True)


def _data(stats: ProcedureStats) -> dict[str, Any]:
    return {
        "procedure": stats.procedure,
        "kind": stats.kind,
        "runs": stats.runs,
        "revisions": dict(stats.revisions),
        "outcomes": dict(stats.outcomes),
        "length_ms": _parts(stats.lengths),
        "departures_a_run": sum(stats.departures) / max(1, len(stats.departures)),
        "decisions": {name: dict(one) for name, one in stats.decisions.items()},
        "steps": [_step(one) for one in stats.ordered()],
    }


def _step(one: StepStats) -> dict[str, Any]:
    return {
        "state": one.state,
        "number": one.number,
        "title": one.title,
        "runs": len(one.runs),
        "stays": one.stays,
        "ms": _parts(one.durations),
        "left_by": dict(one.ways),
        "departed_rate": round(one.rate, 4),
        "departed": dict(one.departed),
        "unticked": dict(one.unticked),
    }


def _parts(values: list[int]) -> dict[str, int | None]:
    from engine.audit.stats import percentile

    return {name: percentile(values, part) for name, part in PARTS.items()}


def _words(found: list[ProcedureStats]) -> None:
    from engine.cli.say import safe

    if not found:
        click.echo("no run fits")
    for stats in found:
        for text in _lines(stats):
            click.echo(safe(text))


def _lines(stats: ProcedureStats) -> Iterator[str]:
    kinds = "DRILLS" if stats.kind == "drill" else "REAL RUNS"
    revisions = ", ".join(str(one) for one in sorted(stats.revisions))
    yield f"{kinds} of {stats.procedure}: {stats.runs}, revision {revisions}"
    yield f"ended: {_counts(stats.outcomes)}"
    yield "whole run: " + "  ".join(
        f"{name} {_time(ms)}" for name, ms in _parts(stats.lengths).items()
    )
    yield f"{'STEP':<{NAME}} {'N':>4} {'P10':>8} {'P50':>8} {'P90':>8} {'DEPARTED':>8}"
    for one in stats.ordered():
        parts = _parts(one.durations)
        name = f"{one.number + '. ' if one.number else ''}{one.title}"[:NAME]
        times = " ".join(f"{_time(parts[part]):>8}" for part in ("p10", "p50", "p90"))
        rate = f"{one.rate:.0%}" if one.departed_stays else "-"
        yield f"{name:<{NAME}} {one.stays:>4} {times} {rate:>8}"
        if one.departed:
            yield f"      {_counts(one.departed)}"
    for name, counts in stats.decisions.items():
        yield f"decided at '{stats.steps[name].title}': {_counts(counts)}"
    unticked = [(count, text) for one in stats.ordered() for text, count in one.unticked.items()]
    for count, text in sorted(unticked, reverse=True)[:10]:
        yield f"un-ticked {count} times: {text}"


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _time(ms: int | None) -> str:
    from engine.run.lines import clock

    return clock(ms) if ms is not None else "-"
