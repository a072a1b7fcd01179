"""From a console that records to its checkpoints: which key signs them, where they are kept, who witnesses.

Nothing that signs may be loaded before a checkpoint is due: a start must not wait for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from msgspec.structs import replace

from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path, notes_in
from engine.adapters.clock import WallClock
from engine.adapters.console_place import ConsolePlace
from engine.adapters.evidence import Evidence, Submit
from engine.adapters.key_folder import KeyFolder
from engine.bootstrap.settings import store_address
from engine.console import Console
from engine.errors import BoldfaceError, RunError
from engine.log import NoteError, leaf_hash
from engine.log.tree import Frontier
from engine.ports import Clock, Store
from engine.run.events import RunOpened, SignedOff


def with_origin(opened: RunOpened, at: str, address: str | None) -> RunOpened:
    """The first entry with the origin under which the run's checkpoints will be signed.

    A run's name is unique in one store only; what is added to it is told by how and when it began.
    """
    if checkpoint_folder(store_address(address)) is None:
        return opened
    words = f"{opened.run} {opened.digest} {opened.epoch} {opened.seed} {opened.software} {at}"
    own = hashlib.sha256(words.encode()).hexdigest()[:12]
    keys = KeyFolder()
    origin = keys.site().origin(f"{opened.run}-{own}")
    return replace(opened, origin=origin, signers=keys.signers_digest())


def attach(console: Console, address: str | None) -> None:
    """See to the run's checkpoints from now on, if its log promises any."""
    opened = console.state.opened
    folder = checkpoint_folder(store_address(address))
    if opened is None or not opened.origin or folder is None:
        return
    keys = KeyFolder()
    path = checkpoint_path(folder, console.run)
    submit = _witnesses(keys) if opened.played else None
    evidence = Evidence(console.store, console.run, opened.origin, keys.site_key, path, submit)
    console.listen(evidence.heard)
    console.at_end(evidence.close)
    console.signing = _crew_signs(keys, evidence, opened, console.clock)
    if isinstance(console.clock, WallClock) and not console.state.closed:
        place = ConsolePlace(console.clock)
        console.write([place.noted(console.state.t, "recording begins here")])
        console.changed = place.changed
    if (
        opened.played
    ):  # nobody waits in a drill that plays itself, and it must do the same each time
        evidence.start(console.size)


def _crew_signs(
    keys: KeyFolder, evidence: Evidence, opened: RunOpened, clock: Clock
) -> Callable[[SignedOff], SignedOff]:
    """Puts the key of whoever signs off to it, where the key folder holds one and a person is there."""

    def sign(event: SignedOff) -> SignedOff:
        key_file = keys.path(f"crew/{event.person}")
        # A simulated role has nobody who could sign.
        if event.role not in opened.played or not key_file.exists():
            return event
        from engine.bootstrap.crew_keys import signed

        return signed(event, key_file, keys.signers, evidence, opened, clock.at())

    return sign


def _witnesses(keys: KeyFolder) -> Submit | None:
    """Whoever the trust file names with an address; None where it names nobody or cannot be read."""
    if not keys.policy.exists():
        return None
    from functools import partial

    from engine.adapters.witness_client import Witnesses
    from engine.log.policy import read_policy

    try:
        policy = read_policy(keys.policy.read_text(encoding="utf-8"))
    except (BoldfaceError, OSError, UnicodeDecodeError):
        return None  # `audit verify` says what is wrong with it
    if not policy.urls:
        return None

    def ask(url: str, request: bytes) -> tuple[int, str, bytes]:
        from engine.adapters.witness_http import post

        return post(url, request)

    return Witnesses(
        {name: (policy.witnesses[name], partial(ask, url)) for name, url in policy.urls.items()}
    )


def refuse_a_lost_tail(store: Store, run: str, address: str | None) -> None:
    """Raises RunError when a checkpoint promises more entries than there are, or other ones.

    Going on would sign a second history beside the first; nothing is written.
    """
    from engine.log.checkpoint import read_checkpoint

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
