"""What stands in a store beside the entries is held against them: the list of runs, where checkpoints lie."""

from __future__ import annotations

import json

import pytest

from engine.adapters.checkpoint_file import checkpoint_path, notes_in
from engine.audit.verdict import Told, Trust
from engine.bootstrap.verified import verdicts
from tests.audit import recorded as r
from tests.cli.door import ask, refused


@pytest.fixture(scope="module")
def drill(tmp_path_factory):
    store = tmp_path_factory.mktemp("drill") / "runs.db"
    assert ask("drill", "ms-29", "--auto", "--seed", 7, "--store", store).code == 0
    return store.read_bytes()


@pytest.fixture(scope="module")
def two(drill, tmp_path_factory):
    store = tmp_path_factory.mktemp("two") / "runs.db"
    store.write_bytes(drill)
    assert ask("drill", "ms-29", "--auto", "--seed", 8, "--store", store).code == 0
    return store.read_bytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE run SET kind='run'", "says kind 'run', its first entry 'drill'"),
        ('UPDATE run SET meta=\'{"procedure": "fire"}\'', "says procedure 'fire'"),
        ('UPDATE run SET meta=\'{"scenario": "calm"}\'', "says scenario 'calm'"),
    ],
)
def test_a_line_in_the_list_of_runs_that_was_changed_is_altered(drill, change, said, tmp_path):
    path = tmp_path / "runs.db"
    path.write_bytes(drill)
    r.edit(path, change)
    done = ask("audit", "verify", path, "--json")
    (found,) = json.loads(done.out)
    assert (done.code, found["verdict"]) == (4, "altered at 0")
    assert any(said in one for one in found["faults"])


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ("UPDATE run SET meta='{]' WHERE n = 1", "altered at 0"),
        ("UPDATE run SET run=CAST(x'72ff' AS TEXT) WHERE n = 1", "unreadable"),
    ],
)
def test_a_damaged_line_hides_no_other_run(two, change, verdict, tmp_path):
    path = tmp_path / "runs.db"
    path.write_bytes(two)
    r.edit(path, change)
    bad, good = json.loads(ask("audit", "verify", path, "--json").out)
    assert (bad["verdict"], good["verdict"][:6]) == (verdict, "intact")
    assert "its line in the list of runs (1) is damaged" in bad["reason"]
    bad, good = json.loads(ask("audit", "list", "--store", path, "--json").out)
    assert "its line in the list of runs" in bad["fault"]
    assert (good["run"], good["fault"]) == ("ms-29-8", "")
    assert ask("audit", "replay", "ms-29-8", "--store", path).code == 0
    assert "ms-29-8" in ask("audit", "find", "--event", "RunClosed", "--store", path).out
    backed = ask("audit", "backup", tmp_path / "copy", "--store", path)
    assert "NOT backed up" in backed.out + backed.err


def test_checkpoints_taken_out_of_the_store_keep_it_from_being_witnessed(tmp_path):
    path = r.record(tmp_path)
    for change in ("DELETE FROM checkpoint WHERE size = 200", "DELETE FROM checkpoint"):
        r.edit(path, change)
        found = r.verdict(path)
        assert found.word == "intact, unwitnessed"
        assert any("taken out of the store" in one for one in found.faults)


def test_what_was_not_there_to_check_against_is_said(tmp_path):
    path = r.record(tmp_path)
    assert any("it is open" in one for one in r.verdict(path).not_checked)
    assert not any("outside the store" in one for one in r.verdict(path).not_checked)
    r.remove(r.outside(path))
    assert any("outside the store" in one for one in r.verdict(path).not_checked)


def cut_back(path, size, book=None):
    """What a thief does who can reach every place: nothing newer than the checkpoint at `size` is left."""
    for file in (r.outside(path), *([book] if book else [])):
        notes = [note for note in notes_in(file) if f"\n{size}\n".encode() in note]
        file.write_bytes(b"\n".join(notes))
    r.edit(
        path,
        f"DELETE FROM entry WHERE k >= {2**32 + size}",
        f"DELETE FROM checkpoint WHERE size > {size}",
    )


def test_a_log_cut_back_everywhere_to_a_witnessed_checkpoint_is_told_by_the_witness(tmp_path):
    path, book = r.record(tmp_path), tmp_path / "witnessed"
    book.mkdir()
    seen = checkpoint_path(book, r.ORIGIN)
    seen.write_bytes(r.outside(path).read_bytes())
    cut_back(path, 100)
    found = r.verdict(path, Trust("policy", r.WITNESSED))
    assert (found.words, found.open) == ("intact, unwitnessed since 100", True)
    assert "not asked" in found.reason
    assert any("no witness was asked" in one for one in found.not_checked)
    for trust in (
        Trust("policy", r.WITNESSED, book=str(book)),
        Trust("policy", r.WITNESSED, ask=lambda _policy, _notes: Told({"ground": 250})),
    ):
        found = r.verdict(path, trust)
        assert (found.word, found.size) == ("incomplete", 100)
        assert "250" in found.reason


def test_an_open_run_is_witnessed_only_when_its_witness_says_that_it_saw_no_more(tmp_path):
    path, book = r.record(tmp_path), tmp_path / "witnessed"
    book.mkdir()
    checkpoint_path(book, r.ORIGIN).write_bytes(r.outside(path).read_bytes())
    found = r.verdict(path, Trust("policy", r.WITNESSED))
    assert (found.words, found.witnessed) == ("intact, unwitnessed since 250", 250)
    found = r.verdict(path, Trust("policy", r.WITNESSED, book=str(book)))
    assert found.words == "intact and witnessed"
    assert "saw no more" in found.reason
    assert "2026-11-23T10:04:09" in found.reason
    found = r.verdict(path, Trust("policy", r.WITNESSED, ask=lambda *_: Told({"ground": 100})))
    assert "has seen 100 entries only" in found.reason


def test_what_was_taken_out_of_a_store_is_told_by_its_numbers(tmp_path):
    path = r.record(tmp_path)
    with r.closing(r.open_store(str(path))) as store:
        store.open_run("second", "drill", {})
        store.add_checkpoint("second", 1, b"x")
    cut_back(path, 200)
    found = r.verdict(path)
    assert found.word == "intact, unwitnessed"
    assert "checkpoints 5, 6 are missing" in found.reason
    r.edit(path, "DELETE FROM run WHERE n = 1")
    (found,) = (one for one in verdicts(str(path), None, r.TRUST) if "the store" in one.run)
    assert (found.word, found.code) == ("incomplete", 3)
    assert [one.partition(":")[0] for one in found.faults] == [
        "the store numbers its runs one after another, and run 1 is missing",
        "entries of run 1 lie in the store, and its list of runs has none.",
        "the store numbers its checkpoints one after another, and checkpoints 5, 6 are missing",
        "checkpoints of run 1 lie in the store, and its list of runs has none.",
    ]


def test_a_folder_of_a_witness_that_is_not_there_is_a_sentence(tmp_path):
    done = ask("audit", "verify", "r", "--witnessed", tmp_path / "none", "--store", "memory:")
    assert refused(done, "no such folder")


def test_a_log_of_which_every_entry_is_gone_is_incomplete(tmp_path):
    path = r.record(tmp_path)
    r.edit(path, "DELETE FROM entry")
    found = r.verdict(path)
    assert (found.word, found.code) == ("incomplete", 3)
    assert "promises 250 entries, and 0 are there" in found.reason


def test_an_origin_taken_out_of_the_first_entry_leaves_the_checkpoints_in_force(tmp_path):
    path = r.record(tmp_path)
    made = [r.body(0, r.FIRST_PREV, origin="")]
    made += r.bodies(250, "other words", 1, r.leaf_hash(made[0]).hex())
    r.replaced(path, made)
    for trust in (r.TRUST, Trust("no trust file")):
        assert r.verdict(path, trust).words == "altered at 0"
