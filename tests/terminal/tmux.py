"""A real terminal multiplexer: a command in a session of its own server, its screen as text, keys pressed."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable

import pytest

MARKS = [
    pytest.mark.slow,
    pytest.mark.terminal,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]


class Tmux:
    """A tmux session of its own server."""

    def __init__(self, name: str, size: tuple[int, int], command: str) -> None:
        self.name = name
        self("new-session", "-d", "-s", name, "-x", str(size[0]), "-y", str(size[1]), command)

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self.name, *words], capture_output=True, text=True, check=False
        )
        return done.stdout

    def screen(self) -> str:
        return self("capture-pane", "-p", "-t", self.name)

    def press(self, *keys: str) -> None:
        self("send-keys", "-t", self.name, *keys)

    def until(self, words: str | Callable[[str], bool], seconds: float = 30) -> str:
        """The screen, as soon as the words stand on it (or it is so); fails with the last one."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            screen = self.screen()
            if words in screen if isinstance(words, str) else words(screen):
                return screen
            time.sleep(0.1)
        raise AssertionError(f"{words!r} never came; last screen:\n{screen}")

    def close(self) -> None:
        self("kill-server")
