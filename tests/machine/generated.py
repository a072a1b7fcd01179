"""Procedures made up by Hypothesis: every verb, any destinations, sound for the reader, with loops and dead ends."""

from __future__ import annotations

from hypothesis import strategies as st

HEAD = """\
procedure: made-up
title: Made up
revision: 1
entry: a test
roles: {CDR: commander, FE-1: engineer, MCC-H: ground}
ground: [MCC-H]
ends: {well: safe, badly: unsafe}
channels:
  air: {unit: ppm, range: [0, 500], stale: 15 s}
  duct: {unit: ppm, range: [0, 500], stale: 15 s}
  hatch: {states: [open, shut], stale: 60 s}
  link: {states: [AOS, LOS], stale: 60 s}
records:
  tube: {type: number, unit: ppm, range: [0, 500], by: FE-1, ask: Reading}
  fit: {type: yes-no, ask: "Fit?"}
"""

GUARDS = ["air < 4 ppm", "air > 16 ppm", "hatch is shut", "not hatch is open", "air is unknown",
          "tube < 4 ppm and hatch is shut", "fit is yes or air >= 4 ppm",
          "air > duct", "duct - air <= 2 ppm and air > 4 ppm"]  # fmt: skip


@st.composite
def procedures(draw: st.DrawFn) -> str:
    """The text of a procedure of three to seven steps; all can be reached, since the first asks where to begin."""
    count = draw(st.integers(3, 7))
    names = [f"s{n}" for n in range(count)]
    places = st.sampled_from([*names, "end well", "end badly"])
    first = ", ".join(f"way {name}: {name}" for name in names)
    lines = [HEAD, *draw(_contingencies(names)), "steps:", "  - step: begin"]
    lines += ['    ask: "Where?"', f"    answers: {{{first}, cannot tell: {names[0]}}}"]
    lines += ["    within: 1 min", "    else: " + names[0]]
    for name in names:
        verb = draw(st.sampled_from(["do", "record", "watch", "decide", "ask", "call"]))
        lines.append(f"  - step: {name}")
        lines += draw(_body(verb, places))
    return "\n".join([*lines, "close:", "  sign: [CDR]", ""])


@st.composite
def _contingencies(draw: st.DrawFn, names: list[str]) -> list[str]:
    if not draw(st.booleans()):
        return []
    guard, to = draw(st.sampled_from(GUARDS)), draw(st.sampled_from([*names, "end badly"]))
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(names) - 1)] * 2)))
    during = f"[{names[first]}, {names[last]}]"
    return ["anytime:", f"  - {{if: {guard}, during: {during}, then: {to}}}"]


@st.composite
def _body(draw: st.DrawFn, verb: str, places: st.SearchStrategy[str]) -> list[str]:
    def to() -> str:
        return draw(places)

    guard = draw(st.sampled_from(GUARDS))
    body = {
        "do": [
            "    do:",
            "      - {item: Act, by: FE-1}",
            f"      - {{item: See, sensed: {guard}}}",
        ],
        "record": ["    record: [tube, fit]"],
        "watch": [f"    watch: {guard}", "    hold: 1 min"],
        "decide": [f"    decide: {{tube < 4 ppm: {to()}, tube >= 4 ppm: {to()}, unknown: {to()}}}"],
        "ask": [f'    ask: "So?"\n    answers: {{yes: {to()}, cannot tell: {to()}}}'],
        "call": [
            "    call: MCC-H\n    for: GO\n    within: 5 min",
            f"    answers: {{GO: {to()}, silence: {to()}, LOS: {to()}}}",
        ],
    }[verb]
    if verb in {"do", "record", "watch"}:
        way = to()
        body.append(f"    end: {way[4:]}" if way.startswith("end ") else f"    next: {way}")
    if verb == "watch" or (verb in {"do", "record", "ask"} and draw(st.booleans())):
        body += [f"    within: {draw(st.sampled_from(['1 min', '10 min']))}", f"    else: {to()}"]
    if verb in {"do", "record", "watch"} and draw(st.booleans()):
        body.append("    visits: 2")
        if not any("else:" in line for line in body):
            body.append(f"    else: {to()}")
    if verb == "do" and draw(st.booleans()):
        body += [f"    verify: {draw(st.sampled_from(GUARDS))}", "    sign: [CDR, FE-1]"]
    return body
