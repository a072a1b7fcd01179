"""`audit find`, `compare` and `stats`: what is asked is answered, drills apart from real runs, also as data."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest

from tests.audit import kept_logs
from tests.cli import logs
from tests.cli.door import ask, refused

RUN = "leak-2026-11-25"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Two clean drills (one with other words), a badly played one, a real run."""
    path = tmp_path_factory.mktemp("questions") / "runs.db"
    for log in kept_logs.LOGS:
        kept_logs.stored(log, path)
    said = logs.said(path, "ms-29-7")
    said[0]["data"]["run"] = "ms-29-8"
    first = next(one for one in said if one["data"].get("name") == "sample-1")
    first["data"]["value"] = "3.1"
    kept_logs.written(path, "ms-29-8", said)
    return path


def data(store, *words):
    done = ask("audit", *words, "--json", "--store", store)
    assert not done.err, done.err
    return done.code, json.loads(done.out)


# -- find ---------------------------------------------------------------------------------------


def entries(store, *words):
    return data(store, "find", *words)[1]["found"]


def test_a_person_at_a_step(store):
    found = entries(store, "--person", "orlov", "--step", "confirm", "--run", "ms-29-7")
    assert [one["event"] for one in found] == ["ItemTicked", "SignedOff"]
    assert {one["person"] for one in found} == {"Mikhail Orlov"}


def test_a_person_who_took_a_seat_is_found_in_it(store):
    found = entries(store, "--person", "Ann", "--run", "ms-29-3")
    assert found[0]["event"] == "RoleHandedOver"
    assert found[1]["role"] == "CDR"


def test_words_of_a_correction_find_the_entry_it_is_about(store, tmp_path):
    copy = tmp_path / "runs.db"
    copy.write_bytes(store.read_bytes())
    words = ("--was", "2.3", "--is", "3.2", "--because", "digits swapped", "--by", "Eva Lind")
    (sample,) = entries(copy, "--text", "sample-1 = 2.3", "--run", "ms-29-7")
    assert ask("audit", "correct", "ms-29-7", sample["index"], *words, "--store", copy).code == 0
    (found,) = entries(copy, "--text", "digits swapped")
    assert found["index"] == sample["index"]
    assert "was 2.3, is 3.2: digits swapped" in found["corrections"][0]


def test_role_event_text_and_kind(store):
    assert {one["role"] for one in entries(store, "--role", "mcc-h")} == {"MCC-H"}
    assert {one["kind"] for one in entries(store, "--event", "SignedOff", "--kind", "run")} == {
        "run"
    }
    assert {one["run"] for one in entries(store, "--text", "HISS")} == {"ms-29-3"}
    assert {one["run"] for one in entries(store, "--role", "CDR", "--procedure", "leak")} == {RUN}


def test_times_are_utc_and_a_day_lasts_to_its_end(store):
    hour = entries(store, "--since", "2024-11-23T22:00Z", "--until", "2024-11-23T22:05Z")
    assert hour
    assert all("2024-11-23T22:00" <= one["at"] <= "2024-11-23T22:05:00.000Z" for one in hour)
    same = entries(store, "--since", "2024-11-24T00:00+02:00", "--until", "2024-11-23T22:05Z")
    assert [one["index"] for one in same] == [one["index"] for one in hour]
    assert entries(store, "--until", "2024-11-23", "--event", "RunClosed")


def test_telemetry_only_where_it_is_asked_for(store):
    assert "ReadingsTaken" not in {one["event"] for one in entries(store, "--run", "ms-29-7")}
    assert entries(store, "--run", "ms-29-7", "--event", "ReadingsTaken")


def test_question_and_answer_can_be_kept(store, tmp_path):
    path = tmp_path / "asked.json"
    done = ask("audit", "find", "--text", "hiss", "-o", path, "--store", store)
    assert done.code == 0
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert kept["question"] == {"text": "hiss"}
    assert len(kept["found"]) == 1


def test_words_name_kind_run_and_entry(store):
    done = ask("audit", "find", "--text", "hiss", "--store", store)
    assert done.out.startswith("DRILL ms-29-3\n")
    assert done.last == "1 entries in 1 drills and 0 real runs"
    assert ask("audit", "find", "--text", "no such words", "--store", store).code == 1


def test_a_question_that_asks_nothing_or_no_time_is_refused(store):
    refused(ask("audit", "find", "--store", store), "say what to find")
    refused(ask("audit", "find", "--since", "noon", "--store", store), "'noon' is not a time")


# -- compare ------------------------------------------------------------------------------------


def test_two_runs_step_by_step(store):
    code, said = data(store, "compare", "ms-29-7", "ms-29-8")
    assert code == 1
    (step,) = [one for one in said["steps"] if one["differs"]]
    assert step["state"] == "first-sample"
    assert step["a"]["said"] == ["sample-1 2.3 ppm"]
    assert step["b"]["said"] == ["sample-1 3.1 ppm"]
    assert step["slower_ms"] == 0


def test_a_step_that_one_did_not_come_to_stands_alone(store):
    _, said = data(store, "compare", "ms-29-3", "ms-29-7")
    alone = {one["state"] for one in said["steps"] if one["a"] is None}
    assert {"reopen", "confirm"} <= alone
    assert "aborted" in {rule for one in said["steps"] if one["a"] for rule in one["a"]["departed"]}


def test_a_run_with_itself_does_not_differ(store):
    assert data(store, "compare", "ms-29-7", "ms-29-7")[0] == 0


@pytest.mark.parametrize("against", ["--best", "--median"])
def test_the_best_and_the_median_are_other_runs_of_the_same_kind(store, against):
    _, said = data(store, "compare", "ms-29-3", against)
    assert said["b"]["run"] in {"ms-29-7", "ms-29-8"}
    assert data(store, "compare", "ms-29-7", against)[1]["b"]["run"] == "ms-29-8"


def test_where_there_is_nothing_to_compare_with_it_is_said(store):
    refused(ask("audit", "compare", RUN, "--best", "--store", store), "no other run of leak")
    refused(ask("audit", "compare", RUN, "--store", store), "--best, or --median")
    both = ask("audit", "compare", RUN, "--best", "--median", "--store", store)
    refused(both, "one of the three")


# -- stats --------------------------------------------------------------------------------------


def test_drills_and_runs_are_never_counted_together(store):
    _, said = data(store, "stats")
    assert {(one["procedure"], one["kind"], one["runs"]) for one in said} == {
        ("unknown-odor-on-hatch-opening", "drill", 3),
        ("leak", "run", 1),
    }


def test_steps_have_counts_percentiles_departures_and_decisions(store):
    _, (said,) = data(store, "stats", "--kind", "drill")
    steps = {one["state"]: one for one in said["steps"]}
    assert steps["masks"]["stays"] == 3
    assert steps["dwell"]["ms"] == {"p10": 300_000, "p50": 300_000, "p90": 300_000, "max": 300_000}
    assert steps["report"]["departed_rate"] == round(1 / 3, 4)
    assert steps["report"]["departed"] == {"held": 1, "time-over": 1}
    assert said["decisions"]["ask-ground"] == {"LOS": 2, "GO": 2}
    assert said["outcomes"] == {"reopened": 2, "not closed": 1}


def test_a_table_for_people(store):
    done = ask("audit", "stats", "leak", "--store", store)
    assert done.code == 0
    assert done.out.startswith("REAL RUNS of leak: 1, revision 1\n")
    assert all(len(line) <= 80 for line in done.out.splitlines())
    assert ask("audit", "stats", "nothing", "--store", store).code == 1


def test_the_picture_is_whole_and_names_every_step(store, tmp_path):
    path = tmp_path / "drills.svg"
    assert ask("audit", "stats", "--kind", "drill", "--picture", path, "--store", store).code == 0
    root = ET.parse(path).getroot()
    words = "\n".join(text for text in root.itertext())
    assert "unknown-odor-on-hatch-opening: 3 drills" in words
    assert "Wait between samples" in words
    assert "href" not in path.read_text(encoding="utf-8")
    refused(ask("audit", "stats", "--picture", path, "--store", store), "--picture draws one")
