"""Asks about observations: what was noticed, and the word said on one that is open.

Three small questions one after another; the core judges each answer.
"""

from __future__ import annotations

from engine.run.rows import ObservationRow
from tui.dialogs.choose import Choose
from tui.dialogs.reason import Reason


def raise_one(role: str, said: str = "", typed: str = "") -> Reason:
    """Asks: what was noticed."""
    return Reason(
        "Observation",
        f"{role}: what was noticed? What was seen counts as much as smelled.",
        said=said,
        typed=typed,
    )


def which(waiting: list[ObservationRow]) -> Choose:
    """Asks: which of those that are open."""
    return Choose(
        "A word on which?",
        "The run cannot close while one of these is open.",
        [row.text for row in waiting],
    )


def disposition(row: ObservationRow, words: tuple[str, ...]) -> Choose:
    """Asks: which word."""
    return Choose("A word on it", row.text, list(words))


def note_on(row: ObservationRow, word: str, said: str = "", typed: str = "") -> Reason:
    """Asks: what explains it, to whom is it handed, or by whom is it left open."""
    about = (
        f"{row.text}\n{word}: what explains it, to whom is it handed, or by whom is it left open?"
    )
    return Reason("A word on it", about, said=said, typed=typed)
