"""The screen against a bare Textual app in the same run: start to first step, key to durable and repainted.

Both are real processes in a real pseudo-terminal of 120x40 and take turns. `python bench/screen.py [--quick]`.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bench.row import Row, at_most, table  # noqa: E402 (a script finds the house by itself)

BAR = 1.5
BARE = """
import os, sys
from textual.app import App
from textual.widgets import Static
ENTRY = b"x" * 400
class Bare(App):
    BINDINGS = [("space", "key", "key")]
    count = 0
    def compose(self):
        yield Static("READY", id="all")
    def on_mount(self):
        self.file = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
        os.pwrite(self.file, b"0" * 40960, 0)
        os.fsync(self.file)
    def action_key(self):
        os.pwrite(self.file, ENTRY, 400 * self.count)
        os.fdatasync(self.file)
        self.count += 1
        self.query_one(Static).update("\\n".join([f"line {n} after {self.count}" for n in range(38)]
                                      + [f"PRESSED{self.count}."]))
Bare().run()
"""


def _compiled(folder: Path) -> dict[str, str]:
    """Both start from compiled modules, as installed programs do, and Boldface from its second start on.

    Where Python is told to write none, every start would compile the sources of ours but not of Textual.
    """
    return {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "BOLDFACE_CACHE": str(folder / "prepared"),
    }


class Terminal:
    """A process in a pseudo-terminal: what it paints, and when."""

    def __init__(self, words: list[str], store: str, size: tuple[int, int] = (40, 120)) -> None:
        self.begun = perf_counter()
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        env = {
            **os.environ,
            "TERM": "xterm-256color",
            "BOLDFACE_STORE": store,
            "BOLDFACE_KEYS": store + ".keys",
            "PYTHONPATH": str(ROOT),
            **_compiled(Path(words[0] if words[0] != "-m" else store).parent),
        }
        self.child = subprocess.Popen(
            [sys.executable, *words],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            close_fds=True,
            start_new_session=True,
            env=env,
        )
        os.close(slave)
        self.seen = b""

    def until(self, mark: bytes, limit: float = 20) -> float:
        """Seconds (perf_counter) at which `mark` had been painted."""
        end = perf_counter() + limit
        while mark not in self.seen:
            if perf_counter() > end:
                message = f"{mark!r} was never painted"
                raise TimeoutError(message)
            self.take(0.05)
        return perf_counter()

    def take(self, seconds: float) -> None:
        """Read what is painted, waiting for it at most so long."""
        if select.select([self.master], [], [], seconds)[0]:
            self.seen += os.read(self.master, 65536)

    def press(self, key: bytes, mark: bytes) -> float:
        """Milliseconds from a key to its mark on the glass."""
        self.drain()
        begun = perf_counter()
        os.write(self.master, key)
        return (self.until(mark) - begun) * 1000

    def drain(self) -> None:
        """Read what is still being painted; then a step has stood long enough for a key to mean it (0.3 s)."""
        while select.select([self.master], [], [], 0.35)[0]:
            os.read(self.master, 65536)
        self.seen = b""

    def close(self) -> None:
        """End the process as a lost terminal would."""
        self.child.kill()
        self.child.wait()
        os.close(self.master)


def _first(words: list[str], store: str, mark: bytes) -> float:
    terminal = Terminal(words, store)
    taken = terminal.until(mark) - terminal.begun
    terminal.close()
    return taken * 1000


def _drill(store: str) -> list[str]:
    return ["-m", "tui.main", "drill", "ms-29", "--role", "all", "--seed", "7", "--store", store]


def _keys_bare(script: str, folder: str, presses: int) -> list[float]:
    terminal = Terminal([script, folder + "/bare.dat"], folder + "/none.db")
    terminal.until(b"READY")
    sleep(0.5)
    times = [terminal.press(b" ", f"PRESSED{n + 1}.".encode()) for n in range(presses)]
    terminal.close()
    return times


def _keys_ours(folder: str, n: int) -> list[float]:
    terminal = Terminal(_drill(f"{folder}/keys{n}.db"), f"{folder}/keys{n}.db")
    terminal.until(b"Before you start")
    # The station is loaded behind the first step; who presses a key before that waits for it. And
    # people do not press in step with the second hand, whose own repaint a key may have to wait for.
    sleep(2.0 + 0.37 * n % 1.0)
    marks = [b"DONE", b"Report what you", b"Masks on"]
    times = [terminal.press(b" ", mark) for mark in marks]
    terminal.close()
    return times


def rows(quick: bool = False) -> list[Row]:  # noqa: FBT001, FBT002 - the shape of every bench
    """First step on screen, and a key until it is durable and repainted."""
    rounds = 4 if quick else 12
    bare, ours, bare_keys, our_keys = [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        script = folder + "/bare.py"
        Path(script).write_text(BARE, encoding="utf-8")
        _first([script, folder + "/first.dat"], folder + "/none.db", b"READY")  # compiles
        cold = _first(_drill(f"{folder}/cold.db"), f"{folder}/cold.db", b"Before you start")
        for n in range(rounds):
            bare.append(_first([script, folder + "/first.dat"], folder + "/none.db", b"READY"))
            ours.append(_first(_drill(f"{folder}/{n}.db"), f"{folder}/{n}.db", b"Before you start"))
            bare_keys += _keys_bare(script, folder, 3)
            our_keys += _keys_ours(folder, n)
    first = median(a / b for a, b in zip(ours, bare, strict=True))
    key = median(our_keys) / median(bare_keys)
    return [
        at_most(
            "start to first step / bare Textual app",
            first,
            BAR,
            f"{median(ours):.0f} ms of {median(bare):.0f} ms; the first ever {cold:.0f} ms",
        ),
        at_most(
            "key to durable and repainted / bare + one synced write",
            key,
            BAR,
            f"p50 {median(our_keys):.1f} of {median(bare_keys):.1f} ms, "
            f"p95 {_p95(our_keys):.1f} of {_p95(bare_keys):.1f} ms",
        ),
    ]


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


if __name__ == "__main__":
    print(table(rows("--quick" in sys.argv)))
