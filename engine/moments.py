"""What will happen next in a drill if nobody does anything: injects, the link, telemetry, timers, simulated roles.

Worked out from the logs, the scenario and the seed alone; it must never make anything happen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from engine.desk import Desk, Place
from engine.drill import world as air
from engine.drill.beside import offers
from engine.drill.crew import Intent, intents
from engine.drill.deeds import DueDeed, due_deeds
from engine.drill.injects import due_injects
from engine.run import commands as c
from engine.run.queue import Calling
from engine.run.timers import due
from engine.scene import Scene

HANDS_MS = 10_000  # DESIGN: who has just done something for one procedure needs that for another

Kind = Literal["inject", "link", "telemetry", "timer", "deed", "intent"]
ORDER: tuple[Kind, ...] = ("inject", "link", "telemetry", "timer", "deed", "intent")


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that will happen at `t` (run clock, ms) if nobody does anything before."""

    t: int
    kind: Kind
    place: Place | None = None
    command: c.Command | None = None
    inject: str = ""
    text: str = ""
    deed: DueDeed | None = None


def first_moment(
    desk: Desk,
    scene: Scene,
    callings: Mapping[str, Calling],
    t: int,
    tried: int,
    played: Collection[str],
) -> Moment:
    """The earliest thing that will happen; at one moment in the order of ORDER.

    `tried`: when telemetry was last asked for, stored or not; `played`: the roles that people play.
    """
    found = [*_outside(desk, scene, t), telemetry(desk, scene, t, tried), *_timers(desk, t)]
    found += [*_offers(desk, scene, callings, t, played), *_deeds(desk, scene, t, played)]
    found += _intents(desk, scene, t, min(one.t for one in found))
    first = min(found, key=lambda one: (one.t, ORDER.index(one.kind)))
    return Moment(first.t, "telemetry") if _reads_first(scene, first, tried) else first


def _reads_first(scene: Scene, moment: Moment, tried: int) -> bool:
    """Whether a simulated role is about to decide on readings of a slow step: who decides looks first."""
    if moment.place is None or not isinstance(moment.command, c.Answer | c.Sign):
        return False
    return moment.t - max(sampled(moment.place), tried) > scene.rig.scenario.telemetry


def _outside(desk: Desk, scene: Scene, t: int) -> Iterator[Moment]:
    world, scenario = scene.world, scene.rig.scenario
    state = replace(desk.log.state, injects=world.injected)
    for one in due_injects(scenario, state, world.entered)[:1]:
        notice = one.inject.notice or ""
        yield Moment(max(one.t, t), "inject", None, None, one.inject.inject, notice)
    change = air.link_change(world, t, scene.rig)
    if change is not None:
        yield Moment(change, "link")


def telemetry(desk: Desk, scene: Scene, t: int, tried: int) -> Moment:
    """When telemetry comes next; at once where a run has none yet."""
    after = max(min(sampled(place) for place in desk.open()), tried)
    later = min(period(desk, scene), *(promised(place, scene) for place in desk.open()))
    return Moment(t if after < 0 else max(after + later, t), "telemetry")


def promised(place: Place, scene: Scene) -> int:
    """How long after a run's last telemetry the next was to come, ms: it keeps that also where it slows down."""
    every = max((one.every for one in place.state.samples.values()), default=0)
    return every or scene.rig.scenario.telemetry


def period(desk: Desk, scene: Scene) -> int:
    """How often telemetry comes now, ms: what may be slow are steps of the first run, while it is alone."""
    scenario, first = scene.rig.scenario, desk.places[0]
    slow = all(one is first for one in desk.open())
    return scenario.period(first.state.at) if slow else scenario.telemetry


def sampled(place: Place) -> int:
    """When telemetry last came into a run, -1 if never."""
    last = place.state.sampled_t
    return -1 if last is None else last


def _timers(desk: Desk, t: int) -> Iterator[Moment]:
    for place in desk.open():
        later = [one.t for one in due(place.console.drive, place.state) if one.t > t]
        if later:
            yield Moment(later[0], "timer", place)


def _intents(desk: Desk, scene: Scene, t: int, until: int) -> Iterator[Moment]:
    """What the simulated roles do next: one person does one thing, for what comes first.

    until: what comes later need not be known in full, since something else comes before it.
    """
    senses, seed = air.WorldSenses(scene.world, scene.rig), scene.rig.seed
    busy: set[str] = set()
    for place in desk.in_turn():
        state, drive = place.state, place.console.drive
        found = intents(scene.part(place), drive, state, seed, senses, scene.world.injected, until)
        wanted = [
            one for one in found if (state.local.entry, repr(one.command)) not in place.refused
        ]
        free = [
            (_free_at(desk, place, one, t), one) for one in wanted if one.command.role not in busy
        ]
        if free:
            at, soonest = min(free, key=lambda pair: pair[0])
            yield Moment(at, "intent", place, soonest.command)
        busy |= {one.command.role for one in wanted}


def _free_at(desk: Desk, place: Place, intent: Intent, t: int) -> int:
    """When the role comes to it: not while its hands are still at another procedure."""
    others = [one for one in desk.places if one is not place]
    last = [one.last_by.get(intent.command.role, -HANDS_MS) + HANDS_MS for one in others]
    return max(intent.t, t, *last)


def _deeds(desk: Desk, scene: Scene, t: int, played: Collection[str]) -> Iterator[Moment]:
    states = [place.state for place in desk.places]
    for one in due_deeds(scene.rig.scenario, states, scene.world.entered, played):
        yield Moment(max(one.t, t), "deed", deed=one)


def _offers(
    desk: Desk, scene: Scene, callings: Mapping[str, Calling], t: int, played: Collection[str]
) -> Iterator[Moment]:
    for offer in offers(scene.rig, desk.queue, callings, scene.world.injected):
        if offer.word.role not in played:
            yield Moment(max(offer.t, t), "intent", None, offer.word)
