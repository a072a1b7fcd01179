"""Stores that cannot be used and runs that cannot be gone on with: a sentence, and nothing is touched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli import logs
from tests.cli.door import ask, entries, refused, runs


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the run ms-29-7, which FE-1 left open after one tick."""
    path = tmp_path_factory.mktemp("left") / "runs.db"
    words = ("--seed", 7, "--role", "FE-1", "--store", path)
    assert ask("drill", "ms-29", "--plain", *words, typed="1\nwait 2 min\n").code == 1
    return path


@pytest.fixture
def copy(left: Path, tmp_path: Path) -> Path:
    """The same store, to be damaged."""
    path = tmp_path / "runs.db"
    path.write_bytes(left.read_bytes())
    return path


def both(address: object, *parts: str) -> None:
    """Neither a drill nor the audit can use it; both say so."""
    refused(ask("drill", "--auto", "--store", address), *parts)
    refused(ask("audit", "list", "--store", address), *parts)
    refused(ask("audit", "show", "ms-29-7", "--store", address), *parts)


def test_a_folder_and_a_device_are_no_store(tmp_path: Path) -> None:
    both(tmp_path, str(tmp_path), "found a folder")
    both("/dev/null", "/dev/null", "found a device")


@pytest.mark.parametrize("content", [b"hello there\n", b"SQLite format 4\0" * 10, b"\0" * 200])
def test_a_file_of_another_kind_is_left_as_it_is(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    both(path, "notes.txt", "not a database")
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE cats(name TEXT)")
    base.close()
    before = path.read_bytes()
    both(path, "other.db", "another program")
    assert path.read_bytes() == before


def test_a_store_of_a_newer_version_is_left_as_it_is(copy: Path) -> None:
    with sqlite3.connect(copy) as base:
        base.execute("PRAGMA user_version=9")
    base.close()
    before = copy.read_bytes()
    both(copy, "version 9", "expected at most 2")
    assert copy.read_bytes() == before


def test_a_store_that_was_cut_short_is_refused(copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    both(copy, "cut short")


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("postgres://host/runs", "postgres: is not known"),
        ("sqlite:", "no path in it"),
        ("~nobody-of-this-name/runs.db", "leads nowhere"),
        ("a" * 5_000, "store"),
        ("/proc/nowhere/runs.db", "/proc/nowhere/runs.db"),
    ],
)
def test_an_address_that_leads_nowhere(address: str, part: str) -> None:
    refused(ask("drill", "--auto", env={"BOLDFACE_STORE": address}), part)


def test_a_store_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    refused(ask("drill", "--auto", "--store", tmp_path / "file" / "runs.db"), "file/runs.db")


def test_where_nothing_was_stored_reading_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert ask("audit", "list", "--store", path).out.startswith("Nothing has been stored yet")
    assert runs(path) == []
    refused(ask("audit", "show", "ms-29-7", "--store", path), "nothing has been recorded")
    refused(ask("drill", "--plain", "--resume", "ms-29-7", "--store", path), "nothing has been")
    assert not path.exists()


# --- going on -----------------------------------------------------------------------------------


def resume(store: Path, run: str, *more: object, how: str = "--plain") -> object:
    """Go on with a run; what is refused leaves the store as it was."""
    before = [runs(store), *(logs.stored(store, row["run"]) for row in runs(store))]
    done = ask("drill", how, *more, "--resume", run, "--store", store)
    after = [runs(store), *(logs.stored(store, row["run"]) for row in runs(store))]
    assert (done.code == 2) == (before == after)
    return done


def test_a_run_that_is_not_there(copy: Path) -> None:
    for run in ("ms-29-8", "x" * 300, "\x1b[31m", "é", ""):
        done = ask("drill", "--plain", "--resume", run, "--store", copy)
        assert "not in this store" in done.err or run == ""
        assert "Traceback" not in done.err
        assert "\x1b" not in done.err
    refused(ask("audit", "show", "nothing", "--store", copy), "run 'nothing'", "audit list")


def test_what_was_opened_otherwise_is_not_gone_on_with(copy: Path) -> None:
    refused(resume(copy, "ms-29-7", "--seed", 8), "opened with the seed 7, not 8")
    refused(resume(copy, "ms-29-7", "ms-30"), "opened with the scenario ms-29, not ms-30")
    refused(resume(copy, "ms-29-7", "--role", "CDR"), "opened with the roles FE-1, not CDR")
    assert resume(copy, "ms-29-7", "ms-29", "--seed", 7, "--role", "FE-1").code == 1


def test_nobody_plays_for_the_crew_of_a_run(copy: Path) -> None:
    refused(resume(copy, "ms-29-7", how="--auto"), "people play FE-1 in it", "--plain")


def test_a_closed_run_stays_closed(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    assert ask("drill", "--auto", "--store", path).code == 0
    for how in ("--auto", "--plain"):
        refused(resume(path, "ms-29-1", how=how), "run ms-29-1: it is closed", "audit show ms-29-1")


def test_a_real_run_is_no_drill(copy: Path) -> None:
    said = logs.said(copy, "ms-29-7")
    said[0]["data"]["kind"] = "run"
    logs.write(copy, "real", said, kind="run")
    refused(resume(copy, "real"), "run real: it is a real run, not a drill")
    assert [row["kind"] for row in runs(copy)] == ["drill", "run"]
    assert "drill" not in ask("audit", "show", "real", "--store", copy).out.splitlines()[-1]


@pytest.mark.parametrize("size", [0, 1, 4, 7])
def test_a_run_cut_off_while_it_was_opened_says_so(copy: Path, size: int) -> None:
    logs.write(copy, "cut", logs.said(copy, "ms-29-7")[:size])
    refused(resume(copy, "cut"), "run cut:", "while it was being opened")
    assert ask("audit", "show", "cut", "--store", copy).code == 0
    assert len(entries(copy, "cut")) == size


@pytest.mark.parametrize("index", [0, 3, 9, 12])
def test_an_altered_run_is_not_gone_on_with(copy: Path, index: int) -> None:
    logs.tamper(copy, index, lambda body: body.replace(b"2024-11-23T20", b"2024-11-23T21"))
    refused(resume(copy, "ms-29-7"), f"run ms-29-7: entry {index} is altered", "copy of the store")


def test_a_run_with_a_hole_is_not_gone_on_with(copy: Path) -> None:
    logs.remove(copy, 9)
    refused(resume(copy, "ms-29-7"), "run ms-29-7: entry 10 stands where entry 9 was expected")


def test_a_run_with_an_event_of_a_later_version_is_not_gone_on_with(copy: Path) -> None:
    said = logs.said(copy, "ms-29-7")
    logs.write(copy, "later", [*said, {**said[-1], "event": "PlasmaVented", "data": {}}])
    refused(resume(copy, "later"), f"entry {len(said)}", "'PlasmaVented'", "later one")


def test_a_run_with_an_entry_of_a_later_format_is_not_gone_on_with(copy: Path) -> None:
    said = logs.said(copy, "ms-29-7")
    logs.write(copy, "later", [*said, {**said[-1], "v": 2, "colour": "red"}])
    refused(resume(copy, "later"), f"entry {len(said)}", "format version 2")


# --- roles and numbers --------------------------------------------------------------------------


def test_unknown_roles_and_numbers_out_of_range(tmp_path: Path) -> None:
    store = ("--store", tmp_path / "runs.db")
    known = ("CDR", "FE-1", "MCC-M")
    refused(ask("drill", "--plain", "--role", "XX", *store), "no role is called 'XX'", *known)
    refused(ask("drill", "--plain", "--role", "fe-1", *store), "no role is called 'fe-1'", *known)
    refused(ask("drill", "--plain", "--role", "all", "--role", "XX", *store), "'XX'", *known)
    for words in (("--seed", "-1"), ("--seed", 2**31), ("--seed", "x"), ("--speed", 0)):
        refused(ask("drill", "--auto", *words, *store), "Invalid value for '" + str(words[0]))
    refused(ask("drill", "--auto", "--plain", *store), "exclude each other")
    refused(ask("drill", "--auto", "--role", "CDR", *store), "--auto plays every role")
    assert not (tmp_path / "runs.db").exists()


def test_what_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    store = tmp_path / "runs.db"
    ask("drill", "ms-29", "--plain", "--role", "all", "--store", store, typed="")
    (tmp_path / "file").write_text("x")
    below = tmp_path / "file" / "x"
    for words in (
        ("audit", "find", "--text", "smell", "-o", f"{below}.json"),
        ("audit", "stats", "--picture", f"{below}.svg"),
        ("audit", "explain", "--all", "-o", below),
    ):
        more = () if "explain" in words else ("--store", store)
        refused(ask(*words, *more), "cannot be written (Not a directory)")
    refused(ask("audit", "stats", "--picture", "x.png", "--store", store), "end the name in .svg")


def test_bare_entries_are_not_verified_and_the_way_is_said(tmp_path: Path) -> None:
    store, bare = tmp_path / "runs.db", tmp_path / "x.jsonl"
    ask("drill", "ms-29", "--plain", "--role", "all", "--store", store, typed="")
    ask("audit", "export", "ms-29-1", "--as", "jsonl", "-o", bare, "--store", store)
    done = ask("audit", "verify", bare)
    assert done.code == 6
    assert "boldface audit import" in done.out
