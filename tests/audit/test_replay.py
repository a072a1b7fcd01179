"""`audit replay`: what the engine recorded is legal, and what somebody changed afterwards is listed."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.audit.inputs import DERIVED
from engine.audit.reading import Noted
from engine.audit.replay import replay
from engine.machine.stepper import TableSteps
from engine.run import commands as c
from engine.run import events as e
from tests.audit import kept_logs
from tests.builders import Bench, a_drive, inputs
from tests.cli.door import ask

NAMES = ["unknown-odor-on-hatch-opening", "toxic-atmosphere", "head-count"]
KEPT = {kept_logs.name(path): path for path in kept_logs.LOGS}


@dataclass
class Store:
    """A store of hand-made logs: each is a kept log with something done to its entries."""

    path: object
    said: list

    def changed(self, change, name="changed"):
        """Replay the log with a change; the exit code and what was said."""
        entries = [json.loads(json.dumps(one)) for one in self.said]
        entries = change(entries) or entries
        entries[0]["data"]["run"] = name
        kept_logs.written(self.path, name, entries)
        done = ask("audit", "replay", name, "--json", "--store", self.path)
        assert done.code in {0, 1, 2}, done
        return done.code, json.loads(done.out) if done.code != 2 else done.err


@pytest.fixture
def drill(tmp_path):
    said = [json.loads(body) for body in kept_logs.bodies(KEPT["ms-29-7"])]
    return Store(tmp_path / "runs.db", said)


def first(entries, event, **data):
    return next(
        one for one in entries if one["event"] == event and data.items() <= one["data"].items()
    )


def test_a_log_that_nobody_changed_is_legal(drill):
    assert drill.changed(lambda _: None)[0] == 0


def _data(event, where, **values):
    return lambda entries: first(entries, event, **where)["data"].update(values)


def _role(event, where, role):
    return lambda entries: first(entries, event, **where).update(role=role)


def _without(event, where):
    return lambda entries: [one for one in entries if one is not first(entries, event, **where)]


def _reading(value):
    def change(entries):
        at = entries.index(first(entries, "WatchStarted", state="dwell"))
        telemetry = [one for one in entries[:at] if one["event"] == "ReadingsTaken"][-1]
        reading = next(r for r in telemetry["data"]["readings"] if r["channel"] == "hatch.poisk")
        reading["value"] = value

    return change


def _swapped(entries):
    at = entries.index(first(entries, "ValueRecorded", name="sample-1"))
    entries[at], entries[at + 1] = entries[at + 1], entries[at]
    entries[at + 1]["t"] = entries[at]["t"]


CHANGES = {
    "a state": (_data("StepEntered", {"state": "dwell"}, state="reopen"), "illegal"),
    "a state nobody knows": (_data("StepEntered", {"state": "dwell"}, state="x"), "illegal"),
    "a label": (_data("StepEntered", {"label": "GO"}, label="NO-GO"), "illegal"),
    "the outcome": (_data("RunClosed", {}, outcome="hatch kept shut"), "illegal"),
    "unsafe called safe": (_data("RunClosed", {}, safe=False), "illegal"),
    "a tick by nobody": (_role("ItemTicked", {"item": "masks#1"}, "nobody"), "input"),
    "a tick by another": (_role("ItemTicked", {"item": "masks#1"}, "CDR"), "input"),
    "a tick of another step": (_data("ItemTicked", {"item": "masks#1"}, item="resume#1"), "input"),
    "a tick taken away": (_without("ItemTicked", {"item": "confirm#1"}), "illegal"),
    "a sensed item taken away": (_without("ItemSensed", {"item": "reopen#2"}), "illegal"),
    "a break of a hold taken away": (_without("WatchBroken", {"state": "monitor"}), "missing"),
    "a move taken away": (_without("StepEntered", {"state": "dwell"}), "missing"),
    "a GO made of a NO-GO": (_data("AnswerGiven", {"word": "GO"}, word="NO-GO"), "illegal"),
    "an answer by another": (_role("AnswerGiven", {"word": "GO"}, "CDR"), "input"),
    "another's name": (_data("SignedOff", {"state": "confirm"}, person="Ann"), "input"),
    "one who signs twice": (_role("SignedOff", {"person": "Mikhail Orlov"}, "CDR"), "input"),
    "a reading": (_reading("open"), "missing"),
    "a value": (_data("ValueRecorded", {"name": "sample-1"}, value="9.0"), "illegal"),
    "a value that is none": (_data("ValueRecorded", {"name": "sample-1"}, value="x"), "input"),
    "two entries swapped": (_swapped, "illegal"),
    "a drill called a run": (_data("RunOpened", {}, kind="run"), "input"),
    "another revision": (_data("RunOpened", {}, revision=2), "opening"),
    "another digest": (_data("RunOpened", {}, digest="0" * 64), "opening"),
    "another event": (
        lambda entries: first(entries, "ItemTicked", item="masks#1").update(event="Nothing"),
        "unreadable",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_listed(drill, what):
    change, kind = CHANGES[what]
    code, said = drill.changed(change)
    assert code == 1
    assert not said["legal"]
    assert kind in {one["kind"] for one in said["differences"]}


def test_the_first_difference_says_who_what_expected_and_found(drill):
    def change(entries):
        first(entries, "ItemTicked", item="masks#1")["role"] = "CDR"

    drill.changed(change)
    done = ask("audit", "replay", "changed", "--store", drill.path)
    assert done.code == 1
    lines = done.out.splitlines()
    at = next(n for n, one in enumerate(lines) if "would not have been taken" in one)
    assert "CDR" in lines[at]
    assert "refused: that item is for FE-1, not CDR" in lines[at + 1]
    assert "Mask on" in lines[at + 2]
    assert any(one.startswith("NOT LEGAL") for one in lines)


def test_a_reading_that_moved_nothing_is_named_by_the_station_run_again(drill):
    def change(entries):
        telemetry = [one for one in entries if one["event"] == "ReadingsTaken"][60]
        reading = next(r for r in telemetry["data"]["readings"] if r["channel"] == "air.poisk.voc")
        reading["value"] = "39.9"

    assert drill.changed(change)[0] == 0  # no guard hangs on it
    done = ask("audit", "replay", "changed", "--station", "--json", "--store", drill.path)
    assert done.code == 1
    # The next readings are filtered from what was shown, so the first is the one that was changed.
    first_one = json.loads(done.out)["differences"][0]
    assert (first_one["kind"], first_one["what"]) == ("station", "ReadingsTaken")
    assert first_one["found"].startswith("air.poisk.voc 39.9 ")


@pytest.mark.parametrize(
    ("event", "where", "values"),
    [
        ("InjectDelivered", {"inject": "droplets"}, {"text": "Nothing is to be seen"}),
        ("ActTaken", {"act": "mask FE-1 on"}, {"refused": "the strap broke"}),
        (
            "RunOpened",
            {},
            {"seats": {"CDR": "A", "FE-1": "B", "FE-2": "C", "MCC-H": "D", "MCC-M": "E"}},
        ),
    ],
)
def test_what_the_scenario_does_not_say_is_named_too(drill, event, where, values):
    drill.changed(_data(event, where, **values))
    done = ask("audit", "replay", "changed", "--station", "--json", "--store", drill.path)
    found = json.loads(done.out)["differences"]
    assert done.code == 1
    assert (event, "station") in {(one["what"], one["kind"]) for one in found}


def test_the_station_of_a_drill_that_nobody_changed_answers_as_it_did(drill):
    drill.changed(lambda _: None)
    assert ask("audit", "replay", "changed", "--station", "--store", drill.path).code == 0


def test_a_changed_procedure_text_is_refused(drill):
    def change(entries):
        text = first(entries, "TextKept", kind="procedure", part=1)
        text["data"]["text"] = text["data"]["text"].replace("hold: 10 min", "hold: 1 min")
        assert "hold: 1 min" in text["data"]["text"]

    code, said = drill.changed(change)
    assert code == 2
    assert "is not whole" in said


def test_a_log_cut_anywhere_is_legal_as_far_as_it_goes(drill):
    for size in (9, 24, 76, 584, 1000):
        code, _ = drill.changed(lambda entries, size=size: entries[:size], f"cut-{size}")
        assert code == 0


# -- laws ---------------------------------------------------------------------------------------


def played(name, script):
    bench = Bench(a_drive(name))
    for pause, command in script:
        if isinstance(command, c.Telemetry):
            taken = tuple(replace(one, taken=bench.now + pause) for one in command.readings)
            command = c.Telemetry(command.role, taken)  # noqa: PLW2901
        bench.give(command, pause)
    return bench


def scripts(name):
    pauses = st.sampled_from([0, 1, 1000, 20_000, 61_000, 400_000, 3_700_000])
    return st.lists(st.tuples(pauses, inputs(a_drive(name))), max_size=40)


def noted(events):
    return [Noted(index, "2026-01-01T00:00:00.000Z", event) for index, event in enumerate(events)]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_people_do_the_recorded_run_is_legal(name, data):
    bench = played(name, data.draw(scripts(name)))
    for drive in (bench.drive, TableSteps(bench.drive.table)):
        assert list(replay(noted(bench.events), drive)) == []


MUTATIONS = {
    e.StepEntered: {"state": "nowhere", "trigger": "abort!", "role": "CDR", "label": "x"},
    e.RunClosed: {"outcome": "x", "role": "CDR"},
    e.ItemTicked: {"role": "nobody", "item": "x#1"},
    e.ItemSensed: {"item": "x#1", "role": "CDR"},
    e.ItemOverridden: {"reason": "", "role": "nobody"},
    e.AnswerGiven: {"word": "maybe", "role": "nobody", "state": "x"},
    e.SignedOff: {"person": "somebody else", "state": "x", "role": "nobody"},
    e.ValueRecorded: {"name": "nothing", "value": "1e9", "unit": "furlong"},
    e.HoldPlaced: {"reason": " ", "role": "nobody"},
    e.WatchBroken: {"why": "x", "state": "x"},
    e.ObservationRaised: {"observation": "obs-99", "text": " "},
    e.RoleHandedOver: {"seat": "x", "person": ""},
}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_an_entry_that_was_changed_is_listed(name, data):
    bench = played(name, data.draw(scripts(name)))
    places = [i for i, event in enumerate(bench.events) if type(event) in MUTATIONS]
    at = data.draw(st.sampled_from(places))
    event = bench.events[at]
    field, value = data.draw(st.sampled_from(sorted(MUTATIONS[type(event)].items())))
    changed = [*bench.events[:at], replace(event, **{field: value}), *bench.events[at + 1 :]]
    found = list(replay(noted(changed), TableSteps(bench.drive.table)))
    assert at in {one.index for one in found}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_derived_entry_that_was_taken_away_or_put_in_is_listed(name, data):
    events = played(name, data.draw(scripts(name))).events
    places = [i for i, event in enumerate(events[:-1]) if i and isinstance(event, DERIVED)]
    at = data.draw(st.sampled_from(places or [1]))
    steps = TableSteps(a_drive(name).table)
    twice = [*events[: at + 1], *events[at:]]
    assert [one for one in replay(noted(twice), steps) if one.grave]
    later = [one for one in events[at + 1 :] if not isinstance(one, (*DERIVED, e.InputRefused))]
    if len(later) > 1:  # a tail that is cut off is owed by nobody
        assert list(replay(noted([*events[:at], *events[at + 1 :]]), steps))
