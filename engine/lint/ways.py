"""Rules about ways and names that say nothing: never taken, all alike, twice, for nobody; and answers taken for a GO.

They compare words of one file with each other; what a way costs the crew is not for this module to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from engine.lint.rule import Hit, Rule, Subject
from engine.procedure.checked import destinations
from engine.procedure.model import (
    Ask,
    Call,
    Decide,
    Do,
    Item,
    Perform,
    StepParts,
    Watch,
    Write,
    verb_of,
)
from engine.procedure.places import Path

# Written in this order of weight: where two stand, the machine takes the first and never the others.
_ONWARD: Final = ("return_", "end", "leave", "next")
_REFUSALS: Final = ("NO-GO", "SILENCE", "LOS")


def way_twice(subject: Subject) -> Iterator[Hit]:
    """A step that says in two ways where to go when it is done: only one of them can be."""
    keys = subject.places.keys
    for n, step in enumerate(subject.procedure.steps):
        given = [word for word in _ONWARD if getattr(step, word)]
        ways = [word.rstrip("_") for word in given]
        if isinstance(step, Decide | Ask | Call) or (isinstance(step, Perform) and step.ends):
            ways = [{"perform": "ends", "decide": "decide"}.get(verb_of(step), "answers"), *ways]
        placed = [word for word in ways if ("steps", n, word) in keys]
        if len(placed) < 2:
            continue
        first, *others = sorted(placed, key=lambda word: keys["steps", n, word])
        for word in others:
            yield subject.hit(
                ("steps", n, word),
                f"'{first}:' says already where '{step.step}' leads",
                expected="one of " + ", ".join(one.rstrip("_") for one in (*_ONWARD, "answers")),
                mend="take out the one that is not meant",
                key=True,
            )


def else_never_taken(subject: Subject) -> Iterator[Hit]:
    """An `else:` in a step that has no limit of time or visits, so that nothing ever leads there."""
    for n, step in enumerate(subject.procedure.steps):
        limited = step.within is not None or step.visits is not None or step.return_
        if step.else_ is not None and not limited and not isinstance(step, Call):
            yield subject.hit(
                ("steps", n, "else"),
                f"'{step.step}' has no limit after which it would go there",
                expected="'within:' or 'visits:' beside it",
                mend="write within: and a time",
                key=True,
            )


def never_waits(subject: Subject) -> Iterator[Hit]:
    """A time limit or a signature at a step that is left as soon as it is come to."""
    for n, step in enumerate(subject.procedure.steps):
        if not isinstance(step, Decide | Perform):
            continue
        does = "decides" if isinstance(step, Decide) else f"goes into '{step.perform}'"
        for key in ("within", "sign"):
            if getattr(step, key):
                yield subject.hit(
                    ("steps", n, key),
                    f"'{step.step}' {does} at once, and nobody ever comes to its '{key}:'",
                    expected="this key at a step that waits for people or readings",
                    mend=f"move '{key}:' to a step before or after this one",
                    key=True,
                )


def return_without_contingency(subject: Subject) -> Iterator[Hit]:
    """A step that returns to what was interrupted, and that no contingency leads to."""
    forced = {way.dest for way in subject.flow.ways if way.loc[0] == "anytime"}
    come: set[int] = set()
    for start in forced:
        if start not in come:
            come |= subject.flow.reached(start)
    for n, step in enumerate(subject.procedure.steps):
        if step.return_ and n not in come:
            yield subject.hit(
                ("steps", n, "return"),
                "nothing is interrupted on the way here, so there is nothing to return to",
                expected="a contingency of 'anytime:' that leads here",
                mend="write next: and a step",
                key=True,
            )


def no_go_as_go(subject: Subject) -> Iterator[Hit]:
    """A call whose NO-GO, silence or loss of signal leads where its GO leads: it asks for nothing."""
    for n, step in enumerate(subject.procedure.steps):
        go = _go(step)
        if not isinstance(step, Call) or go is None:
            continue
        for word in step.answers:
            if word.upper() in _REFUSALS and step.answers[word] == step.answers[go]:
                yield subject.hit(
                    ("steps", n, "answers", word),
                    f"'{word}' leads where '{go}' leads",
                    expected="another way than that of GO",
                    mend="send it to a step that keeps people safe",
                )


def _go(step: StepParts) -> str | None:
    """The answer of a call that is a GO, in whatever letters."""
    words = step.answers if isinstance(step, Call) else ()
    return next((word for word in words if word.upper() == "GO"), None)


def no_go_missing(subject: Subject) -> Iterator[Hit]:
    """A call that takes a GO and has no way for a NO-GO."""
    for n, step in enumerate(subject.procedure.steps):
        refused = {word.upper() for word in step.answers} if isinstance(step, Call) else set()
        if _go(step) is not None and "NO-GO" not in refused:
            yield subject.hit(
                ("steps", n, "answers"),
                "there is a way for GO and none for NO-GO",
                expected="both words of the ground",
                mend="add 'NO-GO:' and where to go",
                key=True,
            )


def sign_own_work(subject: Subject) -> Iterator[Hit]:
    """A step that is signed by nobody but the one person who did it: a signature is a second look."""
    for n, step in enumerate(subject.procedure.steps):
        if len(step.by) == 1 and step.sign == step.by:
            yield subject.hit(
                ("steps", n, "sign"),
                f"'{step.by[0]}' does this step and alone signs it",
                expected="another role, or two",
                mend="name who looks a second time",
            )


def ways_alike(subject: Subject) -> Iterator[Hit]:
    """A decision or question all of whose ways lead to one place: it decides nothing."""
    for n, step in enumerate(subject.procedure.steps):
        if not isinstance(step, Decide | Ask):
            continue
        key = "decide" if isinstance(step, Decide) else "answers"
        found = {to for loc, to in destinations(step) if loc[0] == key}
        if len(found) == 1:
            yield subject.hit(
                ("steps", n, key),
                f"every way of '{step.step}' leads to '{found.pop()}'",
                expected="ways to different steps",
                mend="correct a way, or record what is asked and go on",
                key=True,
            )


def call_not_ground(subject: Subject) -> Iterator[Hit]:
    """A call to a role that is not on the ground: whoever is aboard is asked, not called."""
    ground = subject.procedure.ground
    for n, step in enumerate(subject.procedure.steps):
        if (
            isinstance(step, Call)
            and step.call in subject.procedure.roles
            and step.call not in ground
        ):
            yield subject.hit(
                ("steps", n, "call"),
                f"'{step.call}' is not on the ground",
                expected="one of " + ", ".join(ground)
                if ground
                else "'ground:' and the roles there",
                mend="ask: for those aboard; or add the role to 'ground:'",
            )


def hold_missing(subject: Subject) -> Iterator[Hit]:
    """A watch without a hold: one good reading, and be it a slip of the sensor, is enough."""
    for n, step in enumerate(subject.procedure.steps):
        if isinstance(step, Watch) and not step.hold:
            yield subject.hit(
                ("steps", n, "watch"),
                f"one good reading is enough for '{step.step}'",
                expected="'hold:' and how long it must be so without a break",
                mend="write hold: and a time longer than a reading counts",
                key=True,
            )


def end_never_reached(subject: Subject) -> Iterator[Hit]:
    """An end that is declared and that no way leads to."""
    procedure = subject.procedure
    if subject.faults:  # a way that is misspelt may have been meant for it
        return
    used = {to.name for one in procedure.steps for _, to in destinations(one) if to.kind == "end"}
    used |= {one.then.name for one in procedure.anytime if one.then and one.then.kind == "end"}
    for name in procedure.ends:
        if name not in used and subject.sound(("ends", name), key=True):
            yield subject.hit(
                ("ends", name),
                f"no way leads to the end '{name}'",
                expected="a step with 'end:', or a way 'end " + name + "'",
                mend="lead a way there, or take it out",
                key=True,
            )


def entry_repeated(subject: Subject) -> Iterator[Hit]:
    """An entry that stands twice in a list in which it can mean something once only."""
    for at, entries in _lists(subject):
        for n, one in enumerate(entries):
            if one in entries[:n] and (*at, n) in subject.places.values:
                item = (*at, n, "item")
                yield subject.hit(
                    item if item in subject.places.values else (*at, n),
                    f"'{one[:60]}' stands twice in this list",
                    expected="each entry once",
                    mend="take it out, or correct it",
                )


def _lists(subject: Subject) -> Iterator[tuple[Path, Sequence[str]]]:
    procedure = subject.procedure
    yield ("ground",), procedure.ground
    yield ("inhibits",), procedure.inhibits
    yield ("close", "sign"), procedure.close.sign
    yield ("close", "each observation"), procedure.close.each_observation
    yield ("close", "each record"), procedure.close.each_record
    for name, channel in procedure.channels.items():
        yield ("channels", name, "states"), channel.states
    for name, record in procedure.records.items():
        yield ("records", name, "of"), record.of
    yield ("preconditions",), [_box(one) for one in procedure.preconditions]
    yield (
        ("consequences",),
        [f"{one.note} {one.from_ or ''}".strip() for one in procedure.consequences],
    )
    for n, step in enumerate(procedure.steps):
        yield ("steps", n, "by"), step.by
        if isinstance(step, Write):
            yield ("steps", n, "record"), step.record
        if isinstance(step, Do):
            yield ("steps", n, "do"), [_box(one) for one in step.do]


def _box(one: Item) -> str:
    """What a box says and to whom: the same may be said to two people."""
    return f"{one.item} ({', '.join(one.by)})" if one.by else one.item


_FAMILY = "ways"
RULES = (
    Rule("way-twice", "error", "safety", _FAMILY, way_twice),
    Rule("else-never-taken", "warning", "safety", _FAMILY, else_never_taken),
    Rule("never-waits", "warning", "safety", _FAMILY, never_waits),
    Rule("return-without-contingency", "error", "safety", _FAMILY, return_without_contingency),
    Rule("no-go-as-go", "error", "safety", _FAMILY, no_go_as_go, "L16"),
    Rule("no-go-missing", "error", "safety", _FAMILY, no_go_missing, "L16"),
    Rule("sign-own-work", "warning", "safety", _FAMILY, sign_own_work),
    Rule("ways-alike", "warning", "safety", _FAMILY, ways_alike),
    Rule("call-not-ground", "error", "safety", _FAMILY, call_not_ground),
    Rule("hold-missing", "warning", "safety", _FAMILY, hold_missing),
    Rule("end-never-reached", "warning", "style", _FAMILY, end_never_reached),
    Rule("entry-repeated", "warning", "style", _FAMILY, entry_repeated),
)
