"""Damage of kinds that a jury thought of: to the store, to files beside it, and by thieves with keys; each is named.

No damage may give "intact and witnessed", and none a traceback.
"""

from __future__ import annotations

import json
import random
import re
import shutil

import pytest

from engine.adapters.key_folder import KeyFolder
from engine.log import leaf_hash
from engine.log.checkpoint import Checkpoint, cosign, read_checkpoint, sign_checkpoint
from engine.log.note import COSIGNATURE, Note, VerifierKey
from engine.log.tree import root_of
from tests.audit import recorded as r
from tests.audit.witnessed import Site, made, stated
from tests.cli.door import refused

SPAN = 2**32


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return made(tmp_path_factory.mktemp("jury"))


@pytest.fixture
def site(whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "copy")
    return Site(folder, whole.run, whole.other)


def test_what_nobody_touched_is_intact_and_witnessed(site):
    words = [one["verdict"] for one in site.verify()]
    # A review log is never closed, and nobody was asked whether it went on.
    assert words == ["intact and witnessed"] * 2 + ["intact, unwitnessed since 2"]
    assert site.verify(site.bundle)[0]["verdict"] == "intact and witnessed"


def other_bytes(site):
    with r.closing(r.sqlite3.connect(site.store)) as base:
        ((body,),) = base.execute("SELECT body FROM entry WHERE k = ?", (SPAN + 4,))
    said = json.dumps(json.loads(body), sort_keys=True).encode()
    r.edit(
        site.store,
        ("UPDATE entry SET body = ?, leaf = ? WHERE k = ?", (said, leaf_hash(said), SPAN + 4)),
    )


def exchanged(site):
    """Two runs under the names of each other, list and files outside alike, called brought in."""
    for now, name, was in (
        (1, "x", site.run),
        (2, site.run, site.other),
        (1, site.other, site.run),
    ):
        meta = f"json_set(meta, '$.imported', '{was if name == 'x' else site.other}')"
        r.edit(site.store, f"UPDATE run SET run = '{name}', meta = {meta} WHERE n = {now}")
    r.edit(
        site.store, f"UPDATE run SET meta = json_set(meta, '$.imported', '{site.run}') WHERE n = 1"
    )


def nested(site):
    deep = '{"procedure":' + "[" * 100_000 + "]" * 100_000 + "}"
    r.edit(site.store, ("UPDATE run SET meta = ? WHERE n = 1", (deep,)))


def zeros(site):
    site.outside(site.run).write_bytes(b"\0" * 5_000_000)


def one_table_for_another(site):
    with r.closing(r.sqlite3.connect(site.store)) as base:
        base.execute("PRAGMA writable_schema = ON")
        pages = dict(base.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'"))
        change = "UPDATE sqlite_master SET rootpage = ? WHERE name = ?"
        base.execute(change, (pages["entry"], "checkpoint"))
        base.execute(change, (pages["checkpoint"], "entry"))
        base.commit()


def sql(*statements):
    return lambda site: r.edit(site.store, *statements)


ROW = "SELECT body, leaf FROM entry"
# Name: what is done, what the first run's verdict begins with, and a part of what is said.
STORE = {
    "the same said in other bytes": (other_bytes, "altered at", "entries"),
    "a row of another run": (
        sql(f"UPDATE entry SET (body, leaf) = ({ROW} WHERE k = {2 * SPAN + 6}) WHERE k = {SPAN + 6}"),
        "altered at",
        "checkpoint",
    ),
    "two runs exchanged": (exchanged, "altered at", "another origin"),
    "a run called a drill": (sql("UPDATE run SET kind = 'drill' WHERE n = 1"), "altered at 0", "kind"),
    "a run with the scenario of a drill": (
        sql("UPDATE run SET meta = json_set(meta, '$.scenario', 'ms-29') WHERE n = 1"),
        "altered at 0",
        "scenario 'ms-29'",
    ),
    "a line of the list without what it says": (
        sql("UPDATE run SET meta = '{}' WHERE n = 1"),
        "altered at 0",
        "procedure ''",
    ),
    "a line of the list nested without end": (nested, "altered at 0", "is damaged"),
    "a number of a run from which no key can be made": (
        sql(f"UPDATE run SET n = {2**40} WHERE n = 1"),
        "unreadable",
        "its line in the list of runs",
    ),
    "the size beside a checkpoint below nothing": (
        sql("UPDATE checkpoint SET size = -1 WHERE n = 1"),
        "altered at 0",
        "filed under -1",
    ),
    "a checkpoint that is text": (
        sql("UPDATE checkpoint SET note = CAST(note AS TEXT) WHERE n = 1"),
        "unreadable",
        "a checkpoint is damaged",
    ),
    "a checkpoint of another run": (
        sql("UPDATE checkpoint SET run = 1 WHERE run = 2"),
        "altered at",
        "another origin",
    ),
    "millions of zeros for checkpoints": (zeros, "altered at 0", "found a note of"),
    "a table shown for another": (one_table_for_another, "incomplete", "checkpoint"),
}  # fmt: skip


@pytest.mark.parametrize("name", STORE)
def test_damage_to_a_store_is_named(site, name):
    damage, words, said = STORE[name]
    damage(site)
    first = next(one for one in site.verify() if one["code"])
    assert first["verdict"].startswith(words)
    assert said in " ".join((first["reason"], *first["faults"]))


def lookalike(site):
    r.edit(
        site.store, ("UPDATE run SET run = ? WHERE n = 1", (site.run.replace("a", "\u0430", 1),))
    )


BESIDE = {
    "a run taken out with its checkpoints": (
        sql(
            "DELETE FROM run WHERE n = 2",
            f"DELETE FROM entry WHERE k / {SPAN} = 2",
            "DELETE FROM checkpoint WHERE run = 2",
        ),
        "run 2 is missing",
    ),
    "entries under a key that no run has": (
        sql("INSERT INTO entry VALUES(-5, x'00', x'00')"),
        "entries of run -1 lie in the store",
    ),
    "a review that is of another run": (
        lambda site: r.edit(site.store, ("UPDATE run SET meta = ? WHERE n = 3", (f'{{"of": "{site.other}"}}',))),
        "says of",
    ),
    "a name in letters that look alike": (lookalike, "can be the name of no run"),
}  # fmt: skip


@pytest.mark.parametrize("name", BESIDE)
def test_damage_beside_the_runs_is_named(site, name):
    damage, said = BESIDE[name]
    damage(site)
    bad = [one for one in site.verify() if one["code"]]
    assert any(said in one["reason"] for one in bad), bad


def last_run_gone(site):
    """Nothing in the store shows it: no number is missing."""
    r.edit(
        site.store,
        "DELETE FROM run WHERE n > 1",
        f"DELETE FROM entry WHERE k >= {2 * SPAN}",
        "DELETE FROM checkpoint WHERE run > 1",
        "CREATE TEMP TABLE kept AS SELECT run, size, note FROM checkpoint ORDER BY n",
        "DELETE FROM checkpoint",
        "INSERT INTO checkpoint(run, size, note) SELECT * FROM kept",
    )
    for run in (site.other, f"{site.run}.review"):
        site.outside(run).unlink()


def test_a_whole_run_taken_out_everywhere_is_missed_by_the_witness(site):
    last_run_gone(site)
    assert [one["verdict"] for one in site.verify()] == ["intact and witnessed"]
    whole, store = site.verify(site.store, "--witnessed", site.book)
    assert whole["verdict"] == "intact and witnessed"
    assert (store["verdict"], store["code"]) == ("incomplete", 3)
    assert f"/run/{site.other}-" in store["reason"]


def unsigned(entries):
    """The run with words in place of its sign-offs: a signature would hold the root of what lies before it."""
    words = {"event": "NoteMade", "data": {"text": "nothing was signed"}}
    return [{**one, **words} if one["event"] == "SignedOff" else one for one in entries]


def anew(entries):
    """The run as it never was, under an origin of its own."""
    first = entries[0]["data"]
    head, _, _ = first["origin"].rpartition("-")
    first["origin"] = f"{head}-abcdefabcdef/iss"
    return unsigned(entries)


def test_a_run_begun_anew_with_the_stolen_key_and_cosigned_is_not_called_witnessed(site):
    site.forged(site.other, anew)
    site.cosigned(site.other)
    found = site.of(site.other, "--witnessed", site.book)
    assert found["word"] == "intact, unwitnessed"
    assert "another history of a run of this name" in found["reason"]
    site.do("audit", "export", site.other, "--as", "bundle", "-o", site.folder / "forged.zip")
    (found,) = site.verify(site.folder / "forged.zip", "--witnessed", site.book)
    assert found["word"] == "intact, unwitnessed"


def test_a_history_made_anew_with_the_stolen_key_is_forked_for_the_witness(site):
    site.forged(site.other, unsigned)
    assert site.of(site.other)["word"] != "intact and witnessed"
    found = site.of(site.other, "--witnessed", site.book)
    assert (found["word"], found["code"]) == ("forked", 5)


def old_word(site):
    """The cosignatures of what the witness saw, put under the checkpoint of what it did not."""
    notes = lambda: _notes(site)  # noqa: E731 - short and local
    old = [one for _, note in notes() for one in note.signatures if one.name == "ground.example/w1"]
    site.forged(site.other, unsigned)
    number, note = notes()[-1]
    kept = Note(note.text, (*note.signatures, *old)).raw
    r.edit(site.store, ("UPDATE checkpoint SET note = ? WHERE n = ?", (kept, number)))


def own_word(site):
    """The site cosigns its own forgery under the name of the witness."""
    site.forged(site.other, unsigned)
    number, note = _notes(site)[-1]
    head, key = read_checkpoint(note.raw)[0], r.Key(9)
    kept = Note(
        note.text, (*note.signatures, cosign(head, "ground.example/w1", key, 1_800_000_000))
    )
    r.edit(site.store, ("UPDATE checkpoint SET note = ? WHERE n = ?", (kept.raw, number)))


def _notes(site):
    with r.closing(r.sqlite3.connect(site.store)) as base:
        rows = base.execute("SELECT n, note FROM checkpoint WHERE run = 2 ORDER BY size, n")
        return [(number, read_checkpoint(raw)[1]) for number, raw in rows]


@pytest.mark.parametrize("damage", [old_word, own_word])
def test_a_word_of_the_witness_that_is_not_of_this_log_counts_for_nothing(site, damage):
    damage(site)
    found = site.of(site.other)
    assert found["word"] == "intact, unwitnessed"
    assert "ground" in found["reason"]


def test_a_site_cannot_be_its_own_witness(site):
    policy = site.folder / "keys" / "policy"
    key = KeyFolder(site.folder / "keys").site_key()
    line = f"witness ground {VerifierKey('self', key.public, COSIGNATURE).text}\nquorum ground\n"
    policy.write_text("".join(policy.read_text().splitlines(keepends=True)[:2]) + line)
    refused(site.do("audit", "verify", site.store), "no site is a witness to itself")


SAYS = {
    "another run": ({"run": "other"}, "run"),
    "a drill": ({"kind": "drill"}, "kind"),
    "another revision": ({"procedure_sha256": "0" * 64}, "procedure_sha256"),
    "another procedure": ({"procedure": "fire"}, "procedure"),
    "fewer entries": ({"tree_size": 1}, "tree_size"),
    "another day": ({"time": "2020-01-01T00:00:00.000Z"}, "time"),
    "no time": ({"time": "soon"}, "time"),
}


@pytest.mark.parametrize("name", SAYS)
def test_a_signature_over_something_else_than_its_entry_is_altered(site, name):
    change, said = SAYS[name]
    site.forged(site.run, stated(site, lambda values: {**values, **change}))
    found = site.of(site.run)
    assert found["word"] == "altered"
    assert f"the signature of Ann: its {said} is not that of the entry" in " ".join(found["faults"])


def test_a_statement_that_says_a_thing_twice_is_altered(site):
    site.forged(site.run, stated(site, lambda values: values, '"person":"Eva",'))
    found = site.of(site.run)
    assert found["word"] == "altered"
    assert "stands twice" in " ".join(found["faults"])


def test_a_key_given_up_cannot_sign_for_a_day_on_which_it_held(site):
    signers = site.folder / "keys" / "allowed_signers"
    lines = signers.read_text().splitlines()
    dates = 'valid-after="20190101000000Z",valid-before="20210101000000Z"'
    lines[0] = re.sub(r'valid-after="\d+Z"', dates, lines[0])
    signers.write_text("\n".join(lines) + "\n")
    early = {"time": "2020-06-01T00:00:00.000Z"}
    site.forged(site.run, stated(site, lambda values: {**values, **early}))
    assert site.of(site.run)["word"] == "altered"


def test_a_close_made_anew_beside_its_checkpoint_is_told(site):
    """By somebody without a key: the last checkpoint is taken away everywhere, and the entry under it is another."""
    with r.closing(r.sqlite3.connect(site.store)) as base:
        question = "SELECT k, body FROM entry WHERE k >= ? AND k < ? ORDER BY k"
        rows = base.execute(question, (2 * SPAN, 3 * SPAN)).fetchall()
    key, body = rows[-1]
    said, size = json.loads(body), len(rows)
    said["data"]["outcome"] = "all is well"
    other = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    head = Checkpoint(
        json.loads(rows[0][1])["data"]["origin"],
        size - 1,
        root_of([leaf_hash(one) for _, one in rows[:-1]]),
    )
    note = sign_checkpoint(head, KeyFolder(site.folder / "keys").site_key()).raw  # as it was signed
    r.edit(
        site.store,
        ("UPDATE entry SET body = ?, leaf = ? WHERE k = ?", (other, leaf_hash(other), key)),
        ("DELETE FROM checkpoint WHERE run = 2 AND size = ?", (size,)),
        ("INSERT INTO checkpoint(run, size, note) VALUES(2, ?, ?)", (size - 1, note)),
    )
    site.outside(site.other).unlink()
    found = site.of(site.other)
    assert found["word"] == "intact, unwitnessed"
    assert f"entry {size - 1} closes it and is under no checkpoint" in found["reason"]


def test_of_many_verdicts_all_but_the_best_are_named_at_the_end(site):
    r.edit(site.store, f"UPDATE entry SET leaf = x'00' WHERE k = {2 * SPAN + 3}")
    done = site.do("audit", "verify", site.store, "--offline")
    assert done.out.splitlines()[-3:] == [
        "3 verdicts: 1 intact and witnessed",
        f"  1 intact, unwitnessed: {site.run}.review since 2",
        f"  1 altered: {site.other} at 3",
    ]


def test_exchanged_pages_of_the_file_end_in_a_verdict(site):
    """A tree of pages that leads back into itself gives the same rows for ever; none of it is called witnessed."""
    raw, page = site.store.read_bytes(), 2048
    chance = random.Random(14)
    for _ in range(25):
        changed = bytearray(raw)
        one, other = chance.sample(range(1, len(raw) // page), 2)
        first, second = (slice(page * at, page * at + page) for at in (one, other))
        changed[first], changed[second] = changed[second], changed[first]
        site.store.write_bytes(changed)
        assert any(one["code"] for one in site.verify()), (one, other)
