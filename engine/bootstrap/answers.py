"""A drill's readings worked out again: the station is run once more from the log's deeds, injects and seed.

It is this version's station that answers; one with other laws would answer otherwise, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.audit.replay import Difference
from engine.bootstrap.audited import Record
from engine.bootstrap.whole import rig_of
from engine.drill import world as air
from engine.errors import BoldfaceError, RunError
from engine.run import events as e


def station_differences(record: Record) -> Iterator[Difference]:
    """Every reading, refused act, inject and seat that station and scenario do not give.

    Raises RunError where the station cannot be run again.
    """
    if record.opened.kind != "drill":
        raise RunError(
            f"run {record.opened.run}: it is a real run, and its readings came from outside"
        )
    rig = rig_of(record.texts, record.opened)
    if rig.scenario.calls:
        raise RunError(
            f"run {record.opened.run}: several runs may be open in this drill, and its station "
            "answers to all of them; it cannot be run again from one log alone"
        )
    world, channels = air.start_world(rig), list(record.plan.drive.table.channels)
    for one in record.entries:
        event = one.event
        if event is None:
            continue
        try:
            if isinstance(event, e.ReadingsTaken):
                yield from _compared(one.index, event, air.sample(world, channels, event.t, rig))
            elif isinstance(event, e.ActTaken):
                why = air.refusal(world, event.act, event.t, rig)
                yield from _told(one.index, event, f"refused: {why}", f"refused: {event.refused}")
            elif isinstance(event, e.InjectDelivered | e.RunOpened):
                yield from _told(one.index, event, *_of_the_scenario(event, rig))
            world = air.world_after(world, event, rig)
        except (BoldfaceError, KeyError, ValueError) as error:
            raise RunError(
                f"run {record.opened.run}, entry {one.index}: the station cannot be run again from "
                f"here on: {error}"
            ) from None


def _of_the_scenario(event: e.InjectDelivered | e.RunOpened, rig: air.Rig) -> tuple[str, str]:
    """What the scenario kept with the run says of an event, and what the event says."""
    if isinstance(event, e.RunOpened):
        seats = {role: rig.scenario.seats.get(role, role) for role in event.seats}
        return f"seats {seats}", f"seats {event.seats}"
    known = {one.inject: one.notice or "" for one in rig.scenario.injects}
    return known.get(event.inject, event.text), event.text


def _told(index: int, event: e.Event, expected: str, found: str) -> Iterator[Difference]:
    if expected != found:
        what = type(event).__name__
        yield Difference(index, "station", event.t, event.role, what, expected, found)


def _compared(
    index: int, event: e.ReadingsTaken, expected: list[e.Reading]
) -> Iterator[Difference]:
    found = {one.channel: one for one in event.readings}
    for one in expected:
        if found.get(one.channel) != one:
            told = found.get(one.channel)
            yield Difference(
                index, "station", event.t, event.role, "ReadingsTaken",
                _words(one), _words(told) if told else f"{one.channel}: no reading",
            )  # fmt: skip
    for channel in found.keys() - {one.channel for one in expected}:
        yield Difference(
            index, "station", event.t, event.role, "ReadingsTaken",
            f"{channel}: no such channel", _words(found[channel]),
        )  # fmt: skip


def _words(one: e.Reading) -> str:
    return f"{one.channel} {one.value} ({one.quality}, taken at {one.taken} ms)"
