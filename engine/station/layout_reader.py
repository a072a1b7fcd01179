"""From the nested text of a station file to a `Layout`, or one sentence about what is wrong.

It takes data and never a path; it must never fill in a number that the file does not give.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar, cast

from engine.station.figure import Figure, amount
from engine.station.layout import (
    HATCH_STATES,
    Compartment,
    Contaminant,
    Fan,
    Hatch,
    HatchState,
    Layout,
    Scrubber,
    reachable,
)
from engine.station.part import Part
from engine.station.plant_reader import SECTIONS, plant_from
from engine.station.sensor_reader import with_sensors

_T = TypeVar("_T")
_TOP = (
    "station",
    "title",
    "air",
    "compartments",
    "hatches",
    "fans",
    "scrubbers",
    "contaminants",
    "sensors",
)


def layout_from(data: Mapping[str, object]) -> Layout:
    """Build a layout from nested mappings, lists and text, as the strict YAML reader gives them.

    Every scalar is text (`12.49 m3`); every number is `{is: ..., mark: ..., source: ...}`.
    Raises LayoutError: one sentence with the path in the data, what was found, what to do.
    """
    top = Part(data)
    top.only(*_TOP, *SECTIONS, "grades")
    air = top.at("air")
    air.only("density", "pressure", "exchange_open", "exchange_shut")
    compartments = _named(top.at("compartments"), _compartment)
    hatches = _named(top.at("hatches"), lambda name, part: _hatch(name, part, compartments))
    layout = Layout(
        name=top.at("station").text(),
        title=top.at("title").text(),
        compartments=compartments,
        hatches=hatches,
        fans=_named(top.at("fans"), lambda name, part: _fan(name, part, compartments, hatches)),
        scrubbers=_named(top.at("scrubbers"), lambda name, part: _bed(name, part, compartments)),
        sensors=MappingProxyType({}),
        contaminants=_named(top.at("contaminants"), _contaminant),
        exchange_open=air.at("exchange_open").figure("m3/h"),
        exchange_shut=air.at("exchange_shut").figure("m3/h"),
        air_density=air.at("density").figure("kg/m3", low=0.1),
        pressure=air.at("pressure").figure("kPa"),
    )
    _check_ways(layout, top.at("fans"))
    plant = plant_from(top, layout.compartments, layout.contaminants)
    return with_sensors(replace(layout, plant=plant), top)


def _named(part: Part, build: Callable[[str, Part], _T]) -> Mapping[str, _T]:
    """Build one thing for each name of a mapping, in the order of the file."""
    return MappingProxyType({name: build(name, under) for name, under in part.items()})


def _compartment(name: str, part: Part) -> Compartment:
    part.only("title", "volume", "leak")
    return Compartment(
        name=name,
        title=part.at("title").text(),
        volume=part.at("volume").figure("m3", low=0.01),
        leak=part.at("leak").figure("kg/day"),
    )


def _hatch(name: str, part: Part, compartments: Mapping[str, Compartment]) -> Hatch:
    part.only("title", "between", "start")
    between = part.at("between").names(compartments)
    if len(set(between)) != 2:
        raise part.at("between").fault(f"found {len(set(between))} names", "name its two sides")
    return Hatch(
        name=name,
        title=part.at("title").text(),
        between=(between[0], between[1]),
        start=cast("HatchState", part.at("start").one_of(HATCH_STATES)),
    )


def _fan(
    name: str,
    part: Part,
    compartments: Mapping[str, Compartment],
    hatches: Mapping[str, Hatch],
) -> Fan:
    part.only("path", "through", "duct", "groups", "flow", "start")
    path = part.at("path").names(compartments)
    if len(path) < 2 or any(a == b for a, b in pairwise(path)):
        raise part.at("path").fault("found no way to blow", "name two or more compartments")
    groups = _words(part.at("groups")) if part.has("groups") else ()
    return Fan(
        name=name,
        path=path,
        through=part.at("through").names(hatches) if part.has("through") else (),
        duct=part.at("duct").names(hatches) if part.has("duct") else (),
        groups=groups,
        flow=part.at("flow").figure("m3/h"),
        start=_is_on(part.at("start")),
    )


def _words(part: Part) -> tuple[str, ...]:
    """Give a list of free names."""
    words = part.data if isinstance(part.data, list | tuple) else [part.data]
    return tuple(
        Part(word, f"{part.path}[{place}]", (*part.loc, place)).text()
        for place, word in enumerate(words)
    )


def _is_on(part: Part) -> bool:
    return part.one_of(("on", "off")) == "on"


def _bed(name: str, part: Part, compartments: Mapping[str, Compartment]) -> Scrubber:
    part.only("title", "in", "takes", "flow", "start")
    return Scrubber(
        name=name,
        title=part.at("title").text(),
        compartment=part.at("in").one_of(compartments),
        takes=part.at("takes").text(),
        flow=part.at("flow").figure("m3/h"),
        start=_is_on(part.at("start")),
    )


def _contaminant(name: str, part: Part) -> Contaminant:
    part.only("title", "smells_like", "molar_mass", "limits", "odor", "capture")
    limits = _figures(part.at("limits"), "ppm")
    for period in limits:
        try:
            amount(period, "s")
        except ValueError as error:
            raise part.at("limits").fault(str(error), "write a period such as 1 h") from None
    odor = part.at("odor")
    if list(odor.mapping()):
        odor.only("faint", "distinct", "strong")
    return Contaminant(
        name=name,
        title=part.at("title").text(),
        smells_like=part.at("smells_like").text(),
        molar_mass=part.at("molar_mass").figure("g/mol", low=1.0),
        limits=limits,
        odor=_figures(odor, "ppm"),
        capture=_figures(part.at("capture"), "1", high=1.0),
    )


def _figures(part: Part, unit: str, high: float = 1e9) -> Mapping[str, Figure]:
    return _named(part, lambda _, under: under.figure(unit, high=high))


def _check_ways(layout: Layout, part: Part) -> None:
    """Refuse a fan whose open hatches do not join its path: its air could never come back."""
    for fan in layout.fans.values():
        way = frozenset(fan.through + fan.duct)
        lost = set(fan.path) - reachable(layout, fan.path[0], way)
        if lost:
            raise part.at(fan.name).fault(
                f"the hatches named do not lead to {', '.join(sorted(lost))}",
                "name in 'through' or 'duct' every hatch on the way",
            )
