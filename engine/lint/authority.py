"""Rules about who and what stands above: the ground and the crew, a graver procedure, ends at which people are safe.

They go by names that crews use (`words.py` and below); a name of the author's own is never called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.lint import words
from engine.lint.rule import Hit, Rule, Subject
from engine.machine.spec import CALL_LEVELS
from engine.procedure.model import Do
from engine.procedure.places import Path

# domain-facts.md 8.2 (READ and RECALL): call signs aboard, and those of the ground.
_ABOARD: Final = re.compile(r"S?CDR|FE(-?\d+)?|PLT|OPS|KK|MS-?\d|IV-?\d?|EV-?\d?")
_GROUND: Final = re.compile(
    r"(MCC|FLIGHT|CAPCOM|ETHOS|ADCO|SPARTAN|BME|SURGEON|TSUP|GLAVNI)(-\w+)?"
)
_HANDS: Final = re.compile(
    r"\b(masks?|goggles|respirators?|hatch(es)?|clamps?|valve|crank|extinguisher|hose)\b",
    re.IGNORECASE,
)
_LOST: Final = re.compile(
    r"\b(lost|missing|unsafe|exposed|dead|injured|trapped|abandoned|not (contained|isolated|accounted for|in the ships))\b"
    r"|\b(someone|people|crew) (without|not)\b",
    re.IGNORECASE,
)


def ground_aboard(subject: Subject) -> Iterator[Hit]:
    """A call sign of the crew among those on the ground, or one of the ground that is not among them."""
    procedure = subject.procedure
    for n, role in enumerate(procedure.ground):
        if _ABOARD.fullmatch(role):
            whole = ("ground", n) not in subject.places.values
            yield subject.hit(
                ("ground",) if whole else ("ground", n),
                f"'{role}' is the call sign of someone aboard",
                expected="roles of a control centre",
                mend="take it out of 'ground:'",
            )
    for role in procedure.roles:
        if _GROUND.fullmatch(role.upper()) and role not in procedure.ground:
            yield subject.hit(
                ("roles", role),
                f"'{role}' is the call sign of a control centre, and is not in 'ground:'",
                expected="every role of the ground in 'ground:'",
                mend=f"add {role} to ground:",
                key=True,
            )


def ground_cannot(subject: Subject) -> Iterator[Hit]:
    """A box that only hands aboard can do, given to the ground alone."""
    ground = set(subject.procedure.ground)
    for n, step in enumerate(subject.procedure.steps):
        for k, one in enumerate(step.do if isinstance(step, Do) else ()):
            by = one.by or step.by
            told = words.REPORTS.search(one.item) or words.SHOWS.search(one.item)
            if not by or not set(by) <= ground or told or not _HANDS.search(one.item):
                continue
            at: Path = ("steps", n, "do", k, "by") if one.by else ("steps", n, "by")
            yield subject.hit(
                at,
                f"'{by[0]}' is on the ground, and this is done by hand aboard",
                expected="a role aboard",
                mend="name who does it: "
                + ", ".join(role for role in subject.procedure.roles if role not in ground),
            )


def inhibits_graver(subject: Subject) -> Iterator[Hit]:
    """A procedure that holds back one which is called for at a graver level than its own."""
    own = subject.procedure.called
    for n, name in enumerate(subject.procedure.inhibits):
        other = subject.shelf.read.get(name) if subject.shelf is not None else None
        if other is None or other.called is None or name == subject.procedure.procedure:
            continue
        level = own.level if own is not None else CALL_LEVELS[-1]
        if CALL_LEVELS.index(other.called.level) < CALL_LEVELS.index(level):
            whole = ("inhibits", n) not in subject.places.values
            mine = f"this at level {level}" if own is not None else "nothing calls for this one"
            yield subject.hit(
                ("inhibits",) if whole else ("inhibits", n),
                f"'{name}' is called for at level {other.called.level}, and {mine}",
                expected="procedures of the same level or below",
                mend="take it out, or raise the level of this one",
            )


def end_misjudged(subject: Subject) -> Iterator[Hit]:
    """An end whose name tells of people lost, declared safe; or no end at all that is safe."""
    ends = subject.procedure.ends
    for name, safety in ends.items():
        if safety == "safe" and _LOST.search(name):
            yield subject.hit(
                ("ends", name),
                f"'{name}' is declared a safe end",
                expected="unsafe, where someone or something is lost",
                mend="write unsafe, or name the end by what was achieved",
            )
    if ends and "safe" not in ends.values():
        yield subject.hit(
            ("ends",),
            "no end of this procedure is safe",
            expected="at least one end at which people are safe",
            mend="correct what 'ends:' says of them",
            key=True,
        )


_FAMILY = "authority"
RULES = (
    Rule("ground-aboard", "warning", "safety", _FAMILY, ground_aboard),
    Rule("ground-cannot", "warning", "safety", _FAMILY, ground_cannot),
    Rule("inhibits-graver", "warning", "safety", _FAMILY, inhibits_graver),
    Rule("end-misjudged", "warning", "safety", _FAMILY, end_misjudged),
)
