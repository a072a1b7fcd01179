"""A real run with several procedures: an alarm from telemetry or a typed reading, the queue, by hand, kill and resume."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli import real
from tests.cli.door import ROOT, ask, entries, refused, runs

SHELF = ("head-count", "carbon-dioxide-high", "fire", "rapid-depressurization")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder with a released procedure of one's own and three that alarms call for."""
    folder = tmp_path_factory.mktemp("shelf")
    real.released(folder)
    for name in SHELF:
        shutil.copy(ROOT / "procedures" / f"{name}.yaml", folder)
        done = ask("author", "release", folder / f"{name}.yaml", "--by", "Ann", "--why", "a test")
        assert done.code == 0, done
    return folder


def run(shelf: Path, *lines: str, **more):
    return real.run(shelf / "leak.yaml", *lines, **more)


def test_an_alarm_that_is_typed_opens_its_procedure_and_the_crew_goes_back(shelf, tmp_path):
    store = f"{tmp_path}/runs.db"
    done = run(shelf, "read alarm.depress on", "go 2", "go 1", "queue", store=store)
    assert done.out.count("QUEUE: Rapid depressurization is before you") == 2
    assert "[>] WARNING Rapid depressurization, NOW since" in done.out
    name = real.name_of(done)
    assert [row["run"] for row in runs(store)] == [name, f"{name}.rapid-depressurization"]
    opened, *rest = entries(store, f"{name}.rapid-depressurization")
    assert (opened["data"]["kind"], opened["data"]["beside"]) == ("run", name)
    assert opened["data"]["because"] == "alarm.depress is on"
    known = [one["data"]["readings"] for one in rest if one["event"] == "ReadingsTaken"]
    assert [one["channel"] for one in known[0]] == ["alarm.depress"]


def test_telemetry_reaches_every_open_procedure_and_the_alarms(shelf, tmp_path):
    store = f"{tmp_path}/runs.db"
    feed = tmp_path / "feed.jsonl"
    lines = [("alarm.fire", "on"), ("air.sm.co2", 6000), ("cabin.co2", 3.5), ("nobody.knows", 1)]
    feed.write_text("".join(f"{json.dumps({'channel': a, 'value': b})}\n" for a, b in lines))
    done = run(shelf, "wait 1 s", "queue", "accept 1", "go 2", store=store,
               more=("--telemetry", feed))  # fmt: skip
    assert "[?] WARNING Fire in the Lab, OFFERED" in done.out
    assert "Carbon dioxide high" in done.out
    said = entries(store, real.name_of(done))
    reasons = [one["data"]["reason"] for one in said if one["event"] == "InputRefused"]
    assert ["nobody.knows" in one for one in reasons] == [True]


def test_by_hand_a_procedure_needs_a_name_that_is_in_force_and_a_reason(shelf):
    done = run(
        shelf,
        "call",
        "call nope x",
        "call fire",
        "call fire smoke at the rack",
        "call fire again",
        "call carbon-dioxide-high headache",
        "queue",
    )
    for words in (
        "say which procedure and what is seen",
        "refused: no procedure called 'nope' can be opened here; there are: leak, ",
        "refused: opening a procedure by hand needs a reason",
        "QUEUE: Fire in the Lab is before you",
        "refused: that procedure is open already",
        "refused: it is inhibited while Fire in the Lab is open",
        "call rapid-depressurization: Rapid depressurization",
    ):
        assert words in done.out
    assert "beside" in done.out
    assert "smoke at the rack" in done.out


def test_what_was_interrupted_is_returned_to_and_each_is_told_at_the_end(shelf):
    done = run(
        shelf,
        *("call carbon-dioxide-high headache", "1", "2", "abort a test", "sign"),
        *real.TO_A_SAFE_END,
    )
    over, back = "engine: CLOSED: aborted (UNSAFE)", "QUEUE: Leak is before you"
    assert done.out.index(over) < done.out.index(back)
    assert done.last == "closed: handed to the ground"
    assert done.code == 1  # what was opened beside it was given up
    assert "BESIDE IT: Carbon dioxide high, revision 1" in done.out


def test_left_and_gone_on_with_all_of_them_are_there(shelf, tmp_path):
    store = f"{tmp_path}/runs.db"
    left = run(shelf, "read alarm.depress on", store=store)
    name = real.name_of(left)
    assert f"go on with: boldface run --plain --resume {name}\nnot closed\n" in left.out
    words = ("run", "--plain", "--store", store, "--resume")
    again = ask(*words, name, typed="queue\ngo 2\nquit\n")
    assert "[>] WARNING Rapid depressurization, NOW" in again.out
    assert "QUEUE: Leak is before you" in again.out
    refused(ask(*words, f"{name}.rapid-depressurization"), f"`boldface run --resume {name}`")
    for one in (name, f"{name}.rapid-depressurization"):
        assert "LEGAL" in ask("audit", "replay", one, "--store", store).out
        said = [entry["event"] for entry in entries(store, one)]
        assert said.count("RunResumed") == 1


def test_a_draft_on_the_shelf_is_not_offered(tmp_path):
    real.released(tmp_path)
    text = (ROOT / "procedures" / "fire.yaml").read_text()
    (tmp_path / "fire.yaml").write_text(f"{text}# mine, and nobody released it\n")
    (tmp_path / "broken.yaml").write_text("procedure: [")
    done = run(tmp_path, "read alarm.fire on", "call fire smoke")
    assert "no channel is called 'alarm.fire'" in done.out
    assert "no procedure called 'fire' can be opened here" in done.out
