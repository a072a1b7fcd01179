from dataclasses import replace

import pytest

from engine.drill.debrief import WIDTH, debrief_lines
from engine.drill.score import score
from engine.run import commands as c
from engine.run import events as e


def judged(play):
    return score(list(enumerate(play.events)), play.drive.table, play.rig)


def by_hand(play, *, leave=(), hasty=False, stop=lambda it: False):
    """People who do what the step asks as soon as they can, but for the items in `leave`."""
    while not play.state.closed and not stop(play):
        play.once()
        assert play.t < 12 * 3_600_000, play.state.at
        here = play.drive.table.states[play.state.at]
        for item in here.items:
            box = play.state.boxes.get(item.id)
            done = box is not None and box.entry == play.state.local.entry
            role = next((one for one in item.by if one in play.played), None)
            tried = any(of == item.id for _, _, of in play.state.acts)
            waits = play.rig.scenario.crew.waits.get(item.id, ())
            first = hasty or all(one in play.state.boxes for one in waits)
            if role and first and not done and not tried and item.id not in leave:
                play.give(c.Tick(role, item.id))
                break
    return play


def test_a_good_drill_is_safe_and_every_figure_has_its_entry(play):
    one = play(7).until()
    found = judged(one)
    assert (found.safe, found.outcome, found.reasons) == (True, "reopened", ())
    assert found.deviations == ()
    spans = {each.label: each for each in found.spans}
    assert isinstance(one.events[spans["masks on"].entries[0]], e.ActTaken)
    assert one.events[spans["isolated"].entries[0]].act == "hatch poisk shut"
    assert one.events[spans["first measurement"].entries[0]].name == "tube-sm"
    assert 0 < spans["masks on"].ms < spans["isolated"].ms < spans["first measurement"].ms
    assert all(each.dose < 0.1 for each in found.exposures)
    assert 0 < found.escaped_mg < 0.3 * found.released_mg
    assert [each.early for each in found.reopenings] == [False]
    names = {each.name for each in found.observations}
    assert names == {"obs-1", "obs-2", "obs-3", "droplets"}
    droplets = next(each for each in found.observations if "droplets" in each.text)
    assert droplets.disposition == "left open"


def test_masks_ignored_are_breathed_and_lose_the_drill(play):
    one = play(7, ("FE-1",))
    by_hand(one, leave={"masks#1"}, stop=lambda it: it.state.at == "describe")
    found = judged(one)
    breathed = {each.role: each for each in found.exposures}
    assert breathed["FE-1"].peak_ppm > 16 > breathed["FE-2"].peak_ppm
    assert breathed["FE-1"].dose > 5 * breathed["FE-2"].dose
    assert not found.safe
    reason = next(each for each in found.reasons if each.text.startswith("FE-1 breathed"))
    assert one.events[reason.entries[0]].t < one.t
    assert {each.label: each.ms for each in found.spans}["masks on"] is None
    assert ("time over", "Masks on") in {(each.kind, each.text) for each in found.deviations}


def test_reopening_at_once_loses_the_drill(play):
    one = play(7).at("monitor")
    opened = len(one.events)
    one.do("FE-1", "hatch poisk open")
    one.telemetry()
    one.until()
    found = judged(one)
    assert not found.safe
    early = found.reopenings[0]
    assert early.early
    assert early.above_limit
    assert early.behind_ppm > 4
    assert opened in early.entries
    assert "GO from the ground" in early.missing
    assert any(
        "the hatch was opened" in each.text and opened in each.entries for each in found.reasons
    )
    kinds = {each.kind: each.entries for each in found.deviations}
    assert kinds["outside the procedure"] == (opened,)
    assert "contingency" in kinds


def test_not_answering_ends_unsafe(play):
    one = play(7, ("CDR", "FE-1", "FE-2"))
    for item, role in (("preconditions#1", "FE-1"), ("preconditions#2", "FE-2")):
        one.give(c.Tick(role, item), strict=True)
    one.until(lambda it: it.drive.table.states[it.state.at].kind == "closing")
    one.respond(c.Sign("CDR"), strict=True)
    one.until()
    found = judged(one)
    assert (found.safe, found.outcome) == (False, "people missing")
    assert found.reasons[0].entries == (len(one.events) - 1,)
    assert [each.ms for each in found.spans] == [None, None, None]


def test_shutting_the_hatch_on_somebody_loses_the_drill(play):
    one = play(7, ("FE-1", "FE-2"))
    by_hand(one, hasty=True, stop=lambda it: it.state.at == "leave-poisk")
    one.respond(c.Skip("FE-1", "no time"), strict=True)
    one.give(c.Tick("FE-1", "shut-hatch#1"), strict=True)
    one.until(lambda it: it.state.at == "stop-ventilation")
    shut = next(
        n
        for n, each in enumerate(one.events)
        if isinstance(each, e.ActTaken) and each.act == "hatch poisk shut"
    )
    found = judged(one)
    reason = next(each for each in found.reasons if "with FE-2 behind it" in each.text)
    assert reason.entries == (shut,)
    assert "skipped" in {each.kind for each in found.deviations}


def test_a_skip_a_deferral_and_an_override_are_listed_with_their_entries(play):
    one = play(7).at("masks")
    one.respond(c.Skip("CDR", "no time"), strict=True)
    skipped = next(n for n, each in enumerate(one.events) if isinstance(each, e.StepSkipped))
    one.at("clean-air")
    one.respond(c.Override("CDR", "clean-air#1", "lamp is on"), strict=True)
    one.respond(c.Defer("CDR", "later"), strict=True)
    one.respond(c.Untick("CDR", "clean-air#1", "it was not"), strict=True)
    one.respond(c.Tick("CDR", "report#1"))
    found = {each.kind: each for each in judged(one).deviations}
    assert found["skipped"].entries == (skipped,)
    assert found["skipped"].text == "Masks on: no time"
    assert {"deferred", "override", "un-ticked", "refused"} <= set(found)


def test_items_out_of_order_are_named(play):
    one = play(7, ("FE-1", "FE-2")).until(lambda it: it.t > 1000)
    for item, role in (
        ("preconditions#1", "FE-1"),
        ("preconditions#2", "FE-2"),
        ("report#1", "FE-1"),
        ("masks#1", "FE-1"),
        ("masks#2", "FE-2"),
    ):
        one.give(c.Tick(role, item), strict=True)
    one.at("clear-hatchway")
    one.give(c.Tick("FE-2", "clear-hatchway#2"), strict=True)
    found = [each for each in judged(one).deviations if each.kind == "out of order"]
    assert len(found) == 1
    assert "Pull the cord" in found[0].text


def test_what_nobody_reported_is_listed(play):
    one = play(7, ("FE-2",)).until(lambda it: it.t > 120_000)
    found = [each.text for each in judged(one).deviations if each.kind == "not reported"]
    assert len(found) == 1
    assert "droplets" in found[0].lower()


def test_an_aborted_drill_is_lost(play):
    one = play(7).at("monitor")
    one.respond(c.Abort("CDR", "enough"), strict=True)
    one.until()
    found = judged(one)
    assert not found.safe
    assert found.outcome == "aborted"
    assert "aborted" in {each.kind for each in found.deviations}


def test_an_unfinished_drill_says_so(play):
    found = judged(play(7).at("masks"))
    assert not found.safe
    assert found.outcome is None
    assert "not brought to an end" in found.reasons[0].text


@pytest.mark.parametrize("stop", ["masks", "monitor", "closing:reopened"])
def test_lines_hold_their_entries_and_fit(play, stop):
    one = play(7).at(stop)
    one.respond(
        c.Raise("CDR", "a \x1b[31mred\x1b[0m [bold]word[/bold] " + "long " * 60), strict=True
    )
    found = judged(one)
    lines = debrief_lines(found)
    assert all(len(line) <= WIDTH for line in lines)
    assert all(line.isprintable() for line in lines)
    text = " ".join(line.strip() for line in lines)
    assert "[bold]word[/bold]" in text
    for entries in (
        [each.entries for each in found.reasons]
        + [each.entries for each in found.observations]
        + [each.entries for each in found.spans if each.ms]
    ):
        assert "[" + ", ".join(map(str, entries)) + "]" in text
    assert "Verdict: UNSAFE" in lines


def test_a_scenario_that_times_nothing_has_no_heading_for_times(play):
    found = judged(play(7).at("masks"))
    assert "Time from the alarm" in debrief_lines(found)
    assert "Time from the alarm" not in debrief_lines(replace(found, spans=()))
