"""Checkpoints in a file outside the store: one after the other, added to and never rewritten.

It is what shows a tail that the store has lost; it must never be read as proof of anything whose
signature was not checked.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from engine.adapters.stores import place_of
from engine.errors import BoldfaceError
from engine.log.checkpoint import quoted

FOLDER: Final = "BOLDFACE_CHECKPOINTS"
MOST_BYTES: Final = 2**28
"""Largest file that is read (DESIGN): the checkpoints of a run of some twenty million entries."""
# From the beginning of a line, or a file without lines would be searched from each of its bytes.
_NOTE: Final = re.compile(rb"(?m:^)(?:[^\n]+\n){3}\n(?:\xe2\x80\x94 [^\n]*(?:\n|\Z))+")


def checkpoint_folder(address: str) -> Path | None:
    """Where the checkpoints of a store lie outside it; None for a store in memory.

    `BOLDFACE_CHECKPOINTS` names another folder, best on another disk.
    """
    if named := os.environ.get(FOLDER):
        return Path(named).expanduser().absolute()
    place = place_of(address)
    return place.with_name(place.name + ".checkpoints") if place else None


def checkpoint_path(folder: Path, run: str) -> Path:
    """The file of one run."""
    return folder / f"{quoted(run)}.checkpoints"


def add_to_file(path: Path, note: bytes) -> None:
    """Add a note, on the disk when it returns; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write((b"\n" if file.tell() else b"") + note)
        file.flush()
        os.fsync(file.fileno())


def notes_in(path: Path) -> list[bytes]:
    """The notes of a file in order, [] if there is none; raises BoldfaceError.

    A pipe or a device in its place would keep the reader waiting, or never end.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
            what = f"{found.st_size} bytes" if stat.S_ISREG(found.st_mode) else "no file"
            raise BoldfaceError(
                f"checkpoints {path}: found {what}, expected a file of at most {MOST_BYTES} bytes; "
                "look at what was put there, and move it away."
            )
        return notes_of(path.read_bytes())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BoldfaceError(f"checkpoints {path}: they cannot be read: {error.strerror}.") from None


def notes_of(raw: bytes) -> list[bytes]:
    """The notes in the bytes of a file, as three lines, an empty one and signatures.

    What is no note is given back as it is: whoever reads it says so.
    """
    found, end = [], 0
    for match in _NOTE.finditer(raw):
        found += [one for one in (raw[end : match.start()].strip(b"\n"), match[0]) if one]
        end = match.end()
    rest = raw[end:].strip(b"\n")
    return [*found, rest] if rest else found
