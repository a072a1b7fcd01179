"""`author release`: what is frozen, what stands in the way, and a log that was touched."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from engine.lint.page_bases import PROCEDURE as EXAMPLE
from tests.cli import real
from tests.cli.door import ask, refused


def release(*paths: Path, more: tuple[str, ...] = ()):
    return ask("author", "release", *paths, "--by", "Ann", *more)


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "releases.jsonl").read_text().splitlines()]


def test_a_release_is_a_line_beside_the_file_and_says_its_digest(tmp_path):
    path = real.written(tmp_path)
    done = release(path, more=("--why", "first  use\u2028now"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert done.code == 0
    assert digest in done.out
    assert "releases.jsonl" in done.out
    (line,) = lines(tmp_path)
    assert (line["procedure"], line["revision"], line["digest"]) == ("leak", 1, digest)
    assert (line["by"], line["why"], line["profile"]) == ("Ann", "first use now", "flight")


def test_the_same_revision_is_released_once_and_the_next_one_follows(tmp_path):
    path = real.released(tmp_path)
    refused(release(path), "leak revision 1 is released already", "by Ann", "raise 'revision:'")
    path.write_text(path.read_text().replace("revision: 1", "revision: 2"))
    done = release(path, more=("--json",))
    assert done.code == 0
    assert json.loads(done.out)["released"][0]["revision"] == 2
    assert [one["revision"] for one in lines(tmp_path)] == [1, 2]


def test_what_does_not_pass_flight_is_not_released(tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(EXAMPLE.replace("date: 2026-11-23\n", ""))
    done = release(path)
    assert done.code == 1
    assert "date-missing" in done.out
    assert json.loads(release(path, more=("--json",)).out)["findings"]
    path.write_text("procedure: [")
    assert release(path).code == 1
    assert not (tmp_path / "releases.jsonl").exists()


def test_what_it_performs_must_be_released_before_or_together(tmp_path):
    example, calling = tmp_path / "example.yaml", tmp_path / "calling.yaml"
    example.write_text(EXAMPLE)
    calling.write_text(_calling())
    done = release(calling)
    assert done.code == 1, done
    assert "example revision 1 is a draft" in done.out
    assert not (tmp_path / "releases.jsonl").exists()
    assert release(calling, example).code == 0
    assert [one["procedure"] for one in lines(tmp_path)] == ["calling", "example"]


def _calling() -> str:
    text = EXAMPLE.replace("procedure: example", "procedure: calling")
    step = "  - {step: first, title: Call, perform: example, ends: {finished: finish}}\n"
    return text.replace("steps:\n", f"steps:\n{step}")


@pytest.mark.parametrize("change", ["why", "cut", "bytes", "list"])
def test_a_log_changed_by_hand_is_named_by_line(tmp_path, change):
    path = real.released(tmp_path)
    for n in (2, 3):
        path.write_text(path.read_text().replace(f"revision: {n - 1}", f"revision: {n}"))
        assert release(path).code == 0
    log = tmp_path / "releases.jsonl"
    content = log.read_bytes()
    rows = content.splitlines(keepends=True)
    broken, line = {
        "why": (content.replace(b"first use", b"other use"), 2),
        "cut": (rows[0] + rows[2], 2),
        "bytes": (rows[0] + b"\xff" + rows[1] + rows[2], 2),
        "list": (b"".join(rows) + b"[]\n", 4),
    }[change]
    log.write_bytes(broken)
    path.write_text(path.read_text().replace("revision: 3", "revision: 4"))
    refused(release(path), f"releases.jsonl:{line}:1:", "restore")
    refused(real.run(path), f"releases.jsonl:{line}:1:", "restore")
    assert log.read_bytes() == broken


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("nope.yaml", "--by", "Ann"), "cannot be read"),
        (("leak", "--by", "Ann"), "name the file"),
        (("leak.yaml", "--by", " "), "--by is empty"),
        (("leak.yaml", "--by", "\x1b[31m"), "plain text"),
        (("leak.yaml", "a/b.yaml", "--by", "Ann"), "several folders"),
        (("leak.yaml",), "--by"),
    ],
)
def test_misuse_gets_a_sentence(tmp_path, monkeypatch, words, part):
    real.written(tmp_path)
    monkeypatch.chdir(tmp_path)
    refused(ask("author", "release", *words), part)
    assert not (tmp_path / "releases.jsonl").exists()
