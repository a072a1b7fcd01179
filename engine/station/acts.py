"""What can be done to the station, as lines of text (`hatch poisk shut`) and as frozen data.

An act gives a new vehicle or a refusal with a reason; it must never half happen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, TypeVar

from engine.station.air import places, rows
from engine.station.deeds import DEEDS, SystemAct, opened, read_deed, unfit
from engine.station.errors import ActError
from engine.station.figure import amount
from engine.station.layout import HatchState, Layout, fans_named, reachable
from engine.station.refused import Refused
from engine.station.state import Spill, Vehicle

__all__ = [
    "FORMS",
    "Act",
    "Refused",
    "SystemAct",
    "act",
    "parse_act",
    "unfit_value",
    "unknown_name",
]
__all__ += ["FanAct", "GoAct", "HatchAct", "MaskAct", "ScrubberAct", "SpillAct", "WipeAct"]

HatchMove = Literal["open", "shut", "clear", "duct"]
_V = TypeVar("_V")


@dataclass(frozen=True, slots=True)
class HatchAct:
    """Open or shut a hatch, clear its way (take out duct and clamps) or lay the duct again."""

    hatch: str
    move: HatchMove


@dataclass(frozen=True, slots=True)
class FanAct:
    """Switch a fan, or every fan of a group such as `imv`."""

    fan: str
    on: bool


@dataclass(frozen=True, slots=True)
class ScrubberAct:
    """Switch a unit that cleans the air."""

    scrubber: str
    on: bool


@dataclass(frozen=True, slots=True)
class MaskAct:
    """Put a mask on or take it off."""

    role: str
    on: bool


@dataclass(frozen=True, slots=True)
class GoAct:
    """Go to a compartment, by any way that is not shut."""

    role: str
    compartment: str


@dataclass(frozen=True, slots=True)
class SpillAct:
    """Release `mg` in a compartment: at once, or from a spill falling to 1/e in `minutes`."""

    compartment: str
    mg: float
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class WipeAct:
    """Take up what has not evaporated of every spill in a compartment."""

    compartment: str


Act: TypeAlias = HatchAct | FanAct | ScrubberAct | MaskAct | GoAct | SpillAct | WipeAct | SystemAct


_MOVES: Final[tuple[HatchMove, ...]] = ("open", "shut", "clear", "duct")
FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "hatch": "hatch NAME open|shut|clear|duct",
        "fan": "fan NAME on|off",
        "scrubber": "scrubber NAME on|off",
        "mask": "mask ROLE on|off",
        "go": "go ROLE COMPARTMENT",
        "spill": "spill COMPARTMENT 1500 mg [over 20 min]",
        "wipe": "wipe COMPARTMENT",
        **{verb: deed.form for verb, deed in DEEDS.items()},
    }
)
"""How each kind of act is written."""


def parse_act(text: str) -> Act:
    """Read one line such as `spill poisk 1500 mg over 20 min`; the forms are in `FORMS`.

    Raises ActError: what was found and how the act is written.
    """
    words = text.split()
    reader = _READERS.get(words[0]) if words else None
    if reader is None:
        message = f"found the act {text[:60]!r}; write one of: {'; '.join(FORMS.values())}."
        raise ActError(message)
    try:
        return reader(*words[1:])
    except (TypeError, ValueError) as error:
        why = "" if isinstance(error, TypeError) else f" ({error})"
        message = f"found the act {text[:60]!r}{why}; write: {FORMS[words[0]]}."
        raise ActError(message) from None


def _one_of(word: str, known: tuple[_V, ...]) -> _V:
    for each in known:
        if word == each:
            return each
    message = f"found {word!r}, expected {' or '.join(map(str, known))}"
    raise ValueError(message)


def _is_on(word: str) -> bool:
    return _one_of(word, ("on", "off")) == "on"


def _read_spill(compartment: str, number: str, unit: str, *rest: str) -> SpillAct:
    mg = amount(f"{number} {unit}", "mg")
    if mg <= 0:
        message = f"found {number} {unit}, expected more than nothing"
        raise ValueError(message)
    if not rest:
        return SpillAct(compartment, mg)
    over, number, unit = rest
    _one_of(over, ("over",))
    minutes = amount(f"{number} {unit}", "s") / 60
    if minutes <= 0:
        message = f"found {number} {unit}, expected a time longer than none"
        raise ValueError(message)
    return SpillAct(compartment, mg, minutes)


_READERS: Final[Mapping[str, Callable[..., Act]]] = MappingProxyType(
    {
        "hatch": lambda name, move: HatchAct(name, _one_of(move, _MOVES)),
        "fan": lambda name, word: FanAct(name, _is_on(word)),
        "scrubber": lambda name, word: ScrubberAct(name, _is_on(word)),
        "mask": lambda role, word: MaskAct(role, _is_on(word)),
        "go": GoAct,
        "spill": _read_spill,
        "wipe": WipeAct,
        **{verb: partial(read_deed, verb) for verb in DEEDS},
    }
)


def unknown_name(layout: Layout, roles: Mapping[str, object], act: Act) -> str | None:
    """Say in one sentence which name of the act the station does not have, or None."""
    compartments = layout.compartments
    match act:
        case HatchAct(hatch=name):
            return _missing("hatch", name, layout.hatches)
        case FanAct(fan=name):
            return None if fans_named(layout, name) else _missing("fan", name, layout.fans)
        case ScrubberAct(scrubber=name):
            return _missing("scrubber", name, layout.scrubbers)
        case MaskAct(role=role):
            return _missing("role", role, roles)
        case GoAct(role=role, compartment=name):
            return _missing("role", role, roles) or _missing("compartment", name, compartments)
        case SpillAct(compartment=name) | WipeAct(compartment=name):
            return _missing("compartment", name, compartments)
        case SystemAct(verb=verb, name=name):
            known = dict.fromkeys(DEEDS[verb].names(layout, roles))
            return _missing(DEEDS[verb].thing, name, known)


def unfit_value(layout: Layout, act: Act) -> str | None:
    """Say in one sentence which value of an act, its names being known, the station cannot take; or None."""
    return unfit(layout, act) if isinstance(act, SystemAct) else None


def _missing(kind: str, name: str, known: Mapping[str, object]) -> str | None:
    if name in known:
        return None
    return f"There is no {kind} {name!r}; there are {', '.join(known) or 'none'}."


def act(vehicle: Vehicle, layout: Layout, deed: Act) -> Vehicle | Refused:
    """Do one act now: a new vehicle, or `Refused` with the reason, and then nothing happened.

    An act that finds things already so changes nothing and is not refused.
    """
    stranger = unknown_name(layout, vehicle.people, deed)
    if stranger is not None:
        return Refused(stranger)
    match deed:
        case HatchAct():
            return _move_hatch(vehicle, layout, deed)
        case FanAct(fan=name, on=on):
            fans = dict.fromkeys(fans_named(layout, name), on)
            return replace(vehicle, fans=_put(vehicle.fans, fans))
        case ScrubberAct(scrubber=name, on=on):
            return replace(vehicle, scrubbers=_put(vehicle.scrubbers, {name: on}))
        case MaskAct(role=role, on=on):
            person = replace(vehicle.people[role], masked=on)
            supplies = {who: one for who, one in vehicle.supplies.items() if who != role}
            people = _put(vehicle.people, {role: person})
            return replace(vehicle, people=people, supplies=MappingProxyType(supplies))
        case GoAct():
            return _go(vehicle, layout, deed)
        case SpillAct():
            return _spill(vehicle, layout, deed)
        case WipeAct(compartment=name):
            return _wipe(vehicle, layout, name)
        case SystemAct():
            return DEEDS[deed.verb].do(vehicle, layout, deed)


def _put(before: Mapping[str, _V], change: Mapping[str, _V]) -> Mapping[str, _V]:
    """Give the mapping with some values changed, in the same order."""
    return MappingProxyType({**before, **change})


# What a move makes of each state; a sentence is the reason why it cannot be done.
_HATCH_TABLE: Final[Mapping[tuple[HatchState, HatchMove], tuple[HatchState | None, str]]] = (
    MappingProxyType(
        {
            ("open", "open"): ("open", ""),
            ("open", "shut"): ("shut", ""),
            ("open", "clear"): ("open", ""),
            ("open", "duct"): ("obstructed", ""),
            ("shut", "open"): ("open", ""),
            ("shut", "shut"): ("shut", ""),
            ("shut", "clear"): ("shut", ""),
            ("shut", "duct"): (None, "it is shut: open it before laying the duct"),
            ("obstructed", "open"): ("obstructed", ""),
            ("obstructed", "shut"): (None, "duct and clamps lie through it: clear the way first"),
            ("obstructed", "clear"): ("open", ""),
            ("obstructed", "duct"): ("obstructed", ""),
        }
    )
)


def _move_hatch(vehicle: Vehicle, layout: Layout, deed: HatchAct) -> Vehicle | Refused:
    after, why = _HATCH_TABLE[vehicle.hatches[deed.hatch], deed.move]
    if after is None:
        return Refused(f"{layout.hatches[deed.hatch].title}: {why}.")
    moved = replace(vehicle, hatches=_put(vehicle.hatches, {deed.hatch: after}))
    if after != "shut" and vehicle.hatches[deed.hatch] == "shut":
        return opened(moved, layout, deed.hatch)
    return moved


def _go(vehicle: Vehicle, layout: Layout, deed: GoAct) -> Vehicle | Refused:
    person = vehicle.people[deed.role]
    passable = frozenset(name for name, state in vehicle.hatches.items() if state != "shut")
    if deed.compartment not in reachable(layout, person.compartment, passable):
        here = layout.compartments[person.compartment].title
        there = layout.compartments[deed.compartment].title
        return Refused(f"{deed.role} cannot go from {here} to {there}: a hatch between is shut.")
    moved = replace(person, compartment=deed.compartment)
    return replace(vehicle, people=_put(vehicle.people, {deed.role: moved}))


def _spill(vehicle: Vehicle, layout: Layout, deed: SpillAct) -> Vehicle:
    if deed.minutes:
        spill = Spill(deed.compartment, deed.minutes)
        vector = (*vehicle.vector, deed.mg)
        return replace(vehicle, spills=(*vehicle.spills, spill), vector=vector)
    masses = list(vehicle.vector)
    masses[places(layout)[deed.compartment]] += deed.mg
    return replace(vehicle, vector=tuple(masses))


def _wipe(vehicle: Vehicle, layout: Layout, compartment: str) -> Vehicle:
    first = rows(layout).spills
    left = list(zip(vehicle.spills, vehicle.vector[first:], strict=True))
    kept = [(spill, mass) for spill, mass in left if spill.compartment != compartment]
    wiped = sum(mass for spill, mass in left if spill.compartment == compartment)
    return replace(
        vehicle,
        spills=tuple(spill for spill, _ in kept),
        vector=vehicle.vector[:first] + tuple(mass for _, mass in kept),
        wiped=vehicle.wiped + wiped,
    )
