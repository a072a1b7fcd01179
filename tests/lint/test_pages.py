"""Every rule has a page, and every example on a page does what the page says."""

from __future__ import annotations

import pytest

from engine.lint.check import SHOWN_BY_PROOF, check_text
from engine.lint.page import EXAMPLE, examples, index, nearest, page, summary
from engine.lint.registry import RULES
from tests.lint.shelves import SHELF, look

# Rules about whole files, bytes or neighbours: other tests of this room show them.
WITHOUT_EXAMPLE = {
    "arms-not-proved",
    "encoding",
    "file-name",
    "procedure-name-reused",
    "too-large",
    "too-many",
    *(name for name in RULES if name.startswith("proof-") and name != "proof-property"),
}
EXAMPLES = sorted(set(RULES) - WITHOUT_EXAMPLE)
HEADINGS = ["What it checks", "Why it matters", "Wrong", "Right", "When the mend is safe", "Basis"]
MARKS = ("READ", "RECALL", "DERIVED", "DESIGN", "[P", "#")


def heard(text):
    """The rules that say something about a text, the quiet ones only when nothing else does."""
    found = look(text, "flight").findings
    grave = {one.rule for one in found if one.level in {"error", "warning"}}
    return grave or {one.rule for one in found}


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_has_a_page_with_every_part(name):
    text = page(name)
    assert text.startswith(f"# {name}\n"), "no page"
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    basis = text.rpartition("## Basis\n\n")[2]
    assert any(mark in basis for mark in MARKS), basis
    assert summary(name) != name


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_wrong_example_raises_exactly_its_rule(name):
    wrong, _ = examples(name)
    assert wrong
    for text in wrong:
        shown = {"proof-decision", "proof-wait"} if name in SHOWN_BY_PROOF else set()
        assert heard(text) - shown == {name}, look(text, "flight").findings


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_right_example_raises_nothing_of_it(name):
    _, right = examples(name)
    assert right
    for text in right:
        report = look(text, "flight")
        assert not report.findings, report.findings


def test_the_example_that_fragments_are_laid_over_is_clean():
    assert check_text(EXAMPLE, "-", "safety", SHELF).findings == ()


def test_the_index_names_every_rule_once():
    text = index()
    assert all(text.count(f"[{name}](") == 1 for name in RULES)


def test_a_rule_that_is_not_there_has_no_page_and_a_neighbour():
    assert page("dead-ent") == page("../rule") == ""
    assert nearest("dead-ent") == "dead-end"
