"""Replaying a long log by the table and by the machine, against only reading its entries; and memory from short to long.

Time is that of the processor, so that what else the machine does counts little. The long log is a
drill held at its monitoring step while telemetry goes on, so every entry is settled in full.
`python bench/replay.py [--quick]`; the whole has 1,000,000 entries.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, at_most, table  # noqa: E402 (a script finds the house by itself)
from engine.audit.reading import noted  # noqa: E402
from engine.audit.replay import replay  # noqa: E402
from engine.bootstrap import DrillSettings, open_drill  # noqa: E402
from engine.log import StoredEntry  # noqa: E402
from engine.machine.stepper import Stepper, TableSteps  # noqa: E402

MONITOR = "monitor"
SHORT, LONG, QUICK = 10_000, 1_000_000, 50_000
FLAT_MIB = 8.0  # DESIGN: what the process may grow by from the short log to the long


def monitoring() -> tuple[list[StoredEntry], Stepper]:
    """A drill's entries up to two minutes into its monitoring, and its machine."""
    drill = open_drill(DrillSettings("ms-29", (), 7, "memory:", simulated_clock=True))
    while drill.console.state.at != MONITOR:
        drill.advance(10_000)
    drill.advance(120_000)
    return list(drill.console.store.read(drill.console.run)), drill.console.drive


def long_log(head: list[StoredEntry], size: int) -> Iterator[StoredEntry]:
    """The head, and its last telemetry again and again, a millisecond later each."""
    yield from head
    last = next(row for row in reversed(head) if b'"event":"ReadingsTaken"' in row.body)
    said = json.loads(last.body)
    t = json.loads(head[-1].body)["t"]
    for index in range(len(head), size):
        t += 1
        readings = [{**one, "taken": t} for one in said["data"]["readings"]]
        line = {**said, "i": index, "t": t, "data": {"readings": readings}}
        body = json.dumps(line, sort_keys=True, separators=(",", ":")).encode()
        yield StoredEntry(index, body, b"")


def _timed(work) -> float:  # noqa: ANN001 - a callable without arguments
    begun = process_time()
    work()
    return process_time() - begun


def _legal(rows: Iterator[StoredEntry], drive: Stepper) -> None:
    found = list(replay(noted(rows), drive))
    if found:
        raise AssertionError(found[0])


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows(quick: bool = False) -> list[Row]:  # noqa: FBT001, FBT002 - the shape of every bench
    """Entries a second by the table and by the machine, as multiples of reading alone; memory."""
    size = QUICK if quick else LONG
    head, drive = monitoring()
    steps = TableSteps(drive.table)
    _legal(long_log(head, SHORT), steps)
    before = _peak_mib()
    made = _timed(lambda: sum(1 for _ in long_log(head, size)))
    read = _timed(lambda: sum(1 for _ in noted(long_log(head, size)))) - made
    by = {"table": steps, "machine": drive}
    took = {
        name: _timed(lambda s=step: _legal(long_log(head, size), s)) - made
        for name, step in by.items()
    }
    grown = _peak_mib() - before
    shown = f"{size:,} entries; reading alone {size / read:,.0f}/s"
    return [
        *(
            Row(
                f"replay by the {name} / reading alone",
                f"{one / read:.1f}  ({size / one:,.0f}/s, {one:.1f} s; {shown})",
            )
            for name, one in took.items()
        ),
        Row("replay by the machine / by the table", f"{took['machine'] / took['table']:.2f}"),
        at_most(
            "replay: memory grown / what may be",
            grown / FLAT_MIB,
            1.0,
            f"{grown:.1f} MiB from {SHORT:,} to {size:,}",
        ),
    ]


if __name__ == "__main__":
    print(table(rows("--quick" in sys.argv)))
