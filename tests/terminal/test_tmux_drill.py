"""The whole drill by keyboard in a real terminal multiplexer, at the smallest size and at a large one."""

from __future__ import annotations

import os
import re
import sys
import time

import pytest

from tests.house.sizes import ROOT
from tests.terminal.tmux import MARKS, Tmux

pytestmark = MARKS


def play(tmux: Tmux, limit: float = 240) -> list[str]:
    """Press keys as FE-1 would until the debrief stands on the screen; every screen seen."""
    end, seen = time.monotonic() + limit, [""]
    while time.monotonic() < end:
        screen = tmux.screen()
        stuck = screen == seen[-1]
        seen.append(screen)
        if "DEBRIEF of a DRILL" in screen:
            return seen
        tmux.press(*_keys(screen, stuck=stuck))
        time.sleep(0.4)
    message = "the debrief never came; last screen:\n" + seen[-1]
    raise AssertionError(message)


def _keys(screen: str, *, stuck: bool) -> list[str]:
    """What FE-1 would press: a dialog's own keys, Enter on what is theirs, else on to the next moment."""
    if "y, v, a: sign" in screen:
        return ["y"]
    if "Escape: back" in screen:
        if stuck:
            return ["Escape"]
        return ["2", "Enter"] if "Enter: record" in screen else ["Enter"]
    mine = any(re.search(r"> \[ \] .*FE-1", line) for line in screen.splitlines())
    return ["Enter"] if mine else ["."]


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_a_whole_drill_by_keyboard(size: tuple[int, int], tmp_path) -> None:
    store = tmp_path / "runs.db"
    env = f"env -u COLUMNS -u LINES PYTHONPATH={ROOT} BOLDFACE_STORE={store}"
    command = f"{env} {sys.executable} -m tui.main drill ms-29 --role FE-1 --seed 7 --speed 600"
    tmux = Tmux(f"bf{os.getpid()}x{size[0]}", size, command)
    try:
        seen = play(tmux)
        assert any("Monitor the contaminants" in one for one in seen)
        assert "CLOSED  end: reopened" in seen[-1]
        widest = max(len(line.rstrip()) for line in "\n".join(seen).splitlines())
        assert size[0] - 4 <= widest <= size[0]
    finally:
        tmux.close()
