"""A counterexample as commands with times, so that it can be played on the real engine or walked in a drill.

Makes commands only; whether they are taken, and where they lead, is the engine's to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from engine.machine.counterexample import Counterexample
from engine.machine.moves import Move
from engine.machine.table import Table
from engine.run import commands as c
from engine.run.events import Reading

WHY = "counterexample"
OFTEN = 30_000  # DESIGN: readings come at least every 30 s of the run, or as often as they would go stale


def commands(table: Table, example: Counterexample) -> Iterator[tuple[int, c.Command]]:
    """The commands with the run clock (ms) at which each is given; readings are kept fresh through every wait."""
    now = 0
    known: dict[str, str | None] = {}
    # Readings that change together come together; those of the next stage come after it was reached.
    moves = [
        (move, following is None or following.kind != "reads")
        for stage in example.stages
        for move, following in zip_longest(stage.moves, stage.moves[1:])
    ]
    for move, last in moves:
        if move.kind == "reads":
            known[move.name] = move.value
            if last:
                yield now, _telemetry(known, now)
        elif move.kind == "wait":
            for later in _looks(table, known, now, move.ms):
                yield later, _telemetry(known, later)
            now += move.ms
        else:
            yield now, _command(move)


def _looks(table: Table, known: dict[str, str | None], now: int, ms: int) -> Iterator[int]:
    stale = [table.channels[one].stale for one in known if one in table.channels]
    often = min([OFTEN, *(one for one in stale if one)]) // 2 or 1
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
