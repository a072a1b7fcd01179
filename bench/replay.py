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
from itertools import islice
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, at_most, table  # noqa: E402 (a script finds the house by itself)
from engine.audit.reading import noted  # noqa: E402
from engine.audit.replay import Replay  # noqa: E402
from engine.bootstrap import DrillSettings, open_drill  # noqa: E402
from engine.log import StoredEntry  # noqa: E402
from engine.machine.stepper import Stepper, TableSteps  # noqa: E402

MONITOR = "monitor"
SHORT, LONG, QUICK = 10_000, 1_000_000, 50_000
PIECE = 5_000  # entries that each goes through before the next does
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


class Taker:
    """Something that goes through the log piece by piece, and the processor time it took."""

    def __init__(self, drive: Stepper | None = None) -> None:
        self.going = Replay(drive) if drive is not None else None
        self.took = 0.0

    def take(self, piece: list[StoredEntry]) -> None:
        begun = process_time()
        for one in noted(piece):
            for found in self.going.take(one) if self.going is not None else ():
                raise AssertionError(found)
        self.took += process_time() - begun


def _through(rows: Iterator[StoredEntry], takers: list[Taker]) -> None:
    """All take each piece in turn, so that a busy minute of the machine is one for all."""
    while piece := list(islice(rows, PIECE)):
        for one in takers:
            one.take(piece)


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rows(quick: bool = False) -> list[Row]:  # noqa: FBT001, FBT002 - the shape of every bench
    """Entries a second by the table and by the machine, as multiples of reading alone; memory."""
    size = QUICK if quick else LONG
    head, drive = monitoring()
    steps = TableSteps(drive.table)
    _through(long_log(head, SHORT), [Taker(steps)])
    before = _peak_mib()
    read, table_, machine = Taker(), Taker(steps), Taker(drive)
    _through(long_log(head, size), [read, table_, machine])
    grown = _peak_mib() - before
    shown = f"{size:,} entries; reading alone {size / read.took:,.0f}/s"
    return [
        *(
            Row(
                f"replay by the {name} / reading alone",
                f"{one.took / read.took:.1f}  ({size / one.took:,.0f}/s, {one.took:.1f} s; {shown})",
            )
            for name, one in (("table", table_), ("machine", machine))
        ),
        Row("replay by the machine / by the table", f"{machine.took / table_.took:.2f}"),
        at_most(
            "replay: memory grown / what may be",
            grown / FLAT_MIB,
            1.0,
            f"{grown:.1f} MiB from {SHORT:,} to {size:,}",
        ),
    ]


if __name__ == "__main__":
    print(table(rows("--quick" in sys.argv)))
