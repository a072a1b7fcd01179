"""Scenario, procedure and station files that cannot be used: one refusal that names the place, nothing stored."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.door import ROOT, Done, ask, entries, process, refused

SHIPPED = ROOT / "procedures"
SCENARIO = (SHIPPED / "scenarios" / "ms-29.yaml").read_text("utf-8")
PROCEDURE = (SHIPPED / "unknown-odor-on-hatch-opening.yaml").read_text("utf-8")
STATION = (SHIPPED / "stations" / "iss-2024.yaml").read_text("utf-8")


def drill(path: object, tmp_path: Path) -> Done:
    """Open the scenario and leave it; nothing may be stored when it is refused."""
    store = tmp_path / "runs.db"
    done = ask("drill", path, "--plain", "--store", store)
    assert store.exists() == (done.code != 2)
    return done


def changed(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new, 1)


def place(content: bytes, part: str) -> str:
    """The place of what stands after @, as a refusal gives it; another part as it is."""
    if not part.startswith("@"):
        return part
    before, found, _ = content.decode().partition(part[1:])
    assert found
    return f"ms-29.yaml:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}:"


def swapped(old: str, new: str) -> bytes:
    return changed(SCENARIO, old, new).encode()


BOMB = "a: &a [x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"

# What the file holds, and what the refusal must say; after @ stands what is at the place named.
BROKEN: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("ms-29.yaml:1:1:", "empty")),
    "half-written": (SCENARIO.partition("label:")[0].encode(), ("ms-29.yaml:", "never closed")),
    "UTF-16": (SCENARIO.encode("utf-16"), ("ms-29.yaml:1:1:", "UTF-16")),
    "Latin-1": (swapped("Sanna", "S\xe4nna").decode().encode("latin-1"), ("byte", "not UTF-8")),
    "byte order mark": (b"\xef\xbb\xbf" + SCENARIO.encode(), ("byte order mark",)),
    "NUL": (SCENARIO.encode() + b"\0\0\0", ("@\0", "U+0000")),
    "escape codes": (swapped("Sanna", "\x1b[31mSanna"), ("@\x1b", "U+001B")),
    "2 MB": (SCENARIO.encode() + b"#" * 2_000_000, ("ms-29.yaml:1:1:", "larger than 1 MB")),
    "one long list": (b"x: [" + b"a, " * 60_000 + b"]", ("ms-29.yaml:1:",)),
    "5000 brackets": (b"x: " + b"[" * 5000 + b"]" * 5000, ("ms-29.yaml:1:19:", "nested")),
    "5000 braces": (b"x: " + b"{" * 5000, ("ms-29.yaml:1:", "nested")),
    "anchors": (BOMB.encode(), ("ms-29.yaml:1:4:", "anchor")),
    "a tag": (b"a: !!python/object:os.system ls\n", ("ms-29.yaml:1:4:",)),
    "a key twice": (swapped("station:", "title: x\nstation:"), ("@title: x\nstation", "title")),
    "a list": (b"- a\n- b\n", ("ms-29.yaml:1:1:", "list")),
    "no text": (os.urandom(40) + b"\xff", ("ms-29.yaml:1:",)),
    "another name": (swapped("scenario: ms-29", "scenario: b"), ("@b\n", "one name")),
    "a wrong unit": (swapped("telemetry: 10 s", "telemetry: 10 ppm"), ("@10 ppm", "is in ppm")),
    "an unknown unit": (
        swapped("4600 mg over", "4600 stone over"),
        ("@spill poisk 4600 stone", "mg or g"),
    ),
    "no number": (swapped("spread: 1.15", "spread: NaN"), ("@NaN", "not a number")),
    "out of range": (swapped("spread: 1.15", "spread: 99"), ("@99\n", "spread")),
    "too long a time": (
        swapped("telemetry: 10 s", "telemetry: 999999999 h"),
        ("@999999999 h", "year"),
    ),
    "no such time": (swapped("2024-11-23T20", "2024-13-41T20"), ("@2024-13-41", "epoch")),
    "no such station": (swapped("station: iss-2024", "station: mir"), ("@mir\n", "'mir'")),
    "no such procedure": (
        swapped("procedure: unknown-odor-on", "procedure: odor-on"),
        ("@odor-on-hatch", "did you mean 'unknown-odor-on-hatch-opening'?"),
    ),
    "no such compartment": (
        swapped("spill poisk", "spill mars"),
        ("@spill mars", "'mars'", "poisk"),
    ),
    "no such item": (swapped("masks#1:", "masks#9:"), ("@masks#9", "did you mean 'masks#3'?")),
    "no such role": (swapped("  FE-1: Mik", "  XX: Mik"), ("@XX: Mik", "XX")),
    "no such substance": (swapped("toluene", "unobtainium"), ("@unobtainium", "'unobtainium'")),
    "no such key": (swapped("briefing:", "breefing:"), ("@breefing", "breefing")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_scenario_is_refused_at_its_place(name: str, tmp_path: Path) -> None:
    content, parts = BROKEN[name]
    path = tmp_path / "ms-29.yaml"
    path.write_bytes(content)
    said = refused(drill(path, tmp_path), *(place(content, part) for part in parts))
    assert ".yaml.yaml" not in said
    assert path.read_bytes() == content


def test_nearly_1_mb_of_comment_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ms-29.yaml"
    path.write_text(SCENARIO + ("# " + "\N{GRINNING FACE}" * 40 + "\n") * 5_000, "utf-8")
    assert path.stat().st_size > 800_000
    assert drill(path, tmp_path).last == "not closed"


def test_places_that_are_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    refused(drill(folder, tmp_path), "folder.yaml", "expected a file")
    refused(drill(tmp_path / "pipe.yaml", tmp_path), "pipe.yaml", "expected a file")
    refused(drill(tmp_path / "none.yaml", tmp_path), "none.yaml", "No such file")
    refused(drill("/dev/null.yaml", tmp_path), "null.yaml")
    refused(drill("a" * 5000, tmp_path), "there is no scenario called")
    refused(drill("a" * 5000 + ".yaml", tmp_path), "cannot be read")
    refused(drill("../../ms-29", tmp_path), "path of a file ends in .yaml")
    refused(drill("ms-28", tmp_path), "did you mean 'ms-29'?")
    refused(drill("\x1b[31mred", tmp_path), "there is no scenario called")


@pytest.mark.slow
@pytest.mark.parametrize("piece", [b"a, ", b"[", b"a: b\n", b"'", b"- a\n", b"\xc3\xa9"])
def test_a_megabyte_of_one_thing_is_refused(piece: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ms-29.yaml"
    path.write_bytes((b"" if piece.endswith(b"\n") else b"x: [") + piece * (990_000 // len(piece)))
    refused(drill(path, tmp_path), "ms-29.yaml:")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "ms-29.yaml"
    path.write_text(SCENARIO)
    path.chmod(0)
    refused(drill(path, tmp_path), "ms-29.yaml", "Permission denied")


# --- a library of one's own ---------------------------------------------------------------------


def own(folder: Path, *, flat: bool) -> Path:
    """An own scenario with an own procedure and an own station; the path of the scenario."""
    scenarios, stations = (folder, folder) if flat else (folder / "scenarios", folder / "stations")
    for one in {scenarios, stations}:
        one.mkdir(parents=True, exist_ok=True)
    procedure = changed(PROCEDURE, "procedure: unknown-odor-on-hatch-opening", "procedure: my-odor")
    procedure = changed(procedure, "title: Unknown odor", "title: My own odor")
    (folder / "my-odor.yaml").write_text(procedure, "utf-8")
    (stations / "my-station.yaml").write_text(
        changed(STATION, "station: iss-2024", "station: my-station"), "utf-8"
    )
    scenario = changed(SCENARIO, "scenario: ms-29", "scenario: mine")
    scenario = changed(scenario, "procedure: unknown-odor-on-hatch-opening", "procedure: my-odor")
    scenario = changed(scenario, "station: iss-2024", "station: my-station")
    path = scenarios / "mine.yaml"
    path.write_text(scenario, "utf-8")
    return path


@pytest.mark.parametrize("flat", [True, False], ids=["in one folder", "as a library"])
def test_what_lies_beside_a_scenario_is_found(tmp_path: Path, flat: bool) -> None:
    path = own(tmp_path / "own", flat=flat)
    done = drill(path, tmp_path)
    assert done.last == "not closed", done
    assert "My own odor" in done.out
    log = entries(tmp_path / "runs.db", "mine-1")
    kept = {entry["data"]["name"] for entry in log if entry["event"] == "TextKept"}
    assert kept == {"mine", "my-odor", "my-station", "head-count", "toxic-atmosphere"}


def test_an_own_file_goes_before_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(changed(SCENARIO, "scenario: ms-29", "scenario: mine"), "utf-8")
    name = "unknown-odor-on-hatch-opening.yaml"
    (tmp_path / name).write_text(changed(PROCEDURE, "title: Unknown", "title: Other"), "utf-8")
    assert "Other odor on hatch opening" in drill(path, tmp_path).out


# What is wrong in the procedure beside the scenario, and what must be said.
PROCEDURES = {
    "half-written": (PROCEDURE[:1500], ("my-odor.yaml:", "error[")),
    "empty": ("", ("my-odor.yaml:1:1:",)),
    "no such step": (changed(PROCEDURE, "else: masks", "else: msks"), ("my-odor.yaml:", "msks")),
    "a wrong unit": (
        changed(PROCEDURE, "tube-sm <= 16 ppm: monitor", "tube-sm <= 16 mmHg: monitor"),
        ("my-odor.yaml:", "mmHg"),
    ),
    "no such channel": (
        changed(PROCEDURE, "watch: air.sm.voc < 4 ppm and", "watch: air.mars.voc < 4 ppm and"),
        ("my-odor.yaml:", "air.mars.voc"),
    ),
    "an unknown role": (
        changed(PROCEDURE, "by: [FE-1, FE-2]", "by: [FE-1, FE-7]"),
        ("my-odor.yaml:", "FE-7"),
    ),
    "needs what is not there": (
        PROCEDURE.replace("head-count\n", "nose-count\n"),
        ("my-odor.yaml", "'nose-count'"),
    ),
    "5000 brackets": ("steps: " + "[" * 5000, ("my-odor.yaml:1:", "nested")),
    "another name": (PROCEDURE, ("my-odor.yaml:", "one name")),
}


@pytest.mark.parametrize("name", PROCEDURES)
def test_a_broken_procedure_is_refused_at_its_place(name: str, tmp_path: Path) -> None:
    path = own(tmp_path / "own", flat=True)
    text, parts = PROCEDURES[name]
    if name != "another name":
        text = text.replace("procedure: unknown-odor-on-hatch-opening", "procedure: my-odor")
    (path.parent / "my-odor.yaml").write_text(text, "utf-8")
    refused(drill(path, tmp_path), *parts)


VALVE_LINE = STATION.partition("valve: {is: 20 mm")[0].count("\n") + 1
STATIONS = {
    "half-written": (STATION[:900], ("my-station.yaml",)),
    "empty": ("", ("my-station.yaml:1:1:",)),
    "a wrong unit": (
        changed(STATION, "kg/m3", "kg/l"),
        ("my-station.yaml:12:17:", "air.density", "kg/m3"),
    ),
    "a wrong number of a system": (
        changed(STATION, "valve: {is: 20 mm", "valve: {is: 20 m"),
        (f"my-station.yaml:{VALVE_LINE}:15:", "hull.valve.is", "mm"),
    ),
    "no compartments": (changed(STATION, "\ncompartments:", "\nrooms:"), ("my-station.yaml",)),
}


@pytest.mark.parametrize("name", STATIONS)
def test_a_broken_station_is_refused_with_its_file(name: str, tmp_path: Path) -> None:
    path = own(tmp_path / "own", flat=True)
    text, parts = STATIONS[name]
    (path.parent / "my-station.yaml").write_text(text, "utf-8")
    refused(drill(path, tmp_path), *parts)


def test_the_real_thing_prints_one_refusal_on_the_error_channel(tmp_path: Path) -> None:
    path = tmp_path / "ms-29.yaml"
    path.write_bytes(BROKEN["half-written"][0])
    done = process("drill", path, "--auto", "--store", tmp_path / "runs.db")
    refused(done, "ms-29.yaml:", "never closed")
    assert done.out == ""
