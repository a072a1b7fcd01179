"""The vehicle of a drill as a fold of its log: a thin layer over the station.

A world only ever changes by an event of the log, so a drill that is opened again stands in the same
air to the last digit; looking ahead gives another value and must never be kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import cast

from engine.drill.chance import factor
from engine.drill.injects import faults, silences, spills
from engine.drill.scenario import Scenario
from engine.run import events as e
from engine.run.channels import LINK
from engine.station import sensors
from engine.station.acts import Refused, SpillAct, act, parse_act
from engine.station.gauges import ppm_in
from engine.station.gauges_motion import relay
from engine.station.layout import Layout
from engine.station.limits import contaminant_of, fraction, ppm_of
from engine.station.link import link_state, next_change
from engine.station.noses import Sensation, smell
from engine.station.vehicle import Vehicle, concentration, start_vehicle, step


@dataclass(frozen=True, slots=True)
class Rig:
    """What a drill is played with: the scenario, the station, the seed. None of them changes."""

    scenario: Scenario
    layout: Layout
    seed: int


@dataclass(frozen=True, slots=True)
class World:
    """The truth at the time of the last event, and what the fold must remember of the log.

    entered: first entry of each state; injected: delivery of each inject; shown: last reading by
    channel; ahead: the last look into the future of this very world, which is asked for again.
    """

    vehicle: Vehicle
    entered: Mapping[str, int] = field(default_factory=dict)
    injected: Mapping[str, int] = field(default_factory=dict)
    shown: Mapping[str, sensors.Reading] = field(default_factory=dict)
    ahead: dict[int, Vehicle] = field(default_factory=dict, init=False, compare=False, repr=False)


def start_world(rig: Rig) -> World:
    """The world at time 0: the scenario's truth, with the released mass that the seed draws."""
    truth = rig.scenario.truth
    vehicle = start_vehicle(
        rig.layout,
        contaminant=truth.contaminant,
        people=rig.scenario.start,
        hatches=truth.hatches,
        switches={name: word == "on" for name, word in truth.switches.items()},
    )
    for text in (*truth.spills, *truth.acts):
        vehicle = _released(vehicle, rig, text)
    return World(vehicle)


def _released(vehicle: Vehicle, rig: Rig, text: str) -> Vehicle:
    deed = parse_act(text)
    if isinstance(deed, SpillAct):
        more = factor(rig.seed, float(rig.scenario.truth.spread), "release")
        deed = replace(deed, mg=deed.mg * more)
    after = act(vehicle, rig.layout, deed)
    return vehicle if isinstance(after, Refused) else after


def world_from(events: Iterable[e.Event], rig: Rig) -> World:
    """The world after the events of a drill's log, from its beginning."""
    return reduce(lambda world, event: world_after(world, event, rig), events, start_world(rig))


def world_after(world: World, event: e.Event, rig: Rig) -> World:
    """The world after one more event; what happens beside the run does not even move its clock."""
    if isinstance(event, e.BESIDE_THE_RUN):
        return world
    world = advance(world, event.t, rig)
    match event:
        case e.ActTaken(act=text, refused=None):
            after = act(world.vehicle, rig.layout, parse_act(text))
            return world if isinstance(after, Refused) else replace(world, vehicle=after)
        case e.InjectDelivered(inject=name):
            vehicle = world.vehicle
            for text in spills(rig.scenario, name):
                vehicle = _released(vehicle, rig, text)
            return replace(world, vehicle=vehicle, injected={**world.injected, name: event.t})
        case e.StepEntered(state=state) if state not in world.entered:
            return replace(world, entered={**world.entered, state: event.t})
        case e.ReadingsTaken(readings=readings):
            return replace(world, shown={**world.shown, **{r.channel: _shown(r) for r in readings}})
    return world


def _shown(reading: e.Reading) -> sensors.Reading:
    quality = cast("sensors.Quality", reading.quality)
    if quality not in sensors.QUALITIES:
        quality = "missing"
    return sensors.Reading(reading.channel, reading.value, quality, reading.taken)


def advance(world: World, to_ms: int, rig: Rig) -> World:
    """The world as it will stand at `to_ms` if nobody acts; the same world for the past."""
    late = to_ms - world.vehicle.t_ms
    if late <= 0:
        return world
    then = world.ahead.get(to_ms)
    if then is None:
        then = step(world.vehicle, rig.layout, late)
        world.ahead.clear()
        world.ahead[to_ms] = then
    return replace(world, vehicle=then)


def refusal(world: World, text: str, t: int, rig: Rig) -> str | None:
    """Why an act would not be possible at `t`, in one sentence; None when it is."""
    found = first_refused(world, (text,), t, rig)
    return found[1] if found is not None else None


def first_refused(world: World, texts: Iterable[str], t: int, rig: Rig) -> tuple[str, str] | None:
    """The first of several acts, one after the other at `t`, that would not be possible, and why; else None."""
    vehicle = advance(world, t, rig).vehicle
    for text in texts:
        after = act(vehicle, rig.layout, parse_act(text))
        if isinstance(after, Refused):
            return text, after.reason
        vehicle = after
    return None


def sample(world: World, channels: Iterable[str], t: int, rig: Rig) -> list[e.Reading]:
    """What telemetry brings at `t`: one reading for each channel, `link` among them if asked for.

    A channel that the station does not have is missing, never left out: the crew must see the gap.
    """
    now = advance(world, t, rig)
    broken = faults(rig.scenario, world.injected)
    found = []
    for channel in channels:
        if channel == LINK:
            found.append(e.Reading(LINK, link(world, t, rig), "good", t))
        elif channel not in rig.layout.sensors:
            found.append(e.Reading(channel, None, "missing", t))
        else:
            one = sensors.read(
                now.vehicle, rig.layout, channel, rig.seed, broken, world.shown.get(channel)
            )
            found.append(e.Reading(channel, one.value, one.quality, one.taken_ms))
    return found


def link(world: World, t: int, rig: Rig) -> str:
    """AOS or LOS at `t`: without the ground while the scenario says so, or the station hides its antennas.

    The Russian ground stations are a window of their own: commands to a module go over them alone.
    """
    if relay(advance(world, t, rig).vehicle, rig.layout) == "LOS":
        return "LOS"
    return link_state(silences(rig.scenario, world.injected), t)


def link_change(world: World, t: int, rig: Rig) -> int | None:
    """When a silence of the scenario next begins or ends after `t`; None if none does.

    What turns with the station is seen at the next telemetry.
    """
    return next_change(silences(rig.scenario, world.injected), t)


@dataclass(frozen=True, slots=True)
class WorldSenses:
    """What simulated people can find out from the world: by detector, by nose, by how they feel."""

    world: World
    rig: Rig

    def measure(self, place: str, t: int, gas: str | None = None) -> float:
        """A gas at a place at `t`, ppm, as it truly is; the drill's contaminant if none is named."""
        vehicle = advance(self.world, t, self.rig).vehicle
        if gas is not None and gas != vehicle.contaminant:
            return ppm_in(vehicle, self.rig.layout, gas, place)
        kind = contaminant_of(self.rig.layout, vehicle.contaminant)
        return ppm_of(max(0.0, concentration(vehicle, self.rig.layout, place)), kind)

    def reads(self, channel: str, t: int) -> str | None:
        """What the instrument of a channel shows at `t` to whoever holds it, None for nothing."""
        rig, now = self.rig, advance(self.world, t, self.rig)
        return sensors.read(now.vehicle, rig.layout, channel, rig.seed).value

    def smell(self, role: str, t: int) -> Sensation:
        """What the person in a role smells at `t`."""
        return smell(advance(self.world, t, self.rig).vehicle, self.rig.layout, role)

    def dose(self, t: int) -> float:
        """The exposure of the worst-off person at `t` as a part of the limit (0: no limit)."""
        vehicle = advance(self.world, t, self.rig).vehicle
        gas = contaminant_of(self.rig.layout, vehicle.contaminant)
        period = self.rig.scenario.measures.exposure
        parts = [fraction(one.breathed, gas, period) or 0.0 for one in vehicle.people.values()]
        return max(parts, default=0.0)

    def place(self, role: str, t: int) -> str | None:
        """The compartment in which the person in a role is at `t`; None for whoever is not aboard."""
        person = advance(self.world, t, self.rig).vehicle.people.get(role)
        return person.compartment if person else None

    def elsewhere(self, places: Collection[str], t: int) -> int:
        """How many people of the scenario are in none of these places at `t`."""
        people = advance(self.world, t, self.rig).vehicle.people.values()
        return sum(one.compartment not in places for one in people)
