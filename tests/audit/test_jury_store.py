"""Damage below the rows of a store: its pages, indexes, schema, and the log of writes beside it.

What changes evidence is named and blamed on no other run; what changes none is not called damage.
"""

from __future__ import annotations

import json
import os
import shutil
import struct
from pathlib import Path

import pytest

from tests.audit import recorded as r
from tests.audit.witnessed import Site, made

SPAN, PAGE = 2**32, 2048


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return made(tmp_path_factory.mktemp("store"))


@pytest.fixture
def site(whole, tmp_path):
    folder = shutil.copytree(whole.folder, tmp_path / "copy")
    return Site(folder, whole.run, whole.other)


def header(offset, form, value):
    def change(site):
        raw = bytearray(site.store.read_bytes())
        struct.pack_into(form, raw, offset, value)
        site.store.write_bytes(raw)

    return change


def root_of(site, name):
    with r.closing(r.sqlite3.connect(site.store)) as base:
        question = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        return (base.execute(question, (name,)).fetchone()[0] - 1) * PAGE


def page(name, change):
    def to(site):
        raw, at = bytearray(site.store.read_bytes()), root_of(site, name)
        raw[at : at + PAGE] = change(site, raw[at : at + PAGE])
        site.store.write_bytes(raw)

    return to


def led_to_each_other(site, index):
    """The names of the two runs lead to each other's numbers in the index, and not in the table."""
    ends = [index.find(one.encode()) + len(one) for one in (site.run + ".review", site.other)]
    one, other = ends
    index[one], index[other] = index[other], index[one]
    return index


def sql(*statements):
    return lambda site: r.edit(site.store, *statements)


def schema(statement):
    def change(site):
        with r.closing(r.sqlite3.connect(site.store)) as base:
            base.execute("PRAGMA writable_schema = ON")
            base.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'entry'", (statement,))
            base.commit()

    return change


def moved(table):
    return ["DROP VIEW step_log", f"ALTER TABLE {table} RENAME TO old"]


FILLED = "INSERT INTO entry SELECT k, body, leaf FROM old"
ALL = {
    "two pages, as the header says": header(28, ">I", 2),
    "pages of another size": header(16, ">H", 4096),
    "texts in UTF-16": header(56, ">I", 2),
    "a format of tomorrow": header(18, ">H", 0x0303),
    "an index of names without names": page("sqlite_autoindex_run_1", lambda _, raw: raw[:3] + b"\0\0" + raw[5:]),
    "a table without rowid": sql(
        *moved("entry"),
        "CREATE TABLE entry(k INTEGER PRIMARY KEY, body BLOB NOT NULL, leaf BLOB NOT NULL) WITHOUT ROWID",
        FILLED,
    ),
    "a column that is computed": sql(
        *moved("entry"),
        "CREATE TABLE entry(k INTEGER PRIMARY KEY, b, body BLOB AS (b) VIRTUAL, leaf BLOB)",
        "INSERT INTO entry(k, b, leaf) SELECT * FROM old",
    ),
    "runs that may bear one name": sql(
        *moved("run"),
        "CREATE TABLE run(n INTEGER PRIMARY KEY, run TEXT NOT NULL, kind TEXT NOT NULL,"
        " created TEXT NOT NULL, meta TEXT NOT NULL)",
        "INSERT INTO run SELECT * FROM old",
    ),
    "a trigger on the view for people": sql("CREATE TRIGGER t INSTEAD OF DELETE ON step_log BEGIN SELECT 1; END"),
    "columns told in another order": schema(
        "CREATE TABLE entry(k INTEGER PRIMARY KEY, leaf BLOB NOT NULL, body BLOB NOT NULL)"
    ),
    "a schema that is no SQL": schema("CREATE TABLE entry("),
}  # fmt: skip


@pytest.mark.parametrize("name", ALL)
def test_a_store_that_is_no_longer_ours_is_never_intact(site, name):
    ALL[name](site)
    before = site.store.read_bytes()
    found = site.verify()
    assert all(one["word"] == "unreadable" for one in found if one["code"])
    assert site.bad()
    for words in (("list",), ("show", site.run), ("replay", site.run), ("findings", "--all")):
        done = site.do("audit", *words)
        assert "Traceback" not in done.err
    assert site.store.read_bytes() == before


def test_an_index_that_says_otherwise_than_its_table_blames_the_runs_it_exchanges(site):
    page("sqlite_autoindex_run_1", led_to_each_other)(site)
    assert set(site.bad()) == {site.other, f"{site.run}.review"}


NOTHING = {
    "a second table of entries": sql("CREATE TABLE entries AS SELECT * FROM entry"),
    "another view for people": sql("DROP VIEW step_log", "CREATE VIEW step_log AS SELECT 1"),
    "an index of part of a table": sql("CREATE UNIQUE INDEX mine ON run(kind) WHERE n = 1"),
    "no log of writes, as the header says": header(18, ">H", 0x0101),
    "noise for the memory of readers": lambda site: Path(f"{site.store}-shm").write_bytes(os.urandom(32_768)),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_what_changes_no_evidence_is_no_damage(site, name):
    NOTHING[name](site)
    assert site.bad() == {}


def in_use(site):
    """The last entries of the first run lie in the log of writes only, as a killed program leaves them."""
    with r.closing(r.sqlite3.connect(site.store, isolation_level=None)) as base:
        laid = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in laid:
            base.execute(f"DROP TRIGGER {name}")
        rows = base.execute("SELECT * FROM entry WHERE k BETWEEN ? AND ?", (SPAN + 4, 2 * SPAN - 1))
        rows = rows.fetchall()
        notes = base.execute("SELECT * FROM checkpoint WHERE run = 1 AND size > 4").fetchall()
        base.execute("DELETE FROM entry WHERE k BETWEEN ? AND ?", (SPAN + 4, 2 * SPAN - 1))
        base.execute("DELETE FROM checkpoint WHERE run = 1 AND size > 4")
        for _, made_again in laid:
            base.execute(made_again)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.executemany("INSERT INTO entry VALUES(?, ?, ?)", rows)
        base.executemany("INSERT INTO checkpoint VALUES(?, ?, ?, ?)", notes)
        kept = {end: Path(f"{site.store}{end}").read_bytes() for end in ("", "-wal", "-shm")}
    for end, raw in kept.items():
        Path(f"{site.store}{end}").write_bytes(raw)
    return Path(f"{site.store}-wal")


def swapped(raw):
    frame = PAGE + 24
    one, other = (slice(32 + at * frame, 32 + (at + 1) * frame) for at in (1, 5))
    raw[one], raw[other] = raw[other], raw[one]
    return raw


def flipped(part):
    def change(raw):
        raw[int(len(raw) * part)] ^= 1
        return raw

    return change


WAL = {
    "a bit early": flipped(0.1),
    "a bit late": flipped(0.9),
    "cut to half": lambda raw: raw[: len(raw) // 2],
    "emptied": lambda _: b"",
    "another salt": lambda raw: raw[:16] + b"\1\2\3\4" + raw[20:],
    "a head of noise": lambda raw: os.urandom(32) + raw[32:],
    "two frames exchanged": swapped,
}


@pytest.mark.parametrize("name", WAL)
def test_a_damaged_log_of_writes_is_blamed_on_the_run_in_it(site, name):
    wal = in_use(site)
    assert site.bad() == {}
    wal.write_bytes(WAL[name](bytearray(wal.read_bytes())))
    left = wal.read_bytes()
    found = site.bad()
    assert found.get(site.run) in {"incomplete", "altered"}
    assert all(one == site.run or "the store" in one for one in found)
    assert wal.read_bytes() == left


def test_a_log_of_writes_whose_store_is_gone_is_left_where_it_is(site):
    wal = in_use(site)
    site.store.unlink()
    done = site.do("audit", "list")
    assert done.code in {0, 2}
    assert wal.stat().st_size > 0


def test_damage_that_is_commands_of_a_terminal_is_not_printed_as_data(site):
    r.edit(site.store, (f"UPDATE entry SET body = ? WHERE k = {SPAN + 4}", (b"\x1b]0;x\x07",)))
    done = site.do("audit", "show", site.run, "--json")
    assert done.code == 2
    assert "\x1b" not in done.out
    assert len([json.loads(one) for one in done.out.splitlines()]) == 9
