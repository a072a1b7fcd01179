"""The verdict on a record: every kind of damage is named, and none is ever called intact and witnessed."""

from __future__ import annotations

import random
import shutil

import pytest

from engine.audit.verdict import Trust
from engine.bootstrap.verified import verdicts
from engine.log import leaf_hash
from engine.log.note import VerifierKey
from engine.log.policy import read_policy
from engine.run.events import Reading, ReadingsTaken
from tests.audit import recorded as r


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    r.record(folder)
    return folder


@pytest.fixture
def path(whole, tmp_path):
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy" / "s.db"


def test_a_whole_log_is_intact_and_witnessed(path):
    found = r.verdict(path)
    assert (found.words, found.code, found.faults) == ("intact and witnessed", 0, ())
    assert found.origin == r.ORIGIN
    assert found.size == found.witnessed == 250


def test_without_a_witness_or_a_trust_file_it_says_unwitnessed(path):
    policy = read_policy(r.LOG_LINE + "quorum none\n")
    for trust in (Trust("policy", policy), Trust("no trust file")):
        found = r.verdict(path, trust)
        assert (found.words, found.code) == ("intact, unwitnessed since 0", 0)
        assert found.not_checked


def test_what_came_after_the_last_cosignature_is_unwitnessed(path):
    with r.closing(r.open_store(str(path))) as store:
        last = leaf_hash(r.bodies(250)[-1]).hex()
        for index, one in enumerate(r.bodies(255, first=250, prev=last), 250):
            store.append("r", index, one, leaf_hash(one))
    assert r.verdict(path).words == "intact, unwitnessed since 250"


def test_a_quorum_counts_the_witnesses_that_the_policy_names(path):
    keys = [VerifierKey(f"w{n}", r.Key(n).public, 4) for n in (7, 8)]
    lines = "".join(f"witness w{n} {key.text}\n" for n, key in zip((7, 8), keys, strict=True))
    both = f"witness ground {r.WITNESS.text}\n{lines}group two 2 ground w7 w8\nquorum two\n"
    found = r.verdict(path, Trust("policy", read_policy(r.LOG_LINE + both)))
    assert found.words == "intact, unwitnessed since 0"


def flip(raw, bit):
    bad = bytearray(raw)
    bad[bit // 8] ^= 1 << bit % 8
    return bytes(bad)


def columns(path):
    """Every place in the store that holds evidence: table, key, column, bytes."""
    with r.closing(r.sqlite3.connect(path)) as base:
        for key, body, leaf in base.execute("SELECT k, body, leaf FROM entry"):
            yield "entry", "k", key, "body", body
            yield "entry", "k", key, "leaf", leaf
        for key, note in base.execute("SELECT n, note FROM checkpoint"):
            yield "checkpoint", "n", key, "note", note


def test_any_bit_of_an_entry_leaf_or_checkpoint_is_named(path):
    chance = random.Random(8)
    places = list(columns(path))
    for _ in range(60):
        table, key, number, column, raw = chance.choice(places)
        bad = flip(raw, chance.randrange(8 * len(raw)))
        change = f"UPDATE {table} SET {column}=? WHERE {key}=?"
        r.edit(path, (change, (bad, number)))
        found = r.verdict(path)
        assert found.word != "intact and witnessed", (table, number, column)
        assert found.faults, (table, number, column)
        if table == "entry":
            assert found.words == f"altered at {number - 2**32}"
        r.edit(path, (change, (raw, number)))
    assert r.verdict(path).word == "intact and witnessed"


@pytest.mark.slow
def test_any_bit_of_the_files_leaves_a_verdict_that_is_true(path):
    chance = random.Random(400)
    for file in (path, r.outside(path)):
        raw = file.read_bytes()
        for _ in range(200):
            file.write_bytes(flip(raw, chance.randrange(8 * len(raw))))
            (*found,) = verdicts(str(path), None, r.TRUST)
            entries = list(_entries(path))
            if entries != r.bodies(250) or file != path:
                assert all(one.word != "intact and witnessed" for one in found)
        file.write_bytes(raw)


def _entries(path):
    try:
        with r.closing(r.open_store(str(path), writable=False)) as store:
            yield from (row.body for row in store.read("r"))
    except Exception:  # noqa: BLE001
        yield b"unreadable"


def test_any_bit_of_the_file_outside_is_named(path):
    chance = random.Random(9)
    raw = r.outside(path).read_bytes()
    for _ in range(60):
        r.outside(path).write_bytes(flip(raw, chance.randrange(8 * len(raw))))
        found = r.verdict(path)
        assert found.word != "intact and witnessed"
        assert found.faults


@pytest.mark.parametrize("cut", [1, 7, 100, 249])
def test_a_cut_tail_is_incomplete_with_its_number(path, cut):
    r.edit(path, f"DELETE FROM entry WHERE k >= {2**32 + 250 - cut}", "DELETE FROM checkpoint")
    found = r.verdict(path)
    assert (found.word, found.size, found.code) == ("incomplete", 250 - cut, 3)
    assert "promises 250 entries" in " ".join(found.faults)


def test_without_any_entry_there_is_no_record(path):
    r.edit(path, "DELETE FROM entry", "DELETE FROM checkpoint")
    r.remove(r.outside(path))
    assert r.verdict(path).word == "unreadable"


def test_a_store_cut_at_any_byte_is_never_intact(path):
    raw = path.read_bytes()
    for keep in (0, 50, 100, 2048, len(raw) // 2, len(raw) - 2048, len(raw) - 1):
        path.write_bytes(raw[:keep])
        found = r.verdict(path)
        assert found.word in {"incomplete", "unreadable"}, keep
        assert found.code


def test_a_deleted_write_ahead_log_shows_the_shortfall(tmp_path):
    path = r.record(tmp_path, 120)
    store = r.open_store(str(path))
    shutil.copy(path, tmp_path / "kept.db")
    made = r.bodies(150, first=120, prev=leaf_hash(r.bodies(120)[-1]).hex())
    for index, one in enumerate(made, 120):
        store.append("r", index, one, leaf_hash(one))
    file = r.outside(path)
    r.Evidence(store, "r", r.ORIGIN, lambda: r.SITE, file, r.witness).close()
    (tmp_path / "kept.db").rename(tmp_path / "new.db")
    shutil.copytree(file.parent, tmp_path / "new.db.checkpoints")
    store.close()
    found = r.verdict(tmp_path / "new.db")
    assert found.word == "incomplete"
    assert "promises 150 entries, and 120 are there" in found.reason


def changed(made, index):
    """Entry `index` in other words, and every later entry chained to it anew."""
    head = made[:index]
    prev = leaf_hash(made[index - 1]).hex() if index else r.FIRST_PREV
    return [*head, *r.bodies(len(made), "other words", index, prev)]


def test_an_altered_entry_with_leaf_and_chain_made_anew_is_altered(path):
    made = r.bodies(250)
    for index in (3, 150, 249):
        r.replaced(path, changed(made, index))
        found = r.verdict(path)
        assert found.word == "altered"
        assert found.at is not None
        assert found.at <= index
    r.replaced(path, made)
    assert r.verdict(path).word == "intact and witnessed"


def test_an_altered_entry_with_its_leaf_alone_made_anew_is_altered(path):
    made = r.bodies(250)
    made[20] = r.body(20, leaf_hash(made[19]).hex(), "other words")
    r.replaced(path, made)
    assert r.verdict(path).word == "altered"


@pytest.mark.parametrize(
    "change",
    [
        lambda made: [*made[:5], *made[6:]],
        lambda made: [*made[:5], made[6], made[5], *made[7:]],
        lambda made: [*made[:5], made[4], *made[5:]],
        lambda made: [*made[:5], *made[6:], made[5]],
    ],
)
def test_rows_deleted_swapped_inserted_or_moved_are_named(path, change):
    r.replaced(path, change(r.bodies(250)))
    found = r.verdict(path)
    assert found.word in {"altered", "incomplete"}
    assert found.code
    assert found.at is not None
    assert found.at <= 100


def test_a_hole_between_rows_is_named(path):
    r.edit(path, f"DELETE FROM entry WHERE k = {2**32 + 17}")
    assert r.verdict(path).words == "altered at 17"


def test_a_log_rebuilt_with_the_stolen_site_key_is_forked(path):
    """F12: the thief has store, site key and the program, but neither the witness nor the file."""
    before = r.outside(path).read_bytes()
    made = changed(r.bodies(250), 60)
    r.edit(path, "DELETE FROM entry", "DELETE FROM checkpoint")
    with r.closing(r.open_store(str(path))) as store:
        r.add(store, path, made, submit=None)
    found = r.verdict(path)
    assert found.word == "forked"
    r.outside(path).write_bytes(before)
    assert r.verdict(path).word == "forked"
    r.remove(r.outside(path))
    with r.closing(r.open_store(str(path))) as store:
        r.Evidence(store, "r", r.ORIGIN, lambda: r.SITE, r.outside(path)).close()
    found = r.verdict(path)
    assert found.words == "intact, unwitnessed since 0"


def test_a_tail_removed_and_the_log_continued_is_forked(path):
    """T1, CVE-2023-31438."""
    made = r.bodies(200)
    other = r.bodies(260, "other words", 200, leaf_hash(made[-1]).hex())
    r.edit(path, f"DELETE FROM entry WHERE k >= {2**32 + 200}", "DELETE FROM checkpoint")
    with r.closing(r.open_store(str(path))) as store:
        r.add(store, path, other, submit=None, first=200)
    found = r.verdict(path)
    assert (found.word, found.code) == ("forked", 5)


def test_checkpoints_rolled_back_with_the_log_are_seen_from_outside(path):
    """The store put back to what it was at 100, checkpoints and all."""
    r.edit(
        path,
        f"DELETE FROM entry WHERE k >= {2**32 + 100}",
        "DELETE FROM checkpoint WHERE size > 100",
    )
    assert r.verdict(path).word == "incomplete"


def test_stripped_signatures_are_a_failure(path):
    """T3, systemd#15425."""
    r.edit(path, "DELETE FROM checkpoint")
    r.remove(r.outside(path))
    found = r.verdict(path)
    assert (found.word, found.code) == ("incomplete", 3)
    assert "promises checkpoints" in found.reason
    assert "they were removed" in found.reason


def test_a_program_killed_before_its_first_checkpoint_is_told_as_such(tmp_path):
    path = r.record(tmp_path, 12)
    r.edit(path, "DELETE FROM checkpoint")
    r.remove(r.outside(path))
    found = r.verdict(path)
    assert (found.word, found.code) == ("incomplete", 3)
    assert "killed in its first second" in found.reason
    assert "--resume" in found.reason


def test_the_loss_of_the_link_makes_a_checkpoint_at_once_and_its_return_none(tmp_path):
    path = tmp_path / "s.db"
    with r.closing(r.open_store(str(path))) as store:
        store.open_run("r", "drill", {})
        evidence = r.Evidence(store, "r", r.ORIGIN, lambda: r.SITE, r.outside(path))
        shown = ["AOS", "LOS", "LOS", "AOS", "LOS"]
        for index, (one, link) in enumerate(zip(r.bodies(5), shown, strict=True)):
            store.append("r", index, one, leaf_hash(one))
            reading = Reading("link", link, "good", 0)
            evidence.heard(index, ReadingsTaken(0, "CDR", [reading]))
        assert [one.size for one in store.checkpoints("r")] == [2, 5]


def test_a_wrong_key_always_fails(path):
    """T4, systemd#11524."""
    name = "station.example/run/*/iss"
    policy = f"log {VerifierKey(name, r.STRANGER.public).text}\nquorum none\n"
    found = r.verdict(path, Trust("policy", read_policy(policy)))
    assert (found.word, found.code) == ("incomplete", 3)
    assert "believes" in found.reason


def test_stripped_cosignatures_leave_it_unwitnessed(path):
    r.edit(path, "DELETE FROM checkpoint WHERE n % 2 = 0")
    raw = r.outside(path).read_text(encoding="utf-8")
    kept = [line for line in raw.splitlines(keepends=True) if "ground.example" not in line]
    r.outside(path).write_text("".join(kept), encoding="utf-8")
    assert r.verdict(path).words == "intact, unwitnessed since 0"


def test_a_bit_in_any_cosignature_lets_the_verdict_fall(path):
    with r.closing(r.sqlite3.connect(path)) as base:
        rows = base.execute("SELECT n, note FROM checkpoint").fetchall()
    number, raw = rows[-1]
    line = raw.decode().splitlines()[-1]
    assert line.startswith("— ground.example/w1 ")
    start = 8 * (len(raw) - len(line.encode()) - 1)
    for bit in range(start, 8 * len(raw), 7):
        change = "UPDATE checkpoint SET note=? WHERE n=?"
        r.edit(path, (change, (flip(raw, bit), number)))
        assert r.verdict(path).word != "intact and witnessed", bit


def test_checkpoints_of_another_run_do_not_count(path, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    with r.closing(r.sqlite3.connect(r.record(other, 90))) as base:
        notes = base.execute("SELECT size, note FROM checkpoint").fetchall()
    r.edit(path, *(("INSERT INTO checkpoint VALUES(NULL,1,?,?)", row) for row in notes))
    assert r.verdict(path).word == "intact and witnessed"  # the same bytes: the same log
    foreign = notes[-1][1].replace(b"/r-1/", b"/r-2/")
    r.edit(path, ("INSERT INTO checkpoint VALUES(NULL,1,90,?)", (foreign,)))
    assert r.verdict(path).word == "altered"


def test_a_run_under_another_name_is_altered(path):
    r.edit(path, "UPDATE run SET run='other'")
    r.outside(path).rename(r.outside(path).with_name("other.checkpoints"))
    found = r.verdict(path, run="other")
    assert found.words == "altered at 0"


def test_a_run_removed_from_the_store_is_missed_by_the_file_outside(path):
    r.edit(path, "DELETE FROM run", "DELETE FROM entry", "DELETE FROM checkpoint")
    (found,) = verdicts(str(path), None, r.TRUST)
    assert found.word == "incomplete"
    assert "no such run" in found.reason


def test_a_run_or_store_that_is_not_there_is_unreadable(path):
    assert r.verdict(path, run="nobody").code == 6
    (found,) = verdicts(str(path.with_name("none.db")), None, r.TRUST)
    assert found.code == 6


def test_a_bundle_is_judged_by_what_lies_in_it(path, tmp_path):
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    (bundle / "entries.jsonl").write_bytes(b"".join(one + b"\n" for one in r.bodies(250)))
    shutil.copy(r.outside(path), bundle / "checkpoints")
    (found,) = verdicts(str(bundle), None, r.TRUST)
    assert found.words == "intact and witnessed"
    (bundle / "entries.jsonl").write_bytes(b"".join(one + b"\n" for one in r.bodies(249)))
    (found,) = verdicts(str(bundle), None, r.TRUST)
    assert found.word == "incomplete"


@pytest.mark.parametrize("cut", [1, 40, 150])
def test_a_note_torn_by_a_power_cut_is_no_alteration_and_keeps_it_from_being_witnessed(path, cut):
    raw = r.outside(path).read_bytes()
    r.outside(path).write_bytes(raw[:-cut])
    found = r.verdict(path)
    assert (found.words, found.code) == ("intact, unwitnessed since 250", 0)
    assert "cut short" in found.faults[0]
