"""Every property a shipped procedure states can fail: one change of its text breaks it, and the proof says so.

A change is made in one step of the file; the properties themselves stay as they are.
"""

from __future__ import annotations

import pytest

from engine.machine.compile import compile_
from engine.machine.explore import explore
from engine.machine.node import Options
from engine.machine.properties import asked_by, prove_stated
from engine.procedure.model import Procedure
from tests.builders import PROCEDURES, a_procedure, library
from tests.machine.shipped_mutants import MUTANTS

LARGE = {
    "cargo-hatch-opening",
    "soyuz-coolant-leak",
    "unknown-odor-on-hatch-opening",
}  # a second a space, and each change makes a space of its own
CASES = [
    pytest.param(name, one, marks=pytest.mark.slow if name in LARGE else ())
    for name, found in MUTANTS.items()
    for one in found
]


def mutant(name: str, changes: tuple[str, ...]) -> Procedure:
    """The shipped procedure with its changes made, one after the other."""
    text = (PROCEDURES / f"{name}.yaml").read_text(encoding="utf-8")
    for n in range(0, len(changes), 3):
        text = changed(text, *changes[n : n + 3])
    return a_procedure(text)


def changed(text: str, step: str, old: str, new: str) -> str:
    """A text with one change behind `- step: STEP`, or anywhere where no step is named."""
    if not step:
        assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times"
        return text.replace(old, new)
    before, mark, after = text.partition(f"  - step: {step}\n")
    block, rest, more = after.partition("\n  - step: ")
    assert mark, f"there is no step '{step}'"
    assert block.count(old) == 1, f"'{old}' stands {block.count(old)} times in '{step}'"
    return before + mark + block.replace(old, new) + rest + more


@pytest.mark.parametrize(("name", "stated"), CASES)
def test_a_stated_property_fails_when_its_reason_is_taken_away(name: str, stated: str) -> None:
    procedure = mutant(name, MUTANTS[name][stated])
    table = compile_(procedure, {**library(), name: procedure})
    one = next(one for one in procedure.properties if one.name == stated)
    space = explore(table, asked_by(table, [one], Options()))
    (found,) = prove_stated(space, [one])
    assert found.result == "fails", str(found)
    assert found.counterexample is None or found.counterexample.stages


@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_no_property_is_left_without_its_mutant(name: str) -> None:
    assert set(MUTANTS[name]) == {one.name for one in library()[name].properties}
