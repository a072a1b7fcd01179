"""What SQLite says when something is wrong, as the errors and sentences of the step log.

Every exception of SQLite goes through `named`; none may reach anything outside the adapters.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from engine.log import NotAStore, StoreDamaged, StoreError, StoreUnavailable
from engine.log.errors import Trouble

SQLITE_FAULTS: Final = (sqlite3.Error, UnicodeDecodeError, OverflowError)
"""What a use of SQLite can raise: the second when damage reaches the text of its own message, the
third when the number of a run is damaged so that no key can be made of it."""

_PRIMARY: Final = 0xFF  # the low byte of an extended result code (sqlite.org/rescode.html)
_BY_CODE: Final[dict[int, tuple[Trouble, str]]] = {
    sqlite3.SQLITE_BUSY: (
        "locked",
        "another program has held the store for more than 5 s; close it, then try again",
    ),
    sqlite3.SQLITE_LOCKED: ("locked", "the store is locked; close the other user, then try again"),
    sqlite3.SQLITE_FULL: ("full", "the disk is full; free some space, then try again"),
    sqlite3.SQLITE_READONLY: (
        "read-only",
        "the file or its folder cannot be written; choose another place with --store",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "open",
        "the file or its folder cannot be used; look at the rights, or choose another with --store",
    ),
    sqlite3.SQLITE_PERM: ("open", "the file may not be used; look at its rights"),
    sqlite3.SQLITE_NOMEM: ("disk", "there is no memory left; close something, then try again"),
}
_DISK: Final = "the disk refused ({}); look at the disk, or choose another place with --store"


def named(error: Exception, path: Path, doing: str) -> StoreError:
    """The error of the step log for `error`, met on the store `path` while `doing` something.

    `doing` begins the sentence's middle, for example "entry 4 of run a is not recorded".
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    place = f"store {path}: {doing}"
    if code == sqlite3.SQLITE_NOTADB:
        return no_database(path)
    if code in _BY_CODE:
        trouble, why = _BY_CODE[code]
        return StoreUnavailable(f"{place}: {why}.", trouble)
    if code == sqlite3.SQLITE_IOERR:
        return StoreUnavailable(f"{place}: {_DISK.format(_name(error))}.", "disk")
    return StoreDamaged(
        f"{place}: the file cannot be read as it was written ({_name(error)}: {error!s:.120}); "
        "copy it with the files beside it to a safe place before anything else."
    )


def no_database(path: Path) -> NotAStore:
    """The error for a file that does not begin as a database does."""
    return NotAStore(
        f"store {path}: found a file that is not a database or whose beginning is damaged, "
        "expected a Boldface store; it was left as it is; choose another place with --store."
    )


def broken(error: OSError, path: Path, doing: str) -> StoreUnavailable:
    """The same for an error of the operating system."""
    why = error.strerror or type(error).__name__
    return StoreUnavailable(f"store {path}: {doing}: {_DISK.format(why)}.", "open")


def _name(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", type(error).__name__))
