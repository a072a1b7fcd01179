"""A run's procedure in another language, for displays only: the same states and names, with other words.

Nothing decides by it and nothing of it is logged; the log keeps the words of the procedure.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from engine.machine.drive import Drive


class Spoken(Struct, frozen=True):
    """The language (ISO 639-1), the drive with its words, and what answered and recorded words mean."""

    language: str
    drive: Drive
    words: Mapping[str, str]
