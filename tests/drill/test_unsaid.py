"""What a scenario says nothing of, though its procedure asks it of people: told at the scenario, unless it is meant so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.door import ROOT, ask

PAGE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
SCENARIO = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[0]
RECORDS = "  records: {reading: {reads: cabin.co2}}\n"
ANSWERS = "  answers: {ask-ground: {GO: reading < 6 mmHg, NO-GO: otherwise}}\n"


@pytest.fixture
def check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A check of the page's scenario with something in another's place."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOLDFACE_STORE", str(tmp_path / "runs.db"))
    assert ask("author", "new", "co2-removal-failure", "--yes").code == 0
    (tmp_path / "scenarios").mkdir()

    def look(old: str, new: str):
        assert old in SCENARIO
        text = SCENARIO.replace(old, new)
        (tmp_path / "scenarios" / "co2.yaml").write_text(text, encoding="utf-8")
        return ask("author", "check", "scenarios/co2.yaml", "--format", "line")

    return look


def told(done) -> list[str]:
    return re.findall(r"(\d+:\d+: \w+\[[\w-]+\]: nothing is said of [^,]*)", done.out)


def test_a_record_and_a_question_that_are_left_out_are_told_with_place(check) -> None:
    done = check(RECORDS + ANSWERS, "")
    assert done.code == 1
    assert told(done) == [
        "22:1: warning[scenario-silent]: nothing is said of 'reading'",
        "22:1: warning[scenario-silent]: nothing is said of the question 'ask-ground'",
    ]
    assert "asks of FE-1: who is simulated cannot tell" in done.out
    assert "asked of MCC: who is simulated stays silent" in done.out
    assert told(check(RECORDS, "  records: {}\n")) == [
        "27:3: warning[scenario-silent]: nothing is said of 'reading'"
    ]


def test_what_is_meant_so_is_said_and_drilled_so(check) -> None:
    done = check(
        RECORDS + ANSWERS, "  records: {reading: cannot tell}\n  answers: {ask-ground: {}}\n"
    )
    assert (done.code, told(done)) == (0, [])
    played = ask("drill", "scenarios/co2.yaml", "--auto")
    assert "Outcome: handed to the ground" in played.out


def test_a_record_that_cannot_be_is_told_to_its_author_and_to_nobody_at_an_instrument(
    check,
) -> None:
    done = check("{reading: {reads: cabin.co2}}", "{reading: '45'}")
    assert "error[value]: 'reading': 45 is outside 0 to 20 mmHg" in done.out
    assert "read again" not in done.out
    assert (
        "write one, or 'cannot tell' where that is meant" in ask("author", "check", "scenarios").out
    )


def test_a_drill_is_not_refused_for_it(check) -> None:
    check(RECORDS, "")
    assert ask("drill", "scenarios/co2.yaml", "--auto").code in {0, 1}


def test_a_misspelt_record_is_told_once(check) -> None:
    done = check("{reading: {reads", "{readin: {reads")
    assert told(done) == []
    assert "no record is called 'readin'" in done.out


def test_of_procedures_called_for_and_left_for(tmp_path: Path) -> None:
    """A part whose offer is declined is asked nothing; of what is left for there are notes only."""
    path = ROOT / "procedures" / "scenarios" / "three-alarms.yaml"
    text = path.read_text(encoding="utf-8")
    done = ask("author", "check", path, "--format", "line")
    assert (done.code, "warning[" in done.out) == (0, False)
    assert "info[scenario-silent]: nothing is said of 'toxic-atmosphere.tube-haven'" in done.out
    other = tmp_path / "three-alarms.yaml"
    other.write_text(
        text.replace("tres: {reads: tres.fgb}", "")
        .replace(
            "offer: {by: CDR, after: 90 s, declines",
            "offer: {by: CDR, after: 90 s}\n    closes: CDR\n    words: [{disposition: handed over, note",
        )
        .replace("a detector alone'}", "a detector alone'}]"),
        encoding="utf-8",
    )
    done = ask("author", "check", other, "--format", "line")
    assert "nothing is said of 'tres', which " in done.out
    assert "nothing is said of 'co-here', which 'measure' asks of FE-2" in done.out
