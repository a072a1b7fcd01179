"""`audit import`: bytes as they were, twice is once, and what is broken or hostile brings nothing in."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.adapters.stores import open_store
from engine.log import Entry, encode, leaf_hash
from engine.log.checkpoint import read_checkpoint
from tests.cli import logs
from tests.cli.bundles import RUN, bring, contents, copy, export, flip, resummed, short_drill
from tests.cli.door import ask, refused, runs


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bundle")


@pytest.fixture(scope="module")
def store(home: Path) -> Path:
    return short_drill(home / "runs.db")


@pytest.fixture(scope="module")
def bundle(store: Path, home: Path) -> Path:
    assert export(store, home / "bundle").code == 0
    return home / "bundle"


# --- bringing it in -------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["folder", "zip", "tar", "jsonl"])
def test_it_comes_in_as_it_was_and_twice_is_once(
    store: Path, bundle: Path, tmp_path: Path, form: str
) -> None:
    path = bundle
    if form in {"zip", "tar"}:
        path = tmp_path / f"x.{form}"
        assert export(store, path).code == 0
    elif form == "jsonl":
        path = tmp_path / "x.jsonl"
        ask("audit", "export", RUN, "--as", "jsonl", "-o", path, "--store", store)
    other = tmp_path / "other.db"
    first, second = bring(path, other), bring(path, other)
    assert (first.code, second.code) == (0, 0), first
    assert "brought in drill ms-29-7" in first.out
    assert second.out.startswith("nothing new")
    assert logs.stored(other, RUN) == logs.stored(store, RUN)
    (row,) = runs(other)
    assert (row["kind"], row["imported"]) == ("drill", RUN)
    assert "(imported)" in ask("audit", "list", "--store", other).out
    if form != "jsonl":
        assert export(other, tmp_path / "again").code == 0
        assert contents(tmp_path / "again") == contents(bundle)
        assert "INTACT" in ask("audit", "verify", RUN, "--store", other).out


def test_a_beginning_is_gone_on_with(store: Path, bundle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    half = open_store(str(other))
    half.open_run(RUN, "drill", {})
    for row in logs.stored(store, RUN)[:9]:
        half.append(RUN, row.index, row.body, row.leaf)
    half.close()
    done = json.loads(bring(bundle, other, "--json").out)
    assert (done["new"], done["entries"]) == (done["entries"] - 9, len(logs.stored(store, RUN)))
    assert logs.stored(other, RUN) == logs.stored(store, RUN)


def test_another_run_of_that_name_is_not_touched(bundle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    ask("drill", "ms-29", "--plain", "--seed", 7, "--role", "FE-1", "--store", other, typed="1\n")
    before = logs.stored(other, RUN)
    refused(bring(bundle, other), "another run called ms-29-7", "--as")
    assert logs.stored(other, RUN) == before
    assert bring(bundle, other, "--as", "ms-29-7-b").code == 0
    assert bring(bundle, other, "--as", "ms-29-7-b").out.startswith("nothing new")
    assert {one["run"]: one["imported"] for one in runs(other)} == {RUN: "", "ms-29-7-b": RUN}


def _cut(folder: Path) -> None:
    lines = (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "entries.jsonl").write_bytes(b"".join(lines[:-3]))


def _torn(folder: Path) -> None:
    (folder / "entries.jsonl").write_bytes((folder / "entries.jsonl").read_bytes()[:-40])


def _swapped(folder: Path) -> None:
    lines = (folder / "entries.jsonl").read_bytes().splitlines(keepends=True)
    lines[8], lines[9] = lines[9], lines[8]
    (folder / "entries.jsonl").write_bytes(b"".join(lines))


def _said(folder: Path, **said: object) -> None:
    known = json.loads((folder / "run.json").read_text())
    (folder / "run.json").write_text(json.dumps({**known, **said}))


BROKEN = {
    "an entry changed": (lambda f: flip(f, "entries.jsonl", b"a smell", b"a smile"), "follow"),
    "entries swapped": (_swapped, "entry"),
    "the tail cut off": (_cut, "promises"),
    "torn": (_torn, "ends in the middle"),
    "no entries": (lambda f: (f / "entries.jsonl").unlink(), "no entries.jsonl"),
    "no manifest": (lambda f: (f / "run.json").unlink(), "no run.json"),
    "called a real run": (lambda f: _said(f, kind="run"), "the entries say"),
    "another root": (lambda f: _said(f, root="0" * 64), "the entries say"),
    "a later form": (lambda f: _said(f, format="boldface-bundle/9"), "later Boldface"),
    "a manifest of rubbish": (lambda f: (f / "run.json").write_bytes(b"\xff["), "run.json"),
    "a checkpoint of rubbish": (lambda f: (f / "checkpoint").write_bytes(b"x\n"), "checkpoint"),
    "an endless line": (
        lambda f: (f / "entries.jsonl").write_bytes(b"{" * 200_000), "more than 65535 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_bundle_brings_nothing_in(bundle: Path, tmp_path: Path, how: str) -> None:
    folder = copy(bundle, tmp_path)
    change, words = BROKEN[how]
    change(folder)
    resummed(folder)
    refused(bring(folder, tmp_path / "other.db"), words)
    assert runs(tmp_path / "other.db") == []


def test_a_file_that_is_not_the_one_listed_is_named(bundle: Path, tmp_path: Path) -> None:
    folder = copy(bundle, tmp_path)
    (folder / "report.html").write_text("another report")
    refused(bring(folder, tmp_path / "other.db"), "report.html", "SHA256SUMS")
    (folder / "report.html").unlink()
    refused(bring(folder, tmp_path / "other.db"), "report.html", "missing")
    assert runs(tmp_path / "other.db") == []


def _zip(path: Path, *names: str, size: int = 3) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, b"\0" * size)
    return path


def _tar(path: Path, *members: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w") as tar:
        for one in members:
            tar.addfile(one, io.BytesIO(b"x" * one.size))
    return path


def _link(name: str, target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    one = tarfile.TarInfo(name)
    one.type, one.linkname = kind, target
    return one


HOSTILE = {
    "up": (lambda p: _zip(p / "x.zip", "../evil", "run.json"), "leads out of it"),
    "absolute": (lambda p: _zip(p / "x.zip", "/etc/evil"), "leads out of it"),
    "backslash": (lambda p: _zip(p / "x.zip", "..\\evil"), "leads out of it"),
    "escape codes": (lambda p: _zip(p / "x.zip", "\x1b[31m"), "leads out of it"),
    "many": (lambda p: _zip(p / "x.zip", *(f"f{n}" for n in range(20_001)), size=0), "more than"),
    "a bomb": (lambda p: _zip(p / "x.zip", "entries.jsonl", "run.json", size=2**26), "longer than"),
    "a link": (lambda p: _tar(p / "x.tar", _link("run.json", "/etc/passwd")), "a link"),
    "a hard link": (
        lambda p: _tar(p / "x.tar", _link("run.json", "entries.jsonl", tarfile.LNKTYPE)), "a link"),
    "a device": (lambda p: _tar(p / "x.tar", _link("run.json", "", tarfile.CHRTYPE)), "a device"),
    "no archive": (lambda p: _put(p / "x.zip", b"PK\x03\x04 rubbish"), "cannot be read"),
    "empty": (lambda p: _put(p / "x.tar", b""), "cannot be read"),
    "not there": (lambda p: p / "nowhere.zip", "not there"),
    "an empty folder": (lambda p: p, "no run.json"),
    "no entries at all": (lambda p: _put(p / "x.jsonl", b""), "no entry"),
    "not of ours": (lambda p: _put(p / "x.jsonl", b'{"a":1}\n'), "entry 0"),
}  # fmt: skip


def _put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_bundle_is_refused_in_a_sentence(tmp_path: Path, how: str) -> None:
    make, words = HOSTILE[how]
    (tmp_path / "in").mkdir()
    refused(bring(make(tmp_path / "in"), tmp_path / "other.db"), words)
    assert runs(tmp_path / "other.db") == []


def test_a_link_in_a_folder_and_a_name_twice_are_refused(bundle: Path, tmp_path: Path) -> None:
    folder = copy(bundle, tmp_path)
    (folder / "policy").unlink()
    (folder / "policy").symlink_to("/etc/passwd")
    refused(bring(folder, tmp_path / "other.db"), "a link")
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = _zip(tmp_path / "x.zip", "run.json", "run.json")
    refused(bring(twice, tmp_path / "other.db"), "twice")


# --- the law --------------------------------------------------------------------------------

TEXTS = st.lists(st.text(max_size=40), max_size=12)


def _bodies(texts: list[str]) -> list[bytes]:
    opened = {
        "run": "law", "kind": "drill", "procedure": "p", "revision": 1, "digest": "d",
        "title": "t", "epoch": "2024-11-23T20:00:00Z", "seats": {}, "played": [], "clock": "wall",
        "scenario": None, "seed": None, "software": "s",
    }  # fmt: skip
    prev, made = "0" * 64, []
    for index, data in enumerate([opened, *({"text": text} for text in texts)]):
        event = "NoteMade" if index else "RunOpened"
        entry = Entry(index, prev, index, "2024-11-23T20:00:00.000Z", "CDR", event, data)
        made.append(encode(entry))
        prev = leaf_hash(made[-1]).hex()
    return made


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS)
def test_entries_go_out_and_come_in_with_the_same_bytes_and_leaves(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    texts = [text.encode(errors="replace").decode() for text in texts]
    home = tmp_path_factory.mktemp("law")
    one, two = home / "one.db", home / "two.db"
    store = open_store(str(one))
    store.open_run("law", "drill", {})
    for index, body in enumerate(_bodies(texts)):
        store.append("law", index, body, leaf_hash(body))
    store.close()
    out = home / "law.jsonl"
    words = ("audit", "export", "law", "--as", "jsonl", "-o", out, "--store", one)
    assert ask(*words).code == 0
    assert bring(out, two).code == 0
    assert logs.stored(two, "law") == logs.stored(one, "law")


@pytest.fixture(scope="module")
def packed(store: Path, home: Path) -> dict[str, bytes]:
    for form in ("zip", "tar"):
        assert export(store, home / f"whole.{form}").code == 0
    return {form: (home / f"whole.{form}").read_bytes() for form in ("zip", "tar")}


@st.composite
def damage(draw: st.DrawFn) -> tuple[str, float, int]:
    return draw(st.sampled_from(["flip", "cut", "add"])), draw(st.floats(0, 1)), draw(st.integers(0, 7))  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["zip", "tar"]), damage())
def test_whatever_is_done_to_an_archive_it_comes_in_whole_or_not_at_all(
    store: Path,
    packed: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
    form: str,
    done: tuple[str, float, int],
) -> None:
    home = tmp_path_factory.mktemp("damage")
    path, other = home / f"x.{form}", home / "other.db"
    content = bytearray(packed[form])
    how, where, bit = done
    at = min(int(where * len(content)), len(content) - 1)
    if how == "flip":
        content[at] ^= 1 << bit
    elif how == "cut":
        del content[at:]
    else:
        content[at:at] = b"\x00\xff" * (bit + 1)
    path.write_bytes(content)
    came = bring(path, other)
    if came.code:
        refused(came)
        assert runs(other) == []
    else:
        assert logs.stored(other, RUN) == logs.stored(store, RUN)


def test_checkpoints_come_in_too(store: Path, bundle: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    assert bring(bundle, other).code == 0
    assert bring(bundle, other).code == 0
    there = open_store(str(other), writable=False)
    here = open_store(str(store), writable=False)
    try:
        brought = [one.note for one in there.checkpoints(RUN)]
        assert sorted(brought) == sorted({one.note for one in here.checkpoints(RUN)})
        assert all(read_checkpoint(one)[0].size <= there.size(RUN) for one in brought)
    finally:
        there.close()
        here.close()


def test_a_run_under_another_name_is_no_altered_one(tmp_path: Path) -> None:
    bundle, other = tmp_path / "bundle.zip", tmp_path / "other.db"
    export(short_drill(tmp_path / "runs.db"), bundle)
    assert bring(bundle, other, "--as", "theirs").code == 0
    done = ask("audit", "verify", "theirs", "--store", other)
    assert "run theirs: INTACT" in done.out, done
    assert ask("audit", "replay", "theirs", "--store", other).code == 0
    found = json.loads(ask("audit", "findings", "theirs", "--json", "--store", other).out)
    assert "opening-not-whole" not in {one["rule"] for one in found["findings"]}
