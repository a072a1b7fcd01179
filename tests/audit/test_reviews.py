"""`audit review`, `correct`, `reviews`: what an auditor says is added beside what is there, and nothing else changes."""

from __future__ import annotations

import json
import re
from contextlib import closing

import pytest

from engine.adapters.stores import open_store
from tests.audit import kept_logs
from tests.cli import bundles, logs
from tests.cli.door import ask, entries, refused, runs

KEPT = {kept_logs.name(path): path for path in kept_logs.LOGS}
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
    assert "by Eva Lind (asserted: there is no key of theirs here)" in done.out
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


@pytest.fixture
def keys(tmp_path):
    """A key folder with an auditor's key that is enrolled for reviews."""
    env = {"BOLDFACE_KEYS": str(tmp_path / "keys")}
    for words in (("new", "crew", "Eva Lind"), ("enrol", "Eva Lind", "--for", "reviewed")):
        more = ("--by", "Flight") if words[0] == "enrol" else ()
        assert ask("keys", *words, *more, env=env).code == 0
    return env


def asked(keys, store, *words):
    return ask("audit", *words, "--store", store, env=keys)


def reviewed(keys, store, *more, by="Eva Lind"):
    words = ("--verdict", "accepted", "--words", "read with its readings")
    return asked(keys, store, "review", CLOSED, "--by", by, *words, *more)


def test_a_review_with_an_enrolled_key_is_signed_and_says_against_which_trust(store, keys):
    assert "signed with a key that is enrolled here" in reviewed(keys, store).out
    words = ("--was", "2.3", "--is", "3.2", "--because", "digits swapped", *EVA)
    assert asked(keys, store, "correct", CLOSED, SAMPLE, *words).code == 0
    done = asked(keys, store, "reviews", CLOSED, "--json")
    assert done.code == 0
    for one in json.loads(done.out):
        assert re.fullmatch(
            r"signed \(checked against allowed_signers, SHA-256 [0-9a-f]{12}\)", one["proof"]
        )
    for words in (("show", f"{CLOSED}.review"), ("show", CLOSED)):
        assert "signed (checked against allowed_signers" in asked(keys, store, *words).out


def test_without_trust_a_signature_is_only_present_and_never_signed(store, keys, tmp_path):
    reviewed(keys, store)
    nobody = {"BOLDFACE_KEYS": str(tmp_path / "nobody")}
    for words in (("reviews", CLOSED), ("show", f"{CLOSED}.review")):
        shown = asked(nobody, store, *words).out
        assert "(signature present, not checked: Eva Lind" in shown
        assert "signed (" not in shown


def test_another_persons_or_a_strange_key_signs_nothing(store, keys, tmp_path):
    eva = tmp_path / "keys" / "crew" / "Eva Lind"
    refused(reviewed(keys, store, "--key", eva, by="Bo Berg"), "not enrolled as Bo Berg's")
    refused(reviewed(keys, store, "--key", tmp_path / "none"), "cannot be read")
    words = ("--was", "a hiss at the hatch", "--is", "a hiss", "--because", "x", *EVA, "--key", eva)
    refused(asked(keys, store, "correct", OPEN, HISS, *words), "it is open", "leave --key out")
    assert said(store)[1] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(verdict="rejected"),
        lambda data: data.update(person="Bo Berg"),
        lambda data: data.update(entries=5),
        lambda data: data.update(statement=data["statement"].replace("accepted", "rejected")),
        lambda data: data.update(signature=data["signature"].replace("A", "B", 40)),
    ],
)
def test_a_signed_review_that_was_changed_is_not_believed(store, keys, tmp_path, change):
    reviewed(keys, store)
    lines = logs.said(store, f"{CLOSED}.review")
    change(lines[1]["data"])
    other = tmp_path / "other.db"
    kept_logs.stored(KEPT[CLOSED], other)
    logs.write(other, f"{CLOSED}.review", lines, kind="review")
    done = asked(keys, other, "reviews", CLOSED, "--json")
    (one,) = json.loads(done.out)
    assert done.code == 1
    assert one["proof"].startswith("NOT BELIEVED: ")
    verdict = asked(keys, other, "verify", f"{CLOSED}.review")
    assert "ALTERED AT 1" in verdict.out


def test_a_review_log_is_shown_in_words(store):
    review(store, words="the hatch was shut in time")
    done = ask("audit", "show", f"{CLOSED}.review", "--store", store)
    assert (done.code, done.err) == (0, "")
    assert "REVIEW ACCEPTED (asserted: Eva Lind; 1047 entries seen): the hatch" in done.out
    few = ask("audit", "show", f"{CLOSED}.review", "--text", "in time", "--store", store).out
    assert len(few.splitlines()) == 1


@pytest.mark.parametrize("form", [pytest.param("", marks=pytest.mark.slow), ".zip"])
def test_a_bundle_takes_the_reviews_along_and_brings_them_in_once(tmp_path, store, keys, form):
    bundle, other = tmp_path / f"bundle{form}", tmp_path / "other.db"
    reviewed(keys, store)
    assert asked(keys, store, "export", CLOSED, "--as", "bundle", "-o", bundle).code == 0
    assert "reviews of it: 2 of 2" in asked(keys, other, "import", bundle).out
    assert "nothing new" in asked(keys, other, "import", bundle).out
    (there,) = review_logs(other)
    assert logs.stored(other, there) == logs.stored(store, f"{CLOSED}.review")
    judged = json.loads(ask("audit", "verify", bundle, "--json", env=keys).out)
    assert [one["run"] for one in judged] == ["", "(bundle) reviews 1"]
    assert asked(keys, other, "reviews", CLOSED).out == asked(keys, store, "reviews", CLOSED).out


@pytest.mark.slow
def test_a_review_where_it_was_brought_in_adds_to_no_log_of_another_place(tmp_path, store, keys):
    bundle, other = tmp_path / "bundle", tmp_path / "other.db"
    reviewed(keys, store)
    asked(keys, store, "export", CLOSED, "--as", "bundle", "-o", bundle)
    asked(keys, other, "import", bundle)
    done = asked(keys, other, "review", CLOSED, *EVA, "--verdict", "open", "--words", "mine")
    assert f"entry 1 of {CLOSED}.review:" in done.out
    reviewed(keys, store)
    later = tmp_path / "later"
    asked(keys, store, "export", CLOSED, "--as", "bundle", "-o", later)
    assert "reviews of it: 1 of 3" in asked(keys, other, "import", later).out
    found = json.loads(asked(keys, other, "reviews", CLOSED, "--json").out)
    assert [one["verdict"] for one in found] == ["open", "accepted", "accepted"]
    assert "\n  3 intact, unwitnessed: " in asked(keys, other, "verify", other).out
    back = tmp_path / "back"
    asked(keys, other, "export", CLOSED, "--as", "bundle", "-o", back)
    assert "reviews of it: 2 of 5" in asked(keys, store, "import", back).out
    assert len(json.loads(asked(keys, store, "reviews", CLOSED, "--json").out)) == 3


def review_logs(store):
    with closing(open_store(str(store), writable=False)) as opened:
        return [row.run for row in opened.runs() if row.kind == "review"]


def test_reviews_of_another_run_are_not_brought_in(tmp_path, store):
    bundle = tmp_path / "bundle"
    review(store)
    ask("audit", "export", CLOSED, "--as", "bundle", "-o", bundle, "--store", store)
    entries_ = bundle / "reviews" / "1" / "entries.jsonl"
    said_ = entries_.read_bytes()
    leaf = json.loads(said_.splitlines()[0])["data"]["leaf"].encode()
    entries_.write_bytes(said_.replace(leaf, leaf[::-1]))
    bundles.resummed(bundle)
    done = ask("audit", "import", bundle, "--store", tmp_path / "other.db")
    assert done.code == 2
    assert "nothing was brought in" in done.err.lower()
