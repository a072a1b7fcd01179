"""A run at one or two consoles, on a store and a clock that can be made to misbehave.

The procedure is the small one of the tests of inputs; nothing here judges.
"""

from __future__ import annotations

from engine.adapters.stores import open_store
from engine.console import Console
from engine.log import StoreUnavailable
from engine.run import events as e
from tests.builders import drive_of, opened, start
from tests.run.test_inputs import SMALL

MS_A_DAY = 86_400_000


class Clock:
    """Wall and monotonic time that are set by hand, apart from one another."""

    def __init__(self) -> None:
        self.wall, self.mono = "2026-11-23T10:00:00.000Z", 0

    def at(self) -> str:
        return self.wall

    def monotonic_ms(self) -> int:
        return self.mono


class Answers:
    """A store of which the answers get lost, after the entry was stored or before."""

    def __init__(self, store) -> None:
        self.store, self.lose, self.deaf, self.asked = store, "", False, 0

    def __getattr__(self, name):
        return getattr(self.store, name)

    def read(self, run, first=0):
        if self.deaf:
            raise StoreUnavailable("store x: the disk refused; look at the disk.", "disk")
        return self.store.read(run, first)

    def append(self, *words):
        lose, self.lose = self.lose, ""
        self.asked += 1
        if lose != "before":
            self.store.append(*words)
        if lose:
            raise StoreUnavailable("store x: the disk refused; look at the disk.", "disk")


def console(store, clock=None) -> Console:
    """A console at run `r`, which is opened if the store does not hold it."""
    drive = drive_of(SMALL)
    if not any(row.run == "r" for row in store.runs()):
        store.open_run("r", "drill", {})
        made = Console(store, clock or Clock(), "r", drive)
        made.begin([opened(drive, run="r"), *start(drive)[1:]])
        return made
    return Console(store, clock or Clock(), "r", drive)


def kinds(one: Console) -> list[str]:
    """The events of the stored run by name."""
    return [type(event).__name__ for event in stored(one)]


def stored(one: Console) -> list[e.Event]:
    """The events of the stored run."""
    from engine.console import read_run

    with_reader = one.store.store if isinstance(one.store, Answers) else one.store
    return [event for _, event in read_run(with_reader, "r")]


def memory():
    """A store in memory."""
    return open_store("memory:")
