"""From a procedure (and those it performs or leaves for) to one table of states and transitions.

Every name was checked when the file was read; what is found wrong here concerns several files and raises ProcedureError.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from msgspec import structs

from engine.errors import ProcedureError
from engine.machine import ways
from engine.machine.conditions import Struck
from engine.machine.order import numbers, ordered
from engine.machine.spec import ChannelSpec, RecordSpec
from engine.machine.specs import channel_spec, procedure_spec, record_spec, step_spec
from engine.machine.table import (
    ABORTED,
    IDLE,
    ItemSpec,
    State,
    Table,
    Transition,
    Watcher,
    by_source,
)
from engine.procedure.guard_tree import And, Compare, Guard, Is, IsUnknown, Not, Or, Relation
from engine.procedure.model import (
    Contingency,
    Do,
    Perform,
    Procedure,
    StepParts,
    Watch,
    Write,
    verb_of,
)
from engine.procedure.translation import BEFORE
from engine.procedure.values import Destination

MOST_FRAMES = 40
PRECONDITIONS = "preconditions"
LEFT_FOR = "/"  # ends the prefix of a procedure that was left for


@dataclass(frozen=True, slots=True)
class Frame:
    """One use of a procedure in the table: the root, one left for, or one performed at a step."""

    procedure: Procedure
    prefix: str
    scope: str
    steps: tuple[StepParts, ...]
    caller: Frame | None = None
    site: Perform | None = None

    def state(self, step: str) -> str:
        """The id of a step's state in this frame."""
        return self.prefix + step

    def after(self, step: StepParts) -> str | None:
        """The state of the step that follows in the file, if any does."""
        names = [one.step for one in self.steps]
        at = names.index(step.step) + 1
        return self.state(names[at]) if at < len(names) else None


@dataclass(slots=True)
class _Build:
    library: Mapping[str, Procedure]
    before: Mapping[str, str]
    states: dict[str, State] = field(default_factory=dict)
    transitions: list[Transition] = field(default_factory=list)
    watchers: list[Watcher] = field(default_factory=list)
    frames: dict[str, Frame] = field(default_factory=dict)
    outcomes: dict[str, bool] = field(default_factory=dict)


def compile_(
    procedure: Procedure,
    library: Mapping[str, Procedure] | None = None,
    digests: Mapping[str, str] | None = None,
    before: Mapping[str, str] | None = None,
) -> Table:
    """The table of a procedure; `library` holds those it may perform or leave for, by name.

    `before`: the title of the preconditions of a procedure, where it is not `BEFORE`.
    Raises ProcedureError when one of those is missing, or procedures perform each other in a ring.
    """
    build = _Build(library or {}, before or {})
    root = _frame(build, procedure, "", "")
    build.states[IDLE] = State(IDLE, "idle")
    build.transitions.append(Transition("start", IDLE, root.state(root.steps[0].step)))
    _end(build, root, ABORTED, safe=False)
    _watch(build)
    _abort_everywhere(build, root)
    order = tuple(ordered(build.states))
    frames = list(build.frames.values())
    used = {frame.procedure.procedure for frame in frames}
    return Table(
        procedure=procedure_spec(procedure),
        states=build.states,
        transitions=tuple(build.transitions),
        order=tuple(one.id for one in order),
        numbers=numbers(order),
        by_source=by_source(tuple(build.transitions)),
        watchers=tuple(build.watchers),
        channels=_channels(frames),
        channels_of=_channels_of(frames),
        records=_records(frames),
        safe_ends=frozenset(name for name, safe in build.outcomes.items() if safe),
        digests={name: digest for name, digest in (digests or {}).items() if name in used},
    )


def _frame(
    build: _Build,
    procedure: Procedure,
    prefix: str,
    scope: str,
    caller: Frame | None = None,
    site: Perform | None = None,
) -> Frame:
    if len(build.frames) >= MOST_FRAMES:
        raise ProcedureError(
            f"'{procedure.procedure}' is performed in a ring, or by more than "
            f"{MOST_FRAMES} steps; take one of the calls out"
        )
    steps = tuple(procedure.steps)
    # Who is driven into a procedure by an anomaly is not asked whether it may begin.
    if procedure.preconditions and not prefix.endswith(LEFT_FOR):
        before = build.before.get(procedure.procedure, BEFORE)
        first = Do(step=PRECONDITIONS, title=before, do=procedure.preconditions)
        steps = (first, *steps)
    frame = Frame(procedure, prefix, scope, steps, caller, site)
    build.frames[prefix] = frame
    for step in steps:
        build.states[frame.state(step.step)] = _state(frame, step)
    for step in steps:
        build.transitions.extend(_ways(build, frame, step))
    return frame


def _state(frame: Frame, step: StepParts) -> State:
    state = State(
        frame.state(step.step),
        "step",
        frame.prefix,
        frame.procedure.procedure,
        step_spec(step),
        verb_of(step),
    )
    if isinstance(step, Do):
        items = tuple(
            ItemSpec(
                f"{state.id}#{n}",
                item.item,
                item.by or step.by,
                scoped(item.sensed, frame) if item.sensed else None,
            )
            for n, item in enumerate(step.do, 1)
        )
        verify = scoped(step.verify, frame) if step.verify else None
        return structs.replace(state, items=items, verify=verify)
    if isinstance(step, Write):
        return structs.replace(state, records=tuple(frame.scope + name for name in step.record))
    if isinstance(step, Watch):
        return structs.replace(state, watch=scoped(step.watch, frame))
    return state


def scoped(guard: Guard, frame: Frame) -> Guard:
    """The guard with its record names bound to the frame's scope; channels mean the same everywhere."""
    if isinstance(guard, And | Or):
        return replace(guard, parts=tuple(scoped(part, frame) for part in guard.parts))
    if isinstance(guard, Not):
        return replace(guard, part=scoped(guard.part, frame))
    if isinstance(guard, Compare | Is | IsUnknown) and guard.name in frame.procedure.records:
        return replace(guard, name=frame.scope + guard.name)
    if isinstance(guard, Relation) and guard.value is None:
        # People are told of both readings with their unit, which the guard itself does not name.
        return replace(guard, unit=frame.procedure.channels[guard.name].unit or "")
    return guard


def _ways(build: _Build, frame: Frame, step: StepParts) -> Iterator[Transition]:
    """Every transition out of a step, destinations resolved to states."""
    state = build.states[frame.state(step.step)]
    if isinstance(step, Perform):
        yield from _enter(build, frame, step, state.id)
    bound = ways.Bound(state, lambda guard: scoped(guard, frame))
    for way in ways.of_step(step, bound, followed=frame.after(step) is not None):
        dest = frame.after(step) if way.to is None else _resolve(build, frame, way.to)
        if dest is not None:
            yield Transition(way.trigger, state.id, dest, way.conditions, way.label)


def _enter(build: _Build, frame: Frame, step: Perform, state: str) -> Iterator[Transition]:
    """The way into a performed procedure; its ends come back to the caller's steps."""
    callee = _named(build, frame, step.perform)
    ring = frame
    while ring.caller is not None:
        ring = ring.caller
        if ring.procedure.procedure == callee.procedure:
            raise ProcedureError(
                f"'{callee.procedure}' performs itself by way of "
                f"'{frame.procedure.procedure}', step '{step.step}'"
            )
    inner = _frame(build, callee, state + ">", callee.procedure + ".", frame, step)
    yield Transition("proceed", state, inner.state(inner.steps[0].step), (ways.RUNNING,), "perform")


def _named(build: _Build, frame: Frame, name: str) -> Procedure:
    if name == frame.procedure.procedure:
        return frame.procedure
    if name not in build.library:
        raise ProcedureError(
            f"'{frame.procedure.procedure}' needs the procedure '{name}', and there "
            "is no such file in the library; write it or take the reference out"
        )
    return build.library[name]


def _resolve(build: _Build, frame: Frame, to: Destination) -> str:
    """The state a destination means in this frame."""
    if to.kind == "step":
        return frame.state(to.name)
    if to.kind == "leave":
        prefix = to.name + LEFT_FOR
        if prefix not in build.frames:
            _frame(build, _named(build, frame, to.name), prefix, to.name + ".")
        left = build.frames[prefix]
        return left.state(left.steps[0].step)
    if frame.caller is None or frame.site is None:
        return _end(build, frame, to.name, safe=frame.procedure.safe(to.name))
    back = frame.site.ends.get(to.name)
    if back is not None:
        return _resolve(build, frame.caller, back)
    following = frame.caller.after(frame.site)
    if following is None:
        raise ProcedureError(
            f"step '{frame.site.step}' of '{frame.caller.procedure.procedure}' has no "
            f"way for the end '{to.name}' of '{frame.procedure.procedure}'"
        )
    return following


def _end(build: _Build, frame: Frame, outcome: str, *, safe: bool) -> str:
    """The closing state of an outcome; made once, with its end and the way between."""
    closing, end = f"{frame.prefix}closing:{outcome}", f"end:{outcome}"
    build.outcomes[outcome] = build.outcomes.get(outcome, True) and safe
    if closing not in build.states:
        build.states[closing] = State(
            closing, "closing", frame.prefix, frame.procedure.procedure, outcome=outcome
        )
        build.states.setdefault(end, State(end, "end", outcome=outcome))
        build.transitions.append(
            Transition("close", closing, end, ways.closing(frame.procedure.close))
        )
    return closing


def _abort_everywhere(build: _Build, root: Frame) -> None:
    closing = f"{root.prefix}closing:{ABORTED}"
    build.transitions.extend(
        Transition("abort", state.id, closing)
        for state in list(build.states.values())
        if state.kind == "step"
    )


def _watch(build: _Build) -> None:
    """The contingencies: callers' before their own, in the order of the file."""
    watched = 0
    while watched < len(build.frames):  # leaving for a procedure makes its frame while we look
        frame = list(build.frames.values())[watched]
        watched += 1
        for written in frame.procedure.anytime:
            to = _contingency_dest(build, frame, written)
            states = frozenset(_looked_at(build, frame, written))
            index = len(build.watchers)
            watcher = Watcher(index, scoped(written.if_, frame), states, to)
            build.watchers.append(watcher)
            origins = _returns(build, to, states)
            for state in sorted(states):
                build.transitions.append(
                    Transition(
                        "contingency",
                        state,
                        to,
                        (Struck(index, watcher.guard),),
                        "contingency",
                        contingency=index,
                        returns=bool(origins),
                    )
                )


def _contingency_dest(build: _Build, frame: Frame, written: Contingency) -> str:
    if written.leave is not None:
        return _resolve(build, frame, Destination("leave", written.leave))
    assert written.then is not None
    return _resolve(build, frame, written.then)


def _looked_at(build: _Build, frame: Frame, written: Contingency) -> Iterator[str]:
    names = [step.step for step in frame.steps]
    if written.during is not None:
        first, last = written.during
        names = names[names.index(first) : names.index(last) + 1]
    for name in names:
        state = frame.state(name)
        yield state
        yield from (
            one.id
            for one in build.states.values()
            if one.kind == "step" and one.id.startswith(state + ">")
        )


def _returns(build: _Build, to: str, origins: frozenset[str]) -> bool:
    """Adds the ways back from the contingency's block to each state it may interrupt."""
    block = _reachable(build, to, build.states[to].frame)
    backs = [state for state in block if (step := build.states[state].step) and step.return_]
    for state in backs:
        already = {(way.source, way.dest) for way in build.transitions if way.returns}
        build.transitions.extend(
            ways.back(build.states[state], origin)
            for origin in sorted(origins)
            if (state, origin) not in already
        )
    return bool(backs)


def _reachable(build: _Build, start: str, frame: str) -> set[str]:
    seen, todo = set[str](), [start]
    while todo:
        state = todo.pop()
        if state in seen or build.states[state].frame != frame:
            continue
        seen.add(state)
        step = build.states[state].step
        if step is None or not step.return_:
            todo.extend(way.dest for way in build.transitions if way.source == state)
    return seen


def _channels(frames: list[Frame]) -> dict[str, ChannelSpec]:
    found: dict[str, ChannelSpec] = {}
    for frame in frames:
        for name, channel in frame.procedure.channels.items():
            known = found.setdefault(name, channel_spec(channel))
            if (known.unit, known.states) != (channel.unit, channel.states):
                raise ProcedureError(
                    f"channel '{name}' is declared in two ways; that of "
                    f"'{frame.procedure.procedure}' differs in unit or states"
                )
    return found


def _channels_of(frames: list[Frame]) -> dict[str, frozenset[str]]:
    """The channels each procedure declares; a performed one shows its callers' too."""
    found: dict[str, frozenset[str]] = {}
    for frame in frames:
        names = set(frame.procedure.channels)
        caller = frame.caller
        while caller is not None:
            names |= set(caller.procedure.channels)
            caller = caller.caller
        known = found.get(frame.procedure.procedure, frozenset())
        found[frame.procedure.procedure] = known | names
    return found


def _records(frames: list[Frame]) -> dict[str, RecordSpec]:
    return {
        frame.scope + name: record_spec(record)
        for frame in frames
        for name, record in frame.procedure.records.items()
    }
