"""The logs of released formats, put into a store as the bytes they are."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from engine.adapters.stores import open_store
from engine.log import leaf_hash

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
    into = open_store(str(store))
    into.open_run(opened["run"], opened["kind"], {"procedure": opened["procedure"]})
    for index, body in enumerate(lines):
        into.append(opened["run"], index, body, leaf_hash(body))
    into.close()
    return opened["run"]
