"""How fast an author is answered: reading and checking 200 steps, and the cold start of the command.

Run it with `python bench/check.py [--quick]`; both rows are ratios of two figures measured in the same run.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from bench.row import Row, table  # noqa: E402
from engine.lint.check import check_text  # noqa: E402
from engine.procedure.reader import read_procedure  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = """\
procedure: bench
title: Two hundred steps
revision: 1
date: 2026-11-23
entry: The bench is run
roles: {CDR: commander, FE-1: flight engineer}
ends: {finished: safe}
channels:
  air: {unit: ppm, range: [0, 500], stale: 60 s, high: {caution: 4, warning: 16}}
steps:
"""
STEP = """\
  - step: act-{n}
    title: Look at rack {n} and put its fan to the position that the table says
    by: CDR
    warning: The fan may be live, and its cover is sharp at both edges.
    do:
      - {{item: 'Open the cover of rack {n}, hold it', by: CDR}}
      - {{item: Switch the fan of rack {n} off, by: FE-1}}
    within: 5 min
    else: wait-{n}
  - step: wait-{n}
    title: Wait until the air is clean at rack {n}
    watch: air < 4 ppm
    hold: 5 min
    within: 30 min
    else: finish
"""
TAIL = """\
  - step: finish
    by: CDR
    do: Tell everyone that the work is finished
    within: 5 min
    else: end finished
    end: finished
close:
  each observation: [explained, handed over, left open]
  sign: [CDR]
"""


def seconds(work: Callable[[], object], rounds: int) -> float:
    """Give the median of `rounds` calls, in seconds."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def process(*words: str) -> None:
    subprocess.run([sys.executable, *words], cwd=ROOT, check=False, capture_output=True)


def checked(rounds: int) -> Row:
    """Reading and checking 200 steps, beside the C parser alone."""
    text = HEAD + "".join(STEP.format(n=n) for n in range(100)) + TAIL
    if check_text(text).findings:
        raise SystemExit(str(check_text(text).findings[:3]))
    parsed = seconds(lambda: yaml.load(text, Loader=yaml.CSafeLoader), rounds)
    read = seconds(lambda: read_procedure(text), rounds)
    looked = seconds(lambda: check_text(text), rounds)
    return Row(
        "200 steps read and checked / PyYAML's C safe_load of them",
        f"{looked / parsed:.1f} ({looked * 1000:.0f} ms, {len(text) // 1000} kB; "
        f"read without rules {read * 1000:.0f} ms; safe_load {parsed * 1000:.0f} ms)",
    )


def started(rounds: int) -> Row:
    """The whole command on one file, beside an interpreter that loads click."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "bench.yaml")
        path.write_text(HEAD + STEP.format(n=1) + TAIL, encoding="utf-8")
        whole = seconds(lambda: process("-m", "engine.cli", "author", "check", str(path)), rounds)
    bare = seconds(lambda: process("-c", "import click"), rounds)
    return Row(
        "author check of one file, cold / python -c 'import click'",
        f"{whole / bare:.1f} ({whole * 1000:.0f} ms / {bare * 1000:.0f} ms)",
    )


def rows(*, quick: bool) -> list[Row]:
    """Give the rows of this bench, as `python -m bench` prints them."""
    return [checked(3 if quick else 11), started(3 if quick else 9)]


if __name__ == "__main__":
    print(table(rows(quick="--quick" in sys.argv)))
