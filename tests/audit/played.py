"""The example logs of the pages of rules, played: lines as an auditor reads them become entries.

A line is `TIME ROLE Event field=value ...`. What follows by itself is put in as the engine would,
but after a line that begins with `!`. TIME is m:ss or h:mm:ss, or `A..B/STEP` for a line that comes
again and again; `at=+30s` moves the wall clock from there on; readings are `air=3,link=AOS`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from msgspec import convert
from msgspec.structs import fields

from engine.audit.findings import findings
from engine.audit.reading import Noted
from engine.audit.rule import Finding
from engine.audit.trail import Trail, trail
from engine.machine.drive import Drive
from engine.run import events as e
from engine.run.codec import BY_NAME
from engine.run.evolve import evolve
from engine.run.settle import open_run, settle
from engine.run.state import RunState
from tests.builders import drive_of, opened

PROCEDURE = """\
procedure: example
title: Example
revision: 1
date: 2026-11-23
entry: The example is needed
roles: {CDR: commander, FE-1: flight engineer, MCC: flight control}
ground: [MCC]
ends: {finished: safe, lost: unsafe}
channels:
  air: {unit: ppm, range: [0, 500], stale: 60 s, title: Air, high: {caution: 4, warning: 16}}
  link: {states: [AOS, LOS], stale: 60 s, title: Ground link}
records:
  sample: {type: number, unit: ppm, range: [0, 500], ask: What does the detector show}
anytime:
  - {if: air > 100 ppm, then: judge}
steps:
  - step: work
    warning: The valve is hot; do not touch the body of it
    do:
      - {item: Hold the handle with both hands and turn it to its stop, by: CDR}
      - {item: Read the mark on the handle aloud, by: CDR}
      - {item: Say the mark back to the commander, by: FE-1}
    within: 10 min
    else: ask
  - step: ask
    call: MCC
    for: GO to open the valve
    within: 10 min
    else: confirm
    answers: {GO: confirm, NO-GO: take, silence: confirm}
  - step: confirm
    do: Read the GO aloud
    by: CDR
    sign: [CDR, FE-1]
    within: 10 min
    else: watch
  - step: watch
    watch: air < 4 ppm
    hold: 1 min
    within: 30 min
    else: judge
  - step: judge
    decide: {air <= 16 ppm: finish, air > 16 ppm: end lost, unknown: finish}
  - step: take
    record: sample
    within: 10 min
    else: finish
  - step: weigh
    decide: {sample < 4 ppm: finish, sample >= 4 ppm: end lost, unknown: finish}
  - step: finish
    do: Tell MCC that the work is finished
    within: 5 min
    else: end finished
    end: finished
close:
  each observation: [explained, handed over, left open]
"""

_REPEAT = re.compile(r"([\d:]+)\.\.([\d:]+)/(\d+)")


def found(text: str) -> set[str]:
    """The rules that find something in an example log."""
    return {one.rule for one in hits(text)}


def hits(text: str, procedure: str = PROCEDURE) -> tuple[Finding, ...]:
    """What is found in an example log."""
    return findings(played(text, procedure))


def played(text: str, procedure: str = PROCEDURE) -> Trail:
    """An example log as the rules look at it."""
    log = _Log(a_machine(procedure))
    for line in text.strip().splitlines():
        log.play(line)
    return trail(log.entries, log.drive.table, "test")


@cache
def a_machine(procedure: str = PROCEDURE) -> Drive:
    """The machine of the example, or of another procedure."""
    return drive_of(procedure)


class _Log:
    """An example log in the making."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.entries: list[Noted] = []
        self.state, self.moved, self.shut = RunState(), timedelta(), False

    def begin(self, **changes: str) -> None:
        seats = {"CDR": "Ann", "FE-1": "Bo", "MCC": "Houston"}
        self.put(opened(self.drive, seats=seats, **changes))
        self.follow([open_run(self.drive, 0)])

    def play(self, line: str) -> None:
        words = shlex.split(line.removeprefix("!"))
        if words[0] == "opened":
            self.begin(**dict(word.split("=", 1) for word in words[1:]))
            return
        if not self.entries:
            self.begin()
        for t in _times(words[0]):
            given = dict(word.split("=", 1) for word in words[3:])
            self.move_clock(given.pop("at", ""))
            self.put(_event(t, words[1], words[2], given))
            if not line.startswith("!"):
                self.follow(settle(self.drive, self.state, t) if not self.state.closed else ())

    def move_clock(self, text: str) -> None:
        if text:
            self.moved += timedelta(seconds=int(text.removesuffix("s")))

    def follow(self, events: object) -> None:
        for event in events:
            self.put(event)
        if events and not self.state.closed:
            self.follow(settle(self.drive, self.state, self.state.t))

    def put(self, event: e.Event) -> None:
        at = datetime(2024, 11, 23, 20, tzinfo=UTC) + timedelta(milliseconds=event.t) + self.moved
        text = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.entries.append(Noted(len(self.entries), text, event))
        self.state = evolve(self.state, event)


def _times(text: str) -> Iterator[int]:
    several = _REPEAT.fullmatch(text)
    if several is None:
        yield _ms(text)
        return
    yield from range(_ms(several[1]), _ms(several[2]) + 1, int(several[3]) * 1000)


def _ms(text: str) -> int:
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part)
    return int(total * 1000)


def _event(t: int, role: str, name: str, given: dict[str, str]) -> e.Event:
    kind = BY_NAME[name]
    if kind is e.ReadingsTaken:
        return kind(t, role, list(_readings(t, given)))
    lists = {"items", "unrecorded"}
    values = {key: value.split(",") if key in lists else value for key, value in given.items()}
    missing = {
        one.name: None if kind is e.ActTaken else ""
        for one in fields(kind)
        if one.required and one.name not in {"t", "role", *values}
    }
    return convert({"t": t, "role": role, **missing, **values}, kind, strict=False)


def _readings(t: int, given: dict[str, str]) -> Iterator[e.Reading]:
    late = int(given.pop("late", "0")) * 1000
    for channel, value in given.items():
        known = value != "missing"
        quality = "good" if known else "missing"
        yield e.Reading(channel, value if known else None, quality, t - late)
