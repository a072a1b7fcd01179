"""What the screens know of scenarios and stored runs, and how a drill is asked for.

Shapes only; where they come from is `door.py`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class ScenarioCard(Protocol):
    """What the library says of a scenario; `fault` says why it cannot be used, if so."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def procedure(self) -> str: ...  # noqa: D102
    @property
    def briefing(self) -> str: ...  # noqa: D102
    @property
    def roles(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def minutes(self) -> int: ...  # noqa: D102
    @property
    def fault(self) -> str: ...  # noqa: D102


class RunCard(Protocol):
    """A run that was not closed."""

    @property
    def run(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def started(self) -> str: ...  # noqa: D102
    @property
    def entries(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Asked:
    """A drill that is asked for; `resume` names a stored run and then goes before all else."""

    scenario: str | None = None
    roles: tuple[str, ...] = ()
    seed: int | None = None
    speed: int = 1
    resume: str | None = None
