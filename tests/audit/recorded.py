"""A recorded run for tests of evidence: entries, checkpoints in store and file, a witness if wanted."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path
from engine.adapters.evidence import Evidence
from engine.adapters.stores import open_store
from engine.audit.verdict import Told, Trust
from engine.bootstrap.verified import verdicts
from engine.errors import BoldfaceError
from engine.log import FIRST_PREV, Entry, encode, leaf_hash
from engine.log.checkpoint import cosign, read_checkpoint
from engine.log.note import COSIGNATURE, Note, VerifierKey
from engine.log.policy import read_policy
from engine.run.events import NoteMade
from tests.log.ed25519 import Key

ORIGIN = "station.example/run/r-1/iss"
SITE, GROUND, STRANGER = Key(1), Key(2), Key(3)
WITNESS = VerifierKey("ground.example/w1", GROUND.public, COSIGNATURE)
LOG_LINE = f"log {VerifierKey('station.example/run/*/iss', SITE.public).text}\n"
WITNESSED = read_policy(f"{LOG_LINE}witness ground {WITNESS.text}\nquorum ground\n")


def no_more(_policy, notes):
    """A witness that is asked, and has seen no more than the newest checkpoint that is here."""
    sizes = [0]
    for one in notes:
        with suppress(BoldfaceError):
            sizes.append(read_checkpoint(one)[0].size)
    return Told({"ground": max(sizes)})


SEEN = 1_795_428_249
"""When the witness saw it: 2026-11-23T10:04:09Z, with the last of 250 entries."""

TRUST = Trust("policy", WITNESSED, ask=no_more)
"""Its witness is asked: the runs of these tests are open."""


def body(index, prev, text="", origin=ORIGIN):
    data = {"run": "r", "origin": origin} if index == 0 else {"text": text or f"note {index}"}
    event = "RunOpened" if index == 0 else "NoteMade"
    at = f"2026-11-23T10:{index // 60 % 60:02d}:{index % 60:02d}.000Z"
    return encode(Entry(index, prev, index * 1000, at, "CDR", event, data))


def bodies(count, text="", first=0, prev=FIRST_PREV):
    made = []
    for index in range(first, count):
        made.append(body(index, prev, text))
        prev = leaf_hash(made[-1]).hex()
    return made


def witness(head, note, leaves, key=GROUND):
    _, made = read_checkpoint(note)
    return Note(made.text, (*made.signatures, cosign(head, WITNESS.name, key, SEEN))).raw


def record(folder, count=250, submit=witness, signer=SITE):
    """A store with run `r` of `count` entries, its last checkpoint over all of them."""
    path = Path(folder) / "s.db"
    with closing(open_store(str(path))) as store:
        store.open_run("r", "drill", {})
        add(store, path, bodies(count), submit=submit, signer=signer)
    return path


def add(store, path, made, submit=witness, signer=SITE, first=0):
    file = checkpoint_path(checkpoint_folder(str(path)), "r")
    evidence = Evidence(store, "r", ORIGIN, lambda: signer, file, submit)
    for index, one in enumerate(made, first):
        store.append("r", index, one, leaf_hash(one))
        evidence.heard(index, NoteMade(0, "CDR", "x"))
    evidence.close()
    assert evidence.trouble == ""


def edit(path, *statements):
    """What someone with the file and a database tool does."""
    with closing(sqlite3.connect(path)) as base:
        for table in ("run", "entry", "checkpoint"):
            for verb in ("UPDATE", "DELETE"):
                base.execute(f"DROP TRIGGER IF EXISTS {table}_keeps_{verb}")
        for one in statements:
            base.execute(*one) if isinstance(one, tuple) else base.execute(one)
        base.commit()


def outside(path):
    return checkpoint_path(checkpoint_folder(str(path)), "r")


def replaced(path, made):
    """The entries of the run put in place of those that are there, with leaves that fit."""
    edit(
        path,
        "DELETE FROM entry",
        *(
            ("INSERT INTO entry VALUES(?, ?, ?)", (2**32 + index, one, leaf_hash(one)))
            for index, one in enumerate(made)
        ),
    )


def verdict(path, trust=TRUST, run="r"):
    (one,) = verdicts(run, str(path), trust)
    return one


def remove(path):
    with suppress(FileNotFoundError):
        path.unlink()
