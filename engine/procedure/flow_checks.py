"""What the whole file says of its ways: decisions complete, waits with a way out, steps that can be reached.

Small generators of problems with places, like their siblings in `checks.py`; they never look at a second file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from engine.procedure.checked import CheckedFile, Loc, destinations
from engine.procedure.model import Ask, Call, Decide, Procedure, Watch
from engine.procedure.nearest import nearest
from engine.procedure.places import Problem

CANNOT_TELL, LOS, SILENCE = "cannot tell", "LOS", "silence"


def decisions(file: CheckedFile) -> Iterator[Problem]:
    """Decisions without an arm for what is not known, calls without one for silence."""
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
                mend=_meant(step.answers, CANNOT_TELL) or "write where to go when nobody can tell",
            )
        if isinstance(step, Call):
            yield from _call(file, step, at)


def _call(file: CheckedFile, step: Call, at: Loc) -> Iterator[Problem]:
    if SILENCE not in step.answers:
        yield file.problem(
            (*at, "answers"),
            "go-without-silence-arm",
            "there is no rule for silence",
            key=True,
            mend=_meant(step.answers, SILENCE)
            or "add 'silence:' and where to go when no answer comes",
        )
    link = file.procedure.channels.get("link")
    if LOS in step.answers and (link is None or set(link.states) != {"AOS", LOS}):
        yield file.problem(
            (*at, "answers", LOS),
            "link-unknown",
            "an arm LOS needs the channel 'link' with states [AOS, LOS]",
            key=True,
        )


def _meant(answers: Collection[str], word: str) -> str:
    """The mend of an answer that is nearly the word it should be, or ''."""
    near = nearest(word, answers)
    return f"write '{word}' for '{near}'" if near else ""


def waits(file: CheckedFile) -> Iterator[Problem]:
    """Time limits and visit limits that lead nowhere, holds longer than their limit."""
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


def flow(file: CheckedFile) -> Iterator[Problem]:
    """A last step that leads nowhere; steps that no way leads to."""
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


def contingencies(file: CheckedFile) -> Iterator[Problem]:
    """Contingencies without a destination, or over steps that are not there."""
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
                    mend=file.near(name, file.steps),
                )
        if all(name in file.steps for name in one.during) and file.steps.index(
            one.during[0]
        ) > file.steps.index(one.during[1]):
            yield file.problem(
                (*at, "during"), "range-order", "the steps of 'during' run backwards"
            )
