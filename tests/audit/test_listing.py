"""What stands in a store beside the entries is held against them: the list of runs, where checkpoints lie."""

from __future__ import annotations

import json

import pytest

from engine.adapters.checkpoint_file import checkpoint_path, notes_in
from engine.audit.verdict import Trust
from tests.audit import recorded as r
from tests.cli.door import ask, refused


@pytest.fixture(scope="module")
def drill(tmp_path_factory):
    store = tmp_path_factory.mktemp("drill") / "runs.db"
    assert ask("drill", "ms-29", "--auto", "--seed", 7, "--store", store).code == 0
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


def test_checkpoints_taken_out_of_the_store_keep_it_from_being_witnessed(tmp_path):
    path = r.record(tmp_path)
    for change in ("DELETE FROM checkpoint WHERE size = 200", "DELETE FROM checkpoint"):
        r.edit(path, change)
        found = r.verdict(path)
        assert found.word == "intact, unwitnessed"
        assert "taken out of the store" in found.reason


def test_what_was_not_there_to_check_against_is_said(tmp_path):
    path = r.record(tmp_path)
    assert any("it is not closed" in one for one in r.verdict(path).not_checked)
    assert not any("outside the store" in one for one in r.verdict(path).not_checked)
    r.remove(r.outside(path))
    assert any("outside the store" in one for one in r.verdict(path).not_checked)


def test_a_log_cut_back_everywhere_to_a_witnessed_checkpoint_is_told_by_the_witness(tmp_path):
    path, book = r.record(tmp_path), tmp_path / "witnessed"
    book.mkdir()
    seen = checkpoint_path(book, r.ORIGIN)
    seen.write_bytes(r.outside(path).read_bytes())
    r.edit(
        path,
        f"DELETE FROM entry WHERE k >= {2**32 + 100}",
        "DELETE FROM checkpoint WHERE size > 100",
    )
    notes = [note for note in notes_in(seen) if b"\n100\n" in note]
    r.outside(path).write_bytes(b"\n".join(notes))
    found = r.verdict(path)
    assert found.words == "intact and witnessed"  # as far as it goes, and it says so:
    assert any("whether it went on" in one for one in found.not_checked)
    found = r.verdict(path, Trust("policy", r.WITNESSED, book=str(book)))
    assert (found.word, found.size) == ("incomplete", 100)
    assert "promises 250 entries" in found.reason


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
