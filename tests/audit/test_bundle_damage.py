"""Bundles changed by somebody who makes the list of digests anew: what follows from the entries is compared."""

from __future__ import annotations

import json
import os
import random
import shutil

import pytest

from tests.audit.test_verify import flip
from tests.audit.witnessed import Site, made


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return made(tmp_path_factory.mktemp("bundles"))


@pytest.fixture
def site(whole, tmp_path):
    shutil.copytree(whole.folder / "keys", tmp_path / "keys")
    shutil.copytree(whole.bundle, tmp_path / "bundle")
    return Site(tmp_path, whole.run, whole.other)


def into(name, old, new):
    def change(folder):
        path = next(folder.glob(name))
        assert old in path.read_bytes()
        path.write_bytes(path.read_bytes().replace(old, new, 1))

    return change


def out(name):
    return lambda folder: next(folder.glob(name)).unlink()


def more(name, content=b"nothing\n"):
    def change(folder):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    return change


def a_text_for_a_text(folder):
    shutil.copy(next(folder.glob("texts/*")), folder / "texts" / "99-procedure-other.yaml")


def other_review(folder):
    path = folder / "reviews" / "1" / "entries.jsonl"
    first, *rest = path.read_bytes().splitlines()
    said = json.loads(first)
    said["data"]["leaf"] = "0" * 64
    changed = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    path.write_bytes(b"".join(line + b"\n" for line in (changed, *rest)))


MENDED = {
    "called a drill": (into("run.json", b'"run"', b'"drill"'), "altered", "kind"),
    "called another run": (into("run.json", b'"run": "small', b'"run": "large'), "altered", "run.json says run"),
    "another root": (into("run.json", b'"root": "', b'"root": "00'), "altered", "run.json says root"),
    "another number of entries": (into("run.json", b"10", b"11"), "altered", "run.json says entries"),
    "no JSON": (more("run.json", b"[" * 100_000), "altered", "run.json is not as a bundle has it"),
    "no run.json": (out("run.json"), "incomplete", "holds no run.json"),
    "another text of the procedure": (into("texts/*", b"Tell", b"Sell"), "altered", "texts/01"),
    "no text of the procedure": (out("texts/*"), "incomplete", "texts/01"),
    "a text that was never in force": (a_text_for_a_text, "altered", "texts/99"),
    "another statement": (into("signoffs/*.statement", b"Ann", b"Eve"), "altered", ".statement"),
    "a signature less": (out("signoffs/*.sig"), "incomplete", ".sig"),
    "another proof": (into("proofs/*", b"index ", b"index 1"), "altered", ".tlog-proof"),
    "a proof that nobody made": (more("proofs/1.tlog-proof"), "altered", "proofs/1.tlog-proof"),
    "a statement of a review": (
        into("reviews/1/signoffs/*.statement", b"accepted", b"rejected"),
        "altered",
        "reviews/1/signoffs",
    ),
    "a review of another run": (other_review, "altered", "reviews/1/ are of another run"),
}  # fmt: skip


@pytest.mark.parametrize("name", MENDED)
def test_what_does_not_follow_from_the_entries_is_named(site, name):
    change, word, said = MENDED[name]
    change(site.bundle)
    site.mended()
    bad = [one for one in site.verify(site.bundle) if one["code"]]
    assert bad[0]["word"] == word
    assert any(said in fault for one in bad for fault in one["faults"]), bad


LISTED = {
    "a file that no list names": (more("readme.txt"), "altered", "stands in no line"),
    "a name in other letters": (more("Entries.jsonl"), "altered", "stands in no line"),
    "no list": (out("SHA256SUMS"), "incomplete", "holds no SHA256SUMS"),
    "an empty list": (more("SHA256SUMS", b""), "altered", "stands in no line"),
    "a line less": (into("SHA256SUMS", b"  report.html", b"  run.json"), "altered", "report.html"),
    "a list of nothing": (more("SHA256SUMS", b"\xff\0 x\n"), "altered", "stands in no line"),
    "the last line of the entries cut": (into("entries.jsonl", b'"v":1}\n', b'"v":1}'), "altered", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTED)
def test_files_and_their_list_must_agree(site, name):
    change, word, said = LISTED[name]
    change(site.bundle)
    found = site.verify(site.bundle)[0]
    assert found["word"] == word
    assert any(said in fault for fault in found["faults"])


def test_what_nobody_signed_and_no_entry_says_is_named_as_not_checked(site):
    more("report.html", b"<h1>all is well</h1>")(site.bundle)
    site.mended()
    found = site.verify(site.bundle)[0]
    assert found["verdict"] == "intact and witnessed"
    assert any("nobody signed" in one and "report.html" in one for one in found["not_checked"])


def pipe(folder):
    os.mkfifo(folder / "checkpoint.1")


def link(folder):
    (folder / "entries.jsonl").rename(folder.with_name("entries"))
    (folder / "entries.jsonl").symlink_to(folder.with_name("entries"))


def deep(folder):
    (folder / "entries.jsonl").write_bytes(b'{"a":' + b"[" * 20_000 + b"]" * 20_000 + b"}\n")


def no_end(folder):
    path = folder / "entries.jsonl"
    path.write_bytes(path.read_bytes()[:-1])


HOSTILE = {
    "a pipe": (pipe, "unreadable", "a link, a device"),
    "a link": (link, "unreadable", "a link, a device"),
    "lists in lists": (deep, "altered", "lists in lists without end"),
    "a line without its end": (no_end, "unreadable", "it was cut off"),
    "no UTF-8": (into("entries.jsonl", b"small", b"\xff\xfe\xfd"), "altered", "no UTF-8"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_folder_is_judged_in_a_sentence(site, name):
    damage, word, said = HOSTILE[name]
    damage(site.bundle)
    found = site.verify(site.bundle)[0]
    assert found["word"] == word
    assert said in " ".join((found["reason"], *found["faults"]))


def test_a_bare_record_laid_in_a_folder_by_hand_needs_no_list(site):
    kept = ("entries.jsonl", "checkpoint")
    for path in site.bundle.iterdir():
        if not path.name.startswith(kept):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (found,) = site.verify(site.bundle)
    assert (found["verdict"], found["faults"]) == ("intact and witnessed", [])


@pytest.mark.slow
def test_any_bit_of_a_bundle_leaves_a_verdict_that_is_true(site):
    """Only what is named as not checked may be another without a word, and then its list is not."""
    chance = random.Random(80)
    files = sorted(path for path in site.bundle.rglob("*") if path.is_file())
    for _ in range(300):
        path = chance.choice(files)
        raw = path.read_bytes()
        bit = chance.randrange(8 * len(raw))
        path.write_bytes(flip(raw, bit))
        found = site.verify(site.bundle)
        assert any(one["faults"] or one["word"] == "unreadable" for one in found), (path, bit)
        assert found[0]["verdict"] != "intact and witnessed" or "reviews" in str(path), (path, bit)
        path.write_bytes(raw)
