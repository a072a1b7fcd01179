"""The proof's verdicts as findings at the words that cause them; asked only of a procedure that is to fly.

Nothing is proved here: `engine.machine.prove` does, from the compiled table; what it could not prove is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.errors import ProcedureError
from engine.lint.release import PROVED
from engine.lint.rule import Subject
from engine.machine.compile import compile_
from engine.machine.counterexample import Counterexample, lines
from engine.machine.prove import prove
from engine.machine.verdict import Verdict
from engine.procedure.model import verb_of
from engine.procedure.places import Place, Problem

WALK = "see how it comes about: add --counterexamples DIR, and walk the file written there"
# A counterexample, and the same in lines for people.
Shown = tuple[Counterexample, tuple[str, ...]]
Found = tuple[Problem, Shown | None]


def proved(subject: Subject) -> Iterator[Found]:
    """What is not proved of a procedure, with those it performs or leaves for; how it comes about, if that is known."""
    read = dict(subject.shelf.read) if subject.shelf is not None else {}
    read[subject.procedure.procedure] = subject.procedure
    try:
        table = compile_(subject.procedure, read)
    except ProcedureError as error:
        place = subject.places.of(("procedure",))
        wanted = "a procedure that compiles with those it performs or leaves for"
        yield Problem(place, "proof-not-compiled", str(error), wanted), None
        return
    for verdict in prove(table, subject.procedure.properties):
        if not verdict.holds:
            example = verdict.counterexample
            shown = (example, tuple(lines(table, example))) if example is not None else None
            yield _finding(verdict, subject), shown


def _finding(verdict: Verdict, subject: Subject) -> Problem:
    place = _place(verdict, subject)
    expected = verdict.words
    if verdict.result == "not proved":
        sentence = f"not proved: {verdict.why}"
        return Problem(place, "proof-not-done", sentence, expected, level="warning")
    rule = PROVED.get(verdict.claim.partition(":")[0], "proof-property")
    mend = WALK if verdict.counterexample is not None else ""
    return Problem(place, rule, verdict.why, expected, mend)


def _place(verdict: Verdict, subject: Subject) -> Place:
    """The step, property or role that a verdict is about; the name of the procedure otherwise."""
    kind, _, name = verdict.claim.partition(":")
    procedure, places = subject.procedure, subject.places
    if kind == "property":
        numbers = {one.name: n for n, one in enumerate(procedure.properties)}
        if name in numbers:
            return places.of(("properties", numbers[name], "name"))
    if kind == "without" and name in procedure.roles:
        return places.of(("roles", name), key=True)
    steps = {step.step: n for n, step in enumerate(procedure.steps)}
    named = [name, *re.findall(r"'([a-z0-9-]+)'", verdict.why)]
    for one in named:
        if one in steps:
            loc = ("steps", steps[one], verb_of(procedure.steps[steps[one]]))
            decides = kind == "one-arm"
            return places.of(loc if decides else ("steps", steps[one], "step"), key=decides)
    return places.of(("procedure",))
