"""Keys while readings come ten times a second, against a bare Textual app that repaints at a key and does nothing else.

Both are real processes in a real pseudo-terminal of 80x24 and take turns. `python bench/telemetry.py [--quick]`.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, at_most, table  # noqa: E402 (a script finds the house by itself)
from bench.screen import Terminal  # noqa: E402

BAR = 1.5
SIZE = (24, 80)
# The drill of the thrusters with five more channels that never stand still, each read every 100 ms.
MOVING = """  USLAB000025:        {unit: deg/s, range: [-5, 5], stale: 20 s, title: Rate roll, high: {caution: 1}}
  USLAB000026:        {unit: deg/s, range: [-5, 5], stale: 20 s, title: Rate pitch, high: {caution: 1}}
  USLAB000027:        {unit: deg/s, range: [-5, 5], stale: 20 s, title: Rate yaw, high: {caution: 1}}
  attitude.excursion: {unit: deg, range: [0, 9000], stale: 20 s, title: Turned, high: {caution: 45}}
  USLAB000058:        {unit: torr, range: [0, 1000], stale: 20 s, title: Lab, low: {caution: 700}}
"""
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    BINDINGS = [("down", "key(1)", "key"), ("up", "key(-1)", "key")]
    count = 0
    def compose(self):
        yield Static("READY", id="all")
    def action_key(self, by):
        self.count += by
        self.query_one(Static).update("\\n".join([f"line {n} after {self.count}" for n in range(22)]
                                      + [f"PRESSED{self.count}."]))
Bare().run()
"""
DOWN, UP = b"\x1b[B", b"\x1b[A"


@dataclass
class Times:
    """What was measured of a process: ms of each key; seconds of CPU, seconds in all, readings painted."""

    keys: list[float] = field(default_factory=list)
    cpu: float = 0.0
    real: float = 0.0
    stored: int = 0


def _library(folder: Path) -> str:
    """A drill like that of the thrusters, its readings ten times a second; the path of its scenario."""
    (folder / "scenarios").mkdir()
    shipped = ROOT / "procedures"
    name = "uncommanded-thruster-firing.yaml"
    lines = (shipped / name).read_text("utf-8").splitlines(keepends=True)
    here = next(n for n, line in enumerate(lines) if line.startswith("channels:")) + 1
    own = [
        line for line in MOVING.splitlines(keepends=True) if line.split(":")[0] not in _names(lines)
    ]
    (folder / name).write_text("".join([*lines[:here], *own, *lines[here:]]), "utf-8")
    played = (shipped / "scenarios" / "thrusters.yaml").read_text("utf-8").splitlines()
    fast = ["telemetry: 100 ms" if one.startswith("telemetry:") else one for one in played]
    path = folder / "scenarios" / "thrusters.yaml"
    path.write_text("\n".join(one for one in fast if not one.startswith("slow:")), "utf-8")
    return str(path)


def _names(lines: list[str]) -> set[str]:
    return {line.split(":")[0] for line in lines if line.startswith("  ")}


def _press(
    words: list[str], store: str, first: bytes, marks: tuple[bytes, bytes], presses: int
) -> Times:
    """Keys down and up at moments that have nothing to do with the readings."""
    chance, found = random.Random(29), Times()
    terminal = Terminal(words, store, SIZE)
    try:
        terminal.until(first)
        _idle(terminal, 2.5)  # the station is loaded behind the first step
        used, begun = _cpu(terminal.child.pid), perf_counter()
        for n in range(presses):
            _idle(terminal, 0.1 + 0.2 * chance.random())
            terminal.seen = b""
            at = perf_counter()
            os.write(terminal.master, UP if n % 2 else DOWN)
            found.keys.append((terminal.until(marks[n % 2]) - at) * 1000)
        found.cpu, found.real = _cpu(terminal.child.pid) - used, perf_counter() - begun
    finally:
        terminal.close()
    return found


def _idle(terminal: Terminal, seconds: float) -> None:
    """Let time pass, and take what is painted meanwhile."""
    end = perf_counter() + seconds
    while perf_counter() < end:
        terminal.take(0.002)


def _cpu(pid: int) -> float:
    """Seconds of CPU that a process has used, all its threads together (Linux)."""
    words = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _readings(store: str) -> int:
    """How many times readings were stored."""
    import sqlite3

    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as file:
        (found,) = file.execute(
            "SELECT count(*) FROM entry WHERE instr(body, 'ReadingsTaken') > 0"
        ).fetchone()
    return int(found)


def rows(quick: bool = False) -> list[Row]:  # noqa: FBT001, FBT002 - the shape of every bench
    """A key until its repaint while readings come, and what showing them costs."""
    rounds, presses = (2, 20) if quick else (5, 40)
    bare, ours = Times(), Times()
    with tempfile.TemporaryDirectory() as folder:
        script = folder + "/bare.py"
        Path(script).write_text(BARE, encoding="utf-8")
        drill = _library(Path(folder))
        for n in range(rounds):
            _add(
                bare,
                _press(
                    [script], folder + "/none.db", b"READY", (b"PRESSED1.", b"PRESSED0."), presses
                ),
            )
            store = f"{folder}/{n}.db"
            words = [
                "-m",
                "tui.main",
                "drill",
                drill,
                "--role",
                "all",
                "--seed",
                "7",
                "--store",
                store,
            ]
            # The second line of the first step is painted anew at either key.
            one = _press(words, store, b"Call it out", (b"at the Nauka",) * 2, presses)
            one.stored = _readings(store)
            _add(ours, one)
    key = median(ours.keys) / median(bare.keys)
    return [
        at_most(
            "key to repaint with 10 Hz telemetry / bare Textual repaint",
            key,
            BAR,
            f"p50 {median(ours.keys):.1f} of {median(bare.keys):.1f} ms, "
            f"p95 {_p95(ours.keys):.1f} of {_p95(bare.keys):.1f} ms",
        ),
        Row(
            "the same drill: CPU of one core; readings stored a second",
            f"{100 * ours.cpu / ours.real:.0f} % (bare {100 * bare.cpu / bare.real:.0f} %); "
            f"{ours.stored / (ours.real + 2.5 * rounds):.1f}",
        ),
    ]


def _add(all_of: Times, one: Times) -> None:
    all_of.keys += one.keys
    all_of.cpu += one.cpu
    all_of.real += one.real
    all_of.stored += one.stored


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


if __name__ == "__main__":
    print(table(rows("--quick" in sys.argv)))
