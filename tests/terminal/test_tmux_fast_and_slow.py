"""The fast and the slow at 80x24: readings ten times a second, and months with the program stopped a dozen times."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from tests.cli.door import process
from tests.house.sizes import ROOT
from tests.terminal.tmux import MARKS, Tmux

pytestmark = MARKS

STOPS = 12
SIZE = (80, 24)
LATE_S = 5  # of a clock that keeps up, on a machine with other work


def command(store: Path, *words: str) -> str:
    env = f"env -u COLUMNS -u LINES PYTHONPATH={ROOT} BOLDFACE_STORE={store}"
    return f"exec {env} {sys.executable} -m tui.main drill {' '.join(words)}"


def seconds(screen: str, label: str) -> int | None:
    """A time on the clocks' row, as `42d 11:08:56`."""
    found = re.search(rf"{label} (?:! )?(?:(\d+)d )?(\d+):(\d\d):(\d\d)", screen)
    if found is None:
        return None
    days, hours, minutes, rest = (int(one or 0) for one in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


def fast(folder: Path) -> Path:
    """The drill of the thrusters with its readings ten times a second."""
    shipped = ROOT / "procedures"
    (folder / "scenarios").mkdir()
    name = "uncommanded-thruster-firing.yaml"
    (folder / name).write_bytes((shipped / name).read_bytes())
    lines = (shipped / "scenarios" / "thrusters.yaml").read_text("utf-8").splitlines()
    often = ["telemetry: 100 ms" if one.startswith("telemetry:") else one for one in lines]
    path = folder / "scenarios" / "thrusters.yaml"
    path.write_text("\n".join(one for one in often if not one.startswith("slow:")), "utf-8")
    return path


def test_a_small_screen_keeps_up_with_ten_readings_a_second(tmp_path) -> None:
    words = (str(fast(tmp_path)), "--role", "all", "--seed", "4")
    tmux = Tmux(f"bff{os.getpid()}", SIZE, command(tmp_path / "runs.db", *words))
    try:
        tmux.until(r"Gyroscopes full")
        tmux.until(lambda screen: (seconds(screen, "MET") or 0) >= 3)
        begun, first = time.monotonic(), seconds(tmux.screen(), "MET") or 0
        for press in range(20):
            tmux.press("Up" if press % 2 else "Down")
            here = "FE-1 Stop work" if press % 2 == 0 else "CDR Say"
            screen = tmux.until(f"> [ ] {here}", LATE_S)
            ages = re.findall(r" (\d+)s(?=\s|$)", screen, re.MULTILINE)
            assert len(ages) >= 10
            assert set(ages) <= {"0", "1"}, screen
        # by now the gyroscopes are full: it stands first, whatever else there is to read
        screen = tmux.until(" ! CAUTION  Gyroscopes full", 30)
        tmux.until("\n!  Gyroscopes full", LATE_S)
        passed = time.monotonic() - begun
        assert abs((seconds(screen, "MET") or 0) - first - passed) < LATE_S
    finally:
        tmux.close()


def keys(screen: str, *, stuck: bool) -> list[str]:
    """What CDR would press: a dialog's own keys, what is theirs, else on."""
    if "y, v, a: sign" in screen:
        return ["y"]
    if "Enter: take it" in screen:
        return [*"handed to Houston", "Enter"]
    if "Escape: back" in screen:
        number = ["7"] if "Enter: record" in screen else []
        return ["Escape"] if stuck else [*number, "Enter"]
    mine = re.search(r"> \[ \] CDR|> .*(?:\n.*)?needs a word", screen)
    return ["Enter"] if mine else ["."]


def step(screen: str) -> str:
    found = re.search(r"\[>\].*  NOW", screen)
    return found[0].strip() if found else ""


def still(tmux: Tmux) -> str:
    """The screen once nothing is being skipped any more: its clock goes at 1x."""
    before, screen = None, ""
    while (now := seconds(screen := tmux.until("\n"), "MET")) is None or before != now:
        before = now
        time.sleep(0.4)
    return screen


def stop(tmux: Tmux, how: str) -> None:
    """Leave as people leave, as a machine dies, and as a window is shut."""
    if how == "q":
        tmux.press("q")
        tmux.until("y: leave")
        tmux.press("y")
        tmux.until(lambda screen: not screen.strip())
    elif how == "kill -9":
        os.kill(int(tmux("list-panes", "-t", tmux.name, "-F", "#{pane_pid}")), signal.SIGKILL)
    tmux.close()


def played(store: Path, name: str) -> Iterator[tuple[str, str, str]]:
    """Play the coolant leak to its debrief; how each stop came, what stood on the screen before and after."""
    words, stopped, last = ("coolant-leak", "--role", "CDR", "--seed", "11"), 0, ""
    ways, end, seen = cycle(("q", "kill -9", "shut")), time.monotonic() + 400, ""
    tmux = Tmux(name, SIZE, command(store, *words))
    try:
        while time.monotonic() < end:
            screen = tmux.until("\n")
            if "DEBRIEF of a DRILL" in screen:
                yield "", screen, ""
                return
            if stopped < STOPS and step(screen) != last and "Escape: back" not in screen:
                stopped += 1
                how, screen = next(ways), still(tmux)
                last = step(screen)
                stop(tmux, how)
                again = command(store, "--resume", "coolant-leak-11")
                tmux = Tmux(f"{name}s{stopped}", SIZE, again)  # a server that ends takes no session
                yield how, screen, tmux.until(lambda screen: bool(step(screen)))
                continue
            tmux.press(*keys(screen, stuck=screen == seen))
            seen = screen
            time.sleep(0.4)
        raise AssertionError("the debrief never came; last screen:\n" + seen)
    finally:
        tmux.close()


def test_months_with_the_program_stopped_a_dozen_times(tmp_path) -> None:
    store = tmp_path / "runs.db"
    *stops, (_, debrief, _) = played(store, f"bfm{os.getpid()}")
    assert len(stops) == STOPS
    for how, before, after in stops:
        assert step(before) == step(after)
        for label, way in (("MET", 1), ("left", -1)):
            was, now = seconds(before, label), seconds(after, label)
            if was is not None and now is not None:  # what nobody used is given back, never taken
                assert way * (now - was) <= LATE_S, (before, after)
                if how != "kill -9":
                    assert way * (now - was) >= -1, (before, after)
    assert "CLOSED  end: ship replaced" in debrief
    met = seconds(stops[-1][2], "MET") or 0
    assert met > 30 * 86_400
    said = process("audit", "replay", "coolant-leak-11", "--store", store)
    assert "LEGAL: every move" in said.out
    assert f"RunResumed {STOPS}" in said.out
