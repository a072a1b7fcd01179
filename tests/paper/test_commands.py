"""The commands that show, draw, print and compare, by the words an author types."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from engine.cli.app import cli
from engine.procedure.reader import read_procedure
from tests.builders import PROCEDURES

HEAD = PROCEDURES / "head-count.yaml"


def run(*words):
    return CliRunner().invoke(cli, ["author", *map(str, words)], prog_name="boldface")


def test_show_takes_a_name_or_a_path():
    by_name, by_path = run("show", "head-count"), run("show", HEAD)
    assert by_name.exit_code == by_path.exit_code == 0
    assert by_name.output == by_path.output
    assert "call-again" in by_name.output


def test_show_own_leaves_out_what_is_called():
    whole, own = run("show", "toxic-atmosphere"), run("show", "toxic-atmosphere", "--own")
    assert "head-count, performed by step 6" in whole.output
    assert "head-count, performed by" not in own.output


def test_the_text_of_a_file_that_cannot_be_read_is_the_file(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("procedure: x\nsteps: {\n", encoding="utf-8")
    shown = run("show", "--text", broken)
    assert shown.exit_code == 0
    assert "procedure: x" in shown.output


@pytest.mark.parametrize(
    ("command", "name", "begins"),
    [
        ("draw", "x.svg", "<svg "),
        ("draw", "x.mmd", "flowchart TD"),
        ("print", "x.html", "<!DOCTYPE html>"),
    ],
)
def test_files_are_written_whole(tmp_path, command, name, begins):
    path = tmp_path / name
    made = run(command, "unknown-odor-on-hatch-opening", "-o", path)
    assert made.exit_code == 0, made.output
    assert path.read_text("utf-8").startswith(begins)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_a_pdf_is_written_or_the_way_to_it_is_said(tmp_path):
    path = tmp_path / "x.pdf"
    made = run("print", "head-count", "-o", path)
    if made.exit_code == 0:
        assert path.read_bytes().startswith(b"%PDF")
    else:
        assert made.exit_code == 2
        assert "boldface[pdf]" in made.output


def test_without_typst_one_sentence_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    made = run("print", "head-count", "-o", tmp_path / "x.pdf")
    assert made.exit_code == 2
    assert "install 'boldface[pdf]'" in made.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("draw", "head-count", "-o", "x.png"),
        ("print", "head-count", "-o", "x"),
        ("draw", "head-count", "-o", "no/such/folder/x.svg"),
        ("show", "no-such-procedure"),
        ("diff", "head-count", "no-such-procedure"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_code_2(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = run(*words)
    assert made.exit_code == 2
    assert "Traceback" not in made.output


def test_diff_says_it_in_words_as_data_and_by_its_exit_code(tmp_path):
    new = tmp_path / "new.yaml"
    new.write_text(HEAD.read_text("utf-8").replace("within: 2 min", "within: 4 min"), "utf-8")
    assert run("diff", HEAD, HEAD).exit_code == 0
    told = run("diff", HEAD, new)
    assert (told.exit_code, told.output) == (1, "count: time limit 4 min, was 2 min\n")
    data = json.loads(run("diff", HEAD, new, "--json").output)
    assert [(one["where"], one["aspect"], one["old"], one["new"]) for one in data] == [
        ("count", "time limit", "2 min", "4 min")
    ]


def test_the_schema_goes_where_it_is_asked_to(tmp_path):
    path = tmp_path / "s.json"
    assert run("schema", "-o", path).exit_code == 0
    assert json.loads(path.read_text("utf-8")) == json.loads(run("schema").output)


def test_git_shows_the_plain_form_in_a_diff(tmp_path):
    """The set-up line of docs/authoring.md, tried with git itself."""
    git = ["git", "-c", f"diff.boldface.textconv={sys.executable} -m engine.cli author show --text"]
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".gitattributes").write_text("*.yaml diff=boldface\n")
    path = tmp_path / "head-count.yaml"
    path.write_text(HEAD.read_text("utf-8"), "utf-8")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    path.write_text(HEAD.read_text("utf-8").replace("within: 2 min", "within: 4 min"), "utf-8")
    shown = subprocess.run(
        [*git, "diff"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(PROCEDURES.parent), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    ).stdout
    assert "-  after 2 min go to missing" in shown
    assert "+  after 4 min go to missing" in shown
    assert read_procedure(path.read_text("utf-8")).procedure is not None
