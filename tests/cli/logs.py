"""Logs that are not as Boldface wrote them: changed by a stranger, newer, cut, of a real run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from engine.adapters.stores import open_store
from engine.log import FIRST_PREV, StoredEntry, leaf_hash

Said = dict[str, Any]


def stored(path: Path, run: str) -> list[StoredEntry]:
    """The entries of a run as they lie in the store."""
    store = open_store(str(path), writable=False)
    try:
        return list(store.read(run))
    finally:
        store.close()


def write(path: Path, run: str, bodies: Iterable[Said], kind: str = "drill") -> None:
    """Store a run with these entries, each linked to the one before; a review log is listed with its run."""
    store, bodies = open_store(str(path)), list(bodies)
    meta = {"of": str(bodies[0]["data"]["of"])} if kind == "review" else {}
    store.open_run(run, kind, meta)
    prev = FIRST_PREV
    for index, said in enumerate(bodies):
        line = {**said, "prev": prev, "i": index}
        body = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        leaf = leaf_hash(body)
        store.append(run, index, body, leaf)
        prev = leaf.hex()
    store.close()


def said(path: Path, run: str) -> list[Said]:
    """What the entries of a run say."""
    return [json.loads(row.body) for row in stored(path, run)]


def tamper(path: Path, index: int, change: Callable[[bytes], bytes], nth: int = 1) -> None:
    """Change the bytes of an entry of the nth run as a stranger with a database tool would."""
    key = nth * 2**32 + index
    with sqlite3.connect(path) as base:
        base.execute("DROP TRIGGER entry_keeps_UPDATE")
        (body,) = base.execute("SELECT body FROM entry WHERE k = ?", (key,)).fetchone()
        base.execute("UPDATE entry SET body = ? WHERE k = ?", (change(body), key))
    base.close()


def remove(path: Path, index: int) -> None:
    """Take an entry of the first run out of the store."""
    with sqlite3.connect(path) as base:
        base.execute("DROP TRIGGER entry_keeps_DELETE")
        base.execute("DELETE FROM entry WHERE k = ?", (2**32 + index,))
    base.close()
