"""Procedures written by Hypothesis: sound ones of every verb, with plain or hostile words in every field."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from engine.procedure.checks import check_procedure
from engine.procedure.model import Procedure
from engine.procedure.places import Places

GUARDS = ("gas < 4 ppm", "gas >= 4 ppm", "door is shut", "not (door is open) and gas in 1..9 ppm")
TIMES = ("1500 ms", "90 s", "5 min", "4 h", "2 d")
HOSTILE = (
    "</text><script>", '"]; end; s1 --> s0', "[/b] [red]", "#set page()", "*x* _y_ `z` $q$", "a & b < c",
    "Подтвердить: «ГО»", "確認", "null", "12", "true", "yes: no", " # hash", "- dash", "a: b, {c} [d]",
    "x" * 130, "it's \"quoted\"\\n", "two\nlines", "2026-11-23", "1:30", "~", "?", "%d {0}", "é\u0301",
)  # fmt: skip
PLAIN = ("Open the valve", "Shut the hatch", "Call everyone", "Masks on")


@st.composite
def procedures(draw: st.DrawFn, *, hostile: bool = False) -> Procedure:
    """A sound procedure of two to nine steps; every step is reached, every wait has a way out."""
    words = st.sampled_from(HOSTILE if hostile else PLAIN)
    count = draw(st.integers(2, 9))
    names = [f"step-{n}" for n in range(count)]
    steps = [draw(_steps(names, n, words)) for n in range(count)]
    ends = {"done": "safe", "lost": "unsafe"}
    data: dict[str, Any] = {
        "procedure": "made-up",
        "title": draw(words),
        "revision": str(draw(st.integers(1, 99))),
        "entry": draw(words),
        "roles": {"CDR": draw(words), "MCC": draw(words)},
        "ends": ends,
        "channels": {
            "gas": {"unit": "ppm", "range": ["0", "50.5"], "stale": "90 s", "title": draw(words)},
            "door": {"states": ["open", "shut"]},
            "link": {"states": ["AOS", "LOS"]},
        },
        "records": {
            "tube": {"type": "number", "unit": "ppm", "range": ["0", "9"], "ask": draw(words)},
            "smell": {"type": "choice", "of": ["none", "some"], "ask": draw(words), "by": "CDR"},
        },
        "steps": steps,
        "close": {"each observation": ["explained", draw(words)], "sign": "CDR"},
    }
    if draw(st.booleans()):
        data["preconditions"] = [draw(words), {"item": draw(words), "by": "CDR"}]
    if draw(st.booleans()):
        data["anytime"] = [draw(_contingencies(names)) for _ in range(draw(st.integers(1, 2)))]
    procedure = Procedure.model_validate(data)
    assert not check_procedure(procedure, Places()), check_procedure(procedure, Places())
    return procedure


def _contingencies(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    first = st.integers(0, len(names) - 1)
    spans = first.flatmap(lambda n: st.tuples(st.just(n), st.integers(n, len(names) - 1)))
    return st.builds(
        lambda guard, span, to, whole: {
            "if": guard,
            "then": to,
            **({} if whole else {"during": [names[span[0]], names[span[1]]]}),
        },
        st.sampled_from(GUARDS),
        spans,
        st.sampled_from(names),
        st.booleans(),
    )


@st.composite
def _steps(draw: st.DrawFn, names: list[str], at: int, words: st.SearchStrategy[str]) -> Any:
    """A step whose first way leads to the step below (or to an end), its others anywhere."""
    anywhere = st.sampled_from([*names, "end done", "end lost"])
    onward = names[at + 1] if at + 1 < len(names) else "end done"
    verb = draw(st.sampled_from(["do", "record", "watch", "decide", "ask", "call"]))
    step: dict[str, Any] = {"step": names[at]}
    for key in ("title", "warning", "caution", "note"):
        if draw(st.booleans()):
            step[key] = draw(words) if key == "title" else [draw(words), draw(words)]
    step |= draw(_verbs(verb, onward, anywhere, words))
    if verb in ("do", "record", "watch"):
        last = at + 1 == len(names)
        step |= {"end": "done"} if last else {}
        if not last and draw(st.booleans()):
            step |= {"next": draw(anywhere), "within": draw(st.sampled_from(TIMES[2:]))}
            step["else"] = onward
            step["next"] = step["next"] if not step["next"].startswith("end ") else names[0]
    if draw(st.booleans()):
        step |= {"visits": str(draw(st.integers(1, 5)))}
        step.setdefault("else", draw(anywhere))
    return step


@st.composite
def _verbs(
    draw: st.DrawFn,
    verb: str,
    onward: str,
    anywhere: st.SearchStrategy[str],
    words: st.SearchStrategy[str],
) -> Any:
    time = st.sampled_from(TIMES[2:])
    if verb == "do":
        items = [draw(words), {"item": draw(words), "by": "CDR", "sensed": "door is shut"}]
        extra = {"verify": draw(st.sampled_from(GUARDS))} if draw(st.booleans()) else {}
        extra |= {"sign": ["CDR", "MCC"]} if draw(st.booleans()) else {}
        return {"do": items[: draw(st.integers(1, 2))], "by": "CDR", **extra}
    if verb == "record":
        return {"record": draw(st.sampled_from([["tube"], ["tube", "smell"]]))}
    if verb == "watch":
        guard = draw(st.sampled_from(GUARDS))
        return {"watch": guard, "hold": "90 s", "within": draw(time), "else": draw(anywhere)}
    if verb == "decide":
        arms = {guard: draw(anywhere) for guard in GUARDS[:2]}
        return {"decide": {**arms, "door is shut": onward, "unknown": draw(anywhere)}}
    if verb == "ask":
        answers = {draw(words): onward, "cannot tell": draw(anywhere)}
        return {"ask": draw(words), "answers": answers}
    answers = {"GO": onward, "silence": draw(anywhere), "LOS": draw(anywhere)}
    return {"call": "MCC", "for": draw(words), "within": draw(time), "answers": answers}
