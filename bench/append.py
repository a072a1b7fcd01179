"""Durable appends of our store against the best the disk gives for the same bytes.

Both take turns within one run, round by round, because a shared disk drifts: it must never compare
a figure of this run with one of another. `python bench/append.py [--quick] [--dir FOLDER]`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter_ns

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, at_least, table  # noqa: E402 (a script finds the house by itself)
from engine.adapters.stores import open_store  # noqa: E402
from engine.log import FIRST_PREV, Entry, encode, leaf_hash  # noqa: E402

BAR = 0.70
RUN = "bench"
WARM = 20  # untimed appends before the first round


@dataclass
class Case:
    """Something that makes entry i durable, and what it took: us per call, calls a second."""

    act: Callable[[int], None]
    each_us: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)

    def play(self, indices: range) -> None:
        started = perf_counter_ns()
        for index in indices:
            before = perf_counter_ns()
            self.act(index)
            self.each_us.append((perf_counter_ns() - before) / 1e3)
        self.rates.append(len(indices) / ((perf_counter_ns() - started) / 1e9))

    def told(self) -> str:
        self.each_us.sort()
        p50, p95 = (self.each_us[int(len(self.each_us) * part)] for part in (0.50, 0.95))
        return f"{median(self.rates):,.0f}/s p50 {p50:.0f} p95 {p95:.0f} us"


def lines(count: int) -> list[tuple[bytes, bytes]]:
    """Entries as a crew makes them, about 400 bytes each, with their leaf hashes."""
    made, prev = [], FIRST_PREV
    for index in range(count):
        minute, second = divmod(index, 60)
        body = encode(
            Entry(
                index=index,
                prev=prev,
                t=index * 1_000,
                at=f"2024-11-23T{17 + minute // 60 % 6}:{minute % 60:02d}:{second:02d}.000Z",
                role="FE-1",
                event="value_recorded",
                data={
                    "step": f"measure-{index % 40}",
                    "item": "tube",
                    "channel": "air.poisk.voc",
                    "value": f"{index % 400 / 10}",
                    "unit": "ppm",
                    "quality": "good",
                    "limit": {"at": "16", "unit": "ppm", "verdict": "within"},
                    "note": "read twice at the hatch, second tube",
                },
            )
        )
        leaf = leaf_hash(body)
        made.append((body, leaf))
        prev = leaf.hex()
    return made


def rows(*, quick: bool = False, folder: Path = ROOT) -> list[Row]:
    """One row: the median over rounds of the ratio of rates, with both rates and latencies."""
    rounds, each = (15, 150) if quick else (41, 150)
    made = lines(WARM + rounds * each)
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=folder) as place:
        store = open_store(f"sqlite:{place}/store.db")
        store.open_run(RUN, "drill", {})
        size = sum(len(body) + 1 for body, _ in made)
        handle = os.open(f"{place}/raw", os.O_CREAT | os.O_RDWR, 0o600)
        os.pwrite(handle, bytes(size), 0)
        os.fsync(handle)
        offset = 0

        def raw(index: int) -> None:
            nonlocal offset
            offset += os.pwrite(handle, made[index][0] + b"\n", offset)
            os.fdatasync(handle)

        ours, floor = Case(lambda index: store.append(RUN, index, *made[index])), Case(raw)
        for case in (ours, floor):
            for index in range(WARM):
                case.act(index)
        for turn in range(rounds):
            first = WARM + turn * each
            for case in (ours, floor) if turn % 2 else (floor, ours):
                case.play(range(first, first + each))
        store.close()
        os.close(handle)
    # Neighbours in time are compared with each other, so that drift cancels.
    ratio = median(a / b for a, b in zip(ours.rates, floor.rates, strict=True))
    detail = f"{ours.told()}; raw {floor.told()}"
    name = "durable appends / preallocated write + fdatasync"
    return [at_least(name, ratio, BAR, detail)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--dir", type=Path, default=ROOT, help="a folder on the disk to measure")
    asked = parser.parse_args()
    print(table(rows(quick=asked.quick, folder=asked.dir)))


if __name__ == "__main__":
    main()
