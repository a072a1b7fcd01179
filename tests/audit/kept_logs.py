"""The logs of released formats, put into a store as the bytes they are."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

from engine.adapters.stores import open_store
from engine.log import FIRST_PREV, leaf_hash

RELEASED = Path(__file__).parents[1] / "released"
LOGS = sorted(RELEASED.glob("format-*/*.jsonl.gz"))


def name(path: Path) -> str:
    """The name of a kept log."""
    return path.name.removesuffix(".jsonl.gz")


def bodies(path: Path) -> list[bytes]:
    """The stored bytes of its entries."""
    return gzip.decompress(path.read_bytes()).splitlines()


def stored(path: Path, store: Path) -> str:
    """Put a kept log into a store; the name of its run."""
    lines = bodies(path)
    opened = json.loads(lines[0])["data"]
    put(store, opened["run"], opened["kind"], lines)
    return opened["run"]


def written(store: Path, run: str, said: list[dict[str, Any]], kind: str = "drill") -> None:
    """Store a run with these entries, each linked to the one before."""
    lines: list[bytes] = []
    prev = FIRST_PREV
    for index, one in enumerate(said):
        line = {**one, "prev": prev, "i": index}
        text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        lines.append(text.encode())
        prev = leaf_hash(lines[-1]).hex()
    put(store, run, kind, lines)


def put(store: Path, run: str, kind: str, lines: list[bytes]) -> None:
    """All entries in one commit: a thousand commits one by one are what the product does, and slow."""
    into = open_store(str(store))
    said = json.loads(lines[0])["data"]
    into.open_run(run, kind, {key: said.get(key) or "" for key in ("procedure", "scenario")})
    into.close()
    with sqlite3.connect(store) as base:
        (number,) = base.execute("SELECT n FROM run WHERE run = ?", (run,)).fetchone()
        rows = ((number * 2**32 + n, line, leaf_hash(line)) for n, line in enumerate(lines))
        base.executemany("INSERT INTO entry(k, body, leaf) VALUES(?, ?, ?)", rows)
    base.close()
