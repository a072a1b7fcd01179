"""The queue of several procedures worked out again: what nobody changed follows, and whatever was forged is listed."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from engine.audit.calls import call_differences
from engine.bootstrap import open_reading
from engine.bootstrap.together import several
from engine.run import events as e
from engine.run.queue import FACTS_OF_QUEUE
from tests.cli.door import ask

FIRST = "three-alarms-3"
WORDS = ("wait 18 min", "accept 2", "go 3", "go 1", "wait 2 min", "quit")


@pytest.fixture(scope="module")
def drill(tmp_path_factory):
    """The logs of a drill in which people accept and turn, left and gone on with; and what may be called for."""
    store = f"{tmp_path_factory.mktemp('calls')}/runs.db"
    for how in (("three-alarms", "--seed", 3, "--role", "CDR"), ("--resume", FIRST)):
        typed = "\n".join(WORDS) + "\n"
        ask("drill", *how, "--plain", "--store", store, typed=typed)
    found = several(open_reading(store), FIRST)
    return [(one.run, one.events) for one in found.parts], found.shelf


def changed(logs, change, place=0):
    """The logs with the entries of one of them as `change` makes them, numbered anew."""
    made = [(run, list(log)) for run, log in logs]
    events = list(change([event for _, event in made[place][1]]))
    made[place] = (made[place][0], list(enumerate(events)))
    return made


def listed(logs, shelf):
    return [(run, one.kind, one.what) for run, one in call_differences(logs, shelf)]


def test_what_nobody_changed_follows(drill):
    logs, shelf = drill
    kinds = {type(event) for _, event in logs[0][1]} & set(FACTS_OF_QUEUE)
    assert {e.ProcedureCalled, e.ProcedureOpened, e.OfferAccepted, e.FrontChosen} <= kinds
    assert listed(logs, shelf) == []


def with_one(kind, **fields):
    def change(events):
        n = next(n for n, event in enumerate(events) if type(event) is kind)
        return [*events[:n], replace(events[n], **fields), *events[n + 1 :]]

    return change


def without(kind):
    return lambda events: [event for event in events if type(event) is not kind]


def early(kind):
    """The first of its kind before the reading that brings it."""

    def change(events):
        n = next(n for n, event in enumerate(events) if type(event) is kind)
        m = next(m for m in range(n, 0, -1) if isinstance(events[m], e.ReadingsTaken))
        moved = replace(events[n], t=events[m - 1].t)
        return [*events[:m], moved, *events[m:n], *events[n + 1 :]]

    return change


def no_alarm(events):
    """Every reading of an alarm says that there is none."""
    for event in events:
        if isinstance(event, e.ReadingsTaken):
            quiet = [
                replace(one, value="off") if one.channel.startswith("alarm.") else one
                for one in event.readings
            ]
            yield replace(event, readings=quiet)
        else:
            yield event


@pytest.mark.parametrize(
    ("change", "kind", "what"),
    [
        (with_one(e.ProcedureCalled, why="a whim"), "derived", "ProcedureCalled"),
        (with_one(e.ProcedureCalled, level="advisory"), "derived", "ProcedureCalled"),
        (with_one(e.ProcedureOpened, front=False), "derived", "ProcedureOpened"),
        (with_one(e.ProcedureOpened, level="caution"), "derived", "ProcedureOpened"),
        (with_one(e.OfferAccepted, procedure="carbon-dioxide-high"), "input", "OfferAccepted"),
        (with_one(e.FrontChosen, to="nowhere"), "input", "FrontChosen"),
        (with_one(e.FrontChosen, role=e.ENGINE), "derived", "FrontChosen"),
        (early(e.ProcedureCalled), "derived", "ProcedureCalled"),
        (without(e.OfferAccepted), "derived", "ProcedureOpened"),
        (without(e.ProcedureCalled), "missing", "ProcedureCalled"),
        (no_alarm, "derived", "ProcedureCalled"),
    ],
)  # fmt: skip
def test_a_forged_one_is_listed(drill, change, kind, what):
    logs, shelf = drill
    assert (FIRST, kind, what) in listed(changed(logs, change), shelf)


def test_a_fact_in_another_log_than_the_first_that_is_open_is_listed(drill):
    logs, shelf = drill
    _, other = logs[1]
    forged = e.CallCleared(other[-1][1].t, e.ENGINE, "fire")
    told = listed(changed(logs, lambda events: [*events, forged], place=1), shelf)
    assert (logs[1][0], "derived", "CallCleared") in told


def test_one_put_into_a_drill_that_calls_for_nothing_is_listed(tmp_path):
    store = f"{tmp_path}/runs.db"
    ask("drill", "ms-29", "--auto", "--seed", 7, "--store", store)
    found = several(open_reading(store), "ms-29-7")
    forged = e.ProcedureCalled(60_000, e.ENGINE, "fire", "warning", "smoke", offered=False)
    logs = [("ms-29-7", found.first.events)]
    made = changed(logs, lambda events: sorted([*events, forged], key=lambda one: one.t))
    assert listed(made, found.shelf) == [("ms-29-7", "derived", "ProcedureCalled")]


def test_replay_says_what_it_took_as_it_stands(tmp_path):
    store = f"{tmp_path}/runs.db"
    ask("drill", "three-alarms", "--auto", "--seed", 3, "--store", store)
    done = ask("audit", "replay", FIRST, "--store", store)
    assert "\nTaken as they stand, as evidence: ReadingsTaken " in done.out
    said = json.loads(ask("audit", "replay", FIRST, "--store", store, "--json").out)
    assert said["queue_not_worked_out"] is None
    assert said["taken_as_they_stand"]["InjectDelivered"] == 4


def test_where_a_run_of_the_case_is_not_there_replay_says_so(tmp_path):
    store, bundle, other = (f"{tmp_path}/{name}" for name in ("runs.db", "one.zip", "other.db"))
    ask("drill", "three-alarms", "--auto", "--seed", 3, "--store", store)
    beside = f"{FIRST}.carbon-dioxide-high"
    ask("audit", "export", beside, "--as", "bundle", "-o", bundle, "--store", store)
    assert ask("audit", "import", bundle, "--store", other).code == 0
    done = ask("audit", "replay", beside, "--store", other)
    assert done.code == 0
    assert "LEGAL, as far as it was worked out" in done.out
    assert "The queue was not worked out again: not all runs" in done.out
