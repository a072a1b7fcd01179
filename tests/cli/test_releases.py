"""`author releases`: what a log and its head show of whoever changed it, and what they cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.procedure.release import digest_of, line_of, next_release, read_releases
from tests.cli import real
from tests.cli.door import ask, refused


def log_of(folder: Path) -> Path:
    return folder / "releases.jsonl"


def releases(folder: Path, *more: str):
    return ask("author", "releases", folder, *more)


def thrice(folder: Path) -> tuple[Path, list[str]]:
    """A procedure released three times, and the head after each."""
    path = real.released(folder)
    heads = [json.loads(releases(folder, "--json").out)["head"]]
    for n in (2, 3):
        path.write_text(path.read_text().replace(f"revision: {n - 1}", f"revision: {n}"))
        done = ask("author", "release", path, "--by", "Ann", "--json")
        heads.append(json.loads(done.out)["head"])
    return path, heads


def test_log_and_files_agree_and_every_head_that_was_kept_is_known(tmp_path):
    _, heads = thrice(tmp_path)
    done = releases(tmp_path)
    assert done.code == 0
    assert "leak: revision 3 is in force" in done.out
    assert f"head {heads[-1]}" in done.out
    for n, head in enumerate(heads, 1):
        kept = releases(tmp_path, "--head", head[:12])
        assert (kept.code, f"that of line {n}" in kept.out) == (0, True)


# What is done to the lines of the log, and the line that is named.
SEEN = {
    "first line edited": (lambda rows: [rows[0].replace("first use", "other"), *rows[1:]], 2),
    "a line doubled": (lambda rows: [rows[0], *rows], 2),
    "last line doubled": (lambda rows: [*rows, rows[-1]], 4),
    "lines swapped": (lambda rows: [rows[0], rows[2], rows[1]], 2),
    "last lines swapped": (lambda rows: [rows[1], rows[0], rows[2]], 1),
    "first line taken out": (lambda rows: rows[1:], 1),
    "middle line taken out": (lambda rows: [rows[0], rows[2]], 2),
    "last line cut off in the middle": (lambda rows: [*rows[:2], rows[2][:90]], 3),
    "first line cut off in the middle": (lambda rows: [rows[0][:90], *rows[1:]], 1),
    "digest of the last line shortened": (lambda rows: [*rows[:2], _other(rows[2], "ab")], 3),
    "blank put into the last line": (lambda rows: [*rows[:2], rows[2].replace(",", ", ", 1)], 3),
}


def _other(row: str, digest: str) -> str:
    return row.replace(json.loads(row)["digest"], digest)


@pytest.mark.parametrize("what", SEEN)
def test_a_change_of_the_log_is_named_by_its_line(tmp_path, what):
    path, _ = thrice(tmp_path)
    change, line = SEEN[what]
    log = log_of(tmp_path)
    log.write_text("".join(f"{row}\n" for row in change(log.read_text().splitlines())))
    refused(releases(tmp_path), f"releases.jsonl:{line}:1:", "restore")
    refused(real.run(path), f"releases.jsonl:{line}:1:", "restore")


def test_one_revision_twice_is_no_log_though_its_digests_follow(tmp_path):
    path, _ = thrice(tmp_path)
    log = log_of(tmp_path)
    made = read_releases(log.read_text(), "log")
    again = next_release((), line_of(made[-1]), made[0])
    log.write_text(log.read_text() + line_of(again) + "\n")
    refused(releases(tmp_path), "releases.jsonl:4:1:", "revision 1 does not come after revision 3")
    refused(real.run(path), "releases.jsonl:4:1:")


# A chain alone cannot see these; the files, or a head that was kept, do.
TAIL = {
    "last line edited": lambda rows: [*rows[:2], rows[2].replace('"by":"Ann"', '"by":"Eve"')],
    "last line taken off": lambda rows: rows[:2],
    "two lines taken off": lambda rows: rows[:1],
    "all lines taken off": lambda _: [],
}


@pytest.mark.parametrize("what", TAIL)
def test_a_change_of_the_end_is_seen_by_the_head_that_was_kept(tmp_path, what):
    path, heads = thrice(tmp_path)
    log = log_of(tmp_path)
    log.write_text("".join(f"{row}\n" for row in TAIL[what](log.read_text().splitlines())))
    done = releases(tmp_path, "--head", heads[-1])
    assert done.code == 1
    assert "that of no line" in done.out
    if what != "last line edited":  # the file is then not in force, and is refused by name
        refused(real.run(path), "leak revision 3 is a draft")


def test_a_log_that_was_taken_away_leaves_drafts_that_no_run_takes(tmp_path):
    path, _ = thrice(tmp_path)
    log_of(tmp_path).unlink()
    assert (releases(tmp_path).code, "taken away" in releases(tmp_path).out) == (1, True)
    refused(real.run(path), "leak revision 3 is a draft, or was copied away")


def test_another_digest_in_the_last_line_does_not_let_its_file_run(tmp_path):
    path, _ = thrice(tmp_path)
    log = log_of(tmp_path)
    log.write_text(log.read_text().replace(digest_of(path.read_text()), "0" * 64))
    done = releases(tmp_path)
    assert (done.code, "leak: revision 3 has been touched" in done.out) == (1, True)
    refused(real.run(path), "leak revision 3 was released as 000000000000")


@pytest.mark.parametrize(
    ("old", "new", "said", "code"),
    [
        ("revision: 3", "revision: 4", "revision 4 is a draft; revision 3 was released", 0),
        ("revision: 3", "revision: 2", "the file is revision 2, which is no longer in force", 1),
        ("title: ", "title: The ", "revision 3 has been touched", 1),
        ("procedure: ", "procedure: [", "there is no sound file of it", 1),
    ],
)
def test_a_file_that_is_not_as_it_was_released_is_told(tmp_path, old, new, said, code):
    path, _ = thrice(tmp_path)
    path.write_text(path.read_text().replace(old, new, 1))
    done = releases(tmp_path)
    assert (done.code, said in done.out) == (code, True), done.out


@pytest.mark.parametrize("words", [("--head", "xyz"), ("--head", "abc"), ("nowhere",)])
def test_misuse_gets_a_sentence(tmp_path, words):
    folder = () if words == ("nowhere",) else (tmp_path,)
    assert ask("author", "releases", *folder, *words).code == 2
