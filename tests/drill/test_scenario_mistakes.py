"""Mistakes that authors make in scenarios: `author check` tells each at its line and column, under one rule.

The table is data/scenario-mistakes.txt: a scenario that ships, words of it (-), what stands there instead (+, with ‹
where the finding must be), the rule and words of the finding.
"""

from pathlib import Path
from typing import NamedTuple

import pytest

from engine.cli.author.scenes import look_at_scenario
from tests.cli.door import ask
from tests.drill.conftest import PROCEDURES, text_of

TABLE = Path(__file__).parent / "data" / "scenario-mistakes.txt"
MARK = "‹"


class Mistake(NamedTuple):
    """One row: the scenario, the words and what stands there instead, what must be told."""

    scenario: str
    old: str
    new: str
    rule: str
    words: str


def rows() -> list[Mistake]:
    found = []
    for block in TABLE.read_text("utf-8").split("\n\n"):
        lines = block.strip("\n").split("\n")
        if lines[0].startswith("#"):
            continue
        old, new = ("\n".join(x[2:] for x in lines if x.startswith(sign)) for sign in ("- ", "+ "))
        rule, _, words = lines[-1].partition(": ")
        found.append(Mistake(lines[0], old, new, rule, words))
    return found


def wrong(one: Mistake) -> tuple[str, str]:
    """The text with the mistake in it, and the line and column of its mark."""
    text = text_of(f"scenarios/{one.scenario}")
    assert one.old in text
    marked = text.replace(one.old, one.new, 1)
    before = marked.partition(MARK)[0]
    place = f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    return marked.replace(MARK, ""), place


def test_the_table_is_long_enough() -> None:
    assert len(rows()) >= 30
    assert all(one.new.count(MARK) == 1 for one in rows())


@pytest.mark.parametrize("one", rows(), ids=lambda one: f"{one.rule}-{one.words[:30]}")
def test_a_mistake_is_told_at_its_place_under_its_rule(one: Mistake) -> None:
    text, place = wrong(one)
    path = PROCEDURES / "scenarios" / f"{one.scenario}.yaml"
    findings = look_at_scenario(text, str(path), "safety").findings
    told = [each for each in findings if str(each.place) == place and each.rule == one.rule]
    assert told, findings
    assert one.words in f"{told[0].sentence} {told[0].expected} {told[0].mend}"


def test_a_misspelt_key_is_not_missing_too() -> None:
    text = text_of("scenarios/fire").replace("measures:\n", "mesures:\n")
    found = look_at_scenario(text, str(PROCEDURES / "scenarios" / "fire.yaml"), "safety").findings
    assert [one.rule for one in found] == ["unknown-key"]


def test_the_command_says_it(tmp_path: Path) -> None:
    one = next(each for each in rows() if each.rule == "unit-mismatch")
    text, place = wrong(one)
    path = tmp_path / f"{one.scenario}.yaml"
    path.write_text(text, "utf-8")
    done = ask("author", "check", path, "--format", "line")
    assert done.code == 1
    assert f"{one.scenario}.yaml:{place}: error[{one.rule}]" in done.out
