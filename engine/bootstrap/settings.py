"""What a drill is opened with, how scenarios and runs are listed, where runs are kept.

Values and addresses only; it must never load a reader, a machine or a station.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from msgspec import Struct

from engine import __version__

ALL_ROLES = "all"
FIRST_SCENARIO = "ms-29"


class DrillSettings(Struct, frozen=True):
    """What a drill is opened with; `roles` are those that people play, seed None draws one.

    Going on with a drill, what is given must be what it was opened with. `unattended`: nobody is
    there to play, so a drill that people play is refused. `language`: that of the display, '' as written.
    """

    scenario: str | None
    roles: tuple[str, ...] = ()
    seed: int | None = None
    store: str | None = None
    simulated_clock: bool = False
    unattended: bool = False
    language: str = ""


class ScenarioCard(Struct, frozen=True):
    """A scenario as the library shows it; `fault` says why it cannot be used, if so."""

    name: str
    title: str
    procedure: str
    briefing: str
    roles: Mapping[str, str]
    minutes: int
    fault: str = ""


class RunSummary(Struct, frozen=True):
    """A stored run as a list shows it; `fault` says why it could not be read.

    imported: the run's own name when it came from a bundle, else ''. beside: the run beside which it was
    opened, else ''. waiting: titles of the runs that are open beside it, where that was looked for.
    settled: what people said of copies of it that part.
    """

    run: str
    kind: str
    procedure: str
    revision: int
    title: str
    started: str
    ended: str | None
    outcome: str | None
    entries: int
    clock: str = "wall"
    fault: str = ""
    imported: str = ""
    beside: str = ""
    waiting: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


def software() -> str:
    """The name and version that entries carry."""
    return f"boldface {__version__}"


def store_address(address: str | None) -> str:
    """Where runs are kept: as asked, as BOLDFACE_STORE says, or in the user's data folder."""
    found = address or os.environ.get("BOLDFACE_STORE")
    if found:
        return found
    from platformdirs import user_data_path

    return str(user_data_path("boldface") / "runs.db")


def stem(name: str) -> str:
    """The name of a scenario that is given by name or by path."""
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".yaml").removesuffix(".yml")
