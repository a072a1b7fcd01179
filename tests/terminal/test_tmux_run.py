"""A real run at a real terminal: readings come on standard input, keys from the terminal, with a screen and without."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from tests.cli import real
from tests.house.sizes import ROOT
from tests.terminal.tmux import MARKS, Tmux

READ_S = 0.6  # a key that comes sooner was not meant for what it would hit
FEED = """while sleep 0.2; do echo '{"channel": "cabin.co2", "value": 3.5}'; done"""


def command(folder, *more: str) -> str:
    env = f"env -u COLUMNS -u LINES PYTHONPATH={ROOT} BOLDFACE_STORE={folder}/runs.db"
    (folder / "feed.sh").write_text(FEED)
    return f"sh {folder}/feed.sh | {env} {sys.executable} -m tui.main run {' '.join(more)}"


@pytest.fixture
def path(tmp_path):
    return real.released(tmp_path)


class TestAtATerminal:
    pytestmark = MARKS

    @pytest.mark.parametrize("size", [(80, 24), (160, 48)])
    def test_on_the_screen(self, path, size) -> None:
        line = command(path.parent, str(path), "--telemetry", "-")
        tmux = Tmux(f"bfr{os.getpid()}x{size[0]}", size, f"{line}; sleep 60")
        try:
            screen = tmux.until("3.5 mmHg")
            assert screen.lstrip("\n").startswith(" REAL RUN  Leak")
            time.sleep(READ_S)
            tmux.press("Enter")
            tmux.until("Reading of the hand-held")
            time.sleep(READ_S)
            tmux.press("Enter")
            tmux.until("Enter: record")
            tmux.press("2", "Enter")
            tmux.until("held ")
            tmux.press("q")
            tmux.until("TIME GOES ON")
            tmux.press("y")
            tmux.until(lambda screen: "REAL RUN" not in screen)
        finally:
            tmux.close()

    def test_without_a_screen(self, path) -> None:
        line = command(path.parent, str(path), "--plain", "--telemetry", "-")
        tmux = Tmux(f"bfp{os.getpid()}", (80, 24), f"{line}; sleep 60")
        try:
            tmux.until("CDR>")
            tmux.press("readings", "Enter")
            tmux.until("Cabin CO2 (cabin.co2): 3.5 mmHg")
            tmux.press("1", "Enter")
            tmux.until("2. Measure")
            tmux.press("quit", "Enter")
            tmux.until("go on with: boldface run --plain --resume leak-")
        finally:
            tmux.close()


def test_with_no_terminal_at_all_it_is_said_what_to_do_and_nothing_is_stored(
    path, tmp_path
) -> None:
    for more in ((), ("--plain",)):
        words = ("run", str(path), "--telemetry", "-", "--store", str(tmp_path / "runs.db"), *more)
        done = subprocess.run(
            [sys.executable, "-m", "tui.main", *words],
            cwd=ROOT,
            input="",
            capture_output=True,
            text=True,
            timeout=60,
            start_new_session=True,
            check=False,
        )
        assert done.returncode == 2
        assert "there is no terminal for the keys" in done.stderr
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "runs.db").exists()
