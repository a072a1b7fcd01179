"""Keys and what is written beside a store where files are not as they should be: one sentence, and nothing is lost."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.cli.door import Done, ask, refused


def keys(folder: Path, *words: object) -> Done:
    return ask("keys", *words, env={"BOLDFACE_KEYS": str(folder)})


def test_who_has_no_key_here_is_told_how_to_make_one(tmp_path: Path) -> None:
    said = refused(keys(tmp_path, "enrol", "Ann"), "no key of theirs was made here", "--key")
    assert "Errno" not in said
    refused(keys(tmp_path, "enrol", "Ann", "--key", tmp_path), "cannot be read: Is a directory.")


def test_a_key_file_that_is_none_is_named(tmp_path: Path) -> None:
    other = tmp_path / "rsa.pub"
    other.write_text("ssh-rsa AAAAB3 bo\n")
    refused(keys(tmp_path, "enrol", "Bo", "--key", other), str(other), "expected ssh-ed25519")
    gone = tmp_path / "none.pub"
    refused(keys(tmp_path, "enrol", "Bo", "--key", gone), f"{gone}: there is no such file")


def test_dates_the_wrong_way_round_and_reasons_that_say_nothing_are_refused(tmp_path: Path) -> None:
    assert (
        keys(tmp_path, "log").out == "No key has been enrolled, revoked or handed over here yet.\n"
    )
    keys(tmp_path, "new", "crew", "Ann")
    dates = ("--from", "2027-01-01", "--until", "2026-01-01")
    refused(keys(tmp_path, "enrol", "Ann", *dates), "--until 20260101000000Z is not after")
    assert keys(tmp_path, "enrol", "Ann").code == 0
    for words in (("hand-over", "Ann", "Bo"), ("revoke", "Ann"), ("replace-site",)):
        refused(keys(tmp_path, *words, "--reason", " "), "--reason is empty")
    refused(keys(tmp_path, "hand-over", "Ann", "Ann", "--reason", "x"), "to themselves")
    assert len(keys(tmp_path, "log").out.splitlines()) == 2


@pytest.mark.parametrize("name", ["policy", "allowed_signers"])
def test_a_folder_or_no_text_in_place_of_a_trust_file(tmp_path: Path, name: str) -> None:
    assert keys(tmp_path, "new", "site").code == 0
    assert keys(tmp_path, "new", "crew", "Ann").code == 0
    asked = ("list",), *((("revoke", "Ann", "--reason", "x"),) if name != "policy" else ())
    (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / name).mkdir()
    for words in asked:
        refused(keys(tmp_path, *words), f"{name}: it cannot be read: Is a directory.")
    (tmp_path / name).rmdir()
    (tmp_path / name).write_bytes(b"\xff\xfe")
    for words in asked:
        refused(keys(tmp_path, *words), f"{name}: found no UTF-8")
    assert (tmp_path / name).read_bytes() == b"\xff\xfe"


def test_a_site_key_without_its_public_half_is_replaced(tmp_path: Path) -> None:
    assert keys(tmp_path, "new", "site").code == 0
    (tmp_path / "site.pub").unlink()
    assert keys(tmp_path, "replace-site", "--reason", "lost").code == 0


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    store, pipe = tmp_path / "runs.db", tmp_path / "pipe"
    ask("drill", "ms-29", "--plain", "--role", "all", "--store", store, typed="")
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    done = ask("audit", "export", "ms-29-1", "--as", "jsonl", "-o", pipe, "--store", store)
    reader.join(10)
    assert (done.code, pipe.is_fifo()) == (0, True)
    assert read[0].startswith(b"{")


def test_runs_of_two_procedures_are_compared_with_a_word(tmp_path: Path) -> None:
    store = tmp_path / "runs.db"
    for name in ("ms-29", "fire"):
        ask("drill", name, "--plain", "--role", "all", "--store", store, typed="")
    done = ask("audit", "compare", "ms-29-1", "fire-1", "--store", store)
    assert done.out.startswith("A is of unknown-odor-on-hatch-opening revision 2")
    same = ask("audit", "compare", "ms-29-1", "ms-29-1", "--store", store)
    assert "A is of" not in same.out


def test_who_enrolled_and_revoked_whom_for_what_and_when_is_told_and_twice_is_once(
    tmp_path: Path,
) -> None:
    assert keys(tmp_path, "new", "crew", "Ann").code == 0
    words = ("enrol", "Ann", "--for", "verified", "--from", "2026-01-01", "--by", "Flight")
    assert keys(tmp_path, *words).code == 0
    again = keys(tmp_path, *words)
    assert (again.code, "already; nothing was changed" in again.out) == (0, True)
    assert keys(tmp_path, "revoke", "Ann", "--reason", "left", "--by", "Eva").code == 0
    told = keys(tmp_path, "log").out
    assert told.count("KeyEnrolled") == 1
    assert "Flight  KeyEnrolled: for verified, from 20260101000000Z, key SHA256:" in told
    assert "Eva  KeyRevoked: person Ann, reason left, until 20" in told
    assert keys(tmp_path, "enrol", "Ann", "--for", "verified").code == 0  # a new time of its own
    assert keys(tmp_path, "log").out.count("KeyEnrolled") == 2
