"""Bundles of every released form of evidence are witnessed and legal by this version, and no more when a bit is another."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.audit.kept_logs import RELEASED
from tests.cli.door import ask

BUNDLES = [
    pytest.param(path, id=f"{path.parent.name}/{path.stem}")
    for path in sorted(RELEASED.glob("evidence-*/*.zip"))
]
ROOTS = {"leak-signed": "d576a68a2b905f77f3daa8fb33628e16b4d0fe5115b2b567bf465bb8b9f37e72"}


@pytest.fixture(autouse=True)
def nobody(tmp_path, monkeypatch):
    """A machine that believes nobody by itself."""
    monkeypatch.setenv("BOLDFACE_KEYS", str(tmp_path / "keys"))


def judged(bundle: Path, trust: Path):
    trusted = ("--trust", trust / "policy", "--signers", trust / "allowed_signers")
    done = ask("audit", "verify", bundle, *trusted, "--offline", "--json")
    (found,) = json.loads(done.out)
    return found


def test_there_is_one():
    assert BUNDLES


@pytest.mark.parametrize("path", BUNDLES)
def test_a_kept_bundle_is_what_it_was(path):
    found = judged(path, path.parent)
    assert (found["verdict"], found["faults"]) == ("intact and witnessed", [])
    assert (found["root"], found["open"]) == (ROOTS[path.stem], False)
    assert any("1 signed sign-offs" in one for one in found["checked"])


@pytest.mark.parametrize("path", BUNDLES)
@pytest.mark.parametrize("part", ["entries.jsonl", "checkpoint"])
def test_it_is_not_when_a_bit_is_another(path, part, tmp_path):
    with zipfile.ZipFile(path) as kept:
        kept.extractall(tmp_path / "b")
    (file,) = (tmp_path / "b").rglob(part)
    raw = bytearray(file.read_bytes())
    raw[-20] ^= 1
    file.write_bytes(raw)
    assert judged(file.parent, path.parent)["word"] != "intact and witnessed"


@pytest.mark.parametrize("path", BUNDLES)
def test_it_comes_into_a_store_and_replays(path, tmp_path):
    store = tmp_path / "s.db"
    run = json.loads(ask("audit", "import", path, "--store", store, "--json").out)["run"]
    for by in ("table", "machine"):
        said = json.loads(ask("audit", "replay", run, "--by", by, "--json", "--store", store).out)
        assert (said["legal"], said["differences"]) == (True, [])
