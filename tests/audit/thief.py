"""Somebody with the store, the folder beside it and the site's key, who writes a run anew so that all of it fits.

What no witness saw can be forged so; what a forger gets wrong is for `verify` and `replay` to say.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from engine.adapters.checkpoint_file import add_to_file
from engine.adapters.key_folder import KeyFolder
from engine.adapters.stores import open_store
from engine.log import FIRST_PREV, leaf_hash
from engine.log.checkpoint import Checkpoint, read_checkpoint, sign_checkpoint
from engine.log.tree import root_of
from tests.audit import recorded as r


def rewrite(path: Path, run: str, change, keys: Path) -> None:
    """`change` gets the entries as maps and gives those to be; they are chained, hashed and signed anew."""
    with closing(open_store(str(path), writable=False)) as store:
        entries = [json.loads(row.body) for row in store.read(run)]
        kept = [read_checkpoint(one.note)[0] for one in store.checkpoints(run)]
    bodies, prev = [], FIRST_PREV
    for index, entry in enumerate(change(entries)):
        line = {**entry, "i": index, "prev": prev}
        text = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        bodies.append(text.encode())
        prev = leaf_hash(bodies[-1]).hex()
    sizes = sorted({one.size for one in kept if one.size < len(bodies)} | {len(bodies)})
    leaves = [leaf_hash(one) for one in bodies]
    key = KeyFolder(keys).site_key()
    with r.closing(r.sqlite3.connect(path)) as base:
        (number,) = base.execute("SELECT n FROM run WHERE run = ?", (run,)).fetchone()
    first, after = number * 2**32, (number + 1) * 2**32
    origin = json.loads(bodies[0])["data"]["origin"]
    notes = [
        sign_checkpoint(Checkpoint(origin, size, root_of(leaves[:size])), key).raw for size in sizes
    ]
    r.edit(
        path,
        ("DELETE FROM entry WHERE k >= ? AND k < ?", (first, after)),
        ("DELETE FROM checkpoint WHERE run = ?", (number,)),
        *(
            ("INSERT INTO entry VALUES(?, ?, ?)", (first + index, one, leaves[index]))
            for index, one in enumerate(bodies)
        ),
        *(
            ("INSERT INTO checkpoint(run, size, note) VALUES(?, ?, ?)", (number, size, note))
            for size, note in zip(sizes, notes, strict=True)
        ),
    )
    file = r.checkpoint_path(r.checkpoint_folder(str(path)), run)
    r.remove(file)
    for note in notes:
        add_to_file(file, note)
