"""From a console that records to its checkpoints: which key signs them, where they are kept, who witnesses.

Nothing that signs may be loaded before a checkpoint is due: a start must not wait for it.
"""

from __future__ import annotations

import hashlib
import os
from functools import partial

from msgspec.structs import replace

from engine.adapters.checkpoint_file import checkpoint_folder, checkpoint_path, notes_in
from engine.adapters.evidence import Evidence, Submit
from engine.adapters.key_files import PASSPHRASE, load_key
from engine.adapters.key_folder import KeyFolder
from engine.adapters.witness_client import Witnesses
from engine.bootstrap.settings import store_address
from engine.console import Console
from engine.errors import BoldfaceError, RunError
from engine.log import NoteError, leaf_hash
from engine.log.allowed import allows, principal, read_allowed
from engine.log.checkpoint import read_checkpoint
from engine.log.note import encode64
from engine.log.policy import read_policy
from engine.log.sshsig import ssh_sign
from engine.log.tree import Frontier
from engine.ports import Clock, Store
from engine.run.events import RunOpened, SignedOff
from engine.run.signing import NAMESPACE, statement


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
    console.signing = CrewKeys(keys, evidence, opened, console.clock).sign
    if (
        opened.played
    ):  # nobody waits in a drill that plays itself, and it must do the same each time
        evidence.start(console.size)


class CrewKeys:
    """Puts the key of whoever signs off to it, where the key folder holds one and a person is there."""

    def __init__(
        self, keys: KeyFolder, evidence: Evidence, opened: RunOpened, clock: Clock
    ) -> None:
        """Nothing is loaded before somebody with a key signs off."""
        self._keys, self._evidence, self._opened, self._clock = keys, evidence, opened, clock

    def sign(self, event: SignedOff) -> SignedOff:
        """The sign-off with statement and signature; as it was, asserted, without a usable key."""
        if event.role not in self._opened.played:  # a simulated role has nobody who could sign
            return event
        path = self._keys.path(f"crew/{event.person}")
        if not path.exists():
            return event
        try:
            key = load_key(path, os.environ.get(PASSPHRASE))
            head = self._evidence.head()
        except BoldfaceError:
            return event  # shown as asserted, which it then is
        root = encode64(head.root)
        said = statement(self._opened, event, head.size, root, self._clock.at())
        namespace = NAMESPACE.format(event.meaning)
        if not self._enrolled(event.person, key.public, namespace):
            return event  # anybody can make a key in anybody's name
        signature = ssh_sign(said.text.encode(), namespace, key)
        return replace(event, auth="ssh", statement=said.text, signature=signature)

    def _enrolled(self, person: str, public: bytes, namespace: str) -> bool:
        """Whether this machine believes, at the time of the statement, that the key is theirs for this."""
        try:
            allowed = read_allowed(self._keys.signers.read_text(encoding="utf-8"))
        except (BoldfaceError, OSError, UnicodeDecodeError):
            return False
        return not allows(allowed, principal(person), public, namespace, self._clock.at())


def _witnesses(keys: KeyFolder) -> Submit | None:
    """Whoever the trust file names with an address; None where it names nobody or cannot be read."""
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
