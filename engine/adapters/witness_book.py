"""The witness's own memory and its key: what it has cosigned of every origin, kept before it answers.

One answer at a time, also between programs; a checkpoint it has cosigned is never forgotten for an
older one.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from engine.adapters.checkpoint_file import add_to_file, notes_in
from engine.adapters.key_files import check
from engine.errors import BoldfaceError
from engine.log import NoteError
from engine.log.checkpoint import Checkpoint, Signer, cosign, quoted, read_checkpoint
from engine.log.note import Note
from engine.log.policy import Policy
from engine.log.witness import Refused, read_request, refusal

Answer = tuple[int, str, bytes]
"""HTTP status, content type, body."""
PLAIN: Final = "text/plain; charset=utf-8"


class WitnessBook:
    """A witness: its folder, name and key, and the logs it knows."""

    def __init__(self, folder: Path, name: str, signer: Signer, policy: Policy) -> None:
        """Nothing is made before the first checkpoint is cosigned."""
        self._folder, self._name, self._signer, self._policy = folder, name, signer, policy
        self._now: Callable[[], int] = lambda: int(time.time())

    def add_checkpoint(self, raw: bytes) -> Answer:
        """Judge a request; a cosignature is given only for what is on the disk already."""
        try:
            asked = read_request(raw)
        except NoteError as error:
            return 400, PLAIN, f"{error}\n".encode()
        with self._alone():
            refused = refusal(asked, self.held(asked.checkpoint.origin), self._policy, check)
            if refused is not None:
                return _refused(refused)
            line = cosign(asked.checkpoint, self._name, self._signer, self._now())
            note = Note(asked.note.text, (*asked.note.signatures, line))
            add_to_file(self._path(asked.checkpoint.origin), note.raw)
        return 200, PLAIN, line.line.encode()

    def held(self, origin: str) -> Checkpoint | None:
        """The latest checkpoint cosigned for an origin; raises BoldfaceError when it is damaged."""
        notes = notes_in(self._path(origin))
        if not notes:
            return None
        try:
            heads = [read_checkpoint(raw)[0] for raw in notes]
        except NoteError as error:
            raise BoldfaceError(
                f"witness: its record {self._path(origin)} is damaged ({error}); nothing is "
                "cosigned for this log until a person has looked at it."
            ) from None
        return max(heads, key=lambda head: head.size)

    def _path(self, origin: str) -> Path:
        return self._folder / f"{quoted(origin)}.checkpoints"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _refused(one: Refused) -> Answer:
    kind = one.kind if one.kind != "text/plain" else PLAIN
    return one.status, kind, one.text.encode()
