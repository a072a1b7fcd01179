"""From the address of a store to the store.

It only chooses; it must never guess what an address it does not know might have meant.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from engine.adapters.clock import WallClock
from engine.adapters.store_sqlite import SqliteStore
from engine.log import BadAddress
from engine.ports import Clock, Store

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # two letters or more: C: is a drive
_EXPECTED: Final = "expected a path, sqlite:PATH or memory:"


def open_store(address: str, clock: Clock | None = None, *, writable: bool = True) -> Store:
    """The store at `address`: a path, `sqlite:PATH`, or `memory:`.

    A file that is not there is made, unless `writable` is false: then nothing on the disk is
    changed where SQLite allows that, and NoStore says that nothing has been recorded.
    `clock` stamps when runs were opened. Raises BadAddress, NotAStore, StoreNewer, StoreDamaged,
    StoreUnavailable; never an exception of SQLite or of the system.
    """
    clock = clock or WallClock()
    if address == "memory:":
        from engine.adapters.store_memory import MemoryStore

        return MemoryStore(clock)
    return SqliteStore(_path(address), clock, writable=writable)


def place_of(address: str) -> Path | None:
    """The file of the store at `address`; None for one in memory. Raises BadAddress."""
    return None if address == "memory:" else _path(address)


def _path(address: str) -> Path:
    scheme = _SCHEME.match(address)
    text = address.removeprefix("sqlite:")
    if scheme and scheme[0] != "sqlite:":
        sentence = f"store {address!a:.120}: {scheme[0]} is not known, {_EXPECTED}."
        raise BadAddress(sentence)
    if not text or "\0" in text:
        sentence = f"store {address!a:.120}: no path in it, {_EXPECTED}."
        raise BadAddress(sentence)
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError):  # no home to put in place of ~, no current directory
        sentence = f"store {address!a:.120}: this path leads nowhere here, {_EXPECTED}."
        raise BadAddress(sentence) from None
