"""Which kinds of input would be accepted now, and for each that would not, the reason: asked of `decide` itself.

A display greys what is refused and shows the reason; it can never disagree with the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.machine.drive import Drive
from engine.machine.spec import StepSpec
from engine.run import commands as c
from engine.run.decide import Refusal, decide
from engine.run.decide_step import signers
from engine.run.facts import RunFacts, open_matters
from engine.run.rows import Allowed
from engine.run.state import DONE, RunState

PROBE = "because"


def allowed(drive: Drive, state: RunState, now: int) -> Mapping[str, Allowed]:
    """For each kind of input: whether some role could give it now, or why none can."""
    return {
        kind: _best(drive, state, now, probes)
        for kind, probes in _probes(drive, state, now).items()
    }


def _best(drive: Drive, state: RunState, now: int, probes: list[c.Command] | str) -> Allowed:
    if isinstance(probes, str):
        return Allowed(ok=False, reason=probes)
    reason = "nothing to do it to"
    for probe in probes:
        made = decide(drive, state, probe, now)
        if not isinstance(made, Refusal):
            return Allowed(ok=True)
        reason = made.reason
    return Allowed(ok=False, reason=reason)


def _probes(drive: Drive, state: RunState, now: int) -> dict[str, list[c.Command] | str]:
    here = drive.table.states[state.at]
    role = next(iter(state.seats), "")
    step = here.step
    answers = [word for word in step.answers if word != "LOS"] if step is not None else []
    answering = _answering(step, role) if step is not None else role
    sensed = [item.id for item in here.items if item.sensed is not None or item.id in state.refused]
    matters = [
        one for one in open_matters(drive.table, state) if one.kind in {"observation", "record"}
    ]
    boxes = [item for item, box in state.boxes.items() if box.status in DONE]
    probes: dict[str, list[c.Command] | str] = {
        "tick": list(_ticks(drive, state, now)) or "this step has no item left to tick",
        "untick": [c.Untick(role, item, PROBE) for item in boxes] or "nothing is ticked yet",
        "override": [c.Override(role, item, PROBE) for item in (*sensed, None)],
        "record": _asking(drive, here.records, role) or "this step asks for no value",
        "cannot-tell": [c.CannotTell(_by(drive, name, role), name) for name in here.records]
        or [c.CannotTell(answering)],
        "answer": [c.Answer(answering, word) for word in answers] or "this step asks no question",
        "sign": [c.Sign(one) for one in signers(drive, here)] or "nothing is signed here",
        "defer": [c.Defer(role, PROBE)],
        "skip": [c.Skip(role, PROBE)],
        "abort": [c.Abort(role, PROBE)],
        "hold": [c.Hold(role, PROBE)],
        "release": [c.Release(role)],
        "raise": [c.Raise(role, PROBE)],
        "dispose": [
            c.Dispose(role, one.id, drive.table.close.dispositions[0], PROBE) for one in matters
        ]
        or "no observation is open",
        "note": [c.Note(role, PROBE)],
        "read-out": [
            c.ReadOut(role, name, one.states[0] if one.states else str((one.range or ("0",))[0]))
            for name, one in drive.table.channels.items()
        ]
        or "this procedure has no channel",
        "redline": [c.Redline(role, item.id, PROBE, PROBE) for item in here.items]
        or [c.Redline(role, here.id, PROBE, PROBE)],
        "hand-over": [c.HandOver(role, role, PROBE)],
    }
    return probes


def _answering(step: StepSpec, role: str) -> str:
    return step.call or (step.by[0] if step.by else role)


def _by(drive: Drive, name: str, role: str) -> str:
    return drive.table.records[name].by or role


def _asking(drive: Drive, names: tuple[str, ...], role: str) -> list[c.Command]:
    """A value for each record that would be taken whatever its type; only the asking is probed."""
    return [c.CannotTell(_by(drive, name, role), name) for name in names]


def _ticks(drive: Drive, state: RunState, now: int) -> Iterator[c.Command]:
    facts = RunFacts(drive.table, state, now)
    role = next(iter(state.seats), "")
    for item in drive.table.states[state.at].items:
        if not facts.ticked(item.id):
            yield c.Tick(item.by[0] if item.by else role, item.id)
    for one in open_matters(drive.table, state):
        if one.kind in {"deferred", "unticked"}:
            yield c.Tick(role, one.id)
