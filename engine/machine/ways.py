"""The ways out of one step, verb by verb: which trigger, under which conditions, to which written destination.

This is the semantics of the procedure language in one place; `compile.py` only resolves the destinations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.machine.conditions import (
    AllRecorded,
    AllTicked,
    Answered,
    Condition,
    Expired,
    HeldFor,
    Holds,
    NoneKnown,
    NothingOpen,
    ReturnsTo,
    Running,
    SignedBy,
    Verified,
    VisitsOver,
)
from engine.machine.table import State, Transition, Trigger
from engine.procedure.guard_tree import Guard, Is
from engine.procedure.model import Ask, Call, Close, Decide, Perform, StepParts
from engine.procedure.values import Destination

RUNNING = Running()
SILENCE, LOS, LINK = "silence", "LOS", "link"


@dataclass(frozen=True, slots=True)
class Way:
    """A way as written; `to` is None for the step that follows in the file."""

    trigger: Trigger
    to: Destination | None
    conditions: tuple[Condition, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """The step's compiled state, and how a written guard is bound to its frame."""

    state: State
    bind: Callable[[Guard], Guard]


def of_step(step: StepParts, bound: Bound, *, followed: bool) -> Iterator[Way]:
    """Every way out of a step, in the order in which the machine tries them."""
    if step.visits is not None and step.else_ is not None:
        yield Way("revisit", step.else_, (VisitsOver(bound.state.id, step.visits),), "visits")
    if isinstance(step, Decide):
        yield from _decide(step, bound)
    elif isinstance(step, Ask | Call):
        yield from _question(step)
    elif not isinstance(step, Perform) and not step.return_:
        yield Way("proceed", onward(step), (RUNNING, *done(bound.state)), "done")
    if step.within is not None:
        yield from _expiry(step)
    if not isinstance(step, Decide):
        yield Way("skip", _skip_to(step, followed=followed), (), "skipped")


def onward(step: StepParts) -> Destination | None:
    """Where a step leads when it is done; None for the step that follows."""
    if step.end is not None:
        return Destination("end", step.end)
    if step.leave is not None:
        return Destination("leave", step.leave)
    return step.next


def done(state: State) -> tuple[Condition, ...]:
    """What makes a step done: boxes, records, hold, verify, signatures."""
    conditions: list[Condition] = []
    if state.items:
        conditions.append(AllTicked(tuple(item.id for item in state.items)))
    if state.records:
        conditions.append(AllRecorded(state.records))
    if state.watch is not None:
        hold = state.step.hold if state.step is not None else None
        conditions += [Holds(state.watch), HeldFor(hold or 0)]
    if state.verify is not None:
        conditions.append(Verified(state.verify))
    if state.step is not None and state.step.sign:
        conditions.append(SignedBy(state.step.sign))
    return tuple(conditions)


def closing(close: Close) -> tuple[Condition, ...]:
    """What must be so before a run can close."""
    return (RUNNING, NothingOpen(), SignedBy(close.sign))


def back(state: State, origin: str) -> Transition:
    """The way from the end of a contingency back to the state it interrupted."""
    conditions = (RUNNING, *done(state), ReturnsTo(origin))
    return Transition("proceed", state.id, origin, conditions, "return", returns=True)


def _decide(step: Decide, bound: Bound) -> Iterator[Way]:
    guards = tuple(bound.bind(arm.guard) for arm in step.decide if arm.guard is not None)
    for arm in step.decide:
        condition = NoneKnown(guards) if arm.guard is None else Holds(bound.bind(arm.guard))
        yield Way("proceed", arm.to, (RUNNING, condition), arm.text)


def _question(step: Ask | Call) -> Iterator[Way]:
    signatures = (SignedBy(step.sign),) if step.sign else ()
    for word, to in step.answers.items():
        if word != LOS:
            yield Way("proceed", to, (RUNNING, Answered(word), *signatures), word)
    if isinstance(step, Call) and LOS in step.answers:
        yield Way("proceed", step.answers[LOS], (RUNNING, Holds(Is(LINK, LOS))), LOS)


def _expiry(step: StepParts) -> Iterator[Way]:
    to = step.answers.get(SILENCE, step.else_) if isinstance(step, Call) else step.else_
    if to is not None and step.within is not None:
        yield Way("expire", to, (RUNNING, Expired(step.within)), "timeout")


def _skip_to(step: StepParts, *, followed: bool) -> Destination | None:
    """A question is skipped along its first answer, a last step along its own way out."""
    if isinstance(step, Ask | Call):
        return next(iter(step.answers.values()))
    if isinstance(step, Perform) and step.ends:
        return next(iter(step.ends.values()))
    return onward(step) if not step.return_ or followed else step.else_
