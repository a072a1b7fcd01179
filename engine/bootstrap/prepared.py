"""A drill made ready, as plain data: what is left of the author's texts when they have been read, checked and compiled.

A shape only; it must name nothing that takes long to load.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from engine.machine.table import Table
from engine.run.kept import Text


class Prepared(Struct, frozen=True):
    """A scenario and the procedure it drills, sound and fitting each other.

    texts: those in force, procedures first; the others are parts of them that a start or a card
    needs. The station and the scenario's own story are read again when the drill is conducted.
    """

    scenario: str
    title: str
    briefing: str
    minutes: int
    epoch: str
    seats: Mapping[str, str]
    table: Table
    texts: tuple[Text, ...]
