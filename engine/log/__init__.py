"""The step log: the bytes of an entry, how they are chained and put in a tree, and what is wrong with them.

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
    NoteError,
    ProofError,
    StoreDamaged,
    StoreError,
    StoreNewer,
    StoreUnavailable,
    TrustError,
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
    "NoteError",
    "ProofError",
    "StoreDamaged",
    "StoreError",
    "StoreNewer",
    "StoreUnavailable",
    "StoredEntry",
    "TrustError",
    "UnknownRun",
    "check_chain",
    "decode",
    "encode",
    "first_fault",
    "leaf_hash",
]
