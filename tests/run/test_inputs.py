"""Every input a crew can give: what it makes, what refuses it and why."""

from __future__ import annotations

import pytest

from engine.run import commands as c
from engine.run.decide import Refusal
from engine.run.facts import open_matters
from tests.builders import Bench, a_drive, drive_of

SMALL = """\
procedure: small
title: Small
revision: 1
entry: a test
roles: {CDR: commander, FE-1: engineer, MCC-H: ground}
ground: [MCC-H]
ends: {well: safe, badly: unsafe}
channels:
  air: {unit: ppm, range: [0, 500], stale: 15 s, high: {caution: 4, warning: 16}}
  hatch: {states: [open, shut], stale: 60 s}
  link: {states: [AOS, LOS], stale: 60 s}
records:
  tube: {type: number, unit: ppm, range: [0, 500], by: FE-1, ask: Reading}
  fit: {type: yes-no, ask: "Fit?"}
anytime:
  - {if: air > 100 ppm, during: [boxes, settle], then: aside}
steps:
  - step: boxes
    do:
      - {item: First, by: CDR}
      - {item: Second, by: FE-1}
      - {item: Shut, sensed: hatch is shut}
    verify: hatch is shut
    within: 5 min
    else: bad
  - step: write
    record: [tube, fit]
    within: 5 min
    else: bad
  - step: settle
    watch: air < 4 ppm
    hold: 1 min
    within: 10 min
    else: bad
  - step: judge
    decide: {tube < 4 ppm: ground, tube >= 4 ppm: bad, unknown: bad}
  - step: ground
    call: MCC-H
    for: GO
    within: 5 min
    answers: {GO: smell, NO-GO: bad, silence: bad, LOS: bad}
  - step: smell
    by: CDR
    ask: "Any smell?"
    answers: {nobody: two, someone: bad, cannot tell: bad}
  - step: two
    do: Read aloud
    sign: [CDR, FE-1]
    end: well
  - step: aside
    visits: 2
    do: Stand aside
    within: 1 min
    else: bad
    return: yes
  - step: bad
    do: Leave
    end: badly
close:
  each observation: [explained, handed over, left open]
  sign: [CDR]
"""


@pytest.fixture
def bench() -> Bench:
    return Bench(drive_of(SMALL))


def refused(made: Refusal | None, word: str) -> None:
    assert isinstance(made, Refusal)
    assert word in made.reason, made.reason


def to_write(bench: Bench) -> None:
    bench.reads(hatch="shut", air="1", link="AOS")
    bench.must(c.Tick("CDR", "boxes#1"))
    bench.must(c.Tick("FE-1", "boxes#2"))
    assert bench.at == "write"


def to_ground(bench: Bench) -> None:
    to_write(bench)
    bench.must(c.RecordValue("FE-1", "tube", "2 ppm"))
    bench.must(c.RecordValue("CDR", "fit", "y"))
    assert bench.at == "settle"
    for _ in range(7):
        bench.now += 10_000
        bench.reads(air="1", hatch="shut", link="AOS")
    assert bench.at == "ground"


def test_a_tick_is_for_its_role_and_only_once(bench: Bench) -> None:
    refused(bench.give(c.Tick("FE-1", "boxes#1")), "for CDR")
    bench.must(c.Tick("CDR", "boxes#1"))
    refused(bench.give(c.Tick("CDR", "boxes#1")), "already")
    refused(bench.give(c.Tick("CDR", "write#1")), "no item")
    refused(bench.give(c.Tick("EVA", "boxes#1")), "no role")


def test_a_sensed_item_ticks_itself_and_clears_itself(bench: Bench) -> None:
    refused(bench.give(c.Tick("CDR", "boxes#3")), "ticks itself")
    bench.reads(hatch="shut")
    assert bench.state.boxes["boxes#3"].status == "sensed"
    bench.reads(hatch="open")
    assert "boxes#3" not in bench.state.boxes


def test_an_override_needs_a_reason_and_stays_an_override(bench: Bench) -> None:
    refused(bench.give(c.Override("CDR", "boxes#3", " ")), "reason")
    bench.must(c.Override("CDR", "boxes#3", "sensor is dead"))
    bench.reads(hatch="shut")
    assert bench.state.boxes["boxes#3"].status == "overridden"
    refused(bench.give(c.Override("CDR", "boxes#1", "x")), "not sensed")


def test_verify_waits_for_its_reading_or_an_override(bench: Bench) -> None:
    bench.must(c.Tick("CDR", "boxes#1"))
    bench.must(c.Tick("FE-1", "boxes#2"))
    bench.must(c.Override("CDR", "boxes#3", "sensor is dead"))
    assert bench.at == "boxes"
    bench.must(c.Override("CDR", None, "looked through the window"))
    assert bench.at == "write"


def test_unticking_is_a_correction_with_both_kept(bench: Bench) -> None:
    to_write(bench)
    refused(bench.give(c.Untick("CDR", "boxes#1", "")), "reason")
    bench.must(c.Untick("CDR", "boxes#1", "pressed by mistake"))
    assert [one.id for one in open_matters(bench.drive.table, bench.state)] == ["boxes#1"]
    kinds = [type(event).__name__ for event in bench.events]
    assert kinds.index("ItemTicked") < kinds.index("ItemUnticked")
    bench.must(c.Tick("CDR", "boxes#1"))
    assert not open_matters(bench.drive.table, bench.state)
    assert bench.at == "write"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "nothing was typed"),
        ("abc", "not a number"),
        ("nan", "not a number"),
        ("1e3", "not a number"),
        ("501", "outside"),
        ("-1", "outside"),
        ("20 mmHg", "not the unit"),
        ("2 PPM", "not the unit"),
        ("9" * 60, "not a number"),
    ],
)
def test_values_that_are_not_values_are_refused(bench: Bench, text: str, word: str) -> None:
    to_write(bench)
    before = bench.state
    refused(bench.give(c.RecordValue("FE-1", "tube", text)), word)
    assert bench.state is before


def test_records_are_typed_and_for_their_role(bench: Bench) -> None:
    to_write(bench)
    refused(bench.give(c.RecordValue("CDR", "tube", "2")), "for FE-1")
    refused(bench.give(c.RecordValue("CDR", "fit", "maybe")), "not one of")
    refused(bench.give(c.RecordValue("CDR", "sample", "2")), "does not ask")
    bench.must(c.RecordValue("FE-1", "tube", "2,5"))
    assert bench.state.records["tube"].value == "2.5"


def test_cannot_tell_is_a_value_and_takes_the_unknown_arm(bench: Bench) -> None:
    to_write(bench)
    bench.must(c.CannotTell("FE-1", "tube"))
    bench.must(c.RecordValue("CDR", "fit", "no"))
    for _ in range(7):
        bench.now += 10_000
        bench.reads(air="1")
    assert bench.at == "bad"


def test_a_hold_time_begins_again_after_a_break(bench: Bench) -> None:
    to_write(bench)
    bench.must(c.RecordValue("FE-1", "tube", "2"))
    bench.must(c.RecordValue("CDR", "fit", "yes"))
    bench.now += 50_000
    bench.reads(air="9")
    bench.now += 20_000
    bench.reads(air="1")
    assert bench.state.local.watching_since == bench.now
    bench.wait(15_001)  # the reading is stale now: the hold cannot be told to last
    assert bench.state.local.watching_since is None
    assert bench.at == "settle"


def test_a_timeout_leads_where_the_author_says(bench: Bench) -> None:
    bench.wait(299_999)
    assert bench.at == "boxes"
    bench.wait(1)
    assert bench.at == "bad"


def test_only_the_ground_says_go_and_anyone_records_silence(bench: Bench) -> None:
    to_ground(bench)
    refused(bench.give(c.Answer("CDR", "GO")), "only MCC-H")
    refused(bench.give(c.Answer("MCC-H", "MAYBE")), "not an answer")
    bench.must(c.Answer("CDR", "silence"))
    assert bench.at == "bad"


def test_loss_of_signal_has_its_own_arm(bench: Bench) -> None:
    to_ground(bench)
    bench.reads(link="LOS")
    assert bench.at == "bad"


def test_two_people_sign_and_not_before_the_work_is_done(bench: Bench) -> None:
    to_ground(bench)
    bench.must(c.Answer("MCC-H", "GO"))
    bench.must(c.Answer("CDR", "nobody"))
    refused(bench.give(c.Sign("CDR")), "not yet")
    bench.must(c.Tick("CDR", "two#1"))
    refused(bench.give(c.Sign("MCC-H")), "CDR and FE-1 sign")
    refused(bench.give(c.Sign("CDR", "seen")), "performed, verified, authorised; found 'seen'")
    refused(bench.give(c.Sign("CDR", "verified", "x" * 2001)), "2000 is the most")
    bench.must(c.Sign("CDR", "verified", "I saw it"))
    refused(bench.give(c.Sign("CDR")), "already")
    bench.must(c.HandOver("CDR", "FE-1", "person CDR"))
    refused(bench.give(c.Sign("FE-1")), "another person")
    bench.must(c.HandOver("CDR", "FE-1", "someone else"))
    bench.must(c.Sign("FE-1"))
    assert bench.at == "closing:well"


def test_a_run_does_not_close_while_an_observation_has_no_word(bench: Bench) -> None:
    bench.must(c.Raise("FE-1", "droplets on the ring"))
    bench.must(c.Abort("CDR", "test"))
    assert bench.at == "closing:aborted"
    refused(bench.give(c.Sign("CDR")), "not yet")
    refused(bench.give(c.Dispose("CDR", "obs-1", "forgotten", "x")), "not a word")
    refused(bench.give(c.Dispose("CDR", "obs-1", "left open", " ")), "say what")
    refused(bench.give(c.Dispose("CDR", "obs-9", "left open", "x")), "no observation")
    bench.must(c.Dispose("CDR", "obs-1", "left open", "MCC-M"))
    bench.must(c.Sign("CDR"))
    assert (bench.state.outcome, bench.state.safe) == ("aborted", False)
    refused(bench.give(c.Note("CDR", "late")), "closed")


def test_a_hold_stops_time_limits_and_moves(bench: Bench) -> None:
    bench.must(c.Hold("CDR", "think"))
    bench.wait(600_000)
    assert bench.at == "boxes"
    refused(bench.give(c.Hold("CDR", "again")), "on hold already")
    bench.must(c.Release("CDR"))
    bench.wait(299_999)
    assert bench.at == "boxes"
    bench.wait(1)
    assert bench.at == "bad"


def test_a_hold_that_began_before_a_step_does_not_lengthen_it(bench: Bench) -> None:
    bench.must(c.Hold("CDR", "think"))
    bench.now += 100_000
    bench.reads(air="200")
    assert bench.at == "aside"
    bench.must(c.Release("CDR"), 20_000)
    bench.wait(59_999)
    assert bench.at == "aside"
    bench.wait(1)
    assert bench.at == "bad"


def test_a_contingency_interrupts_and_returns_with_the_time_left(bench: Bench) -> None:
    bench.must(c.Tick("CDR", "boxes#1"), 100_000)
    bench.reads(air="200")
    assert bench.at == "aside"
    bench.now += 30_000
    bench.reads(air="1")
    bench.must(c.Tick("CDR", "aside#1"))
    assert bench.at == "boxes"
    assert bench.state.boxes["boxes#1"].entry == bench.state.local.entry
    bench.wait(199_999)
    assert bench.at == "boxes"
    bench.wait(1)
    assert bench.at == "bad"


def test_a_contingency_fires_once_while_it_holds_and_again_after(bench: Bench) -> None:
    for _ in range(2):
        bench.reads(air="200")
        assert bench.at == "aside"
        bench.must(c.Tick("CDR", "aside#1"))
        bench.reads(air="300")
        assert bench.at == "boxes"
        bench.reads(air="1")
    bench.reads(air="200")  # the third visit is one too many
    assert bench.at == "bad"


def test_defer_is_outstanding_until_done_and_skip_is_not(bench: Bench) -> None:
    refused(bench.give(c.Defer("CDR", "")), "reason")
    bench.must(c.Defer("CDR", "no hands free"))
    assert bench.at == "write"
    waiting = {one.id for one in open_matters(bench.drive.table, bench.state)}
    assert waiting == {"boxes#1", "boxes#2", "boxes#3"}
    bench.must(c.Tick("CDR", "boxes#1"))
    bench.must(c.Skip("CDR", "done another way", "boxes#2"))
    bench.must(c.Skip("CDR", "done another way", "boxes#3"))
    assert not open_matters(bench.drive.table, bench.state)
    bench.must(c.Skip("CDR", "in a hurry"))
    assert bench.at == "settle"
    assert bench.state.marks["write"].status == "skipped"
    assert bench.state.marks["boxes"].status == "deferred"


def test_time_never_goes_back(bench: Bench) -> None:
    bench.must(c.Note("CDR", "now"), 1000)
    bench.now -= 500
    refused(bench.give(c.Note("CDR", "x")), "before the last entry")


def test_a_performed_procedure_comes_back_by_its_end() -> None:
    bench = Bench(a_drive())
    bench.must(c.Tick("FE-1", "preconditions#1"))
    bench.must(c.Tick("FE-2", "preconditions#2"))
    bench.must(c.Tick("FE-1", "report#1"))
    for n, role in enumerate(("FE-1", "FE-2", "CDR"), 1):
        bench.must(c.Tick(role, f"masks#{n}"))
    assert bench.at == "head-count>call-names"
    bench.must(c.Tick("CDR", "head-count>call-names#1"))
    bench.must(c.RecordValue("CDR", "head-count.heads", "7"))
    bench.must(c.Tick("CDR", "head-count>accounted#1"))
    assert bench.at == "clear-hatchway"


def test_strong_symptoms_leave_for_toxic_atmosphere_for_good() -> None:
    bench = Bench(a_drive())
    while bench.at != "describe":
        counting = bench.at == "head-count>count"
        bench.must(
            c.RecordValue("CDR", "head-count.heads", "7") if counting else c.Skip("CDR", "test")
        )
    bench.reads(**{"hatch.poisk": "shut"})
    bench.must(c.RecordValue("CDR", "symptom", "strong"))
    assert bench.at == "toxic-atmosphere/masks-all"
    assert not any(way.dest == "describe" for way in bench.drive.table.ways(bench.at))


def test_droplets_that_were_only_recorded_need_a_word_before_the_run_closes() -> None:
    bench = Bench(a_drive())
    while bench.at != "describe":
        counting = bench.at == "head-count>count"
        bench.must(
            c.RecordValue("CDR", "head-count.heads", "7") if counting else c.Skip("CDR", "test")
        )
    bench.must(c.RecordValue("FE-2", "droplets", "yes"))
    bench.must(c.Abort("CDR", "test"))
    refused(bench.give(c.Sign("CDR")), "not yet")
    bench.must(c.Dispose("CDR", "droplets", "left open", "MCC-M: nobody knows what they were"))
    bench.must(c.Sign("CDR"))
    bench.must(c.Sign("MCC-H"))
    assert bench.state.closed


def checked(by: str) -> Bench:
    """At a step that records a value and is signed, with `tube` recorded as 30."""
    bench = Bench(drive_of(SMALL.replace("record: [tube, fit]", f"record: tube\n    sign: {by}")))
    to_write(bench)
    refused(bench.give(c.Sign("CDR", "verified")), "not yet to be signed")
    bench.must(c.RecordValue("FE-1", "tube", "30"))
    assert bench.at == "write"
    return bench


def test_a_second_person_signs_for_a_value_before_it_counts() -> None:
    """The second check of a typed value (docs/decisions/0011): the step is not left before it."""
    bench = checked("[CDR]")
    bench.must(c.Sign("CDR", "verified"))
    assert bench.at == "settle"


def test_who_signed_for_another_value_has_not_signed() -> None:
    bench = checked("[CDR, FE-1]")
    bench.must(c.Sign("CDR", "verified"))
    bench.must(c.RecordValue("FE-1", "tube", "3"))
    bench.must(c.Sign("FE-1"))
    assert bench.at == "write"
    bench.must(c.Sign("CDR", "verified"))
    assert bench.at == "settle"
