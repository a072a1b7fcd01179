"""How many drills are played to their end in a second of one core, every role simulated: a row for each scenario.

Nothing is put on a disk, so this is the price of the engine and the station. `python bench/drills.py [--quick]`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import process_time

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # one core, before numpy is first loaded
ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, table  # noqa: E402 (a script finds the house by itself)
from engine.adapters.library_files import HARD, LibraryFiles  # noqa: E402
from engine.bootstrap import DrillSettings, open_drill  # noqa: E402

CHUNK_MS = 600_000
ENOUGH_S = 2.0  # of CPU for a scenario; at least three drills


def play(name: str, seed: int) -> int:
    """Play one drill to its end; gives the ms of run clock that it took."""
    drill = open_drill(
        DrillSettings(name, (), seed, "memory:", simulated_clock=True, unattended=True)
    )
    try:
        while not drill.closed and drill.recording:
            drill.advance(CHUNK_MS, stop_when_closed=True)
        return drill.t
    finally:
        drill.leave()


def measured(name: str, seeds: int) -> tuple[int, float, float]:
    """Drills played, seconds of CPU, seconds of run clock; the first drill, which loads and warms, not counted."""
    play(name, 1)
    begun, done, played = process_time(), 0, 0
    while done < 3 or (done < seeds and process_time() - begun < ENOUGH_S):
        played += play(name, done + 2)
        done += 1
    return done, process_time() - begun, played / 1000


def rows(quick: bool = False) -> list[Row]:  # noqa: FBT001, FBT002 - the shape of every bench
    """Give the row of all scenarios together, then one for each."""
    names = [name for name in LibraryFiles().names("scenario") if not name.endswith(HARD)]
    found = {name: measured(name, 3 if quick else 20) for name in names}
    one_each = sum(cpu / done for done, cpu, _ in found.values())
    whole = Row(
        "auto drills / second of one core, every scenario in turn",
        f"{len(found) / one_each:.2f}  ({len(found)} scenarios in {one_each:.1f} s)",
    )
    return [whole, *(_row(name, *found[name]) for name in names)]


def _row(name: str, done: int, cpu: float, played: float) -> Row:
    return Row(
        f"  auto drills / second: {name}",
        f"{done / cpu:.2f}  ({played / done / 3600:.1f} h of drill each, {played / cpu:.0f} times real time)",
    )


if __name__ == "__main__":
    print(table(rows("--quick" in sys.argv)))
