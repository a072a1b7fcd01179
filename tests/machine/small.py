"""A small sound procedure that uses every verb, and mutants of it that each break one promise."""

from __future__ import annotations

from engine.machine.compile import compile_
from engine.machine.drive import Drive
from engine.procedure.model import Procedure
from tests.builders import a_procedure, library

SMALL = """\
procedure: small
title: Small
revision: 1
entry: a test
roles: {CDR: commander, FE-1: engineer, MCC-H: ground}
ground: [MCC-H]
ends: {well: safe, badly: unsafe}
channels:
  air: {unit: ppm, range: [0, 500], stale: 15 s, high: {caution: 4, warning: 16}}
  hatch: {states: [open, shut], stale: 60 s}
  link: {states: [AOS, LOS], stale: 60 s}
records:
  tube: {type: number, unit: ppm, range: [0, 500], by: FE-1, ask: Reading}
anytime:
  - {if: air > 100 ppm, during: [boxes, settle], then: aside}
steps:
  - step: boxes
    do:
      - {item: First, by: CDR}
      - {item: Shut, sensed: hatch is shut}
    within: 5 min
    else: bad
  - step: write
    record: tube
    within: 5 min
    else: bad
  - step: settle
    watch: air < 4 ppm
    hold: 1 min
    within: 10 min
    else: bad
  - step: judge
    decide: {tube < 4 ppm: ground, tube >= 4 ppm: again, unknown: bad}
  - step: again
    visits: 2
    do: Wipe
    within: 2 min
    else: bad
    next: write
  - step: ground
    call: MCC-H
    for: GO
    within: 5 min
    answers: {GO: smell, NO-GO: bad, silence: bad, LOS: bad}
  - step: smell
    by: CDR
    ask: "Any smell?"
    answers: {nobody: two, someone: bad, cannot tell: bad}
    within: 5 min
    else: bad
  - step: two
    do: Read aloud
    verify: hatch is shut
    sign: [CDR, FE-1]
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
    else: rest
    next: rest
  - step: rest
    ask: "Is all well?"
    answers: {yes: end well, no: end badly, cannot tell: end badly}
    within: 1 min
    else: end badly
close:
  sign: [CDR]
properties:
  - {name: tube-first, never: ground, without: write}
  - {name: clean, never: ground, without: tube < 4 ppm}
  - {name: go-first, never: two, without: ground answered GO}
  - {name: in-order, always: boxes, before: judge}
  - {name: soon, within: 40 min, of: boxes, reach: [judge, bad]}
  - {name: out, reachable: bad, from: [boxes, write, settle, ground, smell, two]}
"""

# What is written instead of what, and the claim that must then fail.
MUTANTS: dict[str, tuple[str, str, str]] = {
    "no safe end after bad": ("{yes: end well,", "{yes: end badly,", "safe-end"),
    "a step that waits for ever": (
        "    do: Leave\n    within: 1 min\n    else: rest\n",
        "    do: Leave\n",
        "waits-end",
    ),
    "a loop nobody counts": (
        "    visits: 2\n    do: Wipe\n    within: 2 min\n    else: bad",
        "    do: Wipe\n    within: 2 min\n    else: bad",
        "loops-bounded",
    ),
    "a contingency nobody counts": (
        "    visits: 2\n    do: Stand aside\n    within: 1 min\n    else: bad",
        "    do: Stand aside\n    within: 1 min\n    else: bad",
        "loops-bounded",
    ),
    "a wait with no bound": (
        "    do: Leave\n    within: 1 min\n    else: rest\n",
        "    do: Leave\n",
        "time",
    ),
    "a dead end": ("tube >= 4 ppm: again", "tube > 4 ppm: again", "no-dead-end"),
    "a gap": ("tube >= 4 ppm: again", "tube > 4 ppm: again", "one-arm:judge"),
    "an overlap": ("tube >= 4 ppm: again", "tube >= 3 ppm: again", "one-arm:judge"),
    "a reading without a way": (
        "    within: 5 min\n    else: bad\n  - step: write",
        "  - step: write",
        "readings-lost",
    ),
    "a role that is needed": (
        "    sign: [CDR, FE-1]\n    within: 5 min\n    else: bad\n",
        "    sign: [CDR, FE-1]\n",
        "without:FE-1",
    ),
    "not recorded": (
        "    within: 5 min\n    else: bad\n  - step: settle",
        "    within: 5 min\n    else: ground\n  - step: settle",
        "property:tube-first",
    ),
    "not clean": (
        "tube < 4 ppm: ground, tube >= 4 ppm: again",
        "tube < 4 ppm: again, tube >= 4 ppm: ground",
        "property:clean",
    ),
    "silence is a GO": ("silence: bad", "silence: smell", "property:go-first"),
    "out of order": ("do: Read aloud", "do: Read aloud", "property:in-order"),
    "too late": (
        "hold: 1 min\n    within: 10 min",
        "hold: 1 min\n    within: 1 h",
        "property:soon",
    ),
    "no way out": (
        "{nobody: two, someone: bad, cannot tell: bad}\n    within: 5 min\n    else: bad",
        "{nobody: two, someone: two, cannot tell: two}\n    within: 5 min\n    else: two",
        "property:out",
    ),
}
MORE = {
    "out of order": ("always: boxes, before: judge", "always: again, before: judge"),
    "no way out": (
        "sign: [CDR, FE-1]\n    within: 5 min\n    else: bad",
        "sign: [CDR, FE-1]\n    within: 5 min\n    else: end badly",
    ),
}


def small(mutant: str = "") -> Procedure:
    """The procedure, or one of its mutants."""
    text = SMALL
    changes = [MUTANTS[mutant][:2]] if mutant else []
    if mutant in MORE:
        changes.append(MORE[mutant])
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return a_procedure(text)


def drive(procedure: Procedure) -> Drive:
    """Its machine."""
    return Drive(compile_(procedure, library()))
