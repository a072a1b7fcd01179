"""The texts in force that are kept with a run (procedures, scenario, station), cut into entries and put together again.

A run is resumed and audited from these, never from a file that may have changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from msgspec import Struct

from engine.errors import RunError
from engine.run.events import ENGINE, Event, TextKept

PART = 12_000  # characters: at most 48,000 bytes in UTF-8, below the limit of an entry


class Text(Struct, frozen=True):
    """A text in force: what kind, by which name, the whole of it."""

    kind: str
    name: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the UTF-8 bytes, 64 hex digits."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def keep(texts: Iterable[Text], t: int) -> Iterator[TextKept]:
    """The events that keep the texts."""
    for one in texts:
        parts = [one.text[at : at + PART] for at in range(0, len(one.text), PART)] or [""]
        for n, part in enumerate(parts, 1):
            yield TextKept(t, ENGINE, one.kind, one.name, one.digest, n, len(parts), part)


def kept(events: Iterable[Event]) -> tuple[Text, ...]:
    """The texts of a run; raises RunError when a part is missing or a digest does not fit."""
    parts: dict[tuple[str, str, str, int], list[str]] = {}
    for event in events:
        if isinstance(event, TextKept):
            key = (event.kind, event.name, event.digest, event.of)
            parts.setdefault(key, []).append(event.text)
    return tuple(_joined(*key, found) for key, found in parts.items())


def _joined(kind: str, name: str, digest: str, of: int, found: list[str]) -> Text:
    text = Text(kind, name, "".join(found))
    if len(found) != of or text.digest != digest:
        raise RunError(
            f"the {kind} '{name}' kept with this run is not whole: its digest should be "
            f"{digest[:12]}, and is {text.digest[:12]}"
        )
    return text
