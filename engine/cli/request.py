"""What a drill was asked for, in words of the command line; shared by every way of playing one.

A value and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """What a drill was asked for on the command line."""

    scenario: str | None
    roles: tuple[str, ...]
    seed: int | None
    speed: int
    store: str | None
    resume: str | None
