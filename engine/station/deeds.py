"""The acts on the systems beside the air: how each is written, which names it needs, what it does.

One table, `DEEDS`, is the whole list; a deed gives a new vehicle or a refusal and nothing between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, TypeAlias, cast

from engine.station import fire, heat, hull, windows
from engine.station.coupling import given
from engine.station.figure import amount, in_unit
from engine.station.fire import Fire
from engine.station.layout import Layout, Sensor, fans_named
from engine.station.motion import Control
from engine.station.oxygen import Supply
from engine.station.refused import Refused
from engine.station.state import Vehicle

Answer: TypeAlias = Vehicle | Refused
EXTINGUISHERS: Final = ("co2", "water")
ALARMS: Final = ("fire", "depress", "toxic")
WIDEST: Final = 1000  # mm: a wider hole is no hole but the end of the module (DESIGN)
CONTROLS: Final = ("us", "rs", "drift")


@dataclass(frozen=True, slots=True)
class SystemAct:
    """An act on a system: its first word, what it is done to, and a word or number that says how."""

    verb: str
    name: str
    word: str = ""
    number: float = 0.0


@dataclass(frozen=True, slots=True)
class Deed:
    """One kind of act: its form, what may be named, how its last words are read, what it does.

    `words`: the words that may follow the name; `unit`: or the unit of the number that follows.
    """

    form: str
    thing: str
    names: Callable[[Layout, Mapping[str, object]], Iterable[str]]
    do: Callable[[Vehicle, Layout, SystemAct], Answer]
    words: tuple[str, ...] = ()
    unit: str = ""
    free: bool = False


def read_deed(verb: str, *words: str) -> SystemAct:
    """Read the words of an act on a system; raises ValueError or TypeError for wrong ones."""
    deed = DEEDS[verb]
    if not words:
        raise TypeError(verb)
    name, rest = words[0], words[1:]
    if deed.unit:
        if len(rest) != 2:
            raise TypeError(verb)
        number = amount(" ".join(rest), deed.unit)
        if not 0 <= number <= WIDEST:
            message = f"found {' '.join(rest)}, expected from 0 to {WIDEST} {deed.unit}"
            raise ValueError(message)
        return SystemAct(verb, name, number=number)
    if deed.free and rest:
        return SystemAct(verb, name, " ".join(rest))
    if len(rest) != (1 if deed.words or deed.free else 0):
        raise TypeError(verb)
    if rest and rest[0] not in deed.words:
        message = f"found {rest[0]!r}, expected {' or '.join(deed.words)}"
        raise ValueError(message)
    return SystemAct(verb, name, rest[0] if rest else "")


def _put(before: Mapping[str, Any], change: Mapping[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType({**before, **change})


def _without(before: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return MappingProxyType({key: value for key, value in before.items() if key != name})


def _switched(names: frozenset[str], name: str, *, held: bool) -> frozenset[str]:
    return names | {name} if held else names - {name}


def _hull(vehicle: Vehicle, layout: Layout, **changes: Any) -> Answer:
    if layout.plant.hull is None:
        return Refused("This station has no numbers for pressure.")
    return replace(vehicle, hull=replace(vehicle.hull, **changes))


def _hole(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    return _hull(vehicle, layout, holes=_put(vehicle.hull.holes, {deed.name: deed.number}))


def _patch(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    if deed.name not in vehicle.hull.holes:
        return Refused(f"{layout.compartments[deed.name].title}: no hole is found to patch.")
    return _hull(vehicle, layout, holes=_without(vehicle.hull.holes, deed.name))


def _vent(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    others = tuple(name for name in vehicle.hull.vents if name != deed.name)
    vents = (*others, deed.name) if deed.word == "open" else others
    return _hull(vehicle, layout, vents=vents)


def _valve(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    others = tuple(name for name in vehicle.hull.valves if name != deed.name)
    valves = (*others, deed.name) if deed.word == "open" else others
    return _hull(vehicle, layout, valves=valves)


def opened(vehicle: Vehicle, layout: Layout, hatch: str) -> Answer:
    """Give the station with one pressure on both sides of a hatch that has just been opened.

    Refused while more pressure lies on it than anybody can pull against.
    """
    plant = layout.plant.hull
    over = abs(hull.difference(vehicle.hull, layout, hatch))
    if plant is not None and over > plant.hatch_hold.value:
        return Refused(
            f"{layout.hatches[hatch].title}: {over:.1f} mmHg hold it shut; nobody can pull more "
            f"than {plant.hatch_hold.value:g}. Equalise first: valve {hatch} open."
        )
    return replace(vehicle, hull=hull.equalised(vehicle.hull, layout, vehicle.hatches))


def _fire(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    plant = layout.plant.fire
    if plant is None:
        return Refused("This station has no numbers for fire.")
    new = Fire(plant.start.value, plant.fuel.value / 1000)
    return replace(vehicle, fires=_put(vehicle.fires, {deed.name: new}))


def _extinguish(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    plant = layout.plant.fire
    if plant is None:
        return Refused("This station has no numbers for fire.")
    burning = vehicle.fires.get(deed.name)
    left = fire.quenched(burning, plant) if burning else None
    fires = _without(vehicle.fires, deed.name)
    vehicle = replace(vehicle, fires=_put(fires, {deed.name: left}) if left else fires)
    gas = {"carbon-dioxide": plant.extinguisher.value} if deed.word == "co2" else {}
    return given(vehicle, layout, deed.name, gas)


def _power(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
    off = _switched(vehicle.power_off, deed.name, held=deed.word == "off")
    return replace(vehicle, power_off=off)


def _cabin(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
    off = _switched(vehicle.cabin_off, deed.name, held=deed.word == "off")
    return replace(vehicle, cabin_off=off)


def _thrusters(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    if layout.plant.motion is None:
        return Refused("This station has no numbers for attitude.")
    firing = _put(vehicle.motion.firing, {deed.name: deed.word})
    return replace(vehicle, motion=replace(vehicle.motion, firing=firing))


def _command(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    """Send a module a command from the ground: only while a Russian station sees it (1.3 B2)."""
    if not windows.seen(layout, vehicle.t_ms):
        after = windows.next_edge(layout, vehicle.t_ms)
        wait = (
            "no pass is known"
            if after is None
            else f"the next pass begins in {_wait(vehicle, after)}"
        )
        return Refused(f"{deed.name} takes commands only over a Russian ground station; {wait}.")
    return _thrusters(vehicle, layout, deed)


def _wait(vehicle: Vehicle, until_ms: int) -> str:
    return f"{max(1, round((until_ms - vehicle.t_ms) / 60_000))} min"


def _control(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
    return replace(vehicle, motion=replace(vehicle.motion, control=cast("Control", deed.name)))


def _desat(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
    return replace(vehicle, motion=replace(vehicle.motion, desat=deed.name == "on"))


def _breach(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
    one = replace(vehicle.exchangers[deed.name], breach=deed.number)
    return replace(vehicle, exchangers=_put(vehicle.exchangers, {deed.name: one}))


def _loop(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
    one = replace(vehicle.loops[deed.name], on=deed.word == "on")
    return replace(vehicle, loops=_put(vehicle.loops, {deed.name: one}))


def _ship(change: str) -> Callable[[Vehicle, Layout, SystemAct], Answer]:
    """Give the deed that changes one thing of a ship: its cooling, its power or its hole."""

    def do(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
        value: Any = deed.number if change == "hole" else deed.word
        one = replace(vehicle.ships[deed.name], **{change: value})
        return replace(vehicle, ships=_put(vehicle.ships, {deed.name: one}))

    return do


def _bottle(vehicle: Vehicle, _: Layout, deed: SystemAct) -> Answer:
    one = replace(vehicle.bottles[deed.name], open=deed.word == "open")
    return replace(vehicle, bottles=_put(vehicle.bottles, {deed.name: one}))


def _breathe(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    kinds = layout.plant.masks
    if deed.word not in kinds:
        return Refused(f"There is no mask {deed.word!r}; there are {', '.join(kinds) or 'none'}.")
    supply = Supply(deed.word, kinds[deed.word].value)
    person = replace(vehicle.people[deed.name], masked=True)
    return replace(
        vehicle,
        people=_put(vehicle.people, {deed.name: person}),
        supplies=_put(vehicle.supplies, {deed.name: supply}),
    )


def _alarm(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    """Raise an alarm by hand: ventilation between modules stops by itself (2.1, READ E3)."""
    pressed = _switched(vehicle.pressed, deed.name, held=deed.word == "on")
    vehicle = replace(vehicle, pressed=pressed)
    stopped = dict.fromkeys(fans_named(layout, "imv"), False) if deed.word == "on" else {}
    return replace(vehicle, fans=_put(vehicle.fans, stopped))


def _show(vehicle: Vehicle, layout: Layout, deed: SystemAct) -> Answer:
    shown = _without(vehicle.shown, deed.name)
    if deed.word == "truth":
        return replace(vehicle, shown=shown)
    try:
        word = _as_shown(layout.sensors[deed.name], deed.word)
    except ValueError as error:
        return Refused(f"{deed.name}: {error}.")
    return replace(vehicle, shown=_put(shown, {deed.name: word}))


def _as_shown(sensor: Sensor, word: str) -> str:
    """What a channel made to lie shows: one of its words, or a number in its own unit."""
    if not sensor.states:
        return in_unit(word, sensor.unit or "")
    if word not in sensor.states:
        message = f"found {word[:60]!r}, expected {' or '.join(sensor.states)}"
        raise ValueError(message)
    return word


def unfit(layout: Layout, deed: SystemAct) -> str | None:
    """Say in one sentence what of an act does not fit the thing it names, or None.

    Stricter than the act itself: a number to be shown must bear its unit here. Logs from before
    that rule are still played as they were.
    """
    if deed.verb == "breathe" and deed.word not in layout.plant.masks:
        return f"There is no mask {deed.word!r}; there are {', '.join(layout.plant.masks)}."
    if deed.verb != "show" or deed.word == "truth":
        return None
    sensor = layout.sensors[deed.name]
    try:
        _as_shown(sensor, deed.word)
    except ValueError as error:
        return f"{deed.name}: {error}."
    bare = not sensor.states and not deed.word.strip("+-.0123456789")
    if bare and sensor.unit not in {None, "", "1"}:
        return (
            f"{deed.name}: found {deed.word!r} without a unit, expected {deed.word} {sensor.unit}."
        )
    return None


def _places(layout: Layout, _: Mapping[str, object]) -> Iterable[str]:
    return layout.compartments


def _hatches(layout: Layout, _: Mapping[str, object]) -> Iterable[str]:
    return layout.hatches


def _ships(layout: Layout, _: Mapping[str, object]) -> Iterable[str]:
    return layout.plant.ships


_ON = ("on", "off")
_OPEN = ("open", "shut")
_C = "compartment"
DEEDS: Final[Mapping[str, Deed]] = MappingProxyType(
    {
        "hole": Deed("hole COMPARTMENT 5 mm", _C, _places, _hole, unit="mm"),
        "patch": Deed("patch COMPARTMENT", _C, _places, _patch),
        "vent": Deed("vent COMPARTMENT open|shut", _C, _places, _vent, _OPEN),
        "valve": Deed("valve HATCH open|shut", "hatch", _hatches, _valve, _OPEN),
        "fire": Deed("fire COMPARTMENT", _C, _places, _fire),
        "extinguish": Deed(
            "extinguish COMPARTMENT co2|water", _C, _places, _extinguish, EXTINGUISHERS
        ),
        "power": Deed("power COMPARTMENT on|off", _C, _places, _power, _ON),
        "cabin": Deed("cabin COMPARTMENT on|off", _C, _places, _cabin, _ON),
        "thrusters": Deed(
            "thrusters MODULE fire|hold|off",
            "module with thrusters",
            lambda layout, _: layout.plant.thrusters,
            _thrusters,
            ("fire", "hold", "off"),
        ),
        "command": Deed(
            "command MODULE off",
            "module with thrusters",
            lambda layout, _: layout.plant.thrusters,
            _command,
            ("off",),
        ),
        "control": Deed("control us|rs|drift", "master", lambda *_: CONTROLS, _control),
        "desat": Deed("desat on|off", "setting", lambda *_: _ON, _desat),
        "breach": Deed(
            "breach EXCHANGER 1.5 mm",
            "exchanger",
            lambda layout, _: layout.plant.exchangers,
            _breach,
            unit="mm",
        ),
        "loop": Deed("loop LOOP on|off", "loop", lambda layout, _: layout.plant.loops, _loop, _ON),
        "coolant": Deed("coolant SHIP 0.8 mm", "ship", _ships, _ship("hole"), unit="mm"),
        "cooling": Deed(
            "cooling SHIP loop|station-air|off", "ship", _ships, _ship("cooling"), heat.COOLINGS
        ),
        "ship": Deed("ship SHIP docked|flight|off", "ship", _ships, _ship("power"), heat.POWERS),
        "bottle": Deed(
            "bottle BOTTLE open|shut",
            "bottle",
            lambda layout, _: layout.plant.bottles,
            _bottle,
            _OPEN,
        ),
        "breathe": Deed("breathe ROLE MASK", "role", lambda _, roles: roles, _breathe, free=True),
        "alarm": Deed("alarm fire|depress|toxic on|off", "alarm", lambda *_: ALARMS, _alarm, _ON),
        "show": Deed(
            "show CHANNEL VALUE|truth",
            "channel",
            lambda layout, _: layout.sensors,
            _show,
            free=True,
        ),
    }
)
"""Every act on a system, by its first word."""
