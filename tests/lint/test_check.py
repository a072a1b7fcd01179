"""One pass tells everything, the profile reached is said, and what stands beside a file is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lint.check import check_text, make_shelf
from engine.lint.page import laid_over
from engine.lint.page_bases import PROCEDURE as EXAMPLE
from engine.lint.rule import PROFILES
from engine.procedure import guard_solver
from tests.lint.shelves import SHELF, SHIPPED, look

NO_TIMEOUT = "steps:\n  - {step: tell, by: CDR, do: Tell MCC}\n"
SHOUTING = "title: EXAMPLE\n"
BROKEN = "title: [a]\n"
NO_DATE = "!whole\n" + EXAMPLE.replace("date: 2026-11-23\n", "")


@pytest.mark.parametrize(
    ("fragment", "asked", "reached"),
    [
        ("", "flight", "flight"),
        (NO_DATE, "flight", "safety"),
        ("date: yesterday\n", "flight", "load"),
        (NO_TIMEOUT, "flight", "style"),
        (NO_TIMEOUT, "style", "style"),
        (SHOUTING, "safety", "load"),
        (SHOUTING, "load", "load"),
        (BROKEN, "flight", None),
    ],
)
def test_the_profile_reached_is_the_highest_without_a_finding(fragment, asked, reached):
    report = look(laid_over(fragment), asked)
    assert report.reached == reached
    assert report.clean == (asked == reached)


@given(st.sampled_from(sorted(SHIPPED)), st.integers(0, 400), st.text(max_size=4))
def test_a_higher_profile_finds_all_that_a_lower_one_does(name, at, piece):
    text = SHIPPED[name][: at * 10] + piece + SHIPPED[name][at * 10 :]
    found = [set(look(text, profile).findings) for profile in PROFILES[:3]]
    quiet = {one for one in found[2] if one.rule.startswith("allow-")}
    assert found[0] <= found[1] | quiet <= found[2] | quiet


def test_a_limit_that_cannot_be_read_is_not_called_shorter_than_the_hold():
    step = (
        "steps:\n  - {step: a, watch: air < 4 ppm, hold: 10 min, within: 3 hours, else: finish}\n"
    )
    air = "channels:\n  air: {unit: ppm, range: [0, 500], stale: 60 s}\n"
    rules = [one.rule for one in look(laid_over(air + step)).findings]
    assert "value" in rules
    assert "hold-longer-than-timeout" not in rules


def test_faults_of_every_layer_are_told_at_once():
    text = (
        EXAMPLE.replace("revision:", "revison:")
        .replace("by: CDR", "by: CRD")
        .replace("within: 5 min", "witin: 5 min")
        .replace("title: Example", "title: EXAMPLE\ncolour: red")
    )
    found = {(one.rule, one.place.line) for one in look(text).findings}
    assert {
        ("unknown-key", 4),
        ("unknown-key", 3),
        ("capitals", 2),
        ("role-unknown", 12),
        ("unknown-key", 14),
    } <= found


def test_a_fault_of_form_is_not_told_again_by_what_it_leads_to():
    text = laid_over(
        "records:\n  a: {type: number, unit: ppm, range: [0, x], by: CDR, ask: What}\n"
    )
    assert [one.rule for one in look(text).findings] == ["value"]


def test_a_guard_in_quotes_is_placed_inside_them():
    text = laid_over(
        "channels:\n  air: {unit: ppm, range: [0, 9], stale: 9 s, high: {warning: 4}}\n"
        'steps:\n  - {step: a, watch: "aer < 4 ppm", hold: 9 s, within: 5 min, else: finish}\n'
    )
    (found,) = look(text).findings
    line = text.split("\n")[found.place.line - 1]
    assert line[found.place.column - 1 : found.place.end_column - 1] == "aer"


def test_two_files_of_one_name_are_told_of_each_other():
    texts = {"a/example.yaml": EXAMPLE, "b/example.yaml": EXAMPLE}
    shelf = make_shelf(texts, {})
    for name, text in texts.items():
        (found,) = check_text(text, name, "safety", shelf).findings
        assert found.rule == "procedure-name-reused"


def test_a_file_of_another_name_is_told():
    assert [one.rule for one in look(EXAMPLE, source="x/sample.yaml").findings] == ["file-name"]
    assert look(EXAMPLE, source="x/example.yaml").findings == ()


def test_a_file_that_cannot_be_used_keeps_its_name_for_references():
    texts = {"head-count.yaml": "procedure: head-count\ntitle: [\n"}
    text = laid_over(
        "steps:\n  - step: a\n    perform: head-count\n    ends: {all accounted for: finish}\n"
    )
    shelf = make_shelf({**texts, "example.yaml": text}, {})
    assert check_text(text, "example.yaml", "safety", shelf).findings == ()


def test_a_ring_by_way_of_another_is_told():
    other = EXAMPLE.replace("procedure: example", "procedure: other").replace(
        "steps:\n", "steps:\n  - step: again\n    perform: example\n", 1
    )
    text = laid_over("steps:\n  - step: first\n    perform: other\n")
    shelf = make_shelf({}, {"other": other, "example": text})
    assert [one.rule for one in check_text(text, "-", "safety", shelf).findings] == [
        "performed-in-a-ring"
    ]
    assert check_text(text, "-", "flight", shelf).reached == "style"


def test_a_fingerprint_outlives_moved_lines_and_no_two_are_the_same():
    text = laid_over("steps:\n" + NO_TIMEOUT.partition("\n")[2] * 1 + "  - {step: b, do: Open b}\n")
    first = look(text)
    second = look("# one\n# two\n" + text)
    assert first.prints == second.prints
    assert len(set(first.prints)) == len(first.findings) >= 3


def test_a_fingerprint_outlives_steps_and_records_added_elsewhere():
    text = laid_over("steps:\n" + NO_TIMEOUT.partition("\n")[2] + "  - {step: b, do: Open b}\n")
    added = text.replace(
        "steps:\n",
        "records:\n  heads: {type: text, by: CDR, ask: Who?}\nsteps:\n"
        "  - {step: zz, record: heads, within: 5 min, else: end finished}\n",
    )
    assert set(look(text).prints) <= set(look(added).prints)


def test_a_decision_too_large_is_said_not_to_be_proved(monkeypatch):
    monkeypatch.setattr(guard_solver, "installed", lambda: False)
    names = [f"c{n}" for n in range(12)]
    channels = "".join(f"  {n}: {{unit: ppm, range: [0, 9], stale: 9 s}}\n" for n in names)
    low = " and ".join(f"{n} < 4 ppm" for n in names)
    high = " or ".join(f"{n} >= 4 ppm" for n in names)
    text = laid_over(
        f"channels:\n{channels}steps:\n  - step: a\n    decide:\n      {low}: finish\n"
        f"      {high}: finish\n      unknown: finish\n"
    )
    found = look(text).findings
    (said,) = (one for one in found if one.rule == "solver-missing")
    assert (said.place.line, said.level) == (
        text[: text.index("decide:")].count("\n") + 1,
        "warning",
    )
    assert "pip install 'boldface[z3]'" in said.mend
    assert look(text).reached == "style"


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.slow
def test_the_shipped_procedures_may_fly(name):
    assert check_text(SHIPPED[name], name, "flight", SHELF).reached == "flight"
