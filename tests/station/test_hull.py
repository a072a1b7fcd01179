"""Pressure: holes, vents, hatches that part volumes, valves that make them equal again."""

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from engine.station import hull, ledger
from engine.station.acts import Refused, act, parse_act
from engine.station.layout import Layout
from engine.station.vehicle import Vehicle, start_vehicle, step
from tests.station.asking import CREW, MINUTE, number, play, show


@pytest.fixture
def start(layout: Layout) -> Vehicle:
    return start_vehicle(layout, contaminant="ammonia", people=CREW)


def test_a_hole_empties_all_that_is_joined_and_nothing_behind_a_hatch(
    layout: Layout, start: Vehicle
) -> None:
    vehicle = play(start, layout, "hatch poisk clear", "hole poisk 20 mm")
    together = step(vehicle, layout, 10 * MINUTE)
    assert number(together, layout, "p.lab") == pytest.approx(
        number(together, layout, "p.poisk"), abs=0.2
    )
    parted = play(together, layout, "hatch poisk shut")
    later = step(parted, layout, 20 * MINUTE)
    assert number(later, layout, "p.poisk") < 0.2 * number(later, layout, "p.lab")
    assert number(later, layout, "p.lab") == pytest.approx(number(parted, layout, "p.lab"), abs=0.2)
    assert number(later, layout, "t1mm.sm") == 86400
    assert show(together, layout, "alarm.depress") == "on"


def test_half_of_t1mm_and_a_hatch_can_still_be_opened(layout: Layout, start: Vehicle) -> None:
    """The rule of 3.2: longer, and the difference holds it shut."""
    vehicle = play(start, layout, "hatch poisk clear", "hole poisk 5 mm", "hatch poisk shut")
    t1mm = number(vehicle, layout, "t1mm.poisk")
    soon = step(vehicle, layout, round(500 * t1mm))
    assert isinstance(act(soon, layout, parse_act("hatch poisk open")), Vehicle)
    late = step(vehicle, layout, round(5000 * t1mm))
    refused = act(late, layout, parse_act("hatch poisk open"))
    assert isinstance(refused, Refused)
    assert "valve poisk open" in refused.reason
    equal = step(play(late, layout, "patch poisk", "valve poisk open"), layout, 10 * MINUTE)
    assert isinstance(act(equal, layout, parse_act("hatch poisk open")), Vehicle)


def test_opening_keeps_the_air(layout: Layout, start: Vehicle) -> None:
    def air(vehicle: Vehicle) -> float:
        volumes = [one.volume.value for one in layout.compartments.values()]
        return float(np.dot(hull.pressures(vehicle.hull, layout), volumes))

    vehicle = play(start, layout, "hatch poisk clear", "hatch poisk shut", "hole poisk 2 mm")
    vehicle = play(step(vehicle, layout, 20_000), layout, "patch poisk")
    opened = play(vehicle, layout, "hatch poisk open")
    assert air(opened) == pytest.approx(air(vehicle), rel=1e-12)
    assert len(set(np.round(opened.hull.pressures, 9))) == 1


def test_an_open_valve_against_an_independent_integration(layout: Layout, start: Vehicle) -> None:
    plant = layout.plant.hull
    assert plant is not None
    vehicle = play(start, layout, "hatch poisk clear", "hatch poisk shut", "hole poisk 20 mm")
    vehicle = play(step(vehicle, layout, 3 * MINUTE), layout, "patch poisk", "valve poisk open")
    names = list(layout.compartments)
    low, high = (hull.pressures(vehicle.hull, layout)[names.index(n)] for n in ("poisk", "lab"))
    behind = ("poisk", "vestibule", "progress")  # the ship's hatch is open, Progress's obstructed
    size = sum(layout.compartments[name].volume.value for name in behind)
    room = sum(one.volume.value for one in layout.compartments.values()) - size

    def fall(_: float, p: Any) -> list[float]:
        flow = hull.valve_flow(plant, p[1], p[0])
        return [flow / size, -flow / room]

    wanted = solve_ivp(fall, (0, 60), [low, high], rtol=1e-9, atol=1e-9).y[:, -1]
    after = hull.pressures(step(vehicle, layout, MINUTE).hull, layout)
    got = [after[names.index(name)] for name in ("poisk", "lab")]
    assert got == pytest.approx(list(wanted), rel=0.01)


def test_what_goes_through_a_hole_is_accounted_for(layout: Layout, start: Vehicle) -> None:
    vehicle = play(start, layout, "spill poisk 1500 mg", "hole poisk 10 mm", "vent nauka open")
    vehicle = step(vehicle, layout, 45 * MINUTE)
    vehicle = step(play(vehicle, layout, "patch poisk", "vent nauka shut"), layout, 45 * MINUTE)
    assert vehicle.vented["poisk"] > 10
    assert ledger.total(vehicle, layout) == pytest.approx(1500, rel=1e-9)


def test_air_flows_towards_the_hole_once_fans_are_off(layout: Layout, start: Vehicle) -> None:
    vehicle = play(start, layout, "hole rassvet 6 mm")
    assert show(vehicle, layout, "draft.rassvet") == "disturbed"
    vehicle = play(vehicle, layout, "fan imv off", "fan ducts off")
    assert show(vehicle, layout, "draft.rassvet") == "rassvet"
    assert show(vehicle, layout, "draft.fgb") == "fgb"
    assert show(vehicle, layout, "draft.pma1") == "fgb"
    assert show(play(vehicle, layout, "patch rassvet"), layout, "draft.fgb") == "still"


def test_nobody_patches_a_hole_that_is_not_there(layout: Layout, start: Vehicle) -> None:
    assert isinstance(act(start, layout, parse_act("patch lab")), Refused)
