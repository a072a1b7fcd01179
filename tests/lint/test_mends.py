"""Safe mends change what they must, leave the rest byte for byte, and never touch a limit."""

from __future__ import annotations

import pytest

from engine.lint.mends import edits, mended
from engine.lint.page import laid_over
from tests.lint.changes import MARK
from tests.lint.mistakes import MISTAKES
from tests.lint.shelves import SHIPPED, look

AIR = "channels:\n  air: {unit: ppm, range: [0, 500], stale: 60 s}  # why\n"
WATCH = "steps:\n  - {{step: a, watch: air < 4{unit}, hold: 5 min, within: 9 min, else: finish}}\n"


def fixed(text):
    for _ in range(5):
        wished = edits(look(text))
        if not wished:
            return text
        text = mended(text, wished)
    return text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            (
                "steps:\n  - step: a  # one\n    by: CDR\n    do: Open a  # two\n    withn: 5 min  # three\n"
                "    else: finish\n"
            ),
            (
                "steps:\n  - step: a  # one\n    by: CDR\n    do: Open a  # two\n    within: 5 min  # three\n"
                "    else: finish\n"
            ),
        ),
        (
            (
                "steps:\n  - step: a\n    by: CDR\n    do: Open a\n    # kept\n    warning: Mind it  # two\n"
                "    within: 5 min\n    else: finish\n"
            ),
            (
                "steps:\n  - step: a\n    by: CDR\n    warning: Mind it  # two\n    do: Open a\n    # kept\n"
                "    within: 5 min\n    else: finish\n"
            ),
        ),
        (AIR + WATCH.format(unit=" PPM"), AIR + WATCH.format(unit=" ppm")),
        (AIR.replace("ppm", "PPM") + WATCH.format(unit=" ppm"), AIR + WATCH.format(unit=" ppm")),
        ("title: Ex\u200bample\n", "title: Example\n"),
        ("title: An\texample\n", "title: An example\n"),
        ("title: Example  # lint: allow capitals because so\n", "title: Example\n"),
        ("# lint: allow capitals because so\ntitle: Example\n", "title: Example\n"),
    ],
)
def test_a_safe_mend_is_made_and_comments_stay(wrong, right):
    assert fixed(laid_over(wrong)) == laid_over(right)


@pytest.mark.parametrize(
    "text",
    [
        AIR + WATCH.format(unit=" mg/m3"),
        AIR + WATCH.format(unit=""),
        AIR + WATCH.format(unit=" ppb"),
        AIR.replace("ppm", "mW") + WATCH.format(unit=" MW"),
        AIR + WATCH.format(unit=" ppm").replace("else: finish", "else: finnish"),
        AIR.replace("air", "aer") + WATCH.format(unit=" ppm"),
        "steps:\n  - {step: a, by: CDR, do: Open valve #2, within: 5 min, else: finish}\n",
        "\ttitle: Example\n",
    ],
)
def test_a_mend_that_could_kill_is_never_offered(text):
    assert edits(look(laid_over(text))) == []


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_mend_never_brings_a_new_finding(kind):
    _, change = MISTAKES[kind]
    text = change(SHIPPED["toxic-atmosphere.yaml"]).replace(MARK, "")
    before, after = (
        {(one.rule, one.sentence) for one in look(t).findings} for t in (text, fixed(text))
    )
    worse = {one for one in after - before if one[0] == "syntax" or one[0] == "duplicate-key"}
    assert not worse
