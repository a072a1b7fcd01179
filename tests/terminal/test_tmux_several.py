"""A drill with several procedures by keyboard in a real multiplexer: a warning interrupts, an offer waits, all end."""

from __future__ import annotations

import os
import re
import sys
import time

import pytest

from tests.house.sizes import ROOT
from tests.terminal.tmux import MARKS, Tmux

pytestmark = MARKS

ME = "CDR"


def play(tmux: Tmux, limit: float = 400) -> list[str]:
    """Press keys as CDR would until the debrief stands on the screen; every screen seen."""
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
    """What CDR would press: a dialog's own keys, a word on what is offered, what is theirs, else on."""
    if "y, v, a: sign" in screen:
        return ["y"]
    if "What is seen instead?" in screen:
        return [*"no smoke", "Enter"]
    if "it is not so: decline" in screen:
        return ["2", "Enter"]
    if "What comes first stands first" in screen:
        place = re.search(r"(\d) \[\?\]", screen)
        return [place[1], "Enter"] if place else ["Escape"]
    if "Escape: back" in screen:
        return _asked(screen, stuck=stuck)
    if "[?] !!" in screen:
        return ["J"]
    if "QUEUE  [>] !! Rapid" in screen and "INHIBITED" not in screen:
        return ["."]  # as slow as a crew: the third alarm comes while the leak is worked on
    mine = re.search(rf"> \[[ =]\] {ME}|> .*(?:\n.*)?needs a word", screen)
    return ["Enter"] if mine else ["."]


def _asked(screen: str, *, stuck: bool) -> list[str]:
    if stuck:
        return ["Escape"]
    if "Enter: take it" in screen:
        return [*"handed to Houston", "Enter"]
    if "Enter: record" in screen:
        return ["7" if "people" in screen else "2", "Enter"]
    return ["Enter"]


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
def test_three_alarms_by_keyboard(size: tuple[int, int], tmp_path) -> None:
    env = f"env -u COLUMNS -u LINES PYTHONPATH={ROOT} BOLDFACE_STORE={tmp_path}/runs.db"
    command = (
        f"{env} {sys.executable} -m tui.main drill three-alarms --role {ME} --seed 3 --speed 600"
    )
    tmux = Tmux(f"bfs{os.getpid()}x{size[0]}", size, command)
    try:
        seen = play(tmux)
        told = "\n".join(seen)
        assert "QUEUE  [>] !! Rapid depressurization" in told
        assert "[?] !! OFFERED" in told
        assert "[=] i INHIBITED" in told
        assert "[~] -" in told
        assert "Carbon dioxide high is before you now" in told
        widest = max(len(line.rstrip()) for line in told.splitlines())
        assert size[0] - 4 <= widest <= size[0]
    finally:
        tmux.close()
