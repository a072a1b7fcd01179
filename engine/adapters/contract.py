"""What every store refuses before it touches anything, so that all stores refuse the same.

It checks what it is given and returns; it must never know which store is asking.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from engine.log import MAX_BYTES, BadRun, EntryError, NoteError, StoreUnavailable, leaf_hash
from engine.log.note import MOST_BYTES

_NAME: Final = re.compile(r"[!-~]{1,200}")


def is_name(text: str) -> bool:
    """Whether `text` can name a run: 1 to 200 visible ASCII characters."""
    return _NAME.fullmatch(text) is not None


def check_run(run: str, kind: str, meta: Mapping[str, str]) -> None:
    """Raises BadRun unless name and kind are visible ASCII and meta is text by text."""
    for what, text in (("name", run), ("kind", kind)):
        if not is_name(text):
            sentence = (
                f"run {text!a:.80}: found this {what}, "
                "expected 1 to 200 visible ASCII characters without spaces."
            )
            raise BadRun(sentence)
    for key, value in meta.items():
        if not all(isinstance(text, str) and _is_unicode(text) for text in (key, value)):
            sentence = f"run {run}: found {value!a:.80} as meta {key!a:.80}, expected text."
            raise BadRun(sentence)


def check_entry(index: int, body: bytes, leaf: bytes) -> None:
    """Raises EntryError unless `body` fits and `leaf` is its hash.

    An append-only store could never be rid of a wrong one.
    """
    if index < 0:
        raise EntryError(index, "a negative index", "an index from 0")
    if not 0 < len(body) <= MAX_BYTES:
        raise EntryError(index, f"{len(body)} bytes", f"1 to {MAX_BYTES}")
    if leaf != leaf_hash(body):
        raise EntryError(index, "a leaf that is not the hash of the bytes", "their leaf hash")


def check_checkpoint(size: int, note: bytes) -> None:
    """Raises NoteError unless a checkpoint of this size and length can be kept."""
    if size < 0 or not 0 < len(note) <= MOST_BYTES:
        raise NoteError(
            f"found a checkpoint of size {size} in {len(note)} bytes, expected a size from 0 and "
            f"1 to {MOST_BYTES} bytes."
        )


def closed(place: str) -> StoreUnavailable:
    """The error for using a store after it was closed."""
    return StoreUnavailable(f"store {place}: it has been closed; open it again.", "closed")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
