"""What a run needs of what the author wrote, as plain frozen data: the procedure's face without its form.

Made by `compile.py` from the models of `engine.procedure.model`, which only reading needs; running, folding and viewing
never load a validator.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from engine.procedure.guard_tree import Guard

# What may be said of an observation where the author does not list the words.
DISPOSITIONS = ("explained", "handed over", "left open")


class StepSpec(Struct, frozen=True):
    """A step as a display and a decider see it; times in ms, texts as written."""

    step: str
    title: str | None
    verb: str
    warning: tuple[str, ...] = ()
    caution: tuple[str, ...] = ()
    note: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    visits: int | None = None
    within: int | None = None
    hold: int | None = None
    question: str = ""
    call: str | None = None
    answers: tuple[str, ...] = ()
    perform: str | None = None
    return_: bool = False

    @property
    def heading(self) -> str:
        """The title, or the step's name where the author gave none."""
        return self.title or self.step

    @property
    def asks(self) -> bool:
        """Whether somebody's answer is waited for."""
        return bool(self.answers)


class LimitSpec(Struct, frozen=True):
    """The values at which a channel is at caution or warning."""

    caution: Decimal | None = None
    warning: Decimal | None = None


class ChannelSpec(Struct, frozen=True):
    """A channel; `stale` in ms."""

    title: str | None = None
    unit: str | None = None
    states: tuple[str, ...] = ()
    range: tuple[Decimal, Decimal] | None = None
    stale: int | None = None
    high: LimitSpec | None = None
    low: LimitSpec | None = None


class RecordSpec(Struct, frozen=True):
    """A value that a person is asked for."""

    ask: str
    type: str
    unit: str | None = None
    range: tuple[Decimal, Decimal] | None = None
    of: tuple[str, ...] = ()
    by: str | None = None
    observed: tuple[str, ...] = ()


class CloseSpec(Struct, frozen=True):
    """What must be said before the run can close."""

    each_observation: tuple[str, ...] = ()
    each_record: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()

    @property
    def dispositions(self) -> tuple[str, ...]:
        """The words that may be said of an observation."""
        return self.each_observation or self.each_record or DISPOSITIONS


# The gravest first: the order of the best electronic checklists (787 crew manual, `procedure-systems.md` 1.3, READ-2).
CALL_LEVELS = ("warning", "caution", "advisory", "unannunciated")


class CallSpec(Struct, frozen=True):
    """What calls for a procedure beside another: a guard, its level, and what must be sensed first."""

    level: str
    guard: Guard | None = None
    sense: str = ""


class ConsequenceSpec(Struct, frozen=True):
    """What is told beside every open procedure, from a step on (None: from the beginning)."""

    note: str
    from_: str | None = None


class ProcedureSpec(Struct, frozen=True):
    """The procedure that is run: its name, revision, roles, and which of them are on the ground."""

    procedure: str
    title: str
    revision: int
    entry: str
    roles: Mapping[str, str]
    ground: tuple[str, ...]
    close: CloseSpec
    called: CallSpec | None = None
    inhibits: tuple[str, ...] = ()
    consequences: tuple[ConsequenceSpec, ...] = ()
    deferred_at: str | None = None
