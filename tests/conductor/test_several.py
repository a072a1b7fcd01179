"""Several procedures in one drill: an alarm opens one, offers one, one is held back; cut anywhere, all of them go on."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from engine.adapters.clock import SimulatedClock
from engine.adapters.store_memory import MemoryStore
from engine.bootstrap import DrillSettings, open_drill, resume_drill
from engine.conductor import Drill
from engine.console import to_event
from engine.errors import RunError
from engine.log import StoredEntry, StoreUnavailable, decode, first_fault
from engine.run import commands as c
from engine.run import events as e
from engine.run.events import Event
from tests.cli.door import ask

FIRST, LEAK, GAS = (
    "three-alarms-3",
    "three-alarms-3.rapid-depressurization",
    "three-alarms-3.carbon-dioxide-high",
)
LIMIT_MS = 48 * 3_600_000
A_MINUTE = 60_000


class Remembering(MemoryStore):
    """A memory store that remembers in which order entries of all runs were written."""

    def __init__(self) -> None:
        super().__init__(SimulatedClock("2024-11-23T20:00:00Z"))
        self.written: list[tuple[str, StoredEntry]] = []

    def append(self, run: str, index: int, body: bytes, leaf: bytes) -> None:
        super().append(run, index, body, leaf)
        self.written.append((run, next(iter(self.read(run, index)))))


def settings(*roles: str, store: str = "memory:") -> DrillSettings:
    return DrillSettings("three-alarms", roles, 3, store, simulated_clock=True)


def to_the_end(drill: Drill) -> Drill:
    while not drill.closed and drill.t < LIMIT_MS:
        drill.advance(3_600_000, stop_when_closed=True)
    return drill


def until(drill: Drill, minutes: float) -> Drill:
    drill.advance(int(minutes * A_MINUTE) - drill.t)
    return drill


def events_of(drill: Drill) -> dict[str, list[Event]]:
    return {
        place.run: [one for _, one in place.events if not isinstance(one, e.BESIDE_THE_RUN)]
        for place in drill.desk.places
    }


def in_store(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.adapters.stores.open_store", lambda *_, **__: store)


@cache
def finished() -> tuple[Drill, Remembering]:
    store = Remembering()
    with pytest.MonkeyPatch.context() as patch:
        in_store(store, patch)
        return to_the_end(open_drill(settings())), store


def test_each_procedure_is_a_run_of_its_own_that_comes_to_an_end() -> None:
    drill, store = finished()
    assert {place.run: place.state.outcome for place in drill.desk.places} == {
        FIRST: "hatch kept shut",
        LEAK: "leak shut off",
        GAS: "below the limit",
    }
    assert all(first_fault(store.read(run)) is None for run in (FIRST, LEAK, GAS))
    assert drill.won


def test_a_run_says_beside_which_it_was_opened_and_why() -> None:
    opened = events_of(finished()[0])[LEAK][0]
    assert isinstance(opened, e.RunOpened)
    assert (opened.beside, opened.because) == (FIRST, "alarm.depress is on")


def test_the_debrief_tells_each() -> None:
    told = "\n".join(finished()[0].debrief())
    assert "BESIDE IT, WARNING: Rapid depressurization" in told
    assert "BESIDE IT, ADVISORY: Carbon dioxide high" in told
    assert "DECLINED: Fire in the Lab" in told


def test_the_advisory_waits_until_what_inhibits_it_is_over() -> None:
    drill, _ = finished()
    leak = drill.desk.places[1].state.t
    gas = drill.desk.places[2].events[0][1].t
    called = next(
        one.t
        for one in events_of(drill)[FIRST]
        if isinstance(one, e.ProcedureCalled) and one.procedure == "carbon-dioxide-high"
    )
    assert called < leak <= gas


@pytest.mark.parametrize(
    "part", [1, 2, *(pytest.param(part, marks=pytest.mark.slow) for part in (0, *range(3, 12)))]
)
def test_cut_anywhere_all_of_them_go_on_to_the_same_end(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, store = finished()
    begun = next(n for n, (_, row) in enumerate(store.written) if b"StepEntered" in row.body)
    openings = [n for n, (run, row) in enumerate(store.written) if b"ProcedureOpened" in row.body]
    cuts = [*openings, *(n + 3 for n in openings)]
    drawn = random.Random(part)
    size = cuts[part] + 1 if part < len(cuts) else drawn.randrange(begun + 1, len(store.written))
    again = Remembering()
    for run, row in store.written[:size]:
        again.open_run(run, "drill", {})
        again.append(run, row.index, row.body, row.leaf)
    in_store(again, monkeypatch)
    resumed = to_the_end(resume_drill(FIRST, DrillSettings(None, store="memory:")))
    assert events_of(resumed) == events_of(whole)
    assert resumed.world.vehicle == whole.world.vehicle
    assert resumed.desk.queue == whole.desk.queue


def kind(row: StoredEntry) -> str:
    return type(to_event(row)).__name__


def inside_a_moment(written: list[tuple[str, StoredEntry]]) -> list[int]:
    """Cuts between two deeds of one item, and between two runs of one sample after which a step is entered."""
    found = []
    for n in range(1, len(written) - 2):
        (_, a), (_, b), (_, after) = written[n - 1], written[n], written[n + 1]
        if to_event(a).t != to_event(b).t:
            continue
        deeds = kind(a) == kind(b) == "ActTaken"
        readings = kind(a) == kind(b) == "ReadingsTaken" and kind(after) == "StepEntered"
        if deeds or readings:
            found.append(n)
    return found


def test_cut_inside_a_moment_the_moment_is_finished_as_it_would_have_been(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, store = finished()
    cuts = inside_a_moment(store.written)
    assert len(cuts) >= 4
    for size in cuts:
        again = Remembering()
        for run, row in store.written[:size]:
            again.open_run(run, "drill", {})
            again.append(run, row.index, row.body, row.leaf)
        in_store(again, monkeypatch)
        resumed = resume_drill(FIRST, DrillSettings(None, store="memory:"))
        resumed.advance(25_000)
        for run, events in events_of(resumed).items():
            expected = [one for one in events_of(whole)[run] if one.t <= resumed.t]
            assert events == expected, (size, run)


def test_cut_behind_a_word_in_another_run_what_follows_bears_its_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of that run, not of the last moment of the first one."""
    _, store = finished()
    pairs = list(zip(store.written, store.written[1:], strict=False))
    cuts = [
        n
        for n, ((run, word), (other, after)) in enumerate(pairs, 1)
        if run == other != FIRST
        and (kind(word), kind(after)) == ("AnswerGiven", "StepEntered")
        and to_event(word).t
        == to_event(after).t
        > max(to_event(row).t for one, row in store.written[:n] if one == FIRST)
    ]
    assert cuts
    for size in cuts:
        again = Remembering()
        for run, row in store.written[:size]:
            again.open_run(run, "drill", {})
            again.append(run, row.index, row.body, row.leaf)
        in_store(again, monkeypatch)
        resume_drill(FIRST, DrillSettings(None, store="memory:"))
        start = datetime.fromisoformat(decode(store.written[0][1].body, 0).at)
        for _, row in again.written[size:]:
            at = datetime.fromisoformat(decode(row.body, row.index).at)
            assert at - start == timedelta(milliseconds=to_event(row).t), (size, kind(row))


def test_a_run_opened_beside_another_is_gone_on_with_by_that_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = Remembering()
    in_store(store, monkeypatch)
    until(open_drill(settings()), 14)
    with pytest.raises(RunError, match=f"--resume {FIRST}"):
        resume_drill(LEAK, DrillSettings(None, store="memory:"))


def test_a_warning_comes_first_and_what_it_interrupts_is_returned_to() -> None:
    drill = until(open_drill(settings("CDR", "FE-1", "FE-2")), 11.9)
    assert drill.view().run == FIRST
    until(drill, 12.2)
    assert (drill.view().run, drill.view().title) == (LEAK, "Rapid depressurization")
    assert {row.key: row.status for row in drill.view().queue}[FIRST] == "interrupted"
    assert drill.give(c.Abort("CDR", "a test")) is None
    assert drill.give(c.Sign("CDR")) is None
    assert drill.view().run == FIRST


def test_the_crew_turns_to_another_and_back_and_the_log_says_so() -> None:
    drill = until(open_drill(settings("CDR", "FE-1", "FE-2")), 12.2)
    assert drill.give(c.GoTo("CDR", FIRST)) is None
    assert drill.view().run == FIRST
    assert drill.give(c.GoTo("CDR", FIRST)) is not None
    assert drill.give(c.GoTo("CDR", LEAK)) is None
    assert drill.view().run == LEAK
    turned = [one for one in events_of(drill)[FIRST] if isinstance(one, e.FrontChosen)]
    assert [one.to for one in turned] == [FIRST, LEAK]


def test_a_seat_handed_over_is_so_in_every_procedure_also_in_one_that_is_opened_later() -> None:
    drill = until(open_drill(settings("CDR", "FE-1", "FE-2")), 12.2)
    assert drill.view().run == LEAK
    assert drill.give(c.HandOver("CDR", "CDR", "Ilya")) is None
    until(drill, 17.5)
    assert drill.give(c.Accept("CDR", "fire")) is None
    assert [place.state.seats["CDR"] for place in drill.desk.places] == ["Ilya"] * 3
    opened = events_of(drill)[f"{FIRST}.fire"][0]
    assert isinstance(opened, e.RunOpened)
    assert opened.seats["CDR"] == "Ilya"


def test_what_is_offered_opens_when_it_is_accepted_and_not_before() -> None:
    drill = until(open_drill(settings("CDR", "FE-1", "FE-2")), 16.5)
    refusal = drill.give(c.Accept("CDR", "fire"))
    assert refusal is not None
    assert "calls for" in refusal.reason
    until(drill, 17.5)
    offered = next(row for row in drill.view().queue if row.procedure == "fire")
    assert (offered.status, offered.level) == ("offered", "warning")
    assert drill.give(c.Accept("CDR", "fire")) is None
    assert drill.view().title == "Fire in the Lab"


def test_consequences_stand_as_notes_beside_the_others() -> None:
    drill = until(open_drill(settings("CDR", "FE-1", "FE-2")), 17.5)
    drill.give(c.Accept("CDR", "fire"))
    drill.give(c.GoTo("CDR", FIRST))
    assert any("Ventilation between the modules" in note for note in drill.view().card.notes)
    drill.give(c.GoTo("CDR", f"{FIRST}.fire"))
    assert not any("Ventilation between the modules" in note for note in drill.view().card.notes)


def test_what_a_closed_procedure_left_behind_is_told_until_it_is_known() -> None:
    drill = until(open_drill(settings("CDR", "FE-1", "FE-2")), 17.5)
    drill.give(c.Accept("CDR", "fire"))
    fire = f"{FIRST}.fire"

    def told() -> bool:
        return any("Ventilation between the modules" in note for note in drill.view().card.notes)

    assert drill.give(c.Acknowledge("CDR", fire)) is not None  # it is open
    assert drill.give(c.Abort("CDR", "a test")) is None
    for one in drill.view().card.signs:
        assert drill.give(c.Sign(one.role)) is None
    assert drill.desk.of(fire) not in drill.desk.open()
    assert told()
    assert [run for run, _ in drill.view().behind] == [fire]
    assert drill.give(c.Acknowledge("CDR", fire)) is None
    assert not told()
    assert drill.view().behind == ()
    assert drill.give(c.Acknowledge("CDR", fire)) is not None
    said = [one for one in events_of(drill)[FIRST] if isinstance(one, e.NotesAcknowledged)]
    assert [one.run for one in said] == [fire]


def test_an_alarm_that_cannot_be_recorded_opens_its_procedure_when_it_can() -> None:
    drill = until(open_drill(settings()), 12)
    store = drill.first.console.store
    with pytest.MonkeyPatch.context() as patch:

        def full(*_: object) -> None:
            raise StoreUnavailable("the disk is full", "full")

        patch.setattr(store, "append", full)
        until(drill, 12.5)
        assert not drill.recording
        assert len(drill.desk.places) == 1
    until(drill, 13)
    assert drill.recording
    assert [place.run for place in drill.desk.places] == [FIRST, LEAK]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 51))
def test_every_seed_comes_to_an_end(seed: int) -> None:
    drill = to_the_end(
        open_drill(DrillSettings("three-alarms", (), seed, "memory:", simulated_clock=True))
    )
    assert drill.closed
    assert all(place.state.outcome is not None for place in drill.desk.places)


def test_who_took_a_seat_meanwhile_is_no_difference_to_the_station(tmp_path: Path) -> None:
    where = str(tmp_path / "runs.db")
    drill = until(open_drill(settings("CDR", "FE-1", "FE-2", store=where)), 12.2)
    assert drill.give(c.HandOver("CDR", "CDR", "Ilya")) is None
    until(drill, 17.5)
    assert drill.give(c.Accept("CDR", "fire")) is None
    drill.leave()
    for place in drill.desk.places:
        said = ask("audit", "replay", place.run, "--station", "--store", where)
        assert said.code == 0, said.out
