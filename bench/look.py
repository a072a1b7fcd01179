"""The audit view of a long log against that of a short one: process start to the first entries on the screen.

`python bench/look.py [--quick]`; the long log has 1,000,000 entries, the short one 100.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.replay import QUICK, long_log, monitoring  # noqa: E402 (a script finds the house by itself)
from bench.row import Row, at_most, table  # noqa: E402
from bench.screen import Terminal  # noqa: E402
from engine.adapters.sqlite_layout import RUN_SPAN  # noqa: E402
from engine.adapters.stores import open_store  # noqa: E402
from engine.log import StoredEntry, leaf_hash  # noqa: E402

SHORT, LONG = 100, 1_000_000
BAR = 1.5  # DESIGN: a long log may cost half as much again before its first entries are seen
RUN = "long"


def _stored(path: Path, size: int) -> str:
    """A store with one run of `size` entries, written past the store's own synced appends."""
    head, _ = monitoring()
    store = open_store(str(path))
    store.open_run(RUN, "drill", {"procedure": "unknown-odor-on-hatch-opening"})
    store.close()
    with sqlite3.connect(path) as file:
        (number,) = file.execute("SELECT n FROM run").fetchone()
        rows = islice(long_log(head, size), size)
        file.executemany("INSERT INTO entry(k, body, leaf) VALUES(?, ?, ?)", _keyed(rows, number))
    file.close()
    return str(path)


def _keyed(rows: Iterator[StoredEntry], number: int) -> Iterator[tuple[int, bytes, bytes]]:
    return ((number * RUN_SPAN + one.index, one.body, leaf_hash(one.body)) for one in rows)


def _first(store: str) -> float:
    terminal = Terminal(["-m", "tui.main", "audit", "open", RUN, "--store", store], store)
    taken = terminal.until(b"DRILL opened") - terminal.begun
    terminal.close()
    return taken * 1000


def rows(quick: bool = False) -> list[Row]:  # noqa: FBT001, FBT002 - the shape of every bench
    """First entries on the screen, long log by short log."""
    size = QUICK if quick else LONG
    with tempfile.TemporaryDirectory() as folder:
        short = _stored(Path(folder) / "short.db", SHORT)
        long = _stored(Path(folder) / "long.db", size)
        _first(short)  # compiles
        times = [(_first(long), _first(short)) for _ in range(3 if quick else 9)]
    ratio = median(a / b for a, b in times)
    shown = f"{median(a for a, _ in times):.0f} ms of {median(b for _, b in times):.0f} ms"
    name = f"first screen of the audit view: {size:,} entries / {SHORT}"
    return [at_most(name, ratio, BAR, shown)]


if __name__ == "__main__":
    print(table(rows("--quick" in sys.argv)))
