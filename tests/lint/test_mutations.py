"""Every kind of mistake, in every shipped procedure, is told by the right rule at its exact line and column."""

from __future__ import annotations

import pytest

from tests.lint.changes import MARK, act
from tests.lint.mistaken_flow import FLOW
from tests.lint.mistaken_habits import HABITS
from tests.lint.mistaken_parts import QUIET, STATED_AND_PARTS
from tests.lint.mistaken_sense import SENSE
from tests.lint.mistaken_words import JOINED, WORDS
from tests.lint.mistakes import MISTAKES
from tests.lint.shelves import SHIPPED, look


def marked(text):
    """The text without the mark, and the line and column (1-based) where it stood."""
    assert text.count(MARK) == 1
    before = text.partition(MARK)[0]
    return text.replace(MARK, ""), before.count("\n") + 1, len(before) - before.rfind("\n")


LATER = HABITS | FLOW | STATED_AND_PARTS | WORDS | SENSE
UNSURE = QUIET | JOINED
# Each of the later kinds in one procedure, in turn; in all others it takes half a minute.
TURNS = [
    pytest.param(name, kind, marks=() if n % len(SHIPPED) == k else pytest.mark.slow)
    for n, kind in enumerate(LATER)
    for k, name in enumerate(SHIPPED)
]


def test_there_are_enough_kinds():
    assert len(MISTAKES) >= 260
    assert len(LATER) >= 235
    assert MISTAKES.keys().isdisjoint(LATER)
    assert len(SHIPPED) >= 9


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_procedures_are_clean(name):
    report = look(SHIPPED[name], source=name)
    assert report.findings == ()
    assert report.reached == "safety"


@pytest.mark.parametrize("kind", MISTAKES)
@pytest.mark.parametrize("name", SHIPPED)
def test_a_mistake_is_told_at_its_place(name, kind):
    told_at_its_place(name, *MISTAKES[kind])


@pytest.mark.parametrize(("name", "kind"), TURNS)
def test_a_later_mistake_is_told_at_its_place(name, kind):
    told_at_its_place(name, *LATER[kind])


@pytest.mark.parametrize("kind", UNSURE)
@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_not_sure_is_told_quietly(name, kind):
    rule, change = UNSURE[kind]
    text, line, column = marked(change(SHIPPED[name]))
    report = look(text, source=name)
    assert (rule, line, column) in [
        (one.rule, one.place.line, one.place.column) for one in report.findings
    ]
    assert report.reached == "safety"


@pytest.mark.parametrize("words", ["Russia, Russian", "Harmony, Harmonies", "Zarya, Zvezda"])
def test_names_that_are_alike_are_no_slips(words):
    one, other = words.split(", ")
    boxes = f"[Go to {one}, Return from {one}, Look into {other}]"
    report = look(act(f"do: {boxes}")(SHIPPED["head-count.yaml"]), source="head-count.yaml")
    assert report.findings == ()


def told_at_its_place(name, rule, change):
    text, line, column = marked(change(SHIPPED[name]))
    report = look(text, source=name)
    found = [(one.rule, one.place.line, one.place.column) for one in report.findings]
    assert (rule, line, column) in found, found
    assert report.reached != "safety"


@pytest.mark.parametrize("kind", MISTAKES)
def test_a_fingerprint_outlives_edits_elsewhere(kind):
    name = "unknown-odor-on-hatch-opening.yaml"
    text, _, _ = marked(MISTAKES[kind][1](SHIPPED[name]))
    if text.startswith("%"):
        pytest.skip("nothing may stand above a directive")
    first = look(text, source=name)
    moved = look("# one\n\n# two\n" + text + "# three\n", source=name)
    assert moved.prints == first.prints
    assert len(set(first.prints)) == len(first.prints)
