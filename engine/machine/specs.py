"""From the author's models to the plain data of `spec.py`: the last place at which a model is looked at.

Copies and renames; decides nothing.
"""

from __future__ import annotations

from engine.machine.spec import (
    CallSpec,
    ChannelSpec,
    CloseSpec,
    ConsequenceSpec,
    LimitSpec,
    ProcedureSpec,
    RecordSpec,
    StepSpec,
)
from engine.procedure.model import (
    Ask,
    Call,
    Called,
    Channel,
    Close,
    Limit,
    Perform,
    Procedure,
    Record,
    StepParts,
    Watch,
    verb_of,
)


def procedure_spec(procedure: Procedure) -> ProcedureSpec:
    """The face of a procedure; ground roles are those named, or those that are called."""
    calls = [step.call for step in procedure.steps if isinstance(step, Call)]
    return ProcedureSpec(
        procedure.procedure,
        procedure.title,
        procedure.revision,
        procedure.entry,
        dict(procedure.roles),
        procedure.ground or tuple(dict.fromkeys(calls)),
        close_spec(procedure.close),
        call_spec(procedure.called),
        procedure.inhibits,
        tuple(ConsequenceSpec(one.note, one.from_) for one in procedure.consequences),
        procedure.deferred_at,
    )


def call_spec(called: Called | None) -> CallSpec | None:
    """What calls for a procedure."""
    if called is None:
        return None
    return CallSpec(called.level, called.if_, called.sense or "")


def close_spec(close: Close) -> CloseSpec:
    """What must be said before a run can close."""
    return CloseSpec(close.each_observation, close.each_record, close.sign)


def step_spec(step: StepParts) -> StepSpec:
    """A step without its destinations, which are the table's."""
    return StepSpec(
        step.step,
        step.title,
        verb_of(step),
        step.warning,
        step.caution,
        step.note,
        step.by,
        step.sign,
        step.visits,
        step.within,
        step.hold if isinstance(step, Watch) else None,
        _question(step),
        step.call if isinstance(step, Call) else None,
        tuple(step.answers) if isinstance(step, Ask | Call) else (),
        step.perform if isinstance(step, Perform) else None,
        step.return_,
    )


def _question(step: StepParts) -> str:
    if isinstance(step, Ask):
        return step.ask
    if isinstance(step, Call):
        return f"{step.call}: {step.for_}"
    return f"Perform {step.perform}" if isinstance(step, Perform) else ""


def channel_spec(channel: Channel) -> ChannelSpec:
    """A channel with its limits."""
    return ChannelSpec(
        channel.title,
        channel.unit,
        channel.states,
        channel.range,
        channel.stale,
        _limit(channel.high),
        _limit(channel.low),
    )


def _limit(limit: Limit | None) -> LimitSpec | None:
    return LimitSpec(limit.caution, limit.warning) if limit is not None else None


def record_spec(record: Record) -> RecordSpec:
    """A record as it is asked for."""
    return RecordSpec(
        record.ask, record.type, record.unit, record.range, record.of, record.by, record.observed
    )
