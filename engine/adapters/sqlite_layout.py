"""How a store is laid out in SQLite, and whether a file is one: ours, of a version we know, as we lay it out.

Nothing here writes; a file that somebody gave other tables or triggers must never pass for a store.

Layout (DESIGN, measured): an entry's key is its run's number times 2**32 plus its index. A single
tree with an integer key appends to its last page, where a key of two columns without rowid splits
pages on both sides: 0.72 against 0.62 of a bare synced write. Pages are 2 KiB, because each
commit writes and sums whole pages.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from engine.log import NotAStore, StoreDamaged, StoreNewer

APPLICATION_ID: Final = 0x424F4C44  # "BOLD", in the header of every store
SCHEMA: Final = 2
"""The newest layout this program knows; kept in `user_version`."""
RUN_SPAN: Final = 2**32  # entries a run may have: its number's share of the integer keys


def _keeping(*tables: str) -> list[str]:
    """Triggers against mistakes; who edits the file is stopped by nothing but the tree."""
    return [
        f"""CREATE TRIGGER IF NOT EXISTS {table}_keeps_{verb} BEFORE {verb} ON {table}
              BEGIN SELECT RAISE(ABORT, 'the step log is only ever added to'); END"""
        for table in tables
        for verb in ("UPDATE", "DELETE")
    ]


_NEEDED: Final = frozenset({"run", "entry"})
FIRST: Final = (
    """CREATE TABLE run(
         n INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
         created TEXT NOT NULL, meta TEXT NOT NULL)""",
    "CREATE TABLE entry(k INTEGER PRIMARY KEY, body BLOB NOT NULL, leaf BLOB NOT NULL)",
    # For people with a database tool; the program reads by key.
    f"""CREATE VIEW step_log AS SELECT run.run, entry.k % {RUN_SPAN} AS i, entry.body, entry.leaf
          FROM entry JOIN run ON run.n = entry.k / {RUN_SPAN}""",  # noqa: S608 (our own number)
    *_keeping("run", "entry"),
    f"PRAGMA application_id={APPLICATION_ID}",
)
# Layout 2 adds a table and touches no entry. `IF NOT EXISTS`: an older program that is still open
# may have written its own version back.
SECOND: Final = (
    """CREATE TABLE IF NOT EXISTS checkpoint(
         n INTEGER PRIMARY KEY, run INTEGER NOT NULL, size INTEGER NOT NULL, note BLOB NOT NULL)""",
    *_keeping("checkpoint"),
    f"PRAGMA user_version={SCHEMA}",
)


def recognise(connection: sqlite3.Connection, path: Path) -> int:
    """Version of the layout, 0 for an empty file; raises StoreError for what is not ours."""
    owner, version, names = _marks(connection)
    if owner != APPLICATION_ID:
        if not names and owner == 0:
            return 0
        sentence = (
            f"store {path}: found a database of another program, expected a Boldface store; "
            "it was left as it is; choose another place with --store."
        )
        raise NotAStore(sentence)
    if version > SCHEMA:
        sentence = (
            f"store {path}: found a store of version {version}, expected at most {SCHEMA}; it was "
            "left as it is; use the Boldface that wrote it, or choose another place with --store."
        )
        raise StoreNewer(sentence)
    if version < 1 or not names >= _NEEDED:
        sentence = (
            f"store {path}: found version {version} with the tables {sorted(names)}, expected "
            f"{sorted(_NEEDED)}; copy it to a safe place before anything else."
        )
        raise StoreDamaged(sentence)
    _check_layout(connection, path)
    return int(version)


def _check_layout(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse tables that are not as we make them, and triggers that we do not make.

    A view in a table's place may show each reader something else, and a trigger may change what is
    recorded. What people add for themselves, such as an index, does neither.
    """
    strange = sorted(name for name, made in _laid(connection).items() if made != _made().get(name))
    if strange:
        sentence = (
            f"store {path}: found {', '.join(strange)[:200]!a} otherwise than Boldface makes it, "
            "expected its tables and triggers only as it lays them out: somebody changed the store; "
            "copy it to a safe place, then choose another with --store."
        )
        raise StoreDamaged(sentence)


@cache
def _made() -> dict[str, str]:
    """How the newest layout is laid out, by name; an older one has less."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (*FIRST, *SECOND):
            connection.execute(statement)
        return _laid(connection)


def _laid(connection: sqlite3.Connection) -> dict[str, str]:
    """What our tables and all triggers are, in SQL, by name."""
    found = connection.execute(
        "SELECT name, type || ' ' || coalesce(sql, '') FROM sqlite_master"
        " WHERE type = 'trigger' OR name COLLATE NOCASE IN ('run', 'entry', 'checkpoint')"
    )
    return {str(name): " ".join(str(made).split()) for name, made in found}


def _marks(connection: sqlite3.Connection) -> tuple[int, int, set[str]]:
    """Owner, version and tables as they stood at one moment: another program may be laying it out."""
    connection.execute("SAVEPOINT marks")
    try:
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    finally:
        connection.execute("RELEASE marks")
    return owner, version, names
