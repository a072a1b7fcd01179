"""The thread between screen and drill: order, patience, the brake, and what happens when the disk is slow."""

from __future__ import annotations

import asyncio
import threading

from msgspec.structs import replace

from engine.errors import BoldfaceError
from engine.face import SKIP_MS
from engine.run.decide import Refusal
from engine.run.rows import AlertRow, LogRow
from tests.tui.views import a_card, a_view
from tui.bridge import PIECE_MS, SPEEDS, Bridge, awaited, calls_for_crew
from tui.messages import Failed, Viewed


class FakeDrill:
    """Counts what it is asked; `gate` keeps a command in the disk for as long as the test wants."""

    def __init__(self):
        self.period_ms = 1000
        self.t, self.size, self.closed, self.played, self.won = 0, 1, False, ("CDR",), False
        self.shown = a_view(alerts=(), observations=())
        self.did, self.gate = [], threading.Event()
        self.gate.set()
        self.broken = None

    def view(self):
        return replace(self.shown, clock=replace(self.shown.clock, t=self.t))

    def acts(self):
        return ()

    def give(self, command):
        self.gate.wait(5)
        self.did.append(command)
        return Refusal("no [x]") if command == "refuse" else None

    def advance(self, ms, *, stop_when_closed=False):
        if self.broken:
            raise self.broken
        self.did.append(ms)
        self.t += ms

    def leave(self):
        self.did.append("left")

    def skip(self):
        self.did.append("skip")
        return self.t


async def settled(true):
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came")


def with_bridge(test, **drill_changes):
    async def go():
        drill, told = FakeDrill(), []
        for name, value in drill_changes.items():
            setattr(drill, name, value)
        bridge = Bridge(drill, told.append)
        bridge.start()
        await settled(lambda: told)
        try:
            await test(drill, bridge, told)
        finally:
            drill.gate.set()
            bridge.stop()

    asyncio.run(go())


def test_readings_that_come_often_are_seen_as_they_come_without_anybody_asking():
    async def test(drill, bridge, told):
        await settled(lambda: len(drill.did) > 3)
        assert all(0 < ms < 1000 for ms in drill.did)
        before = len(told)
        await settled(lambda: len(drill.did) > 6)
        assert len(told) <= before + 1  # nothing new was stored: only the clocks are painted anew
        bridge.speed = 600
        await settled(lambda: len(told) > before + 3)  # a fast clock must not rush past what calls

    with_bridge(test, period_ms=20)


def test_commands_are_done_in_order_and_answered():
    async def test(drill, bridge, _):
        answers = await asyncio.gather(
            *(bridge.call(lambda c=c: drill.give(c)) for c in ("a", "refuse", "b"))
        )
        assert drill.did == ["a", "refuse", "b"]
        assert answers == [None, Refusal("no [x]"), None]

    with_bridge(test)


def test_a_slow_disk_freezes_neither_the_screen_nor_the_clock():
    async def test(drill, bridge, told):
        drill.gate.clear()
        answer = bridge.call(lambda: drill.give("slow"))
        bridge._last -= 3.0
        bridge.tick()
        assert not answer.done()
        assert bridge.pace().ahead >= 3000
        bridge._doing_since = bridge._last - 10
        assert bridge.pace().waiting
        drill.gate.set()
        await answer
        await settled(lambda: drill.t >= 3000)
        await settled(lambda: bridge.pace().ahead == 0)
        assert told[-1].view.clock.t >= 3000

    with_bridge(test)


def test_time_passes_in_pieces_so_that_a_command_waits_for_one_at_most():
    async def test(drill, bridge, _):
        drill.shown = replace(drill.shown, card=a_card(items=(), fields=(), answers=(), signs=()))
        bridge.speed = 600
        bridge._last -= 1.0
        bridge.tick()
        await settled(lambda: drill.t >= 600_000)
        assert max(drill.did) <= PIECE_MS

    with_bridge(test)


def test_while_something_is_asked_time_goes_at_most_at_life_speed():
    async def test(drill, bridge, _):
        bridge.speed, bridge.asking = 600, True
        bridge._last -= 2.0
        bridge.tick()
        await settled(lambda: drill.t >= 2000)
        assert drill.t < 60_000

    with_bridge(test)


def test_the_clock_falls_back_when_the_crew_is_needed():
    async def test(drill, bridge, told):
        bridge.speed = 60
        drill.shown = replace(drill.shown, card=a_card(state="next"))
        bridge._last -= 1.0
        bridge.tick()
        await settled(lambda: any(one.braked for one in told if isinstance(one, Viewed)))
        assert bridge.speed == 1

    with_bridge(test)


def test_a_paused_clock_stands_still():
    async def test(drill, bridge, _):
        bridge.paused = True
        bridge._last -= 5.0
        bridge.tick()
        await bridge.call(lambda: None)
        assert drill.t == 0

    with_bridge(test)


def test_a_failure_is_told_in_a_sentence_and_stops_the_clock():
    async def test(drill, bridge, told):
        drill.broken = BoldfaceError("store: the disk is full; make room")
        bridge._last -= 1.0
        bridge.tick()
        await settled(lambda: any(isinstance(one, Failed) for one in told))
        assert next(one for one in told if isinstance(one, Failed)).sentence.startswith(
            "store: the disk"
        )
        assert bridge.paused
        assert await bridge.call(lambda: 7) == 7

    with_bridge(test)


def test_the_next_moment_is_not_past_what_waits_for_the_player():
    async def test(drill, bridge, _):
        await bridge.skip_ahead()
        assert "skip" not in drill.did
        assert drill.t == SKIP_MS
        drill.shown = replace(drill.shown, played=())
        await bridge.skip_ahead()
        assert drill.did[-1] == "skip"

    with_bridge(test)


def test_the_next_moment_is_where_something_was_told():
    async def test(drill, bridge, _):
        plain_advance = drill.advance

        def advance(ms, *, stop_when_closed=False):
            plain_advance(ms)
            if drill.t == 3 * PIECE_MS:
                drill.shown = replace(drill.shown, log=(LogRow(9, 1, "station", "a smell"),))

        drill.advance = advance
        await bridge.skip_ahead()
        assert drill.t == 3 * PIECE_MS

    with_bridge(test)


def test_a_newer_view_replaces_an_older_one_but_not_a_brake():
    old, new, brake = Viewed(a_view()), Viewed(a_view()), Viewed(a_view(), braked=True)
    assert new.can_replace(old)
    assert not new.can_replace(brake)
    assert not new.can_replace(Failed("x"))


def test_who_is_awaited_and_what_calls_for_the_crew():
    calm = a_view(alerts=())
    assert awaited(calm)
    assert not awaited(
        replace(calm, played=("MCC-M",), card=a_card(fields=(), answers=(), signs=()))
    )
    assert not awaited(replace(calm, outcome="reopened"))
    assert calls_for_crew(calm, replace(calm, alerts=(AlertRow("warning", "Vapour 17"),)))
    assert not calls_for_crew(calm, replace(calm, alerts=(AlertRow("info", "LOS"),)))
    assert calls_for_crew(None, calm)  # the drill begins, and its first step waits for somebody
    assert not calls_for_crew(None, replace(calm, outcome="reopened"))


def test_the_speeds_have_two_ends():
    bridge = Bridge(FakeDrill(), lambda _: None, SPEEDS[-1])
    bridge.faster(1)
    assert bridge.speed == SPEEDS[-1]
    for _ in SPEEDS:
        bridge.faster(-1)
    assert bridge.speed == 1
