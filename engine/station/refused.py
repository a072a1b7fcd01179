"""The answer to an act that cannot be done.

It carries one sentence for the person who tried; it must never come with half of the deed done.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """The act did not happen; `reason` is one sentence for the person who tried."""

    reason: str
