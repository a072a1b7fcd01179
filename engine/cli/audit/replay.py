"""`audit replay`: the words and options; a log gone through again with the procedure kept in it.

Exit codes: 0 everything follows, 1 something does not, 2 misuse, or the run cannot be replayed.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from engine.cli.options import address, store_option
from engine.cli.say import safe

if TYPE_CHECKING:
    from engine.audit.reading import Noted
    from engine.audit.replay import Difference, Replay
    from engine.bootstrap.audited import Record

MOST = 40  # DESIGN: differences told to people; --json tells all
STANDING = (
    "ReadingsTaken", "ActTaken", "InjectDelivered", "InputRefused", "RunResumed", "RecordingLost",
    "ClockKept", "ConsoleNoted",
)  # fmt: skip
"""What a log says from outside or of the program: evidence, from which the rest is worked out."""
OF_STATION = STANDING[:3]
STEP = 20_000  # entries between two words of progress

KINDS = {
    "unreadable": "cannot be read",
    "opening": "is not how a run begins",
    "illegal": "is not a move of this procedure",
    "derived": "does not follow from what was read and done",
    "input": "would not have been taken",
    "missing": "was not followed by what follows",
    "late": "was followed late by what follows",
    "station": "is not what this version's station answers",
}


@click.command(
    epilog="Examples:\n\n  boldface audit replay ms-29-7\n\n  boldface audit replay ms-29-7 --json\n\n"
    "Exit codes: 0 everything follows, 1 something does not, 2 the run cannot be replayed."
)
@click.argument("run")
@store_option
@click.option("--json", "as_json", is_flag=True, help="One object with every difference.")
@click.option(
    "--by",
    type=click.Choice(["table", "machine"]),
    default="table",
    show_default=True,
    help="Work moves out by the table (fast) or by the machine that crews use; they agree.",
)
@click.option(
    "--station",
    is_flag=True,
    help="Of a drill: run the station again too, and compare every reading with what it answers.",
)
@click.pass_context
def command(
    ctx: click.Context, run: str, store: str | None, by: str, *, as_json: bool, station: bool
) -> None:
    """Work out RUN again from its inputs and readings: every move and derived fact, by the procedure kept in it.

    Needs no file but the store. What differs is listed: who, what, expected, found.
    """
    sys.exit(replay_run(address(ctx, store), run, by, as_json=as_json, station=station))


def replay_run(where: str | None, run: str, by: str, *, as_json: bool, station: bool) -> int:
    """Replay a stored run and print what was found; returns the exit code."""
    from engine.audit.replay import Replay
    from engine.bootstrap import open_reading
    from engine.bootstrap.audited import Records
    from engine.bootstrap.called import queued
    from engine.bootstrap.reviews import corrections
    from engine.machine.stepper import TableSteps
    from engine.run.queue import FACTS_OF_QUEUE

    of_queue = {one.__name__ for one in FACTS_OF_QUEUE}
    with closing(open_reading(where)) as store:
        record = Records(store)(run)
        drive = record.plan.drive
        going = Replay(
            drive if by == "machine" else TableSteps(drive.table), record.opened_as, record.digest
        )
        seen = Counter[str]()
        found = list(_through(going, record.entries, seen))
        queue = queued(store, run, record, facts=bool(of_queue & seen.keys()))
        found += queue.differences
        if station:  # the station's laws are loaded only where they are asked for
            from engine.bootstrap.answers import station_differences

            found += station_differences(store, run)
        found.sort(key=lambda one: one.index)
        corrected = corrections(store, run)
    left = sorted(of_queue) if queue.not_worked_out else []
    stands = Stands.of(seen, left, queue.not_worked_out, station=station)
    if as_json:
        click.echo(
            json.dumps(
                {
                    **_object(record, going, found, by),
                    "taken_as_they_stand": stands.counts,
                    "queue_not_worked_out": stands.queue or None,
                    "corrections": corrected,
                },
                indent=1,
                ensure_ascii=False,
            )
        )
    else:
        for text in _lines(record, going, found, by, stands, station=station):
            click.echo(text)
        for text in stands.lines():
            click.echo(safe(text))
        for entry, texts in sorted(corrected.items()):
            for text in texts:
                click.echo(safe(f"entry {entry} {text}"))
    return 1 if any(one.grave for one in found) else 0


@dataclass(frozen=True, slots=True)
class Stands:
    """What was not worked out again: entries by event that were taken as they stand, and why the queue was not."""

    counts: dict[str, int]
    queue: str

    @classmethod
    def of(
        cls, seen: Mapping[str, int], left: Sequence[str], queue: str, *, station: bool
    ) -> Stands:
        """`seen`: entries by event; `left`: events of the queue; `station`: whether the station was run again."""
        names = [name for name in STANDING if not (station and name in OF_STATION)]
        return cls({name: seen[name] for name in [*names, *left] if seen.get(name)}, queue)

    def lines(self) -> Iterator[str]:
        """The same in words."""
        if self.queue:
            yield f"The queue was not worked out again: {self.queue}."
        if self.counts:
            told = ", ".join(f"{name} {n}" for name, n in self.counts.items())
            yield f"Taken as they stand, as evidence: {told}."


def _through(going: Replay, entries: Iterable[Noted], seen: Counter[str]) -> Iterator[Difference]:
    tell = sys.stderr.isatty()
    for one in entries:
        seen[type(one.event).__name__] += 1
        yield from going.take(one)
        if tell and going.entries % STEP == 0:
            click.echo(f"\r{going.entries} entries", err=True, nl=False)
    yield from going.finish()
    if tell and going.entries >= STEP:
        click.echo("\r" + " " * 30 + "\r", err=True, nl=False)


def _object(record: Record, going: Replay, found: list[Difference], by: str) -> dict[str, object]:
    from msgspec import to_builtins

    opened = record.opened
    return {
        "run": opened.run,
        "kind": opened.kind,
        "procedure": opened.procedure,
        "revision": opened.revision,
        "digest": record.digest,
        "software": opened.software,
        "by": by,
        "entries": going.entries,
        "legal": not any(one.grave for one in found),
        "outcome": going.state.outcome,
        "safe": going.state.safe,
        "differences": [to_builtins(one) for one in found],
    }


def _lines(
    record: Record,
    going: Replay,
    found: list[Difference],
    by: str,
    stands: Stands,
    *,
    station: bool,
) -> Iterator[str]:
    from engine.run.lines import clock

    opened = record.opened
    yield safe(
        f"REPLAY of a {opened.kind.upper()}: {opened.run}, {opened.title}, revision {opened.revision}, "
        f"digest {record.digest[:12]}"
    )
    yield f"{going.entries} entries worked out again by the {by}, from the texts kept with the run"
    for one in found[:MOST]:
        yield safe(
            f"{one.index:>6}  {clock(one.t):>8}  {one.role:<8}  {one.what} {KINDS[one.kind]}"
        )
        yield safe(f"        expected: {one.expected}")
        yield safe(f"        found:    {one.found}")
    if len(found) > MOST:
        yield f"... and {len(found) - MOST} more (--json tells all)"
    grave = sum(one.grave for one in found)
    if grave:
        yield f"NOT LEGAL: {grave} of {going.entries} entries do not follow. The first may bring others with it."
    elif stands.queue:
        yield "LEGAL, as far as it was worked out: all but the queue follows from the procedure in force."
    else:
        yield "LEGAL: every move, every derived fact and every input follows from the procedure in force."
        if station:
            yield "Every reading is what the station of this version answers."
    if opened.kind == "drill":
        yield "This was a drill."
