"""`audit findings`: what stands out is named with rule and entries; a clean drill has nothing above info."""

from __future__ import annotations

import json

import pytest

from tests.audit import kept_logs
from tests.cli import logs
from tests.cli.door import ask, refused

KEPT = {kept_logs.name(path): path for path in kept_logs.LOGS}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store with a clean drill, a badly played one and a real run."""
    path = tmp_path_factory.mktemp("findings") / "runs.db"
    for log in KEPT.values():
        kept_logs.stored(log, path)
    return path


def found(store, *words):
    done = ask("audit", "findings", *words, "--json", "--store", store)
    return done.code, json.loads(done.out)


def test_a_clean_drill_has_nothing_above_info(store):
    code, said = found(store, "ms-29-7")
    assert code == 0
    assert said["runs"] == {"ms-29-7": "drill"}
    assert {one["level"] for one in said["findings"]} == {"info"}


def test_a_badly_played_drill_is_named_with_its_entries(store):
    code, said = found(store, "ms-29-3")
    assert code == 1
    by_rule = {one["rule"]: one for one in said["findings"]}
    assert {"step-skipped", "aborted", "observation-open", "not-closed", "held"} <= set(by_rule)
    for index, one in ((by_rule["aborted"]["entries"][0], "RunAborted"),):
        assert json.loads(logs.stored(store, "ms-29-3")[index].body)["event"] == one


def test_all_runs_by_kind_level_rule_and_procedure(store):
    assert set(found(store, "--all")[1]["runs"].values()) == {"drill", "run"}
    _, said = found(store, "--all", "--kind", "drill", "--level", "warning")
    assert set(said["runs"].values()) == {"drill"}
    assert {one["level"] for one in said["findings"]} <= {"error", "warning"}
    _, said = found(store, "--all", "--rule", "aborted")
    assert [one["rule"] for one in said["findings"]] == ["aborted"]
    _, said = found(store, "--all", "--procedure", "leak")
    assert len(said["runs"]) == 1


def test_words_name_rule_entries_and_how_many(store):
    done = ask("audit", "findings", "ms-29-3", "--level", "warning", "--store", store)
    assert done.code == 1
    assert "! warning aborted: CDR (Ann): ABORTED: enough [" in " ".join(done.out.split())
    assert "1 run looked at: 0 error, " in done.last


def test_what_is_asked_wrongly_is_refused(store):
    refused(ask("audit", "findings", "--store", store))
    refused(ask("audit", "findings", "ms-29-7", "--all", "--store", store))
    refused(ask("audit", "findings", "ms-29-7", "--rule", "no-such", "--store", store), "no-such")
    assert "not in this store" in ask("audit", "findings", "none", "--store", store).err


def test_a_run_that_cannot_be_read_is_told_and_hides_no_other(store, tmp_path):
    copy = tmp_path / "runs.db"
    copy.write_bytes(store.read_bytes())
    said = logs.said(copy, "ms-29-3")
    kept_logs.written(copy, "torn", [{**said[0], "event": "Nothing"}, *said[1:]])
    done = ask("audit", "findings", "--all", "--json", "--store", copy)
    assert done.code == 2
    assert set(json.loads(done.out)["not_read"]) == {"torn"}
    assert "torn" in done.err
    assert len(json.loads(done.out)["runs"]) == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 51))
def test_a_clean_simulated_drill_raises_no_alarm(seed, tmp_path):
    """The false-alarm rate that docs/findings.md states is measured here."""
    ask("drill", "ms-29", "--auto", "--seed", seed, "--store", tmp_path / "runs.db")
    _, said = found(tmp_path / "runs.db", f"ms-29-{seed}", "--level", "warning")
    assert [one for one in said["findings"] if one["rule"] != "ended-unsafe"] == []
