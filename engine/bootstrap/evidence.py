"""From a console that records to its checkpoints: which key signs them, where they are kept, who witnesses.

Nothing that signs may be loaded before a checkpoint is due: a start must not wait for it.
"""

from __future__ import annotations

import hashlib

from msgspec.structs import replace

from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path, notes_in
from engine.adapters.evidence import Evidence
from engine.adapters.key_folder import KeyFolder
from engine.bootstrap.settings import store_address
from engine.console import Console
from engine.errors import RunError
from engine.log import NoteError, leaf_hash
from engine.log.checkpoint import read_checkpoint
from engine.log.tree import Frontier
from engine.ports import Store
from engine.run.events import RunOpened

SIMULATED = "simulated"


def with_origin(opened: RunOpened, at: str, address: str | None) -> RunOpened:
    """The first entry with the origin under which the run's checkpoints will be signed.

    A run's name is unique in one store only; what is added to it is told by how and when it began.
    """
    if checkpoint_folder(store_address(address)) is None:
        return opened
    words = f"{opened.run} {opened.digest} {opened.epoch} {opened.seed} {opened.software} {at}"
    own = hashlib.sha256(words.encode()).hexdigest()[:12]
    return replace(opened, origin=KeyFolder().site().origin(f"{opened.run}-{own}"))


def attach(console: Console, address: str | None) -> None:
    """See to the run's checkpoints from now on, if its log promises any."""
    opened = console.state.opened
    folder = checkpoint_folder(store_address(address))
    if opened is None or not opened.origin or folder is None:
        return
    keys = KeyFolder()
    path = checkpoint_path(folder, console.run)
    evidence = Evidence(console.store, console.run, opened.origin, keys.site_key, path)
    console.listen(evidence.heard)
    console.at_end(evidence.close)
    if opened.clock != SIMULATED:
        evidence.start(console.size)


def refuse_a_lost_tail(store: Store, run: str, address: str | None) -> None:
    """Raises RunError when a checkpoint promises more entries than there are, or other ones.

    Going on would sign a second history beside the first; nothing is written.
    """
    folder = checkpoint_folder(store_address(address))
    notes = [one.note for one in store.checkpoints(run)]
    promised: dict[int, bytes] = {}
    for raw in [*notes, *(notes_in(checkpoint_path(folder, run)) if folder else [])]:
        try:
            head, _ = read_checkpoint(raw)
        except NoteError:
            continue  # a torn last line; `audit verify` tells it
        promised[head.size] = head.root
    tree = Frontier()
    for row in store.read(run):
        tree.add(leaf_hash(row.body))
        if tree.size in promised and promised.pop(tree.size) != tree.root():
            raise RunError(
                f"run {run}: its first {tree.size} entries are not those of its checkpoint; it is "
                f"not gone on with; see `boldface audit verify {run}` and keep a copy of the store"
            )
    if promised:
        raise RunError(
            f"run {run}: it has {tree.size} entries, but a checkpoint promises {max(promised)}; it "
            f"is not gone on with; see `boldface audit verify {run}` and keep a copy of the store"
        )
