"""What needs the whole file: that every name used is declared, every way leads somewhere, every wait has a way out.

Each check is a small generator of problems with places; this module never looks at a second file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from engine.procedure.checked import CheckedFile, Loc, destinations, first
from engine.procedure.flow_checks import contingencies, decisions, flow, waits
from engine.procedure.form_checks import forms
from engine.procedure.guard import Guard, Quantity, check
from engine.procedure.model import Call, Decide, Do, Item, Procedure, Watch, Write
from engine.procedure.places import Places, Problem
from engine.procedure.stated_checks import stated


def check_procedure(procedure: Procedure, places: Places) -> list[Problem]:
    """Every problem that needs the whole file, in no particular order."""
    file = CheckedFile(procedure, places)
    found: list[Problem] = []
    for look in (
        _names,
        forms,
        _roles,
        _guards,
        _destinations,
        _records,
        decisions,
        waits,
        flow,
        contingencies,
        _beside,
    ):
        found.extend(first(look(file)))
    found.extend(first(stated(file, environment(procedure))))
    return found


class HoldsValues(Protocol):
    """What a channel and a record have in common for guards."""

    @property
    def unit(self) -> str | None:
        """The unit, if it is a number's."""

    @property
    def range(self) -> tuple[Decimal, Decimal] | None:
        """The least and the most it can read."""


class HoldsStates(HoldsValues, Protocol):
    """A channel."""

    @property
    def states(self) -> tuple[str, ...]:
        """Its states, if it has states."""


class HoldsWords(HoldsValues, Protocol):
    """A record."""

    @property
    def type(self) -> str:
        """What kind of value."""

    @property
    def of(self) -> tuple[str, ...]:
        """The words of a choice."""


def environment(procedure: Procedure) -> dict[str, Quantity]:
    """What each name of the procedure can hold, for guards."""
    return quantities(procedure.channels, procedure.records)


def quantities(
    channels: Mapping[str, HoldsStates], records: Mapping[str, HoldsWords]
) -> dict[str, Quantity]:
    """What each of the channels and records can hold, for guards."""
    found: dict[str, Quantity] = {}
    for name, channel in channels.items():
        unit = None if channel.states else channel.unit or ""
        found[name] = Quantity(unit, channel.states, *_ends(channel))
    for name, record in records.items():
        states = ("yes", "no") if record.type == "yes-no" else record.of
        unit = (record.unit or "") if record.type == "number" else None
        found[name] = Quantity(unit, states, *_ends(record), recorded=True)
    return found


def _ends(one: HoldsValues) -> tuple[float, float]:
    low, high = one.range or (-math.inf, math.inf)
    return float(low), float(high)


def _names(file: CheckedFile) -> Iterator[Problem]:
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


def _roles(file: CheckedFile) -> Iterator[Problem]:
    roles = file.procedure.roles
    for loc, role in _role_uses(file.procedure):
        if role not in roles:
            yield file.problem(
                loc,
                "role-unknown",
                f"no role is called '{role}'",
                expected="one of " + ", ".join(roles),
                mend=file.near(role, roles),
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
    if procedure.called is not None and procedure.called.if_ is not None:
        yield ("called", "if"), None, procedure.called.if_
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


def _guards(file: CheckedFile) -> Iterator[Problem]:
    known = environment(file.procedure)
    for loc, key, guard in _guard_uses(file.procedure):
        text = key if key is not None else _source(file, loc)
        for one in check(guard, known, file.hints.take):
            place = file.places.within(loc, text, one.column, one.length, key=key is not None)
            yield Problem(place, one.rule, one.sentence, expected=one.expected, mend=one.mend)


def _source(file: CheckedFile, loc: Loc) -> str:
    """A text as long as the scalar at `loc`, so that offsets into it can be placed."""
    whole = file.places.of(loc)
    return " " * (whole.end_column - whole.column) if whole.line == whole.end_line else ""


def _destinations(file: CheckedFile) -> Iterator[Problem]:
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
    names = file.steps
    known = set(names)
    for loc, to in uses:
        if to.kind == "step" and to.name not in known:
            word = to.name.lower().removeprefix("end ")
            mend = f"write 'end {word}'" if word in ends else file.near(to.name, names)
            if to.name.lower().startswith("leave "):
                mend = f"write 'leave {to.name[6:].strip()}'"
            yield file.problem(loc, "step-unknown", f"no step is called '{to.name}'", mend=mend)
        if to.kind == "end" and ends and to.name not in ends:
            yield file.problem(
                loc,
                "end-unknown",
                f"'{to.name}' is not among 'ends:'",
                expected="one of " + ", ".join(ends),
                mend=file.near(to.name, ends),
            )


def _beside(file: CheckedFile) -> Iterator[Problem]:
    """What it says to procedures open beside it: something calls for it; the steps named are its own."""
    called, names = file.procedure.called, file.steps
    if called is not None and called.if_ is None and called.sense is None:
        yield file.problem(
            ("called",),
            "missing-key",
            "nothing calls for this procedure",
            expected="'if:' with a guard, 'sense:' with what the crew must sense, or both",
            key=True,
        )
    if called is not None and called.level == "unannunciated" and called.sense is None:
        yield file.problem(
            ("called", "level"),
            "missing-key",
            "'unannunciated' means that no alarm tells of it, so the crew must sense it",
            expected="'sense:' with what they sense, or another level",
        )
    uses: list[tuple[Loc, str | None]] = [
        (("consequences", n, "from"), one.from_)
        for n, one in enumerate(file.procedure.consequences)
    ]
    for loc, name in [*uses, (("deferred at",), file.procedure.deferred_at)]:
        if name is not None and name not in names:
            yield file.problem(
                loc, "step-unknown", f"no step is called '{name}'", mend=file.near(name, names)
            )


def _records(file: CheckedFile) -> Iterator[Problem]:
    for n, step in enumerate(file.procedure.steps):
        if isinstance(step, Write):
            for k, name in enumerate(step.record):
                if name not in file.procedure.records:
                    yield file.problem(
                        ("steps", n, "record", k),
                        "record-unknown",
                        f"no record is called '{name}'",
                        mend=file.near(name, file.procedure.records),
                    )
