"""What a procedure asks of people and a scenario says nothing of: whoever plays them then cannot tell, or stays silent.

A drill runs all the same, and so it must not be refused for this; the author alone is told.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping

from engine.drill.people import CANNOT_TELL
from engine.drill.scenario import Scenario
from engine.machine.table import Table
from engine.procedure.places import Problem

RULE = "scenario-silent"


def unsaid(scenario: Scenario, table: Table, procedure: str = "") -> Iterator[Problem]:
    """A problem for each record and question; `procedure`: one that may be called for, of its part.

    A procedure that is left for may be beyond what is drilled: of what it asks there is a note only.
    """
    part = scenario.calls[procedure] if procedure else scenario.crew
    at = ("calls", procedure) if procedure else ("crew",)
    if procedure and (offer := scenario.calls[procedure].offer) is not None and offer.declines:
        return  # it is never opened
    steps = {one.id: one for one in table.states.values() if one.kind == "step"}
    records = {name: one.id for one in steps.values() for name in one.records}
    for name in _missing(records, part.records, table.records):
        who = table.records[name].by or "the crew"
        yield Problem(
            scenario.places.of((*at, "records"), key=True),
            RULE,
            f"nothing is said of '{name}', which '{records[name]}' asks of {who}: "
            "who is simulated cannot tell",
            f"'{name}:' under 'records:', and what is read there",
            f"write it, or '{name}: {CANNOT_TELL}' where that is meant",
            "info" if "/" in records[name] else "warning",
        )
    questions = {name: one.step for name, one in steps.items() if one.step and one.step.asks}
    for name in _missing(questions, part.answers, questions):
        asked = questions[name]
        who = (asked.call or ", ".join(asked.by) if asked is not None else "") or "the crew"
        yield Problem(
            scenario.places.of((*at, "answers"), key=True),
            RULE,
            f"nothing is said of the question '{name}', which is asked of {who}: "
            "who is simulated stays silent",
            f"'{name}:' under 'answers:', and when which word is given",
            f"write it, or '{name}: {{}}' where silence is meant",
            "info" if "/" in name else "warning",
        )


def _missing(asked: Iterable[str], said: Mapping[str, object], known: Collection[str]) -> list[str]:
    """What is asked and not said; a misspelt name is told of as such, and not as missing too."""
    strays = [one for one in said if one not in known]
    meant = {near for one in strays for near in difflib.get_close_matches(one, known, 1, 0.5)}
    return [one for one in asked if one not in said and one not in meant]
