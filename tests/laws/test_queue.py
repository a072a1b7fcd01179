"""Laws of the queue: its order is total and stable, nothing inhibited opens, what was interrupted is returned to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.machine.spec import CALL_LEVELS, CallSpec
from engine.procedure.guard import Guard, parse
from engine.run import commands as c
from engine.run import events as e
from engine.run.decide import Refusal
from engine.run.queue import (
    Calling,
    Queue,
    choose,
    held_back,
    next_turn,
    queue_after,
    rank,
)
from engine.run.queue_rows import on_shelf, queue_rows

NAMES = ("fire", "leak", "gas", "smell", "odor")


def guard(name: str) -> Guard:
    made = parse(f"alarm.{name} is on")
    assert not hasattr(made, "sentence")
    return made  # type: ignore[return-value]


@st.composite
def houses(draw: st.DrawFn) -> dict[str, Calling]:
    """Procedures that may be called for, with any inhibits between them."""
    found = {}
    for name in NAMES:
        level = draw(st.sampled_from(CALL_LEVELS))
        sensed = level == "unannunciated" or draw(st.booleans())
        alarmed = level != "unannunciated" and (not sensed or draw(st.booleans()))
        call = CallSpec(level, guard(name) if alarmed else None, "seen?" if sensed else "")
        inhibits = tuple(draw(st.sets(st.sampled_from(NAMES), max_size=2)) - {name})
        found[name] = Calling(name, name, call, inhibits)
    return found


Doing = tuple[str, str, int]
DOINGS = st.lists(
    st.tuples(
        st.sampled_from(("on", "off", "unknown", "accept", "decline", "call", "go", "close")),
        st.sampled_from(NAMES),
        st.integers(0, 3),
    ),
    max_size=40,
)


class Played:
    """A queue played by hand, with the log of what happened, run by run."""

    def __init__(self, house: dict[str, Calling]) -> None:
        self.house = house
        self.alarms: dict[str, str | None] = {}
        self.log: list[tuple[str, e.Event]] = []
        self.queue = Queue()
        self.t = 0
        opened = e.RunOpened(
            0, e.ENGINE, "r", "drill", "first", 1, "", "", "", {}, [], None, 1, "", ""
        )
        self.take("r", opened)

    def take(self, run: str, event: e.Event) -> None:
        self.log.append((run, event))
        self.queue = queue_after(self.queue, run, event)

    def settle(self) -> None:
        values = {name: lambda _, n=name: self.alarms.get(n) for name in self.house}
        for _ in range(50):
            event = next_turn(self.queue, self.house, values, self.t, "r")
            if event is None:
                return
            if isinstance(event, e.ProcedureOpened):
                assert not held_back(self.queue, self.house, event.procedure)
                assert not self.queue.is_open(event.procedure)
                assert event.run not in self.queue.opened
            self.take("r", event)
        raise AssertionError("the queue does not come to rest")

    def do(self, what: str, name: str, wait: int) -> None:
        self.t += wait
        if what in {"on", "off", "unknown"}:
            self.alarms[name] = None if what == "unknown" else what
        elif what == "close":
            self.close()
        else:
            runs = list(self.queue.opened)
            command: c.Command = c.GoTo("CDR", runs[len(name) % len(runs)])
            if what == "accept":
                command = c.Accept("CDR", name)
            if what == "decline":
                command = c.Decline("CDR", name, "not so")
            if what == "call":
                command = c.Call("CDR", name, "seen by hand")
            made = choose(self.queue, self.house, self.house, command, self.t)
            for event in () if isinstance(made, Refusal) else made:
                self.take("r", event)
        self.settle()
        if what == "call":  # it is open, or held back; and nothing else came before it
            held = held_back(self.queue, self.house, name)
            assert self.queue.is_open(name) or held

    def close(self) -> None:
        front, left = self.queue.front, self.queue.left
        if len(self.queue.open()) > 1:  # the last one closing ends the drill
            self.take(front, e.RunClosed(self.t, e.ENGINE, "done", safe=True))
            still = {one.run for one in self.queue.open()}
            back = [run for run in left if run in still]
            assert self.queue.front == (back[-1] if back else self.queue.open()[0].run)


@given(houses(), DOINGS)
def test_the_queue_keeps_its_laws(house: dict[str, Calling], doings: list[Doing]) -> None:
    played = Played(house)
    for doing in doings:
        played.do(*doing)
        rows = queue_rows(played.queue, house, {})
        assert [rank(row.level) for row in rows] == sorted(rank(row.level) for row in rows)
        assert sum(row.status == "now" for row in rows) == 1
        assert {row.key for row in rows if row.is_open} == {o.run for o in played.queue.open()}
        assert len({row.key for row in rows}) == len(rows)
        shelf = {name for name, _ in on_shelf(played.queue, house, house, rows)}
        assert not any(played.queue.is_open(name) for name in shelf)
        inhibited = {row.procedure for row in rows if row.status == "inhibited"}
        assert all(held_back(played.queue, house, name) for name in inhibited)


@given(houses(), DOINGS)
def test_the_queue_is_its_log_and_nothing_else(
    house: dict[str, Calling], doings: list[Doing]
) -> None:
    played = Played(house)
    for doing in doings:
        played.do(*doing)
    again = Queue()
    for run, event in played.log:
        again = queue_after(again, run, event)
    assert again == played.queue


@given(houses(), DOINGS, st.sampled_from(NAMES))
def test_the_order_is_stable_under_a_new_call(
    house: dict[str, Calling], doings: list[Doing], name: str
) -> None:
    """What was before another stays before it, whatever else is called for."""
    played = Played(house)
    for doing in doings:
        played.do(*doing)
    before = [one.run for one in played.queue.open()]
    played.do("on", name, 1)
    after = [one.run for one in played.queue.open() if one.run in before]
    assert after == before


def test_an_unknown_alarm_neither_calls_nor_clears() -> None:
    house = {"leak": Calling("leak", "leak", CallSpec("warning", guard("leak")))}
    played = Played(house)
    played.do("unknown", "leak", 1)
    assert not played.queue.called
    played.do("on", "leak", 1)
    assert played.queue.front == "r.leak"
    played.do("unknown", "leak", 1)
    assert "leak" in played.queue.called
    played.close()
    played.do("on", "leak", 1)
    assert not played.queue.is_open("leak")  # the same alarm, still standing, is worked already
    played.do("off", "leak", 1)
    played.do("on", "leak", 1)
    assert played.queue.front == "r.leak-2"
