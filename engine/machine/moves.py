"""What the world does in one move of a counterexample: readings come, people act, time passes; as data and in words.

A move is small enough to be given to a run as one command; nothing here knows how a run takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from engine.machine.abstract import Pairs
from engine.machine.conditions import Value
from engine.machine.spec import StepSpec
from engine.machine.table import State, Table
from engine.procedure.guard_tree import number_text

Kind = Literal[
    "reads", "wait", "tick", "override", "record", "answer", "sign", "hold", "release", "skip",
    "abort",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens: `name` is an item, record or channel, `value` what is said or read, `ms` a time."""

    kind: Kind
    name: str = ""
    value: str | None = None
    role: str = ""
    ms: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """People finish the step: they tick, answer `word`, and sign; `over`: they override what is sensed."""

    word: str | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A value is recorded; None: cannot tell."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Passed:
    """Time passes until the step's time is over (`hold` 0) or its guard has held so long, in ms."""

    hold: int = 0
    within: int = 0


@dataclass(frozen=True, slots=True)
class Ordered:
    """People hold, release, skip or abort."""

    kind: Literal["hold", "release", "skip", "abort"]


Act: TypeAlias = Done | Said | Passed | Ordered | None


def moves_of(table: Table, state: State, act: Act, missing: frozenset[str]) -> Iterator[Move]:
    """An act as single moves, each by a role that is there."""
    there = [role for role in table.procedure.roles if role not in missing]
    anyone = there[0] if there else ""
    if isinstance(act, Done):
        yield from _done(table, state, act, there)
    elif isinstance(act, Said):
        by = table.records[act.name].by or anyone
        yield Move("record", act.name, text_of(act.value), by)
    elif isinstance(act, Passed):
        yield Move("wait", ms=act.hold or act.within)
    elif isinstance(act, Ordered):
        yield Move(act.kind, role=anyone)


def _done(table: Table, state: State, act: Done, there: list[str]) -> Iterator[Move]:
    anyone = there[0] if there else ""
    for item in state.items:
        if item.sensed is None:
            by = next((role for role in there if not item.by or role in item.by), anyone)
            yield Move("tick", item.id, role=by)
        elif act.over:
            yield Move("override", item.id, role=anyone)
    if act.over and state.verify is not None:
        yield Move("override", role=anyone)
    if act.word is not None and state.step is not None:
        asked = asked_of(state.step)
        silent = state.step.call is not None and act.word == "silence"
        by = next((role for role in there if not asked or silent or role in asked), anyone)
        yield Move("answer", value=act.word, role=by)
    signed = table.close.sign if state.kind == "closing" else state.step.sign if state.step else ()
    yield from (Move("sign", role=role) for role in signed)


def asked_of(step: StepSpec) -> tuple[str, ...]:
    """Who may answer the step's question; nobody named: anyone."""
    return (step.call,) if step.call is not None else step.by


def reads_of(readings: Pairs) -> Iterator[Move]:
    """A choice of readings as single moves."""
    yield from (Move("reads", name, text_of(value)) for name, value in readings)


def text_of(value: Value) -> str | None:
    """A value as it is typed or sent."""
    return number_text(value) if isinstance(value, float | int) else value


def words_of(table: Table, move: Move) -> str:
    """A move as one line that people read."""
    if move.kind == "reads":
        if move.value is None:
            return f"{move.name}: no reading"
        channel = table.channels.get(move.name)
        return f"{move.name} reads {move.value} {channel.unit or '' if channel else ''}".rstrip()
    if move.kind == "record":
        if move.value is None:
            return f"{move.role} cannot tell {move.name}"
        record = table.records.get(move.name)
        unit = record.unit or "" if record else ""
        return f"{move.role} records {move.name} = {move.value} {unit}".rstrip()
    return _short(table, move)


def _short(table: Table, move: Move) -> str:
    state = table.states.get(move.name.rpartition("#")[0])
    item = next((one.text for one in state.items if one.id == move.name), "") if state else ""
    words = {
        "wait": f"{time_text(move.ms)} pass",
        "tick": f"{move.role} ticks '{item}'",
        "override": f"{move.role} overrides {repr(item) if item else 'what must be verified'}",
        "answer": f"{move.role} answers '{move.value}'",
        "sign": f"{move.role} signs",
        "hold": f"{move.role} puts the run on hold",
        "release": f"{move.role} releases the hold",
        "skip": f"{move.role} skips the step",
        "abort": f"{move.role} aborts the run",
    }
    return words[move.kind]


def time_text(ms: int) -> str:
    """A length of time in the largest units that fit: 1 h 30 min, 5 min, 30 s."""
    parts, left = [], ms
    for size, unit in ((3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"
