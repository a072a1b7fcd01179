"""A bundle: the same run, the same bytes; the commands of its page pass on it, and fail on damage."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from engine.adapters.stores import open_store
from engine.log.checkpoint import cosign
from engine.log.note import COSIGNATURE, Note, VerifierKey, encode64
from tests.cli import logs
from tests.cli.bundles import RUN, contents, copy, export, flip, short_drill
from tests.cli.door import ask, environment, refused
from tests.log.ed25519 import Key

GROUND = Key(9)
WITNESS = VerifierKey("ground.example/w1", GROUND.public, COSIGNATURE)
BLOCK = re.compile(r"```(sh|go)\n(.*?)```", re.DOTALL)


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


# --- what it holds --------------------------------------------------------------------------


def test_it_holds_the_record_its_evidence_and_the_texts_in_force(bundle: Path, store: Path) -> None:
    held = contents(bundle)
    wanted = {
        *("entries.jsonl", "run.json", "checkpoint", "policy", "log.vkey", "SHA256SUMS"),
        *("CHECK.md", "report.html", "run.xes", "run.ocel.json", "procedure.pnml"),
    }
    assert wanted <= set(held)
    rows = logs.stored(store, RUN)
    assert held["entries.jsonl"] == b"".join(row.body + b"\n" for row in rows)
    texts = [one["data"] for one in logs.said(store, RUN) if one["event"] == "TextKept"]
    digests = {hashlib.sha256(held[name]).hexdigest() for name in held if name.startswith("texts/")}
    assert digests == {one["digest"] for one in texts}
    assert not any(b"PRIVATE KEY" in content for content in held.values())


def test_the_same_run_gives_the_same_bytes_in_every_form(
    bundle: Path, store: Path, tmp_path: Path
) -> None:
    assert export(store, tmp_path / "again").code == 0
    assert contents(tmp_path / "again") == contents(bundle)
    for ending in ("zip", "tar"):
        for name in ("a", "b"):
            assert export(store, tmp_path / f"{name}.{ending}").code == 0
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        inside = {one.partition("/")[2]: packed.read(one) for one in packed.namelist()}
    assert inside == contents(bundle)


def test_a_folder_that_is_there_is_left_alone(store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    refused(export(store, tmp_path / "mine"), "there already")
    refused(export(store, tmp_path / "no" / "where"), "cannot be written")
    refused(ask("audit", "export", RUN, "--as", "bundle", "-o", "-", "--store", store), "files")
    assert [one.name for one in tmp_path.iterdir()] == ["mine"]


def test_verify_reads_it_packed_or_not(bundle: Path, store: Path, tmp_path: Path) -> None:
    assert export(store, tmp_path / "x.zip").code == 0
    for path in (bundle, tmp_path / "x.zip"):
        done = ask("audit", "verify", path)
        assert done.code == 0, done
        assert "INTACT" in done.out


# --- the commands of its page ---------------------------------------------------------------


def blocks(folder: Path, kind: str = "sh") -> list[str]:
    text = (folder / "CHECK.md").read_text("utf-8")
    return [found[2] for found in BLOCK.finditer(text) if found[1] == kind]


def run_block(folder: Path, block: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", block], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def tools() -> None:
    for tool in ("bash", "openssl", "sha256sum", "basenc", "ssh-keygen"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not here; the commands of CHECK.md need it")


@pytest.fixture(scope="module")
def signed(store: Path, home: Path, tools: None) -> Path:
    """The bundle of a run that was witnessed and signed with an OpenSSH key."""
    key = home / "ann"
    make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ann", "-f", str(key)]
    subprocess.run(make, check=True, timeout=60)
    path = home / "signed.db"
    said = logs.said(store, RUN)
    said.append(_sign_off(said[-1], key))
    logs.write(path, RUN, said)
    with_checkpoints(path)
    keys = home / "keys"
    keys.mkdir()
    log = VerifierKey("boldface.local/run/*/console", Key(1).public).text
    (keys / "policy").write_text(f"log {log}\nwitness ground {WITNESS.text}\nquorum ground\n")
    public = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    (keys / "allowed_signers").write_text(
        f'Ann_Lee valid-before="20250101",namespaces="performed@boldface" {public}\n'
    )
    words = ("--as", "bundle", "-o", home / "signed", "--store", path)
    done = ask("audit", "export", RUN, *words, env={"BOLDFACE_KEYS": str(keys)})
    assert done.code == 0, done
    return home / "signed"


def _sign_off(last: dict, key: Path) -> dict:
    statement = json.dumps(
        {"person": "Ann Lee", "meaning": "performed", "time": "2024-11-23T20:05:00.000Z"}
    )
    words = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", "performed@boldface"]
    made = subprocess.run(words, input=statement.encode(), capture_output=True, check=True, timeout=60)  # fmt: skip
    data = {"state": "report", "person": "Ann Lee", "meaning": "performed", "auth": "ssh"}
    data |= {"statement": statement, "signature": made.stdout.decode()}
    return {**last, "event": "SignedOff", "role": "CDR", "data": data}


def with_checkpoints(path: Path) -> None:
    """Two checkpoints of the run, the newest cosigned by a witness."""
    from engine.log.checkpoint import Checkpoint, sign_checkpoint
    from engine.log.tree import root_of

    rows = logs.stored(path, RUN)
    origin = json.loads(rows[0].body)["data"]["origin"]
    store = open_store(str(path))
    for size in (len(rows) // 2, len(rows)):
        head = Checkpoint(origin, size, root_of([row.leaf for row in rows[:size]]))
        note = sign_checkpoint(head, Key(1))
        if size == len(rows):
            note = Note(note.text, (*note.signatures, cosign(head, WITNESS.name, GROUND, 1_800_000_000)))  # fmt: skip
        store.add_checkpoint(RUN, size, note.raw)
    store.close()


def test_its_commands_pass_on_it(signed: Path) -> None:
    said = [run_block(signed, block) for block in blocks(signed)]
    assert [(one.returncode, one.stderr) for one in said if one.returncode] == []
    out = "\n".join(one.stdout for one in said)
    count = len((signed / "entries.jsonl").read_bytes().splitlines())
    for words in (
        "the files are as listed",
        f"{count} entries: as the checkpoint says",
        "checkpoint is signed by the key of log.vkey",
        "witnessed by ground at 2027-01-15",
        f"entry {count - 1} is in the tree of {count}",
        'Good "performed@boldface" signature for Ann_Lee',
    ):
        assert words in out, words


def _key_text(number: int) -> bytes:
    return encode64(b"\x01" + Key(number).public).encode()


# What is changed, and the words of the block that must fail for it once the sums were made anew.
CHANGED = {
    "an entry": ("entries.jsonl", b"a smell", b"a smile", "full=()"),
    "a checkpoint": ("checkpoint", b"\n\n", b"\n\n\xe2\x80\x94 x AAAA\n", "proof in proofs"),
    "the key": ("log.vkey", *(_key_text(n) for n in (1, 2)), "done < log.vkey"),
    "a statement": ("signoffs/{last}.statement", b"performed", b"authorise", "ssh-keygen -Y"),
    "a proof": ("proofs/{last}.tlog-proof", b"index ", b"index 1", "proof in proofs"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_its_commands_fail_on_damage(signed: Path, tmp_path: Path, what: str) -> None:
    folder = copy(signed, tmp_path)
    last = len((signed / "entries.jsonl").read_bytes().splitlines()) - 1
    name, old, new, words = CHANGED[what]
    flip(folder, name.format(last=last), old, new)
    (first, *rest) = blocks(folder)
    assert run_block(folder, first).returncode != 0
    (block,) = [one for one in rest if words in one][:1]
    assert run_block(folder, block).returncode != 0


@pytest.mark.slow
def test_its_go_program_agrees(signed: Path, tmp_path: Path) -> None:
    if shutil.which("go") is None:
        pytest.skip("go is not here; the Go program of CHECK.md is not tried")
    (tmp_path / "check.go").write_text(blocks(signed, "go")[0])
    if not built(tmp_path):
        pytest.skip("golang.org/x/mod cannot be had here")
    done = checked(tmp_path, signed)
    assert done.returncode == 0, done.stderr
    count = len((signed / "entries.jsonl").read_bytes().splitlines())
    assert f"signed, and the root is that of {count} entries" in done.stdout
    altered = copy(signed, tmp_path)
    flip(altered, "entries.jsonl", b"a smell", b"a smile")
    assert checked(tmp_path, altered).returncode != 0


def built(folder: Path) -> bool:
    """Build check.go against Debian's copy of golang.org/x/mod, or the one of the module proxy."""
    packaged = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")
    if packaged.is_dir():
        env = environment(GO111MODULE="off", GOPATH="/usr/share/gocode")
        return go(folder, env, "build", "-o", "check", "check.go")
    env = environment()
    steps = (["mod", "init", "check"], ["mod", "tidy"], ["build", "-o", "check", "."])
    return all(go(folder, env, *words) for words in steps)


def go(folder: Path, env: dict[str, str], *words: str) -> bool:
    done = subprocess.run(["go", *words], cwd=folder, env=env, capture_output=True, check=False, timeout=300)  # fmt: skip
    return done.returncode == 0


def checked(program: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program / "check"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("name", ["report.html", "run.json", "run.xes"])
def test_a_file_beside_the_entries_that_was_changed_is_named(
    bundle: Path, store: Path, tmp_path: Path, name: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    (copy / name).write_bytes((copy / name).read_bytes().replace(b"e", b"a", 1))
    done = ask("audit", "verify", copy)
    assert done.code == 4
    assert f"'{name}' is not the file" in done.out
    (copy / name).unlink()
    assert ask("audit", "verify", copy).code == 3
