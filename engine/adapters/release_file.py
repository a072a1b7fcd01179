"""The release log as a file beside the procedures: read whole, added to by one line at a time.

Two who release at once wait for each other; a line that was written is never touched again.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from engine.adapters.library_files import SHIPPED
from engine.errors import ProcedureError
from engine.procedure.release import Release, line_of, read_releases

NAME: Final = "releases.jsonl"
# From what is released and the log's last line to the releases that shall follow.
Make = Callable[[tuple[Release, ...], str], Sequence[Release]]


def released(folder: Path | None) -> tuple[Release, ...]:
    """Every release of the shipped library and then of `folder`; raises ProcedureError.

    A log that is not there holds nothing.
    """
    own = [folder] if folder is not None and folder != SHIPPED else []
    return tuple(
        release for root in (SHIPPED, *own) for release in _read(root / NAME, _label(root, folder))
    )


def read_log(folder: Path) -> tuple[Release, ...]:
    """Every release of the log of one folder; raises ProcedureError for a broken one."""
    return _read(folder / NAME, str(folder / NAME))


def add(folder: Path, make: Make) -> tuple[Release, ...]:
    """Add what `make` gives to the log of `folder`, on the disk on return; raises ProcedureError."""
    path = folder / NAME
    try:
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            text = _text(file.read(), str(path))
            known = read_releases(text, str(path))
            new = tuple(make(known, line_of(known[-1]) if known else ""))
            start = "\n" if text and not text.endswith("\n") else ""
            file.write((start + "".join(f"{line_of(one)}\n" for one in new)).encode())
            file.flush()
            os.fsync(file.fileno())
        _keep_name(folder)
    except OSError as fault:
        raise ProcedureError(
            f"{path}: cannot be written ({fault.strerror or fault}); nothing was released"
        ) from None
    return new


def _keep_name(folder: Path) -> None:
    """A new file outlives a crash only when its folder is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _label(root: Path, folder: Path | None) -> str:
    return str(root / NAME) if root is folder else NAME


def _read(path: Path, label: str) -> tuple[Release, ...]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as fault:
        raise ProcedureError(
            f"{label}: cannot be read ({fault.strerror or fault}); check the file"
        ) from None
    return read_releases(_text(content, label), label)


def _text(content: bytes, label: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise ProcedureError(
            f"{label}:{line}:1: this is not a release; restore the release log from a copy"
        ) from None
