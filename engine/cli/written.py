"""A file written whole or not at all: beside its place first, then put there in one move; `-` is what is printed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click

from engine.errors import BoldfaceError


def write_pieces(output: str, pieces: Iterable[bytes]) -> int:
    """Write the pieces to a path, or print them for `-`; returns the number of bytes. Raises BoldfaceError."""
    if output == "-":
        return _print(pieces)
    path = Path(output)
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    count = 0
    try:
        if path.exists() and not path.is_file():
            draft = path  # a device or a pipe is written to, and never put aside for a file
        with draft.open("wb") as file:
            for piece in pieces:
                count += file.write(piece)
        if draft != path:
            draft.replace(path)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise BoldfaceError(f"{output}: cannot be written ({reason}); check the path") from None
    finally:
        if draft != path:
            with suppress(OSError):
                draft.unlink()
    return count


def _print(pieces: Iterable[bytes]) -> int:
    count = 0
    for piece in pieces:
        click.echo(piece, nl=False)
        count += len(piece)
    return count
