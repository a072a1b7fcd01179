"""A small procedure whose guards compare channels with one another, in every place where a guard may stand."""

from __future__ import annotations

from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.procedure.model import Procedure
from tests.builders import a_procedure

RELATED = """\
procedure: related
title: Related
revision: 1
entry: a test
roles: {CDR: commander, FE-1: engineer}
ends: {well: safe, badly: unsafe}
channels:
  near: {unit: mmHg, range: [0, 1000], stale: 15 s}
  out: {unit: mmHg, range: [0, 1000], stale: 15 s}
  far: {unit: mmHg, range: [0, 1000], stale: 15 s}
anytime:
  - {if: out - near > 50 mmHg, during: [settle, equal], then: aside}
steps:
  - step: settle
    watch: near - out <= 5 mmHg and out - near <= 5 mmHg
    hold: 1 min
    within: 20 min
    else: bad
  - step: judge
    decide: {near > out: equal, near <= out: deep, unknown: bad}
  - step: deep
    decide: {out - far > 10 mmHg: open, out - far <= 10 mmHg: equal, unknown: bad}
  - step: equal
    visits: 2
    do: [{item: Turn, by: FE-1}, {item: Level, sensed: near >= out}]
    within: 5 min
    else: bad
    next: judge
  - step: open
    do: Open
    verify: near - far >= 0 mmHg
    within: 5 min
    else: bad
    end: well
  - step: aside
    visits: 2
    do: Stand aside
    within: 1 min
    else: bad
    return: yes
  - step: bad
    do: Leave
    within: 1 min
    else: end badly
    next: rest
  - step: rest
    ask: "Is all well?"
    answers: {yes: end well, no: end badly, cannot tell: end badly}
    within: 1 min
    else: end badly
close:
  sign: [CDR]
properties:
  - {name: settled-first, always: settle, before: open}
  - {name: judged-first, never: open, without: judge}
  - {name: soon, within: 55 min, of: settle, reach: [open, bad]}
"""

# What is written instead of what, and the claim that must then fail.
MUTANTS: dict[str, tuple[str, str, str]] = {
    "equal forgotten": ("near <= out: deep", "near < out: deep", "one-arm:judge"),
    "both at equal": ("near > out: equal", "near >= out: equal", "one-arm:judge"),
    "turned round": ("out - far <= 10 mmHg", "far - out <= 10 mmHg", "one-arm:deep"),
    "a margin moved": ("out - far <= 10 mmHg", "out - far <= 9.5 mmHg", "one-arm:deep"),
    "judged by nobody": ("next: judge", "next: open", "property:judged-first"),
    "slower": ("within: 20 min", "within: 45 min", "property:soon"),
    "a way past": ("near > out: equal", "near > out: open", "property:deep-first"),
    "never level": (
        "    within: 5 min\n    else: bad\n    next: judge",
        "    else: bad\n    next: judge",
        "waits-end",
    ),
}
MORE = {
    "judged by nobody": ("else: bad\n  - step: judge", "else: equal\n  - step: judge"),
    "a way past": (
        "{name: judged-first, never: open, without: judge}",
        "{name: deep-first, never: open, without: deep}",
    ),
}


def related(mutant: str = "") -> Procedure:
    """The procedure, or one of its mutants."""
    text = RELATED
    changes = [MUTANTS[mutant][:2], *([MORE[mutant]] if mutant in MORE else [])] if mutant else []
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return a_procedure(text)


def related_drive(mutant: str = "") -> Drive:
    """Its machine."""
    return Drive(compile_(related(mutant)))
