"""`audit list` and `audit show`: what can be read is shown, what is damaged is named, nothing is hidden."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli import logs
from tests.cli.door import ask, runs


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the run ms-29-7, left open."""
    path = tmp_path_factory.mktemp("audit") / "runs.db"
    words = ("--seed", 7, "--role", "FE-1", "--store", path)
    typed = "1\nobserve \x1b[31mred [bold]\nwait 2 min\n"
    assert ask("drill", "ms-29", "--plain", *words, typed=typed).code == 1
    return path


@pytest.fixture
def copy(left: Path, tmp_path: Path) -> Path:
    path = tmp_path / "runs.db"
    path.write_bytes(left.read_bytes())
    return path


def test_what_fits_no_entry_is_said(copy: Path) -> None:
    done = ask("audit", "show", "ms-29-7", "--event", "Signed", "--to", 3, "--store", copy)
    assert done.code == 0
    assert re.match(r"None of the \d+ entries here is asked for; telemetry", done.out)


def test_a_run_that_is_open_has_no_end(left: Path) -> None:
    (row,) = runs(left)
    assert (row["ended"], row["outcome"]) == (None, None)
    assert "not closed" in ask("audit", "list", "--store", left).out


def test_words_of_people_are_shown_and_drive_no_terminal(left: Path) -> None:
    done = ask("audit", "show", "ms-29-7", "--store", left)
    assert r"\x1b[31mred [bold]" in done.out
    assert "\x1b" not in done.out
    data = [json.loads(line)["data"] for line in raw(left).out.splitlines()]
    assert {"\x1b[31mred [bold]"} <= {str(one.get("text")) for one in data}


def raw(store: Path) -> object:
    return ask("audit", "show", "ms-29-7", "--json", "--store", store)


def test_json_is_the_record_to_the_byte(left: Path) -> None:
    lines = [row.body.decode() for row in logs.stored(left, "ms-29-7")]
    assert raw(left).out.splitlines() == lines


DAMAGE = {
    "a word changed": lambda body: body.replace(b"2024-11-23T20", b"2024-11-23T21"),
    "a bit flipped": lambda body: bytes([body[0] ^ 1]) + body[1:],
    "no text": lambda body: b"\xff\xfe" + body,
    "cut": lambda body: body[: len(body) // 2],
    "emptied": lambda body: b"",
    "escape codes": lambda body: b"\x1b[2J" + body,
}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("index", [0, 10])
def test_a_damaged_entry_is_named_and_the_others_are_shown(
    copy: Path, how: str, index: int
) -> None:
    whole = ask("audit", "show", "ms-29-7", "--readings", "--store", copy)
    logs.tamper(copy, index, DAMAGE[how])
    done = ask("audit", "show", "ms-29-7", "--readings", "--store", copy)
    assert done.code == 2
    assert re.match(rf"boldface: run ms-29-7: entry {index} is altered", done.err)
    assert done.err.count("\n") == 1
    assert "\x1b" not in done.out + done.err
    numbered = [{line[:6] for line in one.out.splitlines()} for one in (whole, done)]
    gone = {f"{index:>6}"} if index else {f"{index:>6}", "This w"}
    assert numbered[0] - numbered[1] <= gone


@pytest.mark.parametrize("how", DAMAGE)
def test_the_list_of_runs_survives_a_damaged_entry(copy: Path, how: str) -> None:
    logs.tamper(copy, 0, DAMAGE[how])
    done = ask("audit", "list", "--store", copy)
    assert done.code == 0
    assert "ms-29-7" in done.out
    (row,) = runs(copy)
    assert row["fault"] or row["procedure"] == "unknown-odor-on-hatch-opening"


def test_a_missing_entry_is_named(copy: Path) -> None:
    logs.remove(copy, 10)
    done = ask("audit", "show", "ms-29-7", "--store", copy)
    assert done.code == 2
    assert "run ms-29-7: entry 11 stands where entry 10 was expected" in done.err
    assert "observ" in done.out.lower()


def test_an_event_of_a_later_version_is_named_and_the_rest_is_shown(copy: Path) -> None:
    said = logs.said(copy, "ms-29-7")
    middle = {**said[9], "event": "PlasmaVented", "data": {"mass": "3 kg"}}
    logs.write(copy, "later", [*said[:9], middle, *said[9:]])
    done = ask("audit", "show", "later", "--store", copy)
    assert done.code == 2
    assert "run later: entry 9: found the event 'PlasmaVented'" in done.err
    assert "This was a drill." in done.out
    assert f"{len(said):>6}  " in ask("audit", "show", "later", "--readings", "--store", copy).out


def test_an_entry_of_a_later_format_is_named_and_kept_as_it_is(copy: Path) -> None:
    said = logs.said(copy, "ms-29-7")
    logs.write(copy, "later", [*said, {**said[-1], "v": 2, "colour": "red"}])
    done = ask("audit", "show", "later", "--json", "--store", copy)
    assert done.code == 2
    assert "format version 2" in done.err
    assert json.loads(done.out.splitlines()[-1])["colour"] == "red"


def test_an_event_with_a_wrong_field_is_named(copy: Path) -> None:
    said = logs.said(copy, "ms-29-7")
    at = next(n for n, one in enumerate(said) if one["event"] == "StepEntered")
    wrong = {**said[at], "data": {**said[at]["data"], "state": 7}}
    logs.write(copy, "wrong", [*said[:at], wrong, *said[at + 1 :]])
    done = ask("audit", "show", "wrong", "--store", copy)
    assert done.code == 2
    assert f"run wrong: entry {at}: 'StepEntered'" in done.err
