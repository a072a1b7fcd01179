"""A procedure that is left for begins at its first written step; one that a crew begins asks its preconditions first."""

from __future__ import annotations

from engine.machine.compile import compile_
from tests.builders import a_drive, library


def test_preconditions_stand_before_a_run_and_not_before_a_way_out_of_another() -> None:
    odor = library()["unknown-odor-on-hatch-opening"]
    assert odor.preconditions
    begun = a_drive("unknown-odor-on-hatch-opening").table
    assert "preconditions" in begun.states
    left = a_drive("cargo-hatch-opening").table
    there = [one for one in left.states.values() if one.frame == f"{odor.procedure}/"]
    assert there
    assert not any(one.id.endswith("/preconditions") for one in there)
    first = f"{odor.procedure}/{odor.steps[0].step}"
    assert first in {way.dest for way in left.transitions if "/" not in way.source}


def test_nothing_else_of_a_procedure_that_is_left_for_changes() -> None:
    odor = library()["unknown-odor-on-hatch-opening"]
    alone = compile_(odor, library()).states
    left = a_drive("cargo-hatch-opening").table.states
    own = {one.removeprefix(f"{odor.procedure}/") for one in left if one.startswith(odor.procedure)}
    assert own == {one for one in alone if "/" not in one and one != "preconditions"} - {
        one for one in alone if one.startswith(("idle", "end:", "closing:aborted"))
    }
