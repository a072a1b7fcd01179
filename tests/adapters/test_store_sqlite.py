"""The SQLite store on good ground: layout, durability as promised, who may open what.

Every refusal has a name of the step log and leaves the file as it was.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.adapters import sqlite_layout, sqlite_open
from engine.adapters.stores import open_store
from engine.log import (
    Conflict,
    NoStore,
    NotAStore,
    StoreDamaged,
    StoreNewer,
    StoreUnavailable,
    leaf_hash,
)
from engine.ports import Store


def filled(path: Path, count: int = 3) -> Store:
    store = open_store(str(path))
    store.open_run("r", "drill", {"procedure": "odor"})
    for index in range(count):
        put(store, index, b"entry %d" % index)
    return store


def put(store: Store, index: int, body: bytes) -> None:
    store.append("r", index, body, leaf_hash(body))


def test_every_commit_is_synced(tmp_path: Path) -> None:
    with closing(sqlite_open.open_writer(tmp_path / "s.db", create=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize("lie", ["journal_mode=MEMORY", "synchronous=NORMAL"])
def test_a_database_that_will_not_sync_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    class Liar(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:
            name = lie.partition("=")[0]
            return super().execute(f"PRAGMA {lie}" if f"{name}=" in sql else sql, *rest)

    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **more: connect(*args, **{**more, "factory": Liar})
    )
    with pytest.raises(StoreUnavailable, match=r"expected wal and 2 \(FULL\)"):
        open_store(str(tmp_path / "s.db"))


def test_what_was_stored_is_there_after_closing_and_in_one_file(tmp_path: Path) -> None:
    filled(tmp_path / "deep" / "er" / "s.db").close()
    assert [file.name for file in (tmp_path / "deep" / "er").iterdir()] == ["s.db"]
    store = open_store(f"sqlite:{tmp_path}/deep/er/s.db")
    assert [row.body for row in store.read("r")] == [b"entry 0", b"entry 1", b"entry 2"]
    put(store, 3, b"entry 3")
    assert store.size("r") == 4
    store.close()


def test_a_path_from_home_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    filled(Path("~/s.db")).close()
    assert (tmp_path / "s.db").exists()


def test_a_person_with_a_database_tool_can_read_but_not_change(tmp_path: Path) -> None:
    filled(tmp_path / "s.db").close()
    with closing(sqlite3.connect(tmp_path / "s.db")) as tool:
        assert tool.execute("SELECT run, i, body FROM step_log").fetchall()[2] == (
            "r",
            2,
            b"entry 2",
        )
        for change in (
            "UPDATE entry SET body = x'00'",
            "DELETE FROM entry",
            "UPDATE run SET kind = 'run'",
            "DELETE FROM run",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
                tool.execute(change)


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    filled(path).close()
    with closing(sqlite3.connect(path)) as tool:
        tool.execute(f"PRAGMA user_version={sqlite_layout.SCHEMA + 1}")
        tool.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    for writable in (True, False):
        with pytest.raises(StoreNewer, match="use the Boldface that wrote it"):
            open_store(str(path), writable=writable)
    assert path.read_bytes() == before


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as tool:
        tool.execute("CREATE TABLE run(x)")
        tool.commit()


@pytest.mark.parametrize(
    "make",
    [
        other_database,
        lambda path: path.write_bytes(b"%PDF-1.7\n" + b"x" * 5_000),
        lambda path: path.write_text("x"),
        lambda path: path.write_bytes(b"SQLite format 3\0"),
        lambda path: path.mkdir(),
        os.mkfifo,
    ],
)
@pytest.mark.parametrize("writable", [True, False])
def test_what_is_not_a_store_is_left_alone(tmp_path: Path, make: object, writable: bool) -> None:
    path = tmp_path / "thing"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(NotAStore, match="expected a") as refused:
        open_store(str(path), writable=writable)
    assert str(path) in str(refused.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert [file.name for file in tmp_path.iterdir()] == ["thing"]


@pytest.mark.parametrize("place", ["/dev/null", "/dev/full", "/proc/none/s.db"])
def test_a_place_that_can_hold_no_store_is_refused(place: str) -> None:
    with pytest.raises((NotAStore, StoreUnavailable), match=place):
        open_store(place)


def test_a_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for writable in (True, False):
        with pytest.raises(StoreUnavailable, match=r"exists|nothing has been"):
            open_store(f"{tmp_path}/file/s.db", writable=writable)
    with pytest.raises(StoreUnavailable, match="too long"):
        open_store(f"{tmp_path}/{'x' * 300}")


def test_reading_only_makes_nothing_and_records_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with pytest.raises(NoStore, match="nothing has been recorded there yet"):
        open_store(str(path), writable=False)
    path.touch()
    with pytest.raises(NoStore):
        open_store(str(path), writable=False)
    assert path.read_bytes() == b""
    filled(path).close()
    before = path.read_bytes()
    store = open_store(str(path), writable=False)
    assert [row.size for row in store.runs()] == [3]
    for act in (lambda: put(store, 3, b"x"), lambda: store.open_run("s", "drill", {})):
        with pytest.raises(StoreUnavailable, match="for reading only") as refused:
            act()
        assert refused.value.trouble == "read-only"
    store.close()
    assert path.read_bytes() == before


def test_a_reader_sees_what_a_writer_adds(tmp_path: Path) -> None:
    writer = filled(tmp_path / "s.db")
    reader = open_store(str(tmp_path / "s.db"), writable=False)
    put(writer, 3, b"entry 3")
    assert reader.size("r") == 4
    assert [row.index for row in reader.read("r")] == [0, 1, 2, 3]
    writer.close()
    assert reader.size("r") == 4
    reader.close()


def test_of_two_consoles_with_one_index_the_second_is_told(tmp_path: Path) -> None:
    first = filled(tmp_path / "s.db")
    second = open_store(str(tmp_path / "s.db"))
    put(second, 3, b"second's")
    with pytest.raises(Conflict) as refused:
        put(first, 3, b"first's")
    assert refused.value.size == 4
    put(first, 3, b"second's")  # had it been an own lost answer, it would be known again
    put(first, 4, b"first's")
    put(second, 5, b"second's")  # the gap is read again before it is called one
    assert [row.body for row in first.read("r", 3)] == [b"second's", b"first's", b"second's"]
    second.open_run("s", "drill", {})
    with pytest.raises(Conflict):
        first.open_run("s", "run", {})
    for store in (first, second):
        store.close()


def test_a_store_moved_away_while_in_use_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.adapters.store_sqlite._LOOK_S", 0.0)
    path = tmp_path / "s.db"
    store = filled(path)
    path.rename(tmp_path / "elsewhere.db")
    for index in (3, 3):
        with pytest.raises(StoreUnavailable) as refused:
            put(store, index, b"lost")
        assert refused.value.trouble == "moved"
    assert not path.exists()
    store.close()


@pytest.mark.parametrize("left", [None, b""])
def test_a_log_whose_store_is_gone_is_not_thrown_away(tmp_path: Path, left: bytes | None) -> None:
    path, wal = tmp_path / "s.db", tmp_path / "s.db-wal"
    wal.write_bytes(b"all that is left of a run")
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(StoreDamaged, match="copy both to a safe place"):
        open_store(str(path))
    assert wal.read_bytes() == b"all that is left of a run"


@pytest.mark.parametrize(
    ("column", "value", "listed_as"),
    [
        ("meta", '{"procedure": "odor"]', "r"),
        ("kind", b"drill", "r"),
        ("created", "CAST(x'ff' AS TEXT)", "r"),
        ("run", "CAST(x'72ff' AS TEXT)", "b'r\\xff'"),
        ("n", str(2**62), "r"),
    ],
)
def test_a_damaged_line_of_the_list_of_runs_is_told_in_its_place(
    tmp_path: Path, column: str, value: str | bytes, listed_as: str
) -> None:
    path = tmp_path / "s.db"
    with closing(filled(path)) as store:
        store.open_run("second", "drill", {"procedure": "fire"})
    with closing(sqlite3.connect(path)) as base:
        base.execute("DROP TRIGGER run_keeps_UPDATE")
        plain = isinstance(value, str) and (value.startswith("CAST") or value.isdigit())
        put = str(value) if plain else "?"
        words = () if plain else (value,)
        base.execute(f"UPDATE run SET {column} = {put} WHERE run = 'r'", words)
        base.commit()
    with closing(open_store(str(path))) as store:
        rows = {row.run: row.fault for row in store.runs()}
        assert rows.pop("second") == ""
        assert list(rows) == [listed_as]
        assert "its line in the list of runs" in rows[listed_as]
        if column not in {"run", "n"}:
            assert list(store.read("r"))  # the entries can be looked at by its name


def first_layout(path: Path) -> None:
    """A store as version 0.1 made it: without the table of checkpoints."""
    filled(path).close()
    with closing(sqlite3.connect(path)) as old:
        old.execute("DROP TABLE checkpoint")
        old.execute("PRAGMA user_version=1")
        old.commit()


def test_a_store_of_the_first_layout_is_read_as_it_is(tmp_path: Path) -> None:
    first_layout(tmp_path / "s.db")
    before = (tmp_path / "s.db").read_bytes()
    with closing(open_store(str(tmp_path / "s.db"), writable=False)) as store:
        assert store.checkpoints("r") == []
        assert store.size("r") == 3
    assert (tmp_path / "s.db").read_bytes() == before


def test_a_store_of_the_first_layout_is_brought_to_the_second_without_touching_an_entry(
    tmp_path: Path,
) -> None:
    first_layout(tmp_path / "s.db")
    with closing(sqlite3.connect(tmp_path / "s.db")) as old:
        before = old.execute("SELECT * FROM entry ORDER BY k").fetchall()
    with closing(open_store(str(tmp_path / "s.db"))) as store:
        store.add_checkpoint("r", 3, b"note")
        put(store, 3, b"entry 3")
    with closing(sqlite3.connect(tmp_path / "s.db")) as new:
        assert new.execute("SELECT * FROM entry ORDER BY k").fetchall()[:3] == before
        assert new.execute("PRAGMA user_version").fetchone() == (sqlite_layout.SCHEMA,)
        for verb in ("DELETE FROM checkpoint", "UPDATE checkpoint SET size=9"):
            with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
                new.execute(verb)
