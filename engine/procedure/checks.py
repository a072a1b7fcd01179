"""What needs the whole file: that every name used is declared, every way leads somewhere, every wait has a way out.

Each check is a small generator of problems with places; this module never looks at a second file.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from engine.procedure.guard import Guard, Quantity, check
from engine.procedure.model import (
    Ask,
    Call,
    Decide,
    Do,
    Item,
    Perform,
    Procedure,
    StepParts,
    Watch,
    Write,
)
from engine.procedure.places import Places, Problem
from engine.procedure.units import UNITS, nearest_unit
from engine.procedure.values import Destination

Loc = tuple[int | str, ...]
CANNOT_TELL, LOS = "cannot tell", "LOS"


@dataclass(frozen=True, slots=True)
class _File:
    procedure: Procedure
    places: Places

    @property
    def steps(self) -> list[str]:
        return [step.step for step in self.procedure.steps]

    def problem(
        self,
        loc: Loc,
        rule: str,
        sentence: str,
        *,
        expected: str = "",
        mend: str = "",
        key: bool = False,
    ) -> Problem:
        return Problem(self.places.of(loc, key=key), rule, sentence, expected=expected, mend=mend)


def check_procedure(procedure: Procedure, places: Places) -> list[Problem]:
    """Every problem that needs the whole file, in no particular order."""
    file = _File(procedure, places)
    found: list[Problem] = []
    for one in (
        _names,
        _units,
        _roles,
        _guards,
        _destinations,
        _records,
        _decisions,
        _waits,
        _flow,
        _contingencies,
    ):
        found.extend(one(file))
    return found


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean '{near[0]}'?" if near else ""


def environment(procedure: Procedure) -> dict[str, Quantity]:
    """What each name of the procedure can hold, for guards."""
    found: dict[str, Quantity] = {}
    for name, channel in procedure.channels.items():
        low, high = channel.range or (float("-inf"), float("inf"))
        found[name] = Quantity(
            None if channel.states else channel.unit or "", channel.states, float(low), float(high)
        )
    for name, record in procedure.records.items():
        low, high = record.range or (float("-inf"), float("inf"))
        states = ("yes", "no") if record.type == "yes-no" else record.of
        unit = (record.unit or "") if record.type == "number" else None
        found[name] = Quantity(unit, states, float(low), float(high))
    return found


def _names(file: _File) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for n, name in enumerate(file.steps):
        if name in seen:
            first = file.places.of(("steps", seen[name], "step")).line
            yield file.problem(
                ("steps", n, "step"),
                "name-reused",
                f"a step is called '{name}' twice; the first is on line {first}",
            )
        seen.setdefault(name, n)
    if file.procedure.preconditions and "preconditions" in seen:
        yield file.problem(
            ("steps", seen["preconditions"], "step"),
            "name-reused",
            "'preconditions' is the name of the step made from 'preconditions:'",
        )
    for name in file.procedure.records:
        if name in file.procedure.channels:
            yield file.problem(
                ("records", name),
                "name-reused",
                f"'{name}' is a channel already; a record needs a name of its own",
                key=True,
            )


def _units(file: _File) -> Iterator[Problem]:
    for kind in ("channels", "records"):
        for name, one in getattr(file.procedure, kind).items():
            if one.unit is not None and one.unit not in UNITS and one.unit != "people":
                near = nearest_unit(one.unit)
                yield file.problem(
                    (kind, name, "unit"),
                    "unit-unknown",
                    f"'{one.unit}' is not a unit that is known here",
                    mend=f"did you mean '{near}'?" if near else "",
                )
            if one.range is not None and one.range[0] >= one.range[1]:
                yield file.problem((kind, name, "range"), "range-order", "the range runs backwards")
    for name, channel in file.procedure.channels.items():
        if bool(channel.states) == bool(channel.unit):
            yield file.problem(
                ("channels", name),
                "channel-form",
                f"'{name}' needs either a unit or a list of states",
                key=True,
            )
    for name, record in file.procedure.records.items():
        if record.type == "choice" and len(record.of) < 2:
            yield file.problem(
                ("records", name),
                "record-form",
                f"the choice '{name}' needs at least two words in 'of:'",
                key=True,
            )


def _roles(file: _File) -> Iterator[Problem]:
    roles = file.procedure.roles
    for loc, role in _role_uses(file.procedure):
        if role not in roles:
            yield file.problem(
                loc,
                "role-unknown",
                f"no role is called '{role}'",
                expected="one of " + ", ".join(roles),
                mend=_near(role, roles),
            )
    for n, step in enumerate(file.procedure.steps):
        if len(set(step.sign)) < len(step.sign):
            yield file.problem(
                ("steps", n, "sign"),
                "same-person-signs-twice",
                "the same role signs twice; a second signature is another person's",
            )


def _role_uses(procedure: Procedure) -> Iterator[tuple[Loc, str]]:
    yield from ((("ground", n), role) for n, role in enumerate(procedure.ground))
    for name, record in procedure.records.items():
        if record.by is not None:
            yield ("records", name, "by"), record.by
    yield from _item_roles(("preconditions",), procedure.preconditions)
    for n, step in enumerate(procedure.steps):
        at: Loc = ("steps", n)
        yield from (((*at, "by", k), role) for k, role in enumerate(step.by))
        yield from (((*at, "sign", k), role) for k, role in enumerate(step.sign))
        if isinstance(step, Do):
            yield from _item_roles((*at, "do"), step.do)
        if isinstance(step, Call):
            yield (*at, "call"), step.call
    yield from ((("close", "sign", n), role) for n, role in enumerate(procedure.close.sign))


def _item_roles(at: Loc, items: Sequence[Item]) -> Iterator[tuple[Loc, str]]:
    for n, item in enumerate(items):
        yield from (((*at, n, "by", k), role) for k, role in enumerate(item.by))


def _guard_uses(procedure: Procedure) -> Iterator[tuple[Loc, str | None, Guard]]:
    """Every guard: its place, its text when it is a key, and the guard."""
    for n, contingency in enumerate(procedure.anytime):
        yield ("anytime", n, "if"), None, contingency.if_
    yield from _item_guards(("preconditions",), procedure.preconditions)
    for n, step in enumerate(procedure.steps):
        at: Loc = ("steps", n)
        if isinstance(step, Do):
            yield from _item_guards((*at, "do"), step.do)
            if step.verify is not None:
                yield (*at, "verify"), None, step.verify
        if isinstance(step, Watch):
            yield (*at, "watch"), None, step.watch
        if isinstance(step, Decide):
            for arm in step.decide:
                if arm.guard is not None:
                    yield (*at, "decide", arm.text), arm.text, arm.guard


def _item_guards(at: Loc, items: Sequence[Item]) -> Iterator[tuple[Loc, str | None, Guard]]:
    for n, item in enumerate(items):
        if item.sensed is not None:
            yield (*at, n, "sensed"), None, item.sensed


def _guards(file: _File) -> Iterator[Problem]:
    known = environment(file.procedure)
    for loc, key, guard in _guard_uses(file.procedure):
        text = key if key is not None else _source(file, loc)
        for one in check(guard, known):
            place = file.places.within(loc, text, one.column, one.length, key=key is not None)
            yield Problem(place, one.rule, one.sentence, expected=one.expected, mend=one.mend)


def _source(file: _File, loc: Loc) -> str:
    """A text as long as the scalar at `loc`, so that offsets into it can be placed."""
    whole = file.places.of(loc)
    return " " * (whole.end_column - whole.column) if whole.line == whole.end_line else ""


def destinations(step: StepParts) -> Iterator[tuple[Loc, Destination]]:
    """Every destination a step names, with its place in the step."""
    for key, to in (("else", step.else_), ("next", step.next)):
        if to is not None:
            yield (key,), to
    if step.end is not None:
        yield ("end",), Destination("end", step.end)
    if isinstance(step, Decide):
        yield from ((("decide", arm.text), arm.to) for arm in step.decide)
    if isinstance(step, Ask | Call):
        yield from ((("answers", word), to) for word, to in step.answers.items())
    if isinstance(step, Perform):
        yield from ((("ends", word), to) for word, to in step.ends.items())


def _destinations(file: _File) -> Iterator[Problem]:
    ends = file.procedure.ends
    uses = [
        (("steps", n, *loc), to)
        for n, step in enumerate(file.procedure.steps)
        for loc, to in destinations(step)
    ]
    uses += [
        (("anytime", n, "then"), one.then)
        for n, one in enumerate(file.procedure.anytime)
        if one.then is not None
    ]
    for loc, to in uses:
        if to.kind == "step" and to.name not in file.steps:
            mend = f"write 'end {to.name}'" if to.name in ends else _near(to.name, file.steps)
            yield file.problem(loc, "step-unknown", f"no step is called '{to.name}'", mend=mend)
        if to.kind == "end" and ends and to.name not in ends:
            yield file.problem(
                loc,
                "end-unknown",
                f"'{to.name}' is not among 'ends:'",
                expected="one of " + ", ".join(ends),
                mend=_near(to.name, ends),
            )


def _records(file: _File) -> Iterator[Problem]:
    for n, step in enumerate(file.procedure.steps):
        if isinstance(step, Write):
            for k, name in enumerate(step.record):
                if name not in file.procedure.records:
                    yield file.problem(
                        ("steps", n, "record", k),
                        "record-unknown",
                        f"no record is called '{name}'",
                        mend=_near(name, file.procedure.records),
                    )


def _decisions(file: _File) -> Iterator[Problem]:
    for n, step in enumerate(file.procedure.steps):
        at: Loc = ("steps", n)
        if isinstance(step, Decide) and all(arm.guard is not None for arm in step.decide):
            yield file.problem(
                (*at, "decide"),
                "unknown-not-handled",
                "this decision has no arm 'unknown'",
                key=True,
                mend="write where to go when a reading is missing, stale or bad",
            )
        if isinstance(step, Ask) and CANNOT_TELL not in step.answers:
            yield file.problem(
                (*at, "answers"),
                "unknown-not-handled",
                f"this question has no answer '{CANNOT_TELL}'",
                key=True,
                mend="write where to go when nobody can tell",
            )
        if isinstance(step, Call):
            yield from _call(file, step, at)


def _call(file: _File, step: Call, at: Loc) -> Iterator[Problem]:
    if "silence" not in step.answers:
        yield file.problem(
            (*at, "answers"),
            "go-without-silence-arm",
            "there is no rule for silence",
            key=True,
            mend="add 'silence:' and where to go when no answer comes",
        )
    link = file.procedure.channels.get("link")
    if LOS in step.answers and (link is None or set(link.states) != {"AOS", LOS}):
        yield file.problem(
            (*at, "answers", LOS),
            "link-unknown",
            "an arm LOS needs the channel 'link' with states [AOS, LOS]",
            key=True,
        )


def _waits(file: _File) -> Iterator[Problem]:
    for n, step in enumerate(file.procedure.steps):
        has_else = step.else_ is not None or isinstance(step, Call)
        if step.within is not None and not has_else:
            yield file.problem(
                ("steps", n, "within"),
                "timeout-without-way-out",
                "there is a time limit but no 'else:' to go to when it is over",
                key=True,
            )
        if step.visits is not None and step.else_ is None:
            yield file.problem(
                ("steps", n, "visits"),
                "timeout-without-way-out",
                "there is a limit of visits but no 'else:' to go to after it",
                key=True,
            )
        if isinstance(step, Watch) and step.hold > step.within:
            yield file.problem(
                ("steps", n, "hold"),
                "hold-longer-than-timeout",
                "the hold time is longer than the time limit: this can never be done",
                key=True,
            )


def _flow(file: _File) -> Iterator[Problem]:
    last = file.procedure.steps[-1]
    onward = (last.end, last.leave, last.next, last.return_ or None)
    if not isinstance(last, Decide | Ask | Call) and all(one is None for one in onward):
        yield file.problem(
            ("steps", len(file.steps) - 1, "step"),
            "dead-end",
            f"'{last.step}' is the last step and leads nowhere",
            mend="give it 'end:', 'leave:' or 'next:'",
        )
    for n in sorted(set(range(len(file.steps))) - _reached(file.procedure)):
        yield file.problem(
            ("steps", n, "step"), "unreachable-step", f"no way leads to '{file.steps[n]}'"
        )


def _reached(procedure: Procedure) -> set[int]:
    names = {step.step: n for n, step in enumerate(procedure.steps)}
    todo = [
        0,
        *(
            names[one.then.name]
            for one in procedure.anytime
            if one.then is not None and one.then.name in names
        ),
    ]
    seen: set[int] = set()
    while todo:
        n = todo.pop()
        if n in seen:
            continue
        seen.add(n)
        step = procedure.steps[n]
        todo += [names[to.name] for _, to in destinations(step) if to.name in names]
        falls = not (
            isinstance(step, Decide | Ask | Call)
            or step.end
            or step.leave
            or step.next
            or step.return_
        )
        if falls and n + 1 < len(procedure.steps):
            todo.append(n + 1)
    return seen


def _contingencies(file: _File) -> Iterator[Problem]:
    for n, one in enumerate(file.procedure.anytime):
        at: Loc = ("anytime", n)
        if (one.then is None) == (one.leave is None):
            yield file.problem(
                at, "contingency-form", "a contingency needs either 'then:' or 'leave:'"
            )
        if one.during is None:
            continue
        for k, name in enumerate(one.during):
            if name not in file.steps:
                yield file.problem(
                    (*at, "during", k),
                    "step-unknown",
                    f"no step is called '{name}'",
                    mend=_near(name, file.steps),
                )
        if all(name in file.steps for name in one.during) and file.steps.index(
            one.during[0]
        ) > file.steps.index(one.during[1]):
            yield file.problem(
                (*at, "during"), "range-order", "the steps of 'during' run backwards"
            )
