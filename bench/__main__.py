"""Runs every bench of this folder and prints one table: `python -m bench [--quick] [NAME]...`.

It must never judge by the clock of one machine: rows are ratios measured in the same run, or plain
reports.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import click

from bench.row import Row, table

HERE = Path(__file__).resolve().parent
# In the order of the issue: what a person feels first.
BENCHES = (
    "screen", "telemetry", "append", "fold", "drills", "station", "check", "explore", "replay", "look",
    "verify",
)  # fmt: skip


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(BENCHES))
@click.option("--quick", is_flag=True, help="Fewer repeats and smaller sizes.")
def main(names: tuple[str, ...], *, quick: bool) -> None:
    """Run the benches NAMED, or all: `python -m bench --quick fold verify`. Exit 1 when one could not run."""
    rows = [row for name in names or BENCHES for row in measured(name, quick=quick)]
    print(table(rows))
    sys.exit(any(row.verdict == "FAILED" for row in rows))


def measured(name: str, *, quick: bool) -> list[Row]:
    """The rows of one bench; one row that says so where it is missing or fails."""
    if not (HERE / f"{name}.py").exists():
        return [Row(name, "not written yet", verdict="absent")]
    print(f"measuring {name} ...", file=sys.stderr, flush=True)
    try:
        bench = importlib.import_module(f"bench.{name}")
        if hasattr(bench, "rows"):
            return list(bench.rows(quick=quick))
    except Exception as fault:  # noqa: BLE001 - one broken bench must not hide the others
        return [Row(name, f"{type(fault).__name__}: {fault}", verdict="FAILED")]
    return printed_by(name, quick=quick)


def printed_by(name: str, *, quick: bool) -> list[Row]:
    """Rows of a bench that only prints: each line it wrote, as a report."""
    done = subprocess.run(
        [sys.executable, str(HERE / f"{name}.py"), *(["--quick"] if quick else [])],
        cwd=HERE.parent,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no words"])[-1]
        return [Row(name, last, verdict="FAILED")]
    return [Row(name, line.strip()) for line in done.stdout.splitlines() if line.strip()]


if __name__ == "__main__":
    main()
