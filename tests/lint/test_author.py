"""`boldface author` as an author meets it: files in, words, data and exit codes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from engine.cli.app import cli
from engine.lint.page import laid_over
from engine.lint.page_bases import PROCEDURE as EXAMPLE
from engine.lint.registry import RULES
from tests.builders import PROCEDURES
from tests.house.sizes import ROOT
from tests.lint.sarif import faults_of
from tests.npm import installed

WRONG = laid_over(
    "steps:\n  - step: tell\n    by: CDR\n    do: Tell MCC\n    withn: 5 min  # soon\n    else: finish\n"
)
SHOUT = laid_over(
    "steps:\n  - {step: fan, by: CDR, do: Switch it off NOOOW, within: 1 min, else: finish}\n"
)


def ask(*words, typed=None):
    return CliRunner().invoke(cli, ["author", *map(str, words)], input=typed)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_finding_is_told_as_the_loved_linters_tell_it(folder):
    put(folder, "example.yaml", WRONG)
    done = ask("check", "example.yaml")
    assert done.exit_code == 1
    assert "example.yaml:13:5: error[unknown-key]: 'withn' is not a key here" in done.stdout
    assert "   13 |     withn: 5 min  # soon\n      |     ^^^^^\n" in done.stdout
    assert "mend: did you mean 'within'?" in done.stdout
    assert "asked for safety, cannot be used (1 finding)" in done.stdout


def test_a_clean_file_ends_with_0_and_says_what_it_reaches(folder):
    put(folder, "example.yaml", EXAMPLE)
    done = ask("check", "example.yaml", "--profile", "style")
    assert (done.exit_code, done.stdout) == (
        0,
        "example.yaml: asked for style, reaches style (clean)\n",
    )


def test_a_folder_is_a_library_and_other_kinds_of_file_are_passed_over(folder):
    other = EXAMPLE.replace("procedure: example", "procedure: other")
    put(folder, "lib/other.yaml", other)
    put(folder, "lib/scenarios/drill.yaml", "scenario: x\n")
    put(folder, "lib/.hidden/x.yaml", "x")
    put(folder, "lib/deep/example.yaml", laid_over("steps:\n  - step: a\n    perform: other\n"))
    assert ask("check", "lib").exit_code == 0
    put(folder, "lib/deep/again.yaml", other)
    done = ask("check", "lib", "--format", "line")
    assert done.exit_code == 1
    assert done.stdout.count("error[procedure-name-reused]") == 2
    assert "lib/deep/again.yaml:1:12: warning[file-name]" in done.stdout


def test_a_reference_is_looked_for_beside_the_file_and_among_the_shipped(folder):
    put(folder, "other.yaml", EXAMPLE.replace("procedure: example", "procedure: other"))
    text = laid_over(
        "steps:\n  - step: a\n    perform: other\n  - step: b\n    perform: head-count\n"
        "    ends: {all accounted for: finish, someone missing: finish}\n"
    )
    put(folder, "example.yaml", text)
    assert ask("check", "example.yaml").exit_code == 0
    put(folder, "example.yaml", text.replace("perform: other", "perform: othr"))
    done = ask("check", "example.yaml")
    assert "error[reference-unknown]" in done.stdout
    assert "did you mean 'other'?" in done.stdout


def test_standard_input_is_read_under_a_name():
    done = ask("check", "-", "--name", "example.yaml", "--format", "line", typed=WRONG)
    assert done.exit_code == 1
    assert done.stdout.startswith("example.yaml:13:5: error[unknown-key]")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "nowhere.yaml"], "cannot be read"),
        (["check", "."], "no .yaml file"),
        (["check"], "Missing argument"),
        (["check", "-", "--watch"], "--watch needs files"),
        (["check", "-", "--fix"], "--fix needs files"),
        (["check", "x.yaml", "--profile", "sky"], "sky"),
        (["explain", "dead-ent"], "did you mean 'dead-end'?"),
        (["explain", "-o", "x"], "say --all"),
        (["new", "Not A Name", "--yes"], "is not a name"),
        (["new", "x", "--yes", "--role", "cdr"], "is not a role"),
    ],
)
def test_misuse_is_one_sentence_and_2(folder, words, said):
    done = ask(*words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"title: caf\xe9\n", "encoding"),
        (b"\xff\xfet\x00", "encoding"),
        (b"a: b\n" * 300_000, "too-large"),
        (b"a: \x01\n" * 300, "too-many"),
    ],
)
def test_bytes_that_are_no_procedure_are_a_finding(folder, content, rule):
    (folder / "bad.yaml").write_bytes(content)
    done = ask("check", "bad.yaml", "--format", "json")
    assert done.exit_code == 1
    found = {one["rule"] for one in json.loads(done.stdout)[0]["findings"]}
    assert rule in found or (rule == "too-many" and "bad-character" in found)


def test_json_says_all_that_text_says(folder):
    put(folder, "example.yaml", SHOUT)
    (report,) = json.loads(ask("check", "example.yaml", "--json").stdout)
    assert (report["asked"], report["reached"]) == ("safety", "load")
    (found,) = report["findings"]
    assert (found["rule"], found["line"], found["column"], found["end_column"]) == (
        "capitals",
        10,
        44,
        49,
    )


def test_sarif_is_what_code_hosts_take(folder):
    quiet = SHOUT.replace(
        "steps:\n", "steps:\n  # lint: allow capitals because the panel says so\n"
    )
    put(folder, "ex ample.yaml", WRONG)
    put(folder, "example.yaml", quiet)
    done = ask("check", ".", "--format", "sarif")
    log = json.loads(done.stdout)
    assert faults_of(log) == []
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    uris = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]
    }
    assert uris == {"ex%20ample.yaml", "example.yaml"}
    allowed = [r for r in run["results"] if "suppressions" in r]
    assert [r["suppressions"][0]["justification"] for r in allowed] == ["the panel says so"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.slow
def test_sarif_is_valid_by_the_published_schema(folder, tmp_path_factory):
    """By version 2.1.0-rtm.5 of the schema; errata01 of OASIS was tried by hand."""
    jsonschema = pytest.importorskip("jsonschema")
    modules = installed(tmp_path_factory.mktemp("npm"), "@microsoft/jest-sarif@1.0.0-beta.0")
    (path,) = modules.glob("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-*.json")
    schema = json.loads(path.read_text("utf-8"))
    check = jsonschema.validators.validator_for(schema)(schema)
    put(folder, "ex ample.yaml", WRONG)
    put(folder, "broken.yaml", "procedure: [\n")
    put(folder, "bytes.yaml", "").write_bytes(b"\xff\xfe")
    for path in PROCEDURES.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes().replace(b"ppm", b"PPM"))
    log = json.loads(ask("check", ".", "--profile", "flight", "--format", "sarif").stdout)
    assert len(log["runs"][0]["results"]) > 10
    assert [one.message for one in check.iter_errors(log)] == []
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert list(check.iter_errors(log))


def test_fix_makes_the_safe_mends_and_keeps_comments(folder):
    path = put(folder, "example.yaml", WRONG)
    done = ask("check", "example.yaml", "--fix")
    assert done.exit_code == 0
    assert path.read_text(encoding="utf-8") == WRONG.replace("withn", "within")


def test_fix_says_so_when_no_mend_is_safe(folder):
    put(folder, "x.yaml", "title: [a]\n")
    assert "no edit made" in ask("check", "--fix", "x.yaml").stderr


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("co2-removal-failure", "CO2 removal failure"),
        ("leak-in-go-bag", "Leak in go bag"),
        ("eva-abort", "EVA abort"),
    ],
)
def test_a_title_of_its_own_keeps_abbreviations(folder, name, title):
    ask("new", name, "--yes")
    assert f"title: {title}\n" in (folder / f"{name}.yaml").read_text(encoding="utf-8")


def test_what_new_writes_passes_its_own_check_as_far_as_flight(folder):
    words = ("--role", "CDR=commander, in the Lab", "--entry", "The CO2 caution sounds")
    done = ask("new", "co2-removal-failure", "--yes", *words)
    assert done.exit_code == 0
    assert "author check" in done.stdout
    assert "'entry:'" not in done.stdout
    written = (folder / "co2-removal-failure.yaml").read_text(encoding="utf-8")
    assert written.startswith("# yaml-language-server: $schema=")
    done = ask("check", "co2-removal-failure.yaml", "--profile", "flight")
    assert done.exit_code == 0, done.stdout
    again = ask("new", "co2-removal-failure", "--yes")
    assert again.exit_code == 2
    assert (folder / "co2-removal-failure.yaml").read_text(encoding="utf-8") == written


def test_an_answer_that_was_not_given_is_unfinished_until_it_is_written(folder):
    done = ask("new", "cdra-fault", "--yes")
    assert "say in 'entry:', line 7, when it is taken out" in done.stdout
    told = ask("check", "cdra-fault.yaml", "--profile", "flight", "--format", "line")
    assert told.exit_code == 1
    assert (
        "cdra-fault.yaml:7:9: warning[unfinished]: 'Describe here' stands for words" in told.stdout
    )
    path = folder / "cdra-fault.yaml"
    text = path.read_text(encoding="utf-8")
    put(folder, path.name, text.replace("Describe here what someone sees, hears", "One hears"))
    assert ask("check", path.name, "--profile", "flight").exit_code == 0


def test_new_asks_again_after_an_answer_that_cannot_be(folder, monkeypatch):
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    typed = [
        "CDRA fault",
        "CO2 rises",
        "cdr",
        "CDR=station commander, FE-1 = engineer",
        "CDR",
        "MCC-H",
    ]
    done = ask("new", "cdra-fault", typed="\n".join([*typed, ""]))
    assert done.exit_code == 0, done.output
    assert "'cdr' is not a role" in done.output
    assert "a role is named twice" in done.output
    written = (folder / "cdra-fault.yaml").read_text(encoding="utf-8")
    assert (
        "roles:\n  CDR: station commander\n  FE-1: engineer\n  MCC-H: flight control\n" in written
    )


@pytest.mark.parametrize(
    "title", ["A: b #c", '"quoted"', "{x", "- y", "Größe, 指令", "yes", "1.10"]
)
def test_new_takes_any_words(folder, title):
    assert ask("new", "x", "--yes", "--title", title, "--entry", title).exit_code == 0
    assert ask("check", "x.yaml").exit_code == 0


def test_explain_lists_prints_and_writes(folder):
    assert all(name in ask("explain").stdout for name in RULES)
    assert ask("explain", "arms-gap").stdout.startswith("# arms-gap\n\nerror · profile safety")
    assert ask("explain", "--all", "-o", "out").exit_code == 0
    assert len(list((folder / "out").iterdir())) == len(RULES) + 1


def test_the_docs_are_made_from_the_pages(folder):
    ask("explain", "--all", "-o", "out")
    for made in (folder / "out").iterdir():
        kept = ROOT / "docs" / "rules" / made.name
        assert kept.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), (
            "make them again: boldface author explain --all -o docs/rules"
        )


@pytest.mark.slow
def test_watch_looks_again_when_a_file_is_saved(folder):
    path = put(folder, "example.yaml", EXAMPLE)
    words = [sys.executable, "-u", "-m", "engine.cli", "author", "check", "--watch", "example.yaml"]
    running = subprocess.Popen(
        words,
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert "clean" in running.stdout.readline()
        time.sleep(0.1)
        path.write_text(WRONG, encoding="utf-8")
        assert running.stdout.readline().startswith("---")
        assert "unknown-key" in running.stdout.readline()
    finally:
        running.terminate()
        running.wait(10)
        running.stdout.close()
