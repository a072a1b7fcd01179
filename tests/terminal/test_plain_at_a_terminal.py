"""`--plain` at a terminal: the clock runs, nothing but text is printed, and no number hits an unseen step."""

from __future__ import annotations

import os
import pty
import select
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.door import BOLDFACE, ask, entries, environment

pytestmark = pytest.mark.terminal
PATIENCE_S = 30
DRILL = ("drill", "ms-29", "--seed", "7")
PASS = """\
procedure: pass
title: Next pass
revision: 1
date: 2026-11-25
entry: The ground is needed and there is no link
roles: {CDR: crew, MCC: flight control}
ground: [MCC]
ends: {back: safe, alone: safe}
channels: {link: {states: [AOS, LOS], stale: 2 s}}
steps:
  - {step: await, title: Await the link, watch: link is AOS, hold: 3 s, within: 3 min, else: end alone}
  - step: tell
    title: Tell the ground
    by: CDR
    do: Tell MCC what was read.
    within: 10 min
    else: end alone
    end: back
close: {each observation: [explained], sign: [CDR]}
"""


class Terminal:
    """A pseudo-terminal with `--plain` in it, of a drill where nothing else is said."""

    def __init__(self, store: Path, *words: str, what: tuple[str, ...] = DRILL) -> None:
        self.seen = ""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            line = [*BOLDFACE, *what, "--plain", "--store", str(store), *words]
            os.execve(line[0], line, environment(TERM="dumb"))

    def comes(self, text: str, seconds: float, after: int = 0) -> bool:
        """Whether `text` is on the screen before the time is over."""
        end = time.monotonic() + seconds
        while text not in self.seen[after:] and time.monotonic() < end:
            if select.select([self.fd], [], [], 0.1)[0]:
                self.seen += os.read(self.fd, 65_536).decode(errors="replace")
        return text in self.seen[after:]

    def until(self, text: str, after: int = 0) -> None:
        """Wait for `text`."""
        assert self.comes(text, PATIENCE_S, after), self.seen[-2000:]

    def type(self, line: str) -> int:
        """Type a line; where the screen ended before."""
        at = len(self.seen)
        os.write(self.fd, f"{line}\n".encode())
        return at

    def code(self) -> int:
        """Wait for the end; the exit code."""
        _, status = os.waitpid(self.pid, 0)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "runs.db"


def test_a_talk_at_a_terminal_is_text_and_ends_in_order(store: Path) -> None:
    talk = Terminal(store)
    talk.until("FE-1> ")
    talk.until("[x] ", talk.type("1"))
    talk.until("not closed", talk.type("quit"))
    assert talk.code() == 1
    assert "\x1b" not in talk.seen
    assert "ItemTicked" in {entry["event"] for entry in entries(store, "ms-29-7")}


@pytest.mark.parametrize("key", [b"\x04", b"\x03"], ids=["end of input", "interrupt"])
def test_leaving_by_a_key_ends_in_order(store: Path, key: bytes) -> None:
    talk = Terminal(store)
    talk.until("FE-1> ")
    os.write(talk.fd, key)
    if not talk.comes("not closed", 3):  # it came between the prompt and the reading
        os.write(talk.fd, key)
    talk.until("not closed")
    assert talk.code() == 1
    assert "Traceback" not in talk.seen


def test_a_number_is_not_taken_for_an_item_of_a_step_nobody_has_seen(store: Path) -> None:
    talk = Terminal(store, "--role", "all", "--speed", "60")
    talk.until("CDR> ")
    talk.until("[x] ", talk.type("1"))
    talk.until("Report what you smell", talk.type("2"))  # time is over after 60 s: 1 s here
    time.sleep(1.6)  # the step after it has 3 s
    at = talk.type("1")
    talk.until("the step has moved on", at)
    talk.until("not closed", talk.type("quit"))
    ticked = [e["data"]["item"] for e in entries(store, "ms-29-7") if e["event"] == "ItemTicked"]
    assert ticked == ["preconditions#1", "preconditions#2"]
    assert talk.code() == 1


def test_what_is_due_is_told_at_its_time_and_not_at_the_next_line(store: Path) -> None:
    path = store.with_name("pass.yaml")
    path.write_text(PASS, encoding="utf-8")
    assert ask("author", "release", path, "--by", "Ann").code == 0
    talk = Terminal(store, "--role", "all", what=("run", str(path)))
    talk.until("CDR> ")
    talk.until("read again by 0:00:0", talk.type("read link AOS"))
    talk.until("hold time broken (unknown)")
    talk.until("unknown, CANNOT TELL", talk.seen.index("hold time broken"))
    at = talk.type("note it went stale")
    talk.until("not closed", talk.type("quit"))
    assert "hold time broken" not in talk.seen[at:]
    assert talk.code() == 1
    name = "pass-" + talk.seen.partition("RUN pass-")[2][:10]
    told = {one["event"]: one["t"] for one in entries(store, name)}
    assert 2_000 < told["WatchBroken"] - told["WatchStarted"] < told["NoteMade"]


def test_a_wait_at_a_terminal_ends_where_a_step_needs_somebody(store: Path) -> None:
    talk = Terminal(store, "--role", "CDR")
    talk.until("CDR> ")
    at = talk.type("wait 6 h")
    talk.until("this step needs you", at)
    talk.until("CDR> ", talk.seen.index("this step needs you"))
    talk.until("not closed", talk.type("quit"))
    assert talk.code() == 1
