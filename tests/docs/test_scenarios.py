"""The scenario on the page of scenarios is played as it stands there, for the procedure that `author new` writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.door import ROOT, ask

PAGE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
SCENARIO = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[0]


@pytest.fixture
def drilled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scenario in its folder, the procedure beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOLDFACE_STORE", str(tmp_path / "runs.db"))
    assert ask("author", "new", "co2-removal-failure", "--yes").code == 0
    path = tmp_path / "scenarios" / "co2.yaml"
    path.parent.mkdir()
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def test_the_scenario_of_the_page_is_played_and_measures_what_it_says(drilled: Path) -> None:
    done = ask("drill", "scenarios/co2.yaml", "--auto")
    assert done.code == 0, done.err
    assert "Verdict: SAFE" in done.out
    assert "first measurement" in done.out
    for of_another_drill in ("masks on", "isolated", "Reopening"):
        assert of_another_drill not in done.out


def test_the_debrief_counts_the_carbon_dioxide_of_the_cabin_itself(drilled: Path) -> None:
    drilled.write_text(SCENARIO.replace("900 g", "0.001 g"), encoding="utf-8")
    done = ask("drill", "scenarios/co2.yaml", "--auto")
    peaks = [float(one) for one in re.findall(r"peak +([0-9.]+) ppm, dose 0[.]0[1-9]", done.out)]
    assert len(peaks) == 2
    assert all(3900 < one < 4000 for one in peaks)
    drilled.write_text(SCENARIO.replace("20000 ppm", "3900 ppm"), encoding="utf-8")
    assert "Verdict: UNSAFE" in ask("drill", "scenarios/co2.yaml", "--auto").out


def test_a_scenario_is_checked_like_a_procedure(drilled: Path) -> None:
    assert ask("author", "check", "scenarios/co2.yaml").code == 0
    path = drilled
    path.write_text(SCENARIO.replace("alarm: panel", "alarm: pannel"), encoding="utf-8")
    done = ask("author", "check", "scenarios/co2.yaml")
    assert done.code == 1
    assert "no inject is called 'pannel'" in done.out
    assert done.out.count("error[") == 1


def test_a_plain_drill_asks_for_no_role_that_the_procedure_has_not(drilled: Path) -> None:
    done = ask("drill", "scenarios/co2.yaml", "--plain", typed="quit\n")
    assert "no role" not in done.err
    assert "FE-1>" in done.out


def test_a_name_that_lies_here_as_a_file_is_told_its_path(drilled: Path) -> None:
    said = ask("drill", "co2", "--auto").err
    assert "for the file that lies here say scenarios/co2.yaml" in said
