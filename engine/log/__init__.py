"""The step log: the bytes of an entry, how entries are chained, and what is wrong with a chain.

This room is pure and must never read a clock, a file or a database: bytes come in, values go out.
"""

from __future__ import annotations

from engine.log.chain import Finding, check_chain, first_fault
from engine.log.entry import (
    FIRST_PREV,
    FORMAT,
    MAX_BYTES,
    Entry,
    Json,
    StoredEntry,
    decode,
    encode,
    leaf_hash,
)
from engine.log.errors import (
    BadAddress,
    BadRun,
    Conflict,
    EntryError,
    LogError,
    NewerVersion,
    NoStore,
    NotAStore,
    StoreDamaged,
    StoreError,
    StoreNewer,
    StoreUnavailable,
    UnknownRun,
)

__all__ = [
    "FIRST_PREV",
    "FORMAT",
    "MAX_BYTES",
    "BadAddress",
    "BadRun",
    "Conflict",
    "Entry",
    "EntryError",
    "Finding",
    "Json",
    "LogError",
    "NewerVersion",
    "NoStore",
    "NotAStore",
    "StoreDamaged",
    "StoreError",
    "StoreNewer",
    "StoreUnavailable",
    "StoredEntry",
    "UnknownRun",
    "check_chain",
    "decode",
    "encode",
    "first_fault",
    "leaf_hash",
]
