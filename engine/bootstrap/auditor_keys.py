"""An auditor's key put to what they say of a run: the file they name, else the one made here for them.

A name is signed only with a key that is enrolled for reviews; otherwise it stays asserted, and why is said.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from engine.adapters.clock import WallClock
from engine.adapters.key_files import PASSPHRASE, FileKey, load_key
from engine.adapters.key_folder import KeyFolder
from engine.audit.review import MEANING, Place, Signable, statement
from engine.bootstrap.crew_keys import enrolled
from engine.errors import BoldfaceError
from engine.log.sshsig import ssh_sign
from engine.run.proved import ASSERTED
from engine.run.signing import NAMESPACE

SPACE = NAMESPACE.format(MEANING)


class Auditor(NamedTuple):
    """Who says something of a run; `key` None: their name is asserted, and `why`."""

    key: FileKey | None
    why: str

    @property
    def proof(self) -> str:
        """How far their name is proved, in words."""
        return "signed with a key that is enrolled here" if self.key else f"{ASSERTED}: {self.why}"

    def sign(self, said: Signable, of: Place) -> Signable:
        """What is said, with the signature over it; as it was without a key."""
        if self.key is None:
            return said
        text = statement(said, of)
        return replace(
            said, auth="ssh", statement=text, signature=ssh_sign(text.encode(), SPACE, self.key)
        )


def auditor(person: str, file: str | None) -> Auditor:
    """The auditor with their key; raises BoldfaceError where a key was named that cannot be used for this."""
    keys = KeyFolder()
    path = Path(file) if file else keys.path(f"crew/{person}")
    if not file and not path.exists():
        return Auditor(None, "there is no key of theirs here")
    try:
        key = load_key(path, os.environ.get(PASSPHRASE))
    except BoldfaceError as error:
        if file:
            raise
        return Auditor(None, str(error))
    if enrolled(keys.signers, person, key.public, SPACE, WallClock().at()):
        return Auditor(key, "")
    why = (
        f"key {path}: it is not enrolled as {person}'s for reviews; enrol it with "
        f"`boldface keys enrol '{person}' --for {MEANING} --key FILE.pub`"
    )
    if file:
        raise BoldfaceError(why)
    return Auditor(None, why)
