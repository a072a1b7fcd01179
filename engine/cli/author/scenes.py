"""`author check` of a scenario: the file, and its hard variant, are held against procedure and station.

What is wrong with it is said by `engine.drill`; here the files beside it are found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.adapters.library_files import FOLDERS, HABITS, HARD, LibraryFiles
from engine.bootstrap.prepare import called_plan, check_epoch, layout_of
from engine.drill.draft import check_draft
from engine.drill.names import check_against, check_part
from engine.drill.scenario import Scenario, scenario_from
from engine.drill.unsaid import unsaid
from engine.errors import BoldfaceError
from engine.library import load_plan
from engine.lint.check import Report, reached
from engine.lint.rule import Profile
from engine.procedure.places import Place, Problem
from engine.run.kept import Text

_KEY: Final = re.compile(r"^scenario:", re.MULTILINE)
_VARIANT: Final = re.compile(r"^hard:", re.MULTILINE)
_HABITS: Final = re.compile(r"^habits:", re.MULTILINE)


def is_scenario(source: str, text: str) -> bool:
    """Whether a file is a scenario: it stands in a folder `scenarios`, or its first key says so."""
    return Path(source).parent.name == FOLDERS["scenario"] or _KEY.search(text) is not None


def look_at_scenario(text: str, source: str, profile: Profile) -> Report:
    """The report of a scenario; procedure and station stand beside it, one folder up, or in the library."""
    path = Path(source)
    folder = path.absolute().parent
    library = LibraryFiles(folder.parent if folder.name == FOLDERS["scenario"] else folder)
    names = [path.stem, f"{path.stem}{HARD}"] if _VARIANT.search(text) else [path.stem]
    if _HABITS.search(text):
        names += [f"{path.stem}-{habit}" for habit in HABITS]
    found: dict[tuple[Place, str, str], Problem] = {}
    for name in names:  # what both have in common is told once
        for one in _problems(text, name, library):
            found.setdefault((one.place, one.rule, one.sentence), one)
    got = tuple(found[key] for key in sorted(found))
    prints = tuple(f"{one.rule} {one.sentence}" for one in got)
    return Report(source, text, profile, reached(got, profile), got, prints=prints)


def _problems(text: str, name: str, library: LibraryFiles) -> Iterator[Problem]:
    scenario = scenario_from(text, name)
    if isinstance(scenario, list):
        yield from scenario
        return
    try:
        table = load_plan(library, scenario.procedure).drive.table
    except BoldfaceError as error:
        yield _wrong(scenario, "procedure", error)
        return
    try:
        written = library.text("station", scenario.station)
        layout = layout_of(Text("station", scenario.station, written))
    except BoldfaceError as error:
        yield _wrong(scenario, "station", error)
        return
    yield from check_against(scenario, table, layout)
    yield from check_draft(scenario, table)
    yield from unsaid(scenario, table)
    for one in scenario.calls:
        try:
            other = called_plan(library, scenario, one).drive.table
        except BoldfaceError as error:
            place = scenario.places.of(("calls", one), key=True)
            yield Problem(place, "scenario-calls", str(error).splitlines()[0])
            continue
        yield from check_part(scenario, one, other, layout)
        yield from unsaid(scenario, other, one)
    try:
        check_epoch(scenario, name)
    except BoldfaceError as error:
        yield _wrong(scenario, "epoch", str(error).partition("epoch: ")[2])


def _wrong(scenario: Scenario, key: str, error: BoldfaceError | str) -> Problem:
    first = str(error).splitlines()[0]
    return Problem(scenario.places.of((key,)), f"scenario-{key}", first)
