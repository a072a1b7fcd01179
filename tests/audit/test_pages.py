"""Every rule about runs has a page, and every example log on a page does what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.audit.findings import RULES
from engine.audit.page import examples, index, page, summary
from engine.audit.stays import stays
from tests.audit.played import PROCEDURE, found, hits, played
from tests.cli.door import ask, refused

HEADINGS = ["What it finds", "Why it matters", "Shown by", "Not by", "When it is no fault", "Basis"]
MARKS = ("READ", "RECALL", "DERIVED", "DESIGN")
DOCS = Path(__file__).parents[2] / "docs" / "findings"


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_rule_has_a_page_with_every_part(name):
    text = page(name)
    assert text.startswith(f"# {name}\n"), "no page"
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    assert any(mark in text.rpartition("## Basis\n\n")[2] for mark in MARKS)
    assert summary(name) != name


@pytest.mark.parametrize("name", sorted(set(RULES) - {"entry-unreadable"}))
def test_the_rule_is_shown_by_its_example_and_not_by_the_other(name):
    shown, silent = examples(name)
    assert shown
    assert silent
    for text in shown:
        assert name in found(text), hits(text)
    for text in silent:
        assert name not in found(text), hits(text)


def test_the_docs_are_the_pages():
    assert (DOCS / "index.md").read_text(encoding="utf-8") == index()
    for name in RULES:
        assert (DOCS / f"{name}.md").read_text(encoding="utf-8") == page(name)
    assert {path.stem for path in DOCS.glob("*.md")} == {"index", *RULES}


def test_explain_prints_a_page_lists_them_and_names_the_nearest():
    assert ask("audit", "explain", "too-fast").out.strip() == page("too-fast").strip()
    listed = ask("audit", "explain").out
    assert all(name in listed for name in RULES)
    refused(ask("audit", "explain", "too-fats"), "no rule is called 'too-fats'", "too-fast")


@pytest.mark.parametrize(
    ("after", "long"),
    [
        ("0:41 station ReadingsTaken air=2", "0:00:31"),
        ("0:40 CDR NoteMade text=on", "0:00:30"),
        ("9:40 CDR NoteMade text=on", "0:01:00"),  # stale by then
        ("9:40 station ReadingsTaken air=2", "0:01:00"),
    ],
)
def test_one_reading_beyond_a_limit_counts_until_the_next_or_until_it_is_stale(after, long):
    text = f"0:10 station ReadingsTaken air=20\n{after}"
    said = [one.sentence for one in hits(text) if one.rule == "limit-exceeded"]
    assert len(said) == 1
    assert f" for {long}, at worst 20 ppm" in said[0]


@pytest.mark.parametrize(("channel", "level"), [("air=20", "warning"), ("heat=50", "info")])
def test_a_go_beyond_a_limit_warns_only_of_what_the_procedure_hangs_on(channel, level):
    text = f"""
    0:20 CDR ItemTicked item=work#1
    0:30 CDR ItemTicked item=work#2
    0:50 FE-1 ItemTicked item=work#3
    1:10 station ReadingsTaken {channel}
    1:20 MCC AnswerGiven state=ask word=GO
    """
    heat = "  heat: {unit: degC, range: [-50, 150], high: {caution: 30}}\nrecords:\n"
    procedure = PROCEDURE.replace("records:\n", heat, 1)
    seen = hits(text, procedure)
    told = [one.level for one in seen if one.rule == "go-above-limit"]
    assert told == [level]
    ask_, counted = stays(played(text, procedure))[1], level == "warning"
    assert (ask_.state, "go-above-limit" in ask_.departed) == ("ask", counted)
