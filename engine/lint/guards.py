"""Every guard of a procedure with where it stands and which step reads it.

It must never judge a guard; `engine.procedure.guard` says what one means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.procedure.guard import Guard
from engine.procedure.model import Decide, Do, Item, Procedure, Watch
from engine.procedure.places import Path


@dataclass(frozen=True, slots=True)
class GuardUse:
    """A guard where it is written: its place, its text when it is a key, the step it belongs to.

    `step` is the number of the step, or None for contingencies and preconditions.
    """

    loc: Path
    guard: Guard
    key: str | None = None
    step: int | None = None


def guard_uses(procedure: Procedure) -> Iterator[GuardUse]:
    """Every guard, in the order of the file's parts: contingencies, preconditions, steps."""
    for n, one in enumerate(procedure.anytime):
        yield GuardUse(("anytime", n, "if"), one.if_)
    if procedure.called is not None and procedure.called.if_ is not None:
        yield GuardUse(("called", "if"), procedure.called.if_)
    yield from _items(("preconditions",), procedure.preconditions, None)
    for n, step in enumerate(procedure.steps):
        at: Path = ("steps", n)
        if isinstance(step, Do):
            yield from _items((*at, "do"), step.do, n)
            if step.verify is not None:
                yield GuardUse((*at, "verify"), step.verify, step=n)
        if isinstance(step, Watch):
            yield GuardUse((*at, "watch"), step.watch, step=n)
        if isinstance(step, Decide):
            for arm in step.decide:
                if arm.guard is not None:
                    yield GuardUse((*at, "decide", arm.text), arm.guard, arm.text, n)


def _items(at: Path, items: Sequence[Item], step: int | None) -> Iterator[GuardUse]:
    for n, item in enumerate(items):
        if item.sensed is not None:
            yield GuardUse((*at, n, "sensed"), item.sensed, step=step)
