"""The terminal may not be there, may hang up, and we may be told to stop: a sentence, a sane screen, a whole log."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.cli.request import Request
from tui import start

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; from tui.start import open_screen; from engine.cli.app import Request; "
    "sys.exit(open_screen(Request('ms-29', ('FE-1',), 7, 1, sys.argv[1], None), sys.argv[1]))"
)
LEAVES = b"\x1b[?1049l"


def test_without_a_terminal_there_is_one_sentence_and_no_escape_code(tmp_path):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tui.main",
            "drill",
            "ms-29",
            "--role",
            "FE-1",
            "--store",
            str(tmp_path / "runs.db"),
        ],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "--plain" in done.stderr
    assert done.stderr.count("\n") == 1
    assert "\x1b" not in done.stdout + done.stderr
    assert not (tmp_path / "runs.db").exists()


def test_a_scenario_by_its_path_begins_with_its_briefing_too(tmp_path, monkeypatch):
    path = tmp_path / "ms-29.yaml"
    path.write_bytes((ROOT / "procedures" / "scenarios" / "ms-29.yaml").read_bytes())
    cards = []
    monkeypatch.setattr(start.terminal, "must_be_there", lambda *_: None)
    monkeypatch.setattr(start, "_run", lambda *_, card=None: cards.append(card) or 0)
    monkeypatch.setattr(start.gc, "disable", lambda: None)
    start.open_screen(Request(str(path), (), None, 1, None, None), f"{tmp_path}/runs.db")
    assert [(card.title, card.fault) for card in cards] == [("Unknown odor at the Poisk hatch", "")]


def test_screen_modules_are_not_loaded_with_the_command_line():
    code = "import sys, tui.main; sys.exit(any(name.split('.')[0] == 'textual' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_first_screen_loads_neither_markdown_nor_the_other_screens():
    code = (
        "import sys, tui.app; heavy = {'markdown_it', 'textual.widgets._markdown', 'tui.screens.debrief'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


class Terminal:
    """A pseudo-terminal of 80x24 with the drill screen on it."""

    def __init__(self, store):
        self.seen = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(
                TERM="xterm-256color",
                PYTHONPATH=str(ROOT),
                COLUMNS="80",
                LINES="24",
                TEXTUAL_ANIMATIONS="none",
            )
            os.execv(sys.executable, [sys.executable, "-c", START, str(store)])

    def read(self, seconds, true=lambda _: False):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not true(self.seen):
            if select.select([self.fd], [], [], 0.05)[0]:
                try:
                    self.seen += os.read(self.fd, 65536)
                except OSError:
                    break
        return true(self.seen)

    def ended(self, seconds=10.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
            self.read(0.05)
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        return None


def resumable(store):
    from engine.bootstrap import DrillSettings, resume_drill, unfinished

    run = unfinished(str(store))[0].run
    return resume_drill(run, DrillSettings(None, store=str(store))).view().card.state


@pytest.fixture
def terminal(tmp_path):
    store = tmp_path / "runs.db"
    screen = Terminal(store)
    assert screen.read(30, lambda seen: b"Before you start" in seen and b"Quit" in seen), (
        screen.seen[-500:]
    )
    screen.store = store
    yield screen
    try:
        os.kill(screen.pid, signal.SIGKILL)
        os.waitpid(screen.pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


@pytest.mark.terminal
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_leaves_the_terminal_sane_and_the_run_whole(terminal, number):
    os.kill(terminal.pid, number)
    assert terminal.ended() == 128 + number
    assert LEAVES in terminal.seen
    assert resumable(terminal.store) == "preconditions"


@pytest.mark.terminal
def test_a_terminal_that_hangs_up_ends_it_and_the_run_is_whole(terminal):
    os.close(terminal.fd)
    end = time.monotonic() + 12
    code = None
    while time.monotonic() < end and code is None:
        done, status = os.waitpid(terminal.pid, os.WNOHANG)
        code = status if done else None
        time.sleep(0.05)
    assert code is not None, "it runs on without a terminal"
    assert resumable(terminal.store) == "preconditions"


@pytest.mark.terminal
def test_quitting_by_keys_leaves_the_terminal_sane(terminal):
    os.write(terminal.fd, b"q")
    assert terminal.read(10, lambda seen: b"Leave the run?" in seen)
    os.write(terminal.fd, b"y")
    assert terminal.ended() == 1
    assert LEAVES in terminal.seen
    assert resumable(terminal.store) == "preconditions"
