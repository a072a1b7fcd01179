"""A counterexample as commands with times, so that it can be played on the real engine or walked in a drill.

Makes commands only; whether they are taken, and where they lead, is the engine's to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from engine.machine.counterexample import Counterexample
from engine.machine.moves import Move, words_of
from engine.machine.table import Table
from engine.run import commands as c
from engine.run.events import Reading

WHY = "counterexample"
OFTEN = 30_000  # DESIGN: readings come at least every 30 s of the run, or as often as they would go stale

MOST_LOOKS = 10_000  # DESIGN: a file may ask for days with a reading that is stale in a second


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that happens, in words, as the commands (run clock ms, command) that make it happen.

    `at` is where the run then stands before it; `to`, on the last beat of a stay, what it goes through.
    """

    at: str
    words: str
    commands: tuple[tuple[int, c.Command], ...]
    to: tuple[str, ...] | None = None


def commands(table: Table, example: Counterexample) -> Iterator[tuple[int, c.Command]]:
    """The commands with the run clock (ms) at which each is given; readings are kept fresh through every wait."""
    for beat in beats(table, example):
        yield from beat.commands


def beats(table: Table, example: Counterexample) -> Iterator[Beat]:
    """The counterexample one thing after the other; readings that change together are one."""
    now = 0
    known: dict[str, str | None] = {}
    for stage in example.stages:
        groups = list(_groups(stage.moves))
        if not groups and stage.to:
            yield Beat(stage.at, "nothing: it follows by itself", (), stage.to)
        for n, group in enumerate(groups):
            to = stage.to if n == len(groups) - 1 else None
            words = "; ".join(words_of(table, one) for one in group)
            given, now = _given(table, group, known, now)
            yield Beat(stage.at, words, given, to)


def _groups(moves: Sequence[Move]) -> Iterator[list[Move]]:
    """Readings that change together come together; those of the next stage come after it was reached."""
    for kind, group in groupby(moves, key=lambda one: one.kind):
        if kind == "reads":
            yield list(group)
        else:
            yield from ([one] for one in group)


def _given(
    table: Table, group: Sequence[Move], known: dict[str, str | None], now: int
) -> tuple[tuple[tuple[int, c.Command], ...], int]:
    """The commands of a beat, and the run clock after it; `known` takes in what is read."""
    move = group[0]
    if move.kind == "reads":
        known.update((one.name, one.value) for one in group)
        return ((now, _telemetry(known, now)),), now
    if move.kind == "wait":
        looks = _looks(table, known, now, move.ms)
        return tuple((later, _telemetry(known, later)) for later in looks), now + move.ms
    return ((now, _command(move)),), now


def _looks(table: Table, known: dict[str, str | None], now: int, ms: int) -> Iterator[int]:
    stale = [table.channels[one].stale for one in known if one in table.channels]
    often = min([OFTEN, *(one for one in stale if one)]) // 2 or 1
    often = max(often, ms // MOST_LOOKS)
    yield from range(now + often, now + ms, often)
    yield now + ms


def _telemetry(known: dict[str, str | None], now: int) -> c.Command:
    readings = tuple(
        Reading(name, value, "good" if value is not None else "missing", now)
        for name, value in sorted(known.items())
    )
    return c.Telemetry("station", readings) if readings else c.Look("engine")


def _command(move: Move) -> c.Command:
    match move.kind:
        case "tick":
            return c.Tick(move.role, move.name)
        case "override":
            return c.Override(move.role, move.name or None, WHY)
        case "record":
            if move.value is None:
                return c.CannotTell(move.role, move.name)
            return c.RecordValue(move.role, move.name, move.value)
        case "answer":
            return c.Answer(move.role, move.value or "")
        case "sign":
            return c.Sign(move.role)
        case "hold":
            return c.Hold(move.role, WHY)
        case "release":
            return c.Release(move.role)
        case "skip":
            return c.Skip(move.role, WHY)
        case _:
            return c.Abort(move.role, WHY)
