"""From the texts of a library to a drill made ready: everything is read, checked and compiled here.

The slow way, taken when a text has changed; whatever is wrong is said with file, line and column.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal

from engine.adapters.clock import SimulatedClock
from engine.adapters.library_files import is_path
from engine.bootstrap.prepared import Prepared
from engine.bootstrap.settings import stem
from engine.drill.names import check_against, check_part
from engine.drill.scenario import Scenario, scenario_from
from engine.errors import BoldfaceError, ScenarioError
from engine.library import Plan, load_plan, problems_text
from engine.ports import Library
from engine.procedure.yaml_reader import read_yaml
from engine.run.kept import Text
from engine.station.errors import LayoutError
from engine.station.layout import Layout
from engine.station.layout_reader import layout_from

KEPT: Final = 4  # texts that are not read again by the next drill of the same process


def prepare(library: Library, name: str) -> Prepared:
    """The scenario of a name or path with all it needs; raises a BoldfaceError."""
    text = library.text("scenario", name)
    scenario = scenario_of(text, name)
    _wanted(library, "procedure", scenario, name)
    station = Text("station", scenario.station, _wanted(library, "station", scenario, name))
    plan = load_plan(library, scenario.procedure)
    table = plan.drive.table
    layout = layout_of(station)
    called = {one: _plan(library, scenario, one, name) for one in scenario.calls}
    problems = check_against(scenario, table, layout)
    for one, other in called.items():
        problems += check_part(scenario, one, other.drive.table, layout)
    if problems:
        raise ScenarioError(problems_text(tuple(problems), _file(name), text))
    check_epoch(scenario, name)
    return Prepared(
        scenario.scenario,
        scenario.title,
        scenario.briefing,
        scenario.minutes,
        scenario.epoch,
        dict(scenario.seats),
        table,
        (*all_texts(plan, called.values()), Text("scenario", scenario.scenario, text), station),
    )


def all_texts(plan: Plan, others: Iterable[Plan]) -> tuple[Text, ...]:
    """The procedures of a plan, then what others need besides; each once."""
    found = {one.name: one for one in plan.texts}
    for other in others:
        for one in other.texts:
            found.setdefault(one.name, one)
    return tuple(found.values())


def _plan(library: Library, scenario: Scenario, procedure: str, at: str) -> Plan:
    """A procedure that may be called for; the error says where the scenario names it."""
    try:
        return called_plan(library, scenario, procedure)
    except BoldfaceError as error:
        where = f"{_file(at)}:{scenario.places.of(('calls', procedure), key=True)}"
        raise ScenarioError(f"{where}: {error}") from None


def called_plan(library: Library, scenario: Scenario, procedure: str) -> Plan:
    """A procedure that a scenario says may be called for; raises a BoldfaceError."""
    if procedure == scenario.procedure:
        raise ScenarioError(
            f"'{procedure}' is the procedure that is drilled; name others under calls"
        )
    plan = load_plan(library, procedure)
    if plan.procedure.called is None:
        raise ScenarioError(
            f"'{procedure}' does not say what calls for it; write 'called:' in its file"
        )
    return plan


@lru_cache(maxsize=KEPT)
def scenario_of(text: str, name: str) -> Scenario:
    """The scenario that a text of this name or path holds; raises ScenarioError."""
    found = scenario_from(text, stem(name))
    if isinstance(found, list):
        raise ScenarioError(problems_text(tuple(found), _file(name), text))
    return found


@lru_cache(maxsize=KEPT)
def layout_of(text: Text) -> Layout:
    """The station that a text holds; raises ScenarioError."""
    document = read_yaml(text.text)
    if document.problems or not isinstance(document.data, dict):
        raise ScenarioError(problems_text(tuple(document.problems), f"{text.name}.yaml", text.text))
    try:
        return layout_from(document.data)
    except LayoutError as error:
        place = document.places.of(error.loc)
        raise ScenarioError(f"{text.name}.yaml:{place}: {error}") from None


def check_epoch(scenario: Scenario, source: str) -> None:
    """Raises ScenarioError unless the drill's first moment can be read."""
    try:
        SimulatedClock(scenario.epoch)
    except ValueError as error:
        place = scenario.places.of(("epoch",))
        raise ScenarioError(f"{_file(source)}:{place}: epoch: {error}") from None


def _file(name: str) -> str:
    """The file of a scenario by its name or path, for a sentence."""
    return name if is_path(name) else f"{name}.yaml"


def _wanted(library: Library, kind: Literal["procedure", "station"], of: Scenario, at: str) -> str:
    """The text that a scenario names; the error says where it names it."""
    try:
        return library.text(kind, of.procedure if kind == "procedure" else of.station)
    except BoldfaceError as error:
        raise ScenarioError(f"{_file(at)}:{of.places.of((kind,))}: {error}") from None
