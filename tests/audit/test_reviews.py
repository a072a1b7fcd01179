"""`audit review`, `correct`, `reviews`: what an auditor says is added beside what is there, and nothing else changes."""

from __future__ import annotations

import json

import pytest

from tests.audit import kept_logs
from tests.cli import logs
from tests.cli.door import ask, entries, refused, runs

CLOSED, OPEN = "ms-29-7", "ms-29-3"
SAMPLE, HISS = 584, 9
EVA = ("--by", "Eva Lind")


@pytest.fixture
def store(tmp_path):
    """A closed drill and one that is still open."""
    path = tmp_path / "runs.db"
    for log in kept_logs.LOGS:
        if kept_logs.name(log) != "leak-real":
            kept_logs.stored(log, path)
    return path


def review(store, run=CLOSED, verdict="accepted", words="read with its readings"):
    return ask(
        "audit", "review", run, *EVA, "--verdict", verdict, "--words", words, "--store", store
    )


def correct(store, run, entry, was, becomes, because="digits swapped"):
    words = ("--was", was, "--is", becomes, "--because", because)
    return ask("audit", "correct", run, entry, *words, *EVA, "--store", store)


def said(store, run=CLOSED):
    done = ask("audit", "reviews", run, "--json", "--store", store)
    return done.code, json.loads(done.out)


def test_a_review_says_who_what_why_and_how_much_was_seen(store):
    done = review(store, words="the hatch was shut in time")
    assert done.code == 0, done
    assert "asserted by Eva Lind" in done.out
    code, (one,) = said(store)
    assert code == 0
    assert (one["person"], one["verdict"], one["auth"]) == ("Eva Lind", "accepted", "asserted")
    assert (one["words"], one["entries"]) == ("the hatch was shut in time", 1047)


def test_reviews_add_and_change_nothing(store):
    before = logs.stored(store, CLOSED)
    review(store)
    first = logs.stored(store, f"{CLOSED}.review")
    review(store, verdict="rejected", words="on second thoughts")
    correct(store, CLOSED, SAMPLE, "2.3", "3.2")
    assert logs.stored(store, CLOSED) == before
    assert logs.stored(store, f"{CLOSED}.review")[: len(first)] == first
    assert [one["kind"] for one in said(store)[1]] == ["ReviewMade", "ReviewMade", "CorrectionMade"]
    events = [json.loads(row.body)["event"] for row in logs.stored(store, f"{CLOSED}.review")]
    assert events == ["ReviewOpened", "ReviewMade", "ReviewMade", "CorrectionMade"]


def test_a_review_log_is_no_run(store):
    before = {one["run"] for one in runs(store)}
    review(store)
    assert {one["run"] for one in runs(store)} == before
    found = json.loads(ask("audit", "findings", "--all", "--json", "--store", store).out)
    assert set(found["runs"]) == before


def test_a_correction_of_a_closed_run_stands_beside_its_entry_everywhere(store):
    done = correct(store, CLOSED, SAMPLE, "2.3", "3.2")
    assert done.code == 0, done
    shown = ask("audit", "show", CLOSED, "--store", store).out
    at = shown.splitlines().index(
        next(one for one in shown.splitlines() if "sample-1 = 2.3 ppm" in one)
    )
    assert (
        "CORRECTED: was 2.3, is 3.2: digits swapped (asserted: Eva Lind"
        in shown.splitlines()[at + 1]
    )
    found = json.loads(
        ask("audit", "find", "--text", "sample-1 =", "--json", "--store", store).out
    )["found"]
    assert "was 2.3, is 3.2" in found[0]["corrections"][0]
    replayed = ask("audit", "replay", CLOSED, "--store", store)
    assert replayed.code == 0
    assert f"entry {SAMPLE} CORRECTED: was 2.3" in replayed.out
    assert entries(store, CLOSED)[SAMPLE]["data"]["value"] == "2.3"


def test_a_correction_of_an_open_run_is_its_next_entry_and_the_run_goes_on(store):
    size = len(logs.stored(store, OPEN))
    done = correct(store, OPEN, HISS, "a hiss at the hatch", "a hiss at the valve", "misheard")
    assert done.code == 0, done
    last = entries(store, OPEN)[-1]
    assert (last["event"], last["i"]) == ("Corrected", size)
    assert last["data"] == {
        "entry": HISS,
        "was": "a hiss at the hatch",
        "becomes": "a hiss at the valve",
        "reason": "misheard",
        "person": "Eva Lind",
        "auth": "asserted",
    }
    assert ask("audit", "replay", OPEN, "--store", store).code == 0
    assert said(store, OPEN)[1][0]["kind"] == "Corrected"
    found = json.loads(ask("audit", "findings", OPEN, "--json", "--store", store).out)["findings"]
    assert "corrected" in {one["rule"] for one in found}
    ask("drill", "--plain", "--resume", OPEN, "--store", store, typed="wait 10\nquit\n")
    assert len(logs.stored(store, OPEN)) > size + 1


def test_what_is_missing_or_not_so_is_refused(store):
    refused(correct(store, CLOSED, SAMPLE, "9.9", "3.2"), "does not say '9.9'", "'2.3'")
    refused(correct(store, CLOSED, SAMPLE, "2.3", "3.2", because=" "), "--because")
    refused(correct(store, CLOSED, 5000, "2.3", "3.2"), "has no entry 5000", "0 to 1046")
    refused(review(store, words="  "), "--words")
    refused(review(store, run="no-such"), "not in this store")
    refused(ask("audit", "reviews", "no-such", "--store", store), "not in this store")
    assert f"{CLOSED}.review" not in {row["run"] for row in runs(store)}


def test_a_review_of_what_is_no_longer_there_is_told(store, tmp_path):
    review(store)
    rows = logs.stored(store, CLOSED)
    lines = [json.loads(row.body) for row in rows]
    lines[0]["data"]["seed"] = 8
    other = tmp_path / "other.db"
    kept_logs.written(other, CLOSED, lines)
    logs.write(other, f"{CLOSED}.review", logs.said(store, f"{CLOSED}.review"), kind="review")
    code, found = said(other)
    assert code == 1
    assert all("is not what it was when this was said" in one["fault"] for one in found)


def test_a_changed_review_log_is_named(store):
    review(store)
    lines = logs.said(store, f"{CLOSED}.review")
    lines[1]["data"]["verdict"] = "rejected"
    lines[1]["data"]["colour"] = "red"
    copy = store.with_name("copy.db")
    copy.write_bytes(store.read_bytes())
    logs.write(copy, f"{OPEN}.review", lines, kind="review")
    done = ask("audit", "reviews", OPEN, "--store", copy)
    assert done.code == 2
    assert "entry 1 of the review log" in done.err


def test_lists_and_logs_can_be_narrowed(store):
    listed = lambda *words: [  # noqa: E731 - short and local
        one["run"]
        for one in json.loads(ask("audit", "list", *words, "--json", "--store", store).out)
    ]
    assert listed("--open") == [OPEN]
    assert listed("--outcome", "reopened") == [CLOSED]
    assert listed("--since", "2024-11-24") == []
    assert listed("--kind", "run") == []
    assert len(listed("--procedure", "unknown-odor-on-hatch-opening", "--until", "2024-11-23")) == 2
    assert "None of the 2 runs" in ask("audit", "list", "--kind", "run", "--store", store).out
    shown = ask(
        "audit", "show", CLOSED, "--role", "MCC-H", "--event", "signed", "--store", store
    ).out
    assert len(shown.splitlines()) == 2
    assert "Houston CAPCOM" in shown
    few = ask(
        "audit", "show", CLOSED, "--readings", "--from", 100, "--to", 103, "--store", store
    ).out
    assert [line.split()[0] for line in few.splitlines()[:-1]] == ["100", "101", "102", "103"]
    refused(ask("audit", "list", "--since", "soon", "--store", store), "'soon' is not a time")


def test_a_review_log_stands_under_signed_checkpoints_and_verifies(tmp_path):
    path = tmp_path / "runs.db"
    ask("drill", "ms-29", "--auto", "--seed", 3, "--store", path)
    review(path, run="ms-29-3")
    review(path, run="ms-29-3", verdict="rejected", words="on second thoughts")
    done = ask("audit", "verify", path, "--json")
    verdicts = {one["run"]: one for one in json.loads(done.out)}
    assert set(verdicts) == {"ms-29-3", "ms-29-3.review"}
    assert verdicts["ms-29-3.review"]["verdict"].startswith("intact")
    assert verdicts["ms-29-3.review"]["code"] == verdicts["ms-29-3"]["code"]
