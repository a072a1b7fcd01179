"""The signatures in a stored log held against the trust file of this machine, which is named with its digest.

Reads only; where nobody says whom to believe nothing is judged, and a signature stays one that was not checked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from engine.adapters.key_files import check
from engine.adapters.key_folder import KeyFolder
from engine.audit.signoffs import each
from engine.errors import BoldfaceError
from engine.log import StoredEntry
from engine.log.allowed import read_allowed
from engine.run.proved import Judged


def judged_here(rows: Iterable[StoredEntry], signers: Path | None = None) -> dict[int, Judged]:
    """What came of checking each signature, by entry, against `signers` or the key folder's allowed_signers.

    Raises what reading `rows` raises.
    """
    path = signers or KeyFolder().signers
    try:
        raw = path.read_bytes()
        allowed = read_allowed(raw.decode())
    except (BoldfaceError, OSError, UnicodeDecodeError):
        return {}  # `audit verify` says what is wrong with it
    return each(rows, allowed, check, named(path, raw))


def named(path: Path, raw: bytes) -> str:
    """A trust file as a copy names it: whoever reads that elsewhere can tell which one it was."""
    return f"{path.name}, SHA-256 {hashlib.sha256(raw).hexdigest()[:12]}"
