"""Every rule has a page, and every example on a page does what the page says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from engine.cli.author.scenes import look_at_scenario
from engine.cli.author.translations import look_at_translation
from engine.lint.check import SHOWN_BY_PROOF, check_text
from engine.lint.page import examples, index, laid_over, nearest, page, summary
from engine.lint.page_bases import PROCEDURE, SCENARIO, TRANSLATION
from engine.lint.registry import RULES
from engine.lint.words import STATES, VERBS
from tests.lint.shelves import SHELF, look

# Rules about whole files, bytes or neighbours: other tests of this room show them.
WITHOUT_EXAMPLE = {
    "arms-not-proved",
    "encoding",
    "file-name",
    "procedure-name-reused",
    "scenario-channel",
    "scenario-silent",
    "solver-missing",
    "too-large",
    "too-many",
    *(name for name in RULES if name.startswith("proof-") and name != "proof-property"),
}
ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(set(RULES) - WITHOUT_EXAMPLE)
HEADINGS = ["What it checks", "Why it matters", "Wrong", "Right", "When the mend is safe", "Basis"]
MARKS = ("READ", "RECALL", "DERIVED", "DESIGN", "[P", "#")


@pytest.fixture
def beside(tmp_path):
    """A look at an example: as a procedure, or as what its rule's family is, beside the base procedure."""
    (tmp_path / "example.yaml").write_text(PROCEDURE, encoding="utf-8")
    scenario = str(tmp_path / "scenarios" / "example.yaml")
    translation = str(tmp_path / "example.ru.yaml")

    def report(name, text):
        family = RULES[name].family
        if family == "scenario":
            return look_at_scenario(text, scenario, "flight")
        if family == "translation":
            return look_at_translation(text, translation, "flight")
        return look(text, "flight")

    return report


def heard(report):
    """The rules that say something about a text, the quiet ones only when nothing else does."""
    found = report.findings
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
def test_the_wrong_example_raises_exactly_its_rule(name, beside):
    wrong, _ = examples(name)
    assert wrong
    for text in wrong:
        shown = {"proof-decision", "proof-wait"} if name in SHOWN_BY_PROOF else set()
        report = beside(name, text)
        assert heard(report) - shown == {name}, report.findings


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_right_example_raises_nothing_of_it(name, beside):
    _, right = examples(name)
    assert right
    for text in right:
        report = beside(name, text)
        assert not report.findings, report.findings


def test_what_fragments_are_laid_over_is_clean(beside):
    assert check_text(PROCEDURE, "-", "safety", SHELF).findings == ()
    assert beside("scenario-epoch", SCENARIO).findings == ()
    assert beside("translation-stale", TRANSLATION).findings == ()


def literals(call):
    """The texts that stand as arguments of a call, in it or in a choice of two."""
    for one in (*call.args, *(word.value for word in call.keywords)):
        parts = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
        yield from (each.value for each in parts if isinstance(each, ast.Constant))


def test_whatever_the_program_says_of_a_file_has_a_page():
    """Every word in the source that looks like the name of a rule, where a problem is made, is one."""
    made = {"Problem", "problem", "Rule", "GuardProblem", "_add", "_refuse"}
    named = set()
    for room in ("procedure", "lint", "drill", "language", "cli"):
        for path in (ROOT / "engine" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                name = getattr(getattr(node, "func", None), "id", "") or getattr(
                    getattr(node, "func", None), "attr", ""
                )
                if name in made:
                    named |= {
                        one
                        for one in literals(node)
                        if isinstance(one, str) and re.fullmatch(r"[a-z]+(-[a-z]+)+", one)
                    }
    assert len(named) > 60
    assert named - set(RULES) == set()


def test_the_index_names_every_rule_once():
    text = index()
    assert all(text.count(f"[{name}](") == 1 for name in RULES)


def test_a_rule_that_is_not_there_has_no_page_and_a_neighbour():
    assert page("dead-ent") == page("../rule") == ""
    assert nearest("dead-ent") == "dead-end"


def test_the_page_of_verb_first_shows_the_very_words_it_goes_by():
    shown = set(re.findall(r"[a-z]+", page("verb-first").partition("## Why")[0]))
    assert shown >= VERBS | STATES
    assert "<verbs>" not in page("verb-first")


@pytest.mark.parametrize(
    ("box", "told"),
    [("Feel for a flow", False), ("Allow 5 min", False), ("The Zvezda fan hums", True)],
)
def test_a_verb_that_crews_are_given_is_known_and_a_module_is_no_state(box, told):
    text = laid_over(
        f"steps:\n  - {{step: fan, by: CDR, do: {box}, within: 1 min, else: finish}}\n", PROCEDURE
    )
    assert ("verb-first" in {one.rule for one in look(text, "style").findings}) == told
