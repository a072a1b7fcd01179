"""Whether the properties an author states name what there is; every fault with its place.

Checks words only; whether a property holds needs the compiled table and is the prover's.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.procedure.checked import CheckedFile, Loc
from engine.procedure.guard import Quantity, check
from engine.procedure.model import Ask, Call
from engine.procedure.places import Problem
from engine.procedure.stated import EVERY_STEP, FORMS, Need, Property
from engine.procedure.values import Destination

RULE = "property-form"


def stated(file: CheckedFile, known: dict[str, Quantity]) -> Iterator[Problem]:
    """Problems of the properties; `known` is what each name can hold."""
    seen: set[str] = set()
    for n, one in enumerate(file.procedure.properties):
        at: Loc = ("properties", n)
        if one.name in seen:
            yield file.problem(
                (*at, "name"), "name-reused", f"a property is called '{one.name}' twice"
            )
        seen.add(one.name)
        yield from _form(file, one, at)
        yield from _steps(file, one, at)
        for k, need in enumerate(one.without):
            yield from _need(file, need, (*at, "without", k), known)


def _form(file: CheckedFile, one: Property, at: Loc) -> Iterator[Problem]:
    forms = one.forms
    if len(forms) != 1:
        yield file.problem(at, RULE, "a property needs exactly one of: " + ", ".join(FORMS))
        return
    written = {key for key in ("without", "before", "of", "reach", "from_") if getattr(one, key)}
    wanted = {"from_" if key == "from" else key for key in FORMS[forms[0]]}
    optional = {"without"}
    if _says_nothing(one):
        sentence = f"this says of '{getattr(one, forms[0]) or one.of}' only what is always so"
        yield file.problem((*at, forms[0]), RULE, sentence, expected="two different steps")
    for key in sorted(written ^ wanted):
        word = key.rstrip("_")
        if key in written:
            yield file.problem(
                (*at, word), RULE, f"'{word}' does not go with '{forms[0]}'", key=True
            )
        elif key not in optional:
            yield file.problem(
                (*at, forms[0]), RULE, f"'{forms[0]}' needs '{word}:' beside it", key=True
            )


def _says_nothing(one: Property) -> bool:
    """Whether it relates a step to itself: true whatever the procedure does, or false in the same way."""
    itself = [need.step == one.never for need in one.without if need.word is None]
    reached = [to.kind == "step" and to.name == one.of for to in one.reach]
    from_itself = [
        one.reachable is not None and one.reachable.kind == "step" and one.reachable.name == name
        for name in one.from_
    ]
    before = one.always is not None and one.always == one.before
    return before or any(itself if one.never else []) or any(reached) or any(from_itself)


def _steps(file: CheckedFile, one: Property, at: Loc) -> Iterator[Problem]:
    for key in ("never", "always", "before", "of"):
        name = getattr(one, key)
        if name is not None:
            yield from _step(file, name, (*at, key))
    for n, name in enumerate(one.from_):
        if name != EVERY_STEP:
            yield from _step(file, name, (*at, "from", n))
    for n, to in enumerate(one.reach):
        yield from _goal(file, to, (*at, "reach", n))
    if one.reachable is not None:
        yield from _goal(file, one.reachable, (*at, "reachable"))


def _step(file: CheckedFile, name: str, at: Loc) -> Iterator[Problem]:
    if name not in file.steps:
        yield file.problem(
            at, "step-unknown", f"no step is called '{name}'", mend=file.near(name, file.steps)
        )


def _goal(file: CheckedFile, to: Destination, at: Loc) -> Iterator[Problem]:
    if to.kind == "step":
        yield from _step(file, to.name, at)
    ends = file.procedure.ends
    if to.kind == "end" and ends and to.name not in ends:
        yield file.problem(
            at,
            "end-unknown",
            f"'{to.name}' is not among 'ends:'",
            expected="one of " + ", ".join(ends),
            mend=file.near(to.name, ends),
        )


def _need(file: CheckedFile, need: Need, at: Loc, known: dict[str, Quantity]) -> Iterator[Problem]:
    if need.step is not None:
        yield from _step(file, need.step, at)
        step = next((one for one in file.procedure.steps if one.step == need.step), None)
        words = list(step.answers) if isinstance(step, Ask | Call) else []
        if step is not None and need.word is not None and need.word not in words:
            yield file.problem(
                at,
                "answer-unknown",
                f"'{need.word}' is not an answer of '{need.step}'",
                expected="one of " + ", ".join(words) if words else "a step that asks or calls",
                mend=file.near(need.word, words),
            )
    if need.guard is not None:
        records = {name: one for name, one in known.items() if name in file.procedure.records}
        for one in check(need.guard, records):
            place = file.places.within(at, need.text, one.column, one.length)
            yield Problem(place, one.rule, one.sentence, expected=one.expected, mend=one.mend)
