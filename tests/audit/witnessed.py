"""A site with two real runs that were signed off and cosigned to their close, a review of the first, and a bundle of it.

All by the command line; nobody's address is asked, the requests and answers of the witness travel as files.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from engine.adapters.key_files import load_key
from engine.adapters.key_folder import KeyFolder
from engine.log.sshsig import ssh_sign
from tests.audit.thief import rewrite
from tests.cli.bundles import resummed
from tests.cli.door import Done, ask
from tests.witness.test_signing import PROCEDURE

TYPED = "1\nsign CDR\nsign FE-1\nsign CDR\nquit\n"
Entries = list[dict[str, Any]]


class Site(msgspec.Struct, frozen=True):
    """The folder all of it lies in, and the names of the two runs."""

    folder: Path
    run: str
    other: str

    @property
    def store(self) -> Path:
        return self.folder / "runs.db"

    @property
    def bundle(self) -> Path:
        return self.folder / "bundle"

    @property
    def book(self) -> Path:
        return self.folder / "ground" / "witnessed"

    def outside(self, run: str) -> Path:
        return self.folder / "runs.db.checkpoints" / f"{run}.checkpoints"

    def do(self, *words: object, typed: str = "", keys: str = "keys") -> Done:
        env = {"BOLDFACE_KEYS": str(self.folder / keys), "BOLDFACE_STORE": str(self.store)}
        done = ask(*words, typed=typed, env=env)
        assert "own failure" not in done.err, done.err
        return done

    def bad(self) -> dict[str, str]:
        """The words of the verdicts that are not intact, by run."""
        return {one["run"]: one["word"] for one in self.verify() if one["code"]}

    def verify(self, *words: object) -> list[dict[str, Any]]:
        """The verdicts as data; never a traceback, and the exit code is that of the worst."""
        done = self.do("audit", "verify", *(words or (self.store,)), "--offline", "--json")
        found: list[dict[str, Any]] = json.loads(done.out)
        assert done.code == max(one["code"] for one in found)
        assert all("\n" not in one["reason"] for one in found)
        return found

    def of(self, run: str, *words: object) -> dict[str, Any]:
        """The verdict on one run of the store."""
        (found,) = self.verify(run, *words)
        return found

    def cosigned(self, run: str) -> None:
        """Brought to the witness as a file, as anybody may."""
        up, down = self.folder / "up", self.folder / "down"
        assert self.do("witness", "request", run, "-o", up).code == 0
        assert self.do("witness", "add-checkpoint", up, "-o", down, keys="ground").code == 0
        assert self.do("witness", "accept", run, down).code == 0

    def forged(self, run: str, change: Callable[[Entries], Entries]) -> None:
        """All of a run made anew with the stolen key of the site."""
        rewrite(self.store, run, change, self.folder / "keys")

    def mended(self) -> Path:
        """The bundle with its list of digests made anew."""
        return resummed(self.bundle)


def made(folder: Path) -> Site:
    """The site, recorded in `folder`."""
    site = Site(folder, "", "")
    ok = lambda *words, **more: _done(site.do(*words, **more))  # noqa: E731 - short and local
    ok("keys", "new", "site", "--authority", "station.example", "--site", "iss")
    said = ok("keys", "new", "witness", "ground.example/w1", keys="ground").out
    witness = next(line for line in said.splitlines() if line.startswith("witness "))
    policy = folder / "keys" / "policy"
    lines = witness.rpartition(" ")[0] + "\nquorum ground\n"
    policy.write_text(policy.read_text().replace("quorum none\n", lines))
    shutil.copy(policy, folder / "ground" / "policy")
    for person, meaning in (("Ann", "performed"), ("Eva", "reviewed")):
        ok("keys", "new", "crew", person)
        ok("keys", "enrol", person, "--for", meaning, "--by", "Flight")
    small = folder / "small.yaml"
    small.write_text(PROCEDURE, encoding="utf-8")
    ok("author", "release", small, "--by", "A")
    seats = ("--seat", "CDR=Ann", "--seat", "FE-1=Bo")
    for _ in range(2):
        ok("run", small, "--plain", *seats, typed=TYPED)
    run, other = (one["run"] for one in json.loads(ok("audit", "list", "--json").out))
    ok("audit", "review", run, "--by", "Eva", "--verdict", "accepted", "--words", "well done")
    for one in (run, other, f"{run}.review"):
        site.cosigned(one)
    ok("audit", "export", run, "--as", "bundle", "-o", site.bundle)
    return Site(folder, run, other)


def _done(done: Done) -> Done:
    assert done.code == 0, done
    return done


def stated(
    site: Site, change: Callable[[dict[str, Any]], dict[str, Any]], text: str = ""
) -> Callable[[Entries], Entries]:
    """The first signed sign-off says something else, signed with the crew's stolen key; the later one is asserted."""
    key = load_key(KeyFolder(site.folder / "keys").path("crew/Ann"))

    def to(entries: Entries) -> Entries:
        signed = [one["data"] for one in entries if one["data"].get("auth") == "ssh"]
        said = change(json.loads(signed[0]["statement"]))
        whole = json.dumps(said, sort_keys=True, separators=(",", ":")).replace("{", "{" + text, 1)
        signature = ssh_sign(whole.encode(), "performed@boldface", key)
        signed[0].update(statement=whole, signature=signature)
        for data in signed[1:]:
            data.update(auth="asserted", statement="", signature="")
        return entries

    return to


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
