"""Damage by somebody with a database tool: rows of another type, planted objects, the edges of pages.

Each is told at its index, whether the tree is closed here or in a second process.
"""

from __future__ import annotations

import itertools
import json
import shutil
from time import sleep

import pytest

from engine.adapters import store_sqlite, tree_process
from engine.bootstrap import verified
from engine.log import leaf_hash, page, walk
from engine.log.checkpoint import Checkpoint, sign_checkpoint
from tests.audit import recorded as r

SPAN = 2**32
MADE = r.bodies(250)
PAGE = 16  # in this file, so that a log of 250 entries has edges of pages
EDGES = (0, 1, PAGE - 1, 5 * PAGE - 1, PAGE, 5 * PAGE, 249)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    r.record(folder)
    return folder


@pytest.fixture
def path(whole, tmp_path, monkeypatch):
    for module in (page, store_sqlite, walk):
        monkeypatch.setattr(module, "PAGE", PAGE)
    shutil.copytree(whole, tmp_path / "copy")
    return tmp_path / "copy" / "s.db"


def put(at, *, body=None, leaf=None):
    return [
        (f"UPDATE entry SET {column} = ? WHERE k = ?", (value, SPAN + at))
        for column, value in (("body", body), ("leaf", leaf))
        if value is not None
    ]


def other_order(at):
    said = dict(reversed(json.loads(MADE[at]).items()))
    return json.dumps(said, separators=(",", ":")).encode()


DAMAGE = {
    "the bytes of two, each under the hash of the other": lambda at: [
        *put(at, body=MADE[(at + 1) % 250]),
        *put((at + 1) % 250, body=MADE[at]),
    ],
    "the same said in other bytes": lambda at: put(at, body=other_order(at)),
    "bytes cut to none": lambda at: put(at, body=b""),
    "hash cut to none": lambda at: put(at, leaf=b""),
    "hash of one byte more": lambda at: put(at, leaf=leaf_hash(MADE[at]) + b"\0"),
    "bytes as text": lambda at: put(at, body=MADE[at].decode()),
    "hash as text": lambda at: put(at, leaf=leaf_hash(MADE[at]).hex()),
    "a number for the bytes": lambda at: put(at, body=7),
    "another number": lambda at: put(at, body=2.5),
    "a number for the hash": lambda at: put(at, leaf=0),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_row_is_named_at_every_edge_of_a_page(path, name):
    for at in EDGES[::2]:
        before = (*put(at, body=MADE[at], leaf=leaf_hash(MADE[at])),)
        after = (at + 1) % 250
        r.edit(path, *DAMAGE[name](at))
        found = r.verdict(path)
        assert found.words == f"altered at {0 if after == 0 and 'two' in name else at}"
        r.edit(path, *before, *put(after, body=MADE[after]))
    assert r.verdict(path).words == "intact and witnessed"


@pytest.mark.parametrize("at", EDGES)
def test_a_row_that_is_gone_is_named_at_every_edge_of_a_page(path, at):
    r.edit(path, f"DELETE FROM entry WHERE k = {SPAN + at}")
    assert r.verdict(path).words == ("incomplete" if at == 249 else f"altered at {at}")


def test_several_pages_that_are_gone_are_named_at_the_first(path):
    r.edit(path, f"DELETE FROM entry WHERE k BETWEEN {SPAN + 40} AND {SPAN + 120}")
    assert r.verdict(path).words == "altered at 40"


def test_a_row_far_behind_the_last_is_named_where_the_next_was_due(path):
    r.edit(path, ("INSERT INTO entry VALUES(?, ?, ?)", (SPAN + 2**20, b"x", b"y")))
    assert r.verdict(path).words == "altered at 250"


@pytest.mark.parametrize("origin", [r.ORIGIN, r.ORIGIN.replace("r-1", "r-2")])
@pytest.mark.parametrize("size", [0, 9, 250, 251, 2**40])
def test_a_signed_checkpoint_of_another_tree_is_never_passed_over(path, origin, size):
    note = sign_checkpoint(Checkpoint(origin, size, b"\1" * 32), r.SITE).raw
    r.edit(path, ("INSERT INTO checkpoint VALUES(NULL, 1, ?, ?)", (size, note)))
    found = r.verdict(path)
    assert found.word in {"altered", "forked", "incomplete"}
    assert found.code


REBUILT = "INSERT INTO entry SELECT k, body, leaf FROM old"
PLANTED = {
    "a column more": ["ALTER TABLE entry ADD COLUMN seen TEXT"],
    "a table that takes NULL": [
        "ALTER TABLE entry RENAME TO old",
        "CREATE TABLE entry(k INTEGER PRIMARY KEY, body BLOB, leaf BLOB)",
        REBUILT,
        f"UPDATE entry SET leaf = NULL WHERE k = {SPAN + 20}",
    ],
    "a table that takes an index twice": [
        "ALTER TABLE entry RENAME TO old",
        "CREATE TABLE entry(k INTEGER, body BLOB NOT NULL, leaf BLOB NOT NULL)",
        REBUILT,
        f"UPDATE entry SET k = k - 1 WHERE k = {SPAN + 20}",
    ],
    "a view that shows each reader something else": [
        "ALTER TABLE entry RENAME TO old",
        "CREATE VIEW entry AS SELECT k, iif(random() % 2, body, x'41') AS body, leaf FROM old",
    ],
    "a view of checkpoints": [
        "ALTER TABLE checkpoint RENAME TO old",
        "CREATE VIEW checkpoint AS SELECT * FROM old",
    ],
    "a trigger": [
        "CREATE TRIGGER tidy AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE k = new.k; END",
    ],
    "a trigger under one of our names": [
        "CREATE TRIGGER entry_keeps_DELETE BEFORE DELETE ON entry BEGIN SELECT 1; END",
    ],
}


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.parametrize("writable", [False, True])
def test_a_store_that_somebody_laid_out_otherwise_is_refused_by_name(path, name, writable):
    r.edit(path, "DROP VIEW step_log", *PLANTED[name])
    found = r.verdict(path)
    assert found.word == "unreadable"
    assert "otherwise than Boldface makes it" in found.reason
    with pytest.raises(store_sqlite.StoreDamaged, match="somebody changed the store"):
        r.open_store(str(path), writable=writable)


def test_an_index_somebody_made_for_himself_changes_nothing(path):
    r.edit(path, "CREATE INDEX mine ON entry(leaf)", "CREATE VIEW ours AS SELECT 1", "ANALYZE")
    assert r.verdict(path).words == "intact and witnessed"
    r.open_store(str(path)).close()


def test_with_a_second_process_each_is_named_as_without(path, monkeypatch):
    taken = []
    takes = tree_process._Other.takes
    monkeypatch.setattr(
        tree_process._Other, "takes", lambda *of: taken.append(takes(*of)) or taken[-1]
    )

    def beside(pages):
        def slow():
            for number, one in zip(itertools.count(), pages, strict=False):
                sleep(0.5 if number == 2 else 0)  # it is up by then
                yield one

        return tree_process.closed_beside(slow(), 1)

    monkeypatch.setattr(tree_process, "cores", lambda: 2)
    monkeypatch.setattr(verified, "closed_beside", beside)
    assert r.verdict(path).words == "intact and witnessed"
    assert any(taken)
    r.edit(path, *put(90, body=MADE[91], leaf=leaf_hash(MADE[91])))
    assert r.verdict(path).words == "altered at 0"  # the root under the checkpoint of all
    r.edit(path, *put(90, body=MADE[90]))
    assert r.verdict(path).words == "altered at 90"
