"""Who allowed a departure, on what paper, and when what is told now was done: from the line typed to every page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.door import Done, ask, entries

TYPED = (
    "1",
    "wait 12 min",
    "ago 10 min: 2",
    "ago 3 h: note the lamp flickered",
    "ago 5 min: hold nothing to do",
    "redline step Count heads because nobody did [by ; FN 3]",
    "skip no time [by MCC-H; FN 12]",
)
ALLOWED = "no time (allowed by MCC-H; reference FN 12)"
LATE = "(done at 0:02:00, told 0:10:00 later)"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, str]:
    store = str(tmp_path_factory.mktemp("said") / "runs.db")
    words = ("drill", "ms-29", "--plain", "--role", "all", "--seed", 7, "--store", store)
    return ask(*words, typed="".join(f"{one}\n" for one in TYPED)), store


def test_the_fields_stand_in_the_entry(played: tuple[Done, str]) -> None:
    said = {one["event"]: one["data"] for one in entries(played[1], "ms-29-7")}
    skipped = {"authority": "MCC-H", "reference": "FN 12", "reason": "no time"}
    assert said["StepSkipped"].items() >= skipped.items()
    assert said["Redlined"]["reference"] == "FN 3"
    assert "authority" not in said["Redlined"]
    assert said["ItemTicked"]["done"] == 120_000


def test_a_time_before_the_run_and_an_input_without_one_are_refused(
    played: tuple[Done, str],
) -> None:
    done, _ = played
    assert "the run began at 0:00:00; -2:48:00 was before that" in done.out
    assert "only what was done, seen, answered" in done.out


def test_every_page_tells_both(played: tuple[Done, str], tmp_path: Path) -> None:
    done, store = played
    shown = ask("audit", "show", "ms-29-7", "--store", store).out
    assert ask("audit", "report", "ms-29-7", "-o", tmp_path / "r.html", "--store", store).code == 0
    report = (tmp_path / "r.html").read_text()
    for text in (done.out, shown, report):
        assert ALLOWED in text
        assert LATE in text
    assert "reason: nobody did (reference FN 3)" in report
    found = ask("audit", "find", "--text", "fn 12", "--store", store)
    assert "SKIPPED" in found.out
    said = ask("audit", "findings", "ms-29-7", "--json", "--store", store).out
    by_rule = {one["rule"]: one["sentence"] for one in json.loads(said)["findings"]}
    assert ALLOWED in by_rule["step-skipped"]
    assert LATE in by_rule["late-entry"]


def test_the_run_replays(played: tuple[Done, str]) -> None:
    assert ask("audit", "replay", "ms-29-7", "--store", played[1]).code == 0
    assert ask("audit", "replay", "ms-29-7", "--by", "machine", "--store", played[1]).code == 0
