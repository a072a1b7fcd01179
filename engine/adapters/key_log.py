"""The log of keys: enrolments, revocations and hand-overs, each an entry of a run called `keys` in a store of its own.

It holds public keys, names and reasons; a private key or a passphrase must never come near it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Final

from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path
from engine.adapters.clock import WallClock
from engine.adapters.evidence import Evidence
from engine.adapters.key_folder import KeyFolder
from engine.adapters.stores import open_store
from engine.log import FIRST_PREV, Entry, Json, decode, encode, leaf_hash
from engine.ports import Store

RUN: Final = "keys"


def add(keys: KeyFolder, who: str, event: str, data: Mapping[str, Json]) -> int:
    """Store one entry and sign a checkpoint over all of them; its index. Raises BoldfaceError."""
    path = keys.folder / "log.db"
    with closing(open_store(str(path))) as store:
        store.open_run(RUN, RUN, {})
        origin = keys.site().origin(f"{RUN}-{keys.site_key().public.hex()[:12]}")
        if store.size(RUN) == 0:
            _append(store, who, "KeyLogOpened", {"run": RUN, "origin": origin})
        else:
            first = decode(next(store.read(RUN)).body, 0)
            origin = str(first.data["origin"])
        index = _append(store, who, event, {**data, "signers": keys.signers_digest()})
        folder = checkpoint_folder(str(path)) or keys.folder
        Evidence(store, RUN, origin, keys.site_key, checkpoint_path(folder, RUN)).close()
    return index


def _append(store: Store, who: str, event: str, data: Mapping[str, Json]) -> int:
    index = store.size(RUN)
    last = next(store.read(RUN, index - 1), None) if index else None
    prev = leaf_hash(last.body).hex() if last else FIRST_PREV
    body = encode(Entry(index, prev, 0, WallClock().at(), who, event, data))
    store.append(RUN, index, body, leaf_hash(body))
    return index


def entries(keys: KeyFolder) -> list[Entry]:
    """Every entry; raises NoStore when nothing has been enrolled."""
    with closing(open_store(str(keys.folder / "log.db"), writable=False)) as store:
        return [decode(row.body, row.index) for row in store.read(RUN)]
