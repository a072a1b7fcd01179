"""A log that ends after any entry goes on as it would have gone: what a kill at that very moment leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.bootstrap import DrillSettings, resume_drill
from tests.cli import logs
from tests.cli.door import ask, entries

MINUTES = 12  # of the drill: through masks, hatch, fans and first records


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The log of a drill that nobody cut."""
    store = tmp_path_factory.mktemp("whole") / "runs.db"
    assert ask("drill", "ms-29", "--auto", "--seed", 7, "--store", store).code == 0
    return entries(store, "ms-29-7")


def story(log: list[dict[str, Any]], until: int) -> list[str]:
    kept = [
        entry
        for entry in log
        if entry["event"] not in {"RunResumed", "ClockKept"} and entry["t"] <= until
    ]
    return [json.dumps({**entry, "i": 0, "prev": ""}, sort_keys=True) for entry in kept]


def begun(whole: list[dict[str, Any]]) -> int:
    """The entries after which there is a step to go on with."""
    return next(entry["i"] + 1 for entry in whole if entry["event"] == "StepEntered")


def goes_on(folder: Path, whole: list[dict[str, Any]], size: int, minutes: int) -> None:
    """Cut the log to `size` entries, go on, and hold the two against each other."""
    store = folder / f"cut-{size}.db"
    logs.write(store, "ms-29-7", whole[:size])
    drill = resume_drill("ms-29-7", DrillSettings(None, store=str(store)))
    drill.advance(minutes * 60_000 - drill.t, stop_when_closed=True)
    drill.leave()
    now = entries(store, "ms-29-7")
    assert now[:size] == whole[:size]
    until = min(minutes * 60_000, whole[-1]["t"])
    assert story(now, until) == story(whole, until), whole[size - 1]


def test_a_cut_after_a_deed_and_before_the_station_answers(
    tmp_path: Path, whole: list[dict[str, Any]]
) -> None:
    early = [entry for entry in whole if entry["t"] < MINUTES * 60_000]
    deeds = [entry["i"] + 1 for entry in early if entry["event"] == "ActTaken"]
    assert len(deeds) > 5
    deeds = deeds[:3] + deeds[-3:]
    for size in deeds:
        goes_on(tmp_path, whole, size, MINUTES)


def test_a_cut_anywhere_in_the_first_minutes(tmp_path: Path, whole: list[dict[str, Any]]) -> None:
    early = [entry["i"] for entry in whole if entry["t"] < 60_000]
    for size in range(begun(whole), len(early), 3):
        goes_on(tmp_path, whole, size, 2)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_a_cut_after_two_hundred_entries(
    tmp_path: Path, whole: list[dict[str, Any]], part: int
) -> None:
    for size in range(begun(whole) + 5 * part, len(whole), 50):
        until = min(whole[size - 1]["t"] // 60_000 + 5, whole[-1]["t"] // 60_000 + 1)
        goes_on(tmp_path, whole, size, until)
