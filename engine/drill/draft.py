"""What a scenario can be drilled with, and its author is told of all the same: words to come, readings that are always old.

A drill never asks here; only `author check` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.drill.scenario import Scenario
from engine.machine.table import Table
from engine.procedure.placeholders import UNFINISHED
from engine.procedure.places import Path, Problem


def check_draft(scenario: Scenario, table: Table) -> Iterator[Problem]:
    """Warnings about the words and the pace of a scenario."""
    for loc, text in _texts(scenario):
        held = UNFINISHED.search(text)
        if held:
            yield Problem(
                scenario.places.within(loc, text, held.start(), len(held[0])),
                "scenario-unfinished",
                f"'{held[0]}' stands for words that are not written yet",
                "the words that the crew is told",
                "write them",
                "warning",
            )
    stale = {name: one.stale for name, one in table.channels.items() if one.stale}
    soonest = min(stale, key=lambda name: stale[name], default=None)
    if soonest is not None and scenario.telemetry > stale[soonest]:
        yield Problem(
            scenario.places.of(("telemetry",)),
            "scenario-telemetry",
            f"readings come every {scenario.telemetry / 1000:g} s, and '{soonest}' is old after "
            f"{stale[soonest] / 1000:g} s: it would be unknown most of the time",
            f"at most {stale[soonest] / 1000:g} s",
            "let telemetry come more often",
            "warning",
        )


def _texts(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    yield ("title",), scenario.title
    yield ("briefing",), scenario.briefing
    for n, one in enumerate(scenario.injects):
        if one.notice is not None:
            yield ("injects", n, "notice"), one.notice
