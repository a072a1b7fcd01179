"""A deed that the station refuses: the item is not done and says why; only an override with a reason takes it as done."""

from __future__ import annotations

from engine.bootstrap import DrillSettings, open_drill
from engine.conductor import Drill
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal

CREW = ("CDR", "FE-1", "FE-2")
HATCH = "shut-hatch#1"


def at_an_obstructed_hatch() -> Drill:
    """The crew has skipped everything up to the hatch; duct and clamps still lie through it."""
    drill = open_drill(DrillSettings("ms-29", CREW, 7, "memory:", simulated_clock=True))
    while (at := drill.console.state.at) != "shut-hatch":
        drill.advance(1_000)
        for one in drill.view().card.items if at.startswith("head-count") else ():
            drill.give(c.Tick(one.by[0] if one.by else "CDR", one.id))
        for field in drill.view().card.fields if at.startswith("head-count") else ():
            drill.give(c.RecordValue(field.by or "CDR", field.name, "7"))
        if not at.startswith("head-count"):
            drill.give(c.Skip("CDR", "a test"))
        assert drill.t < 120_000
    return drill


def shown(drill: Drill) -> tuple[str, str]:
    item = next(one for one in drill.view().card.items if one.id == HATCH)
    return item.status, item.note


def test_the_item_is_not_done_and_says_why() -> None:
    drill = at_an_obstructed_hatch()
    told = drill.give(c.Tick("FE-1", HATCH))
    assert isinstance(told, Refusal)
    assert "clear the way" in told.reason
    assert shown(drill)[0] == "refused"
    assert "clear the way" in shown(drill)[1]
    last = drill.events[-1][1]
    assert isinstance(last, e.ActTaken)
    assert (last.item, bool(last.refused)) == (HATCH, True)
    assert not any(isinstance(one, e.ItemTicked) and one.item == HATCH for _, one in drill.events)


def test_done_it_counts_only_by_an_override_with_a_reason_that_stays() -> None:
    drill = at_an_obstructed_hatch()
    assert drill.give(c.Override("FE-1", HATCH, "we say so")) is not None  # not tried yet: tick it
    drill.give(c.Tick("FE-1", HATCH))
    assert drill.view().allowed["override"].ok
    assert drill.give(c.Override("FE-1", HATCH, " ")) is not None
    assert drill.give(c.Override("FE-1", HATCH, "held shut by hand")) is None
    assert shown(drill) == ("overridden", "held shut by hand")
    tried = [one for _, one in drill.events if isinstance(one, e.ActTaken) and one.item == HATCH]
    assert len(tried) == 1  # the station is not asked again
    told = "\n".join(drill.debrief())
    assert "held shut by hand" in told
    assert "clear the way" in told


def test_when_it_can_be_done_a_tick_does_it() -> None:
    drill = at_an_obstructed_hatch()
    drill.give(c.Tick("FE-1", HATCH))
    assert drill.do("FE-1", "hatch poisk clear") is None
    assert drill.give(c.Tick("FE-1", HATCH)) is None
    assert drill.world.vehicle.hatches["poisk"] == "shut"


def test_a_simulated_person_says_that_it_could_not_be_done() -> None:
    drill = open_drill(DrillSettings("ms-29", ("CDR",), 7, "memory:", simulated_clock=True))
    while drill.console.state.at != "clear-hatchway":
        drill.advance(1_000)
        for one in drill.view().card.items:
            if one.by == ("CDR",) and one.status == "open":
                drill.give(c.Tick("CDR", one.id))
        for field in drill.view().card.fields:
            if field.by == "CDR" and not field.recorded:
                drill.give(c.RecordValue("CDR", field.name, "7"))
        assert drill.t < 3_600_000
    drill.give(c.Skip("CDR", "a test"))
    drill.advance(240_000)
    said = [one for _, one in drill.events if isinstance(one, e.ItemOverridden)]
    assert [(one.role, one.item) for one in said] == [("FE-1", HATCH)]
    assert "it cannot be done" in said[0].reason
