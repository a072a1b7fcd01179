"""A whole drill through its public doors: the same every time, resumable anywhere, and possible to lose."""

from __future__ import annotations

import random
from functools import cache

import pytest

from engine.adapters.clock import SimulatedClock
from engine.adapters.store_memory import MemoryStore
from engine.bootstrap import DrillSettings, open_drill, resume_drill
from engine.conductor import Drill
from engine.log import StoredEntry, StoreUnavailable, decode, first_fault
from engine.run import commands as c
from engine.run.events import RunOpened, RunResumed
from engine.run.state import RunState

LIMIT_MS = 48 * 3_600_000


def auto(seed: int, store: str = "memory:") -> Drill:
    return open_drill(DrillSettings("ms-29", (), seed, store, simulated_clock=True))


def played(*roles: str, seed: int = 7) -> Drill:
    return open_drill(DrillSettings("ms-29", roles, seed, "memory:", simulated_clock=True))


def to_the_end(drill: Drill) -> Drill:
    while not drill.closed and drill.t < LIMIT_MS:
        drill.advance(3_600_000, stop_when_closed=True)
    return drill


def rows(drill: Drill) -> list[StoredEntry]:
    return list(drill.console.store.read(drill.console.run))


@cache
def finished() -> Drill:
    return to_the_end(auto(7))


def test_seed_7_reopens_safely_and_says_so() -> None:
    drill = finished()
    assert (drill.outcome, drill.won) == ("reopened", True)
    assert any("SAFE" in line for line in drill.debrief())


def test_the_same_seed_gives_the_same_bytes() -> None:
    assert rows(to_the_end(auto(7))) == rows(finished())
    assert first_fault(rows(finished())) is None


def test_another_seed_gives_another_drill() -> None:
    assert rows(to_the_end(auto(8))) != rows(finished())


def test_the_first_entry_says_that_it_is_a_drill() -> None:
    first = decode(rows(finished())[0].body, 0)
    assert (first.event, first.data["kind"]) == ("RunOpened", "drill")


def test_no_entry_holds_a_float() -> None:
    assert not any(b"." in row.body.split(b'"')[::2] for row in rows(finished()))


@pytest.mark.parametrize("seed", range(1, 9))
def test_every_seed_comes_to_an_end(seed: int) -> None:
    drill = to_the_end(auto(seed))
    assert drill.outcome in {"reopened", "hatch kept shut"}
    assert drill.won


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(9, 201))
def test_every_one_of_200_seeds_comes_to_an_end(seed: int) -> None:
    assert to_the_end(auto(seed)).outcome is not None


def cut(drill: Drill, size: int) -> MemoryStore:
    """A store that holds the first entries of a drill's log and nothing else."""
    store = MemoryStore(SimulatedClock("2024-11-23T20:00:00Z"))
    store.open_run("cut", "drill", {})
    for row in rows(drill)[:size]:
        store.append("cut", row.index, row.body, row.leaf)
    return store


def story(state: RunState) -> tuple[object, ...]:
    """What a state says of the run, without where the visits and the samples happened to be numbered."""
    boxes = {name: (box.status, box.role, box.t) for name, box in state.boxes.items()}
    return (
        state.outcome,
        state.t,
        boxes,
        state.marks,
        state.records,
        state.observations,
        state.acts,
        state.visits,
        state.samples,
    )


@pytest.mark.parametrize("part", range(12))
def test_a_drill_cut_anywhere_goes_on_to_the_same_end(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = finished()
    drawn = random.Random(part)
    size = drawn.randrange(8, whole.size - 1)
    store = cut(whole, size)
    monkeypatch.setattr("engine.adapters.stores.open_store", lambda *_, **__: store)
    again = to_the_end(resume_drill("cut", DrillSettings(None, store="x")))
    assert story(again.console.state) == story(whole.console.state)
    events = [event for _, event in again.events if not isinstance(event, RunResumed)]
    assert events == [event for _, event in whole.events]


def test_a_resumed_drill_has_the_step_and_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    drill = played("FE-1", "FE-2", "CDR")
    drill.advance(45_000)
    for role, item in (("FE-1", "preconditions#1"), ("FE-2", "preconditions#2")):
        assert drill.give(c.Tick(role, item)) is None
    drill.advance(10_000)
    before = drill.view()
    store = cut(drill, drill.size)
    monkeypatch.setattr("engine.adapters.stores.open_store", lambda *_, **__: store)
    after = resume_drill("cut", DrillSettings(None, store="x")).view()
    assert after.card.state == before.card.state == "report"
    assert before.clock.left is not None
    assert after.clock.left is not None
    assert 0 <= after.clock.left - before.clock.left <= 10_000


def test_doing_nothing_loses_the_drill() -> None:
    drill = played("all")
    drill.advance(6 * 3_600_000)
    assert not drill.won
    text = "\n".join(drill.debrief())
    assert "UNSAFE" in text
    assert "[" in text


def test_reopening_at_once_is_seen_and_loses() -> None:
    drill = played("CDR", "FE-1", "FE-2")
    drill.advance(5_000)
    for role in ("FE-1", "FE-2"):
        assert drill.do(role, f"go {role} sm") is None
    assert drill.do("FE-1", "hatch poisk clear") is None
    assert drill.do("FE-1", "hatch poisk shut") is None
    drill.advance(120_000)
    assert drill.do("FE-1", "hatch poisk open") is None
    drill.advance(3_600_000)
    text = "\n".join(drill.debrief())
    assert "UNSAFE" in text
    assert "early" in text.lower() or "before" in text.lower()


def test_ignoring_the_masks_and_staying_costs_the_dose() -> None:
    drill = played("CDR", "FE-1", "FE-2")
    drill.advance(5 * 3_600_000)
    assert any(one.peak_ppm > 16 for one in drill.scored().exposures)
    assert not drill.won


def test_ticking_a_sensed_item_does_the_deed_and_the_station_ticks_it() -> None:
    drill = played("CDR", "FE-1", "FE-2")
    for item, role in (("preconditions#1", "FE-1"), ("preconditions#2", "FE-2")):
        drill.give(c.Tick(role, item))
    drill.do("FE-1", "hatch poisk clear")
    drill.do("FE-1", "hatch poisk shut")
    drill.advance(20_000)
    for _ in range(8):
        asked = drill.view().card
        counting = asked.state == "head-count>count"
        refusal = drill.give(
            c.RecordValue("CDR", "head-count.heads", "7") if counting else c.Skip("CDR", "test")
        )
        assert refusal is None, asked
    assert drill.view().card.state == "stop-ventilation"
    assert drill.give(c.Tick("CDR", "stop-ventilation#1")) is None
    drill.advance(20_000)
    assert drill.console.state.boxes["stop-ventilation#1"].status == "sensed"


def test_refused_inputs_are_on_record() -> None:
    drill = played("FE-1")
    refusal = drill.give(c.Tick("FE-1", "shut-hatch#1"))
    assert refusal is not None
    assert drill.events[-1][1].reason == refusal.reason  # type: ignore[attr-defined]


class Broken:
    """A real store whose disk can be filled."""

    def __init__(self, store: object) -> None:
        self._store, self.full = store, False

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def append(self, *args: object) -> None:
        if self.full:
            msg = "store x: the disk is full; free some space."
            raise StoreUnavailable(msg, "full")
        self._store.append(*args)  # type: ignore[attr-defined]


def test_when_the_log_cannot_be_written_nothing_is_confirmed_and_the_crew_still_sees_the_step() -> (
    None
):
    drill = played("FE-1", "FE-2", "CDR")
    broken = Broken(drill.console.store)
    drill.console.store = broken  # type: ignore[assignment]
    broken.full = True
    refusal = drill.give(c.Tick("FE-1", "preconditions#1"))
    assert refusal is not None
    assert "NOT RECORDED" in refusal.reason
    drill.advance(60_000)
    view = drill.view()
    assert not view.recording
    assert view.card.items[0].status == "open"
    assert any("NOT RECORDING" in alert.text for alert in view.alerts)
    assert drill.t == 60_000
    broken.full = False
    drill.advance(60_000)
    assert drill.recording
    kinds = [type(event).__name__ for _, event in drill.events]
    assert "RecordingLost" in kinds
    assert drill.view().card.items[0].status == "open"
    assert drill.give(c.Tick("FE-1", "preconditions#1")) is None
    assert first_fault(rows(drill)) is None


def test_the_run_keeps_the_texts_in_force() -> None:
    opened = finished().events[0][1]
    assert isinstance(opened, RunOpened)
    names = {event.name for _, event in finished().events if type(event).__name__ == "TextKept"}  # type: ignore[attr-defined]
    assert {
        "unknown-odor-on-hatch-opening",
        "toxic-atmosphere",
        "head-count",
        "ms-29",
        "iss-2024",
    } == names
