"""How fast a procedure's space is explored by the table and by the machine, and how long each of its proofs takes.

Both explore the same space in the same run; it must never compare a figure of one day with one of another.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, at_most, table  # noqa: E402 (a script finds the house by itself)
from engine.machine.compile import compile_  # noqa: E402
from engine.machine.conditions import Facts  # noqa: E402
from engine.machine.deciding import decisions  # noqa: E402
from engine.machine.drive import Drive  # noqa: E402
from engine.machine.explore import explore  # noqa: E402
from engine.machine.prove import verdicts  # noqa: E402
from engine.machine.stepper import Fire, by_table  # noqa: E402
from engine.machine.table import Table, Transition, Trigger  # noqa: E402
from engine.procedure.model import Procedure  # noqa: E402
from engine.procedure.reader import read_procedure  # noqa: E402

LONGEST = "unknown-odor-on-hatch-opening"
PROOF_S = 1.0  # issue 3: every safety property in under a second on one core


def library() -> dict[str, Procedure]:
    found = {}
    for path in sorted((ROOT / "procedures").glob("*.yaml")):
        procedure = read_procedure(path.read_text(encoding="utf-8")).procedure
        assert procedure is not None, path.name
        found[path.stem] = procedure
    return found


def took(table_: Table, by: Fire) -> tuple[float, int]:
    """Seconds of one exploration, and its abstract states."""
    before = perf_counter()
    space = explore(table_, by=by)
    return perf_counter() - before, len(space.nodes)


class Stepping:
    """A stepper that measures what the search spends in it."""

    def __init__(self, fire: Fire) -> None:
        self.fire, self.s, self.steps = fire, 0.0, 0

    def __call__(self, state: str, trigger: Trigger, facts: Facts) -> Transition | None:
        before = perf_counter()
        way = self.fire(state, trigger, facts)
        self.s += perf_counter() - before
        self.steps += 1
        return way


def steppers(drive: Drive, rounds: int) -> list[Row]:
    """The two steppers in turn, whole explorations and bare steps."""
    makers = {"table": lambda: by_table(drive.table), "machine": lambda: drive.fire}
    times: dict[str, list[float]] = {name: [] for name in makers}
    bare: dict[str, list[float]] = {name: [] for name in makers}
    states = 0
    for _ in range(rounds):
        for name, maker in makers.items():
            seconds, states = took(drive.table, maker())
            times[name].append(seconds)
            stepping = Stepping(maker())
            took(drive.table, stepping)
            bare[name].append(stepping.s / stepping.steps)
    found = []
    for name in makers:
        rate, step = states / median(times[name]), median(bare[name])
        figure = f"{rate:,.0f} states/s ({states:,} states, {1e6 * step:.1f} us a step)"
        found.append(Row(f"states explored by the {name}", figure))
    ratio = median(a / b for a, b in zip(bare["machine"], bare["table"], strict=True))
    found.append(Row("one step: machine / table", f"{ratio:.1f}"))
    return found


def proofs(name: str, table_: Table, procedure: Procedure) -> list[Row]:
    """The slowest verdict of a procedure; the first of them pays for the exploration."""
    found, before = [], process_time()  # on one core, whoever else uses the others
    for one in verdicts(table_, procedure.properties):
        now = process_time()
        found.append((now - before, one.claim, one.result))
        before = now
    slowest = max(found)
    kept = sum(result == "holds" for _, _, result in found)
    detail = f"s; {kept} of {len(found)} hold, slowest {slowest[1]}, all {sum(x[0] for x in found):.2f} s"
    return [at_most(f"proof of {name}: slowest property", slowest[0], PROOF_S, detail)]


def rows(*, quick: bool = False) -> list[Row]:
    """Both steppers on the longest procedure, decisions, and the proof of every one that is shipped."""
    shelf = library()
    drives = {name: Drive(compile_(one, shelf)) for name, one in shelf.items()}
    found = steppers(drives[LONGEST], 2 if quick else 7)
    space = explore(drives[LONGEST].table)
    before = perf_counter()
    count = len(list(decisions(space)))
    each = 1e3 * (perf_counter() - before) / count
    found.append(Row("analysis of one decision", f"{each:.2f} ms (mean of {count})"))
    for name, drive in drives.items():
        found += proofs(name, drive.table, shelf[name])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    print(table(rows(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
