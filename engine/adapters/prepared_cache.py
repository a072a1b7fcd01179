"""Bytes kept under a key in the user's cache folder: what can be made again, kept to save time.

Any fault means that nothing is there; it must never raise, and never give what is not whole.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

SWITCH: Final = "BOLDFACE_CACHE"
"""`off` (or 0, no) keeps nothing and reads nothing; a path names another folder."""
MOST: Final = 16_000_000  # DESIGN: bytes of one kept file
MOST_FILES: Final = 32  # DESIGN: older ones are dropped when more are kept
_OFF: Final = frozenset({"0", "no", "off"})
_SUM_BYTES: Final = 32


def folder() -> Path | None:
    """Where things are kept; None when they are not to be."""
    asked = os.environ.get(SWITCH, "").strip()
    if asked.lower() in _OFF:
        return None
    if asked:
        return Path(asked)
    from platformdirs import user_cache_path

    return user_cache_path("boldface") / "prepared"


def kept_bytes(key: str) -> bytes | None:
    """What was kept under the key (hex digits), whole, and ours; else None."""
    try:
        place = folder()
        if place is None:
            return None
        with (place / key).open("rb") as file:
            stat = os.fstat(file.fileno())
            if not _ours(stat) or stat.st_size > MOST:
                return None
            content = file.read(MOST + 1)
    except (OSError, ValueError, RuntimeError):
        return None
    head, body = content[:_SUM_BYTES], content[_SUM_BYTES:]
    return body if hashlib.sha256(body).digest() == head else None


def keep_bytes(key: str, body: bytes) -> None:
    """Keep the bytes under the key, in one move: another process sees all of them or none."""
    with suppress(OSError, ValueError, RuntimeError):
        place = folder()
        if place is None or len(body) > MOST - _SUM_BYTES:
            return
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = place / f"{key}.{os.getpid()}.{os.urandom(4).hex()}.part"
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).digest() + body)
            part.replace(place / key)
        finally:
            with suppress(OSError):
                part.unlink()
        _drop_old(place)


def _ours(stat: os.stat_result) -> bool:
    """Whether nobody else could have written it."""
    return stat.st_uid == os.getuid() and not stat.st_mode & 0o022


def _drop_old(place: Path) -> None:
    found = sorted(place.iterdir(), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    for one in found[MOST_FILES:]:
        with suppress(OSError):
            one.unlink()
