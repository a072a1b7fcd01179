"""A drill made ready, as plain data: read, checked and compiled once, and taken from the cache until a text changes.

What it was made from is compared byte by byte with the files, so a cache can only ever save time.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import sys
from pathlib import Path
from typing import Any, Final

import engine
from engine.adapters.library_files import LibraryFiles, library_around
from engine.adapters.prepared_cache import keep_bytes, kept_bytes
from engine.bootstrap.prepared import Prepared
from engine.bootstrap.settings import stem
from engine.errors import BoldfaceError

# Which modules decide what comes out of a text; a change in one of them makes every cache old.
MAKERS: Final = ("", "bootstrap", "drill", "machine", "procedure", "run", "station")
# The only modules whose classes a cached file may name, so that reading it runs nothing else.
SHAPES: Final = frozenset(
    {
        "engine.bootstrap.prepared",
        "engine.machine.conditions",
        "engine.machine.spec",
        "engine.machine.table",
        "engine.procedure.guard_tree",
        "engine.run.kept",
    }
)


def prepared_for(name: str) -> Prepared:
    """The scenario of a name or path, ready to begin; raises a BoldfaceError in one sentence."""
    library = library_around(name)
    key = _key(library, name)
    if (
        key
        and (found := _unpacked(kept_bytes(key))) is not None
        and _in_force(found, library, name)
    ):
        return found
    from engine.bootstrap.prepare import prepare

    made = prepare(library, name)
    if key:
        keep_bytes(key, pickle.dumps(made, protocol=5))
    return made


def _key(library: LibraryFiles, name: str) -> str:
    """What else than the texts decides: program, Python, scenario; '' where that cannot be told."""
    try:
        parts = [engine.__version__, sys.version, stem(name), *_stamps()]
        return hashlib.sha256(
            "\n".join(parts).encode() + library.content("scenario", name)
        ).hexdigest()
    except (OSError, UnicodeEncodeError, BoldfaceError):
        return ""


def _stamps() -> list[str]:
    house = Path(engine.__file__).parent
    found = []
    for room in MAKERS:
        with os.scandir(house / room) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    found.append(f"{entry.path} {stat.st_size} {stat.st_mtime_ns}")
    return sorted(found)


def _in_force(found: Prepared, library: LibraryFiles, name: str) -> bool:
    """Whether every text it was made from is still what the library gives for that name."""
    try:
        return all(
            library.content(one.kind, name if one.kind == "scenario" else one.name)
            == one.text.encode()
            for one in found.texts
        )
    except BoldfaceError:
        return False


class _Shapes(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """The shapes of a Prepared and nothing that could do anything."""
        if module in SHAPES and "." not in name and name[:1].isupper():
            return super().find_class(module, name)
        if (module, name) == ("decimal", "Decimal"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a prepared drill")


def _unpacked(content: bytes | None) -> Prepared | None:
    if content is None:
        return None
    try:
        found = _Shapes(io.BytesIO(content)).load()
    except Exception:  # noqa: BLE001  whatever is wrong with it, it is made again
        return None
    return found if isinstance(found, Prepared) else None
